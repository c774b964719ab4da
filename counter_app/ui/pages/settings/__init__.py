"""设置: how this PC looks, locks, syncs and keeps files; one's own password; what this is."""

from counter_app.ui.pages.settings.page import SettingsPage

PAGE = SettingsPage

__all__ = ["PAGE", "SettingsPage"]
