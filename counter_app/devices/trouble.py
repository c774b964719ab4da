"""What can be wrong with a device at a counter, sorted by what somebody can do about it."""

from __future__ import annotations

from enum import StrEnum

from counter_app.errors import Trouble


class Fault(StrEnum):
    """Sort of a trouble; what a person reads is the message of the error."""

    #: nobody chose a port yet
    NOT_CHOSEN = "not_chosen"
    #: there is no such port (any more)
    UNPLUGGED = "unplugged"
    NO_PERMISSION = "no_permission"
    #: another program has it
    BUSY = "busy"
    #: something is there, but it is not this kind of device, or it is switched off
    SILENT = "silent"
    #: it answers, and the answers do not arrive whole
    GARBLED = "garbled"
    #: it answers that it cannot work (its security module)
    BROKEN = "broken"
    #: only this card could not be read
    CARD = "card"


class DeviceTrouble(Trouble):
    """A device does not do what it should. ``message`` and ``hint`` are for the clerk."""

    def __init__(self, fault: Fault, message: str, *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.fault = fault
