"""The links of a device's chain as they arrive: readable as an entry, or the reason why not."""

from __future__ import annotations

import msgspec

from counter_app.county.refusals import bad_request
from counter_app.errors import Trouble
from counter_app.protocol.journal import Entry, decode_entry
from counter_app.protocol.wire import PushRequest

#: More entries than these in one push are refused; a client sends the rest in the next.
MAX_ENTRIES = 20_000
#: Largest number that both stores can hold.
MAX_NUMBER = (1 << 63) - 1
#: Longest texts of an envelope, in characters; longer ones would not fit an index.
_LIMITS = {"staff": 64, "place": 64, "subject": 128, "kind": 64}


class Link(msgspec.Struct, frozen=True):
    """One link of a chain as received: readable as an entry, or the reason why not."""

    n: int
    data: bytes
    entry: Entry | None
    reason: str = ""


def read_links(device_id: str, request: PushRequest) -> list[Link]:
    """Decode the envelopes, once. Raises :class:`Refuse` for a request that cannot be meant."""
    if not 1 <= request.first <= MAX_NUMBER - MAX_ENTRIES:
        raise bad_request("上传的起始编号不对")
    if len(request.entries) > MAX_ENTRIES:
        raise bad_request("一次上传的记录过多")
    return [_link(device_id, n, data) for n, data in enumerate(request.entries, request.first)]


def read_link(data: bytes) -> Link:
    """One link that somebody else passes on, by what it says of itself."""
    try:
        read = decode_entry(data)
    except (Trouble, RecursionError):
        return Link(0, data, None, "unreadable")
    reason = _objection(read, read.device, read.n)
    return Link(read.n, data, None if reason else read, reason)


def _link(device_id: str, n: int, data: bytes) -> Link:
    try:
        read = decode_entry(data)
    except (Trouble, RecursionError):
        return Link(n, data, None, "unreadable")
    reason = _objection(read, device_id, n)
    return Link(n, data, None if reason else read, reason)


def _objection(read: Entry, device_id: str, n: int) -> str:
    """Why a readable envelope is nevertheless set aside; "" when it is in order."""
    if read.device != device_id:
        return "other_device"
    if read.n != n:
        return "other_number"
    if not 0 <= read.hlc <= MAX_NUMBER:
        return "clock_out_of_range"
    texts = (read.staff, read.place, read.subject, read.kind)
    for text, limit in zip(texts, _LIMITS.values(), strict=True):
        if len(text) > limit or "\0" in text:
            return "text_out_of_range"
    if not read.subject or not is_code(read.place):
        return "text_out_of_range"
    return ""


def is_code(text: str) -> bool:
    """Whether this can be the code of a place: one short printable word."""
    return 0 < len(text) <= _LIMITS["place"] and text.isalnum()
