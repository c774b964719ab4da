"""设备: what is plugged in at this window, whether it works, and what to do when it does not."""

from counter_app.ui.pages.devices.page import DevicesPage

PAGE = DevicesPage

__all__ = ["PAGE", "DevicesPage"]
