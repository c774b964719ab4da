"""The counter (综合窗口柜台): an offline-first desktop client and its county server."""

__version__ = "0.1.0"
