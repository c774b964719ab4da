"""帮代办: write down a help in half a minute, and see what is under way."""

from counter_app.ui.pages.help.page import HelpPage

PAGE = HelpPage

__all__ = ["PAGE", "HelpPage"]
