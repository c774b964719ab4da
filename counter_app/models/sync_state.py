"""What the line to the county is doing, as everybody from sync to the status bar names it."""

from __future__ import annotations

from enum import StrEnum


class SyncState(StrEnum):
    """同步状态. Being offline is a normal way to work, not a fault."""

    ONLINE = "online"
    SYNCING = "syncing"
    OFFLINE = "offline"
    #: the county refuses this device: a person has to do something
    STOPPED = "stopped"
