"""Who, where and when of one act, as a fold sees it."""

from __future__ import annotations

import msgspec


class Stamp(msgspec.Struct, frozen=True):
    """The envelope's facts that a rule may use. ``at_ms``: effective time in ms (UTC).

    The effective time is the earlier of the device's clock and the county's receipt
    (design §2), so a device from the future cannot win.
    """

    device: str
    n: int
    staff: str
    place: str
    subject: str
    at_ms: int


class Actor(msgspec.Struct, frozen=True):
    """The signed-in person (经办人) at a window, with the roles that matter to a rule."""

    work_no: str
    name: str
    place: str
    window: int
    roles: frozenset[str]
