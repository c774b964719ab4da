"""Which programs understand each other: one number, a range, and what the county can do.

Every signed request says the protocol it speaks. The county takes ``OLDEST`` to ``PROTOCOL``
and refuses others with reason ``protocol``; a newer device then speaks the county's. Acts have
versions of their own: what a program does not know it keeps and passes on.
"""

from __future__ import annotations

#: What this program speaks. Raised when an older one would misunderstand something.
PROTOCOL = 1
#: The oldest protocol that this program still speaks, as a county and as a device.
OLDEST = 1
PROTOCOL_HEADER = "Counter-Protocol"
PROGRAM_HEADER = "Counter-Program"
#: What a county can do besides push, pull and editions, by name.
FEATURES = ("live", "renew", "held", "relay", "bundle", "files", "snapshot", "bundle-renew")
#: Without the header: a program from before there was one.
_UNSAID = 1


def read_protocol(header: str | None) -> int | None:
    """The number in the header; None when it makes no sense."""
    if header is None:
        return _UNSAID
    if not (header.isascii() and header.isdigit() and len(header) <= 6):
        return None
    return int(header)


def common(county: int, own: int = PROTOCOL, oldest: int = OLDEST) -> int | None:
    """What a device speaks with a county that offers this protocol; None = it cannot."""
    return county if oldest <= county < own else None
