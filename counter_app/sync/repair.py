"""Comparison and repair: what to do when device and county do not hold the same.

First this side is made to agree with its own journal. Then the subjects that differ are named,
the county's entries of them are taken in, own ones that it lacks are pushed again from the first
that is missing, and those of others are passed on. At most once a sync; a difference that stays
is told, and looked into again later and later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from counter_app.protocol import repair as messages
from counter_app.protocol.journal import decode_entry
from counter_app.store import repair
from counter_app.store.repair import Compared
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected
from counter_app.sync.pull import Pulled, pull_all
from counter_app.sync.push import Pushed, push_all

_log = logging.getLogger(__name__)

#: A difference that stayed is looked into again after this, then twice as long, and so on; ms.
_FIRST_PAUSE_MS = 60_000
_LONGEST_PAUSE_MS = 6 * 3600_000
#: Entries taken in with one transaction, and passed on with one request.
_CHUNK = 500
_ASKED = 1000


class Repaired(msgspec.Struct, frozen=True):
    """``subjects`` that were mended on either side, and how both stand after it."""

    pulled: Pulled
    subjects: int = 0


def compare_and_repair(
    store: Store, line: Line, pushed: Pushed, pulled: Pulled, cancelled: Callable[[], bool]
) -> Repaired:
    """Find and mend what differs, if anything does. Raises ``Offline``, ``Rejected``."""
    went_back = pushed.went_back or pulled.went_back
    if pulled.agreed is None or (pulled.agreed and not went_back):
        # A row that was damaged behind the digest's back is found by looking at it.
        busy = pushed.entries or pulled.entries
        return Repaired(pulled, len(repair.check_some(store)) if busy else 0)
    before = repair.last_compared(store)
    key = (store.head.digest, pulled.digest)
    now = store.now_ms()
    same = before is not None and (before.mine, before.theirs) == key
    if same and before is not None and 0 < before.until_ms - now <= _LONGEST_PAUSE_MS:
        return Repaired(pulled)
    try:
        mended, lost = _repair(store, line, cancelled)
    except Rejected as error:
        if error.refusal.reason in ("revoked", "lost", "replaced", "unknown_device"):
            raise
        _log.warning("the county cannot compare: %s", error.refusal.reason)
        mended, lost = set(), False
    after = pull_all(store, line, cancelled)
    if after.agreed is not False:
        if before is not None:
            repair.note_compared(store, None)
    else:
        times = before.times + 1 if same and before is not None else 1
        pause = min(_FIRST_PAUSE_MS * 2 ** min(times - 1, 20), _LONGEST_PAUSE_MS)
        repair.note_compared(store, Compared(store.head.digest, after.digest, times, now + pause))
    after = msgspec.structs.replace(
        after, entries=pulled.entries + after.entries, went_back=went_back or lost
    )
    return Repaired(after, len(mended))


def _repair(store: Store, line: Line, cancelled: Callable[[], bool]) -> tuple[set[str], bool]:
    """One round; returns the subjects that were changed here or completed there, and whether
    the county had lost anything.
    """
    mended = repair.mend_rows(store)
    mine = repair.lines(store)
    request = messages.CompareRequest(messages.sums_of(mine))
    reply = line.post("/api/v1/repair/compare", request, messages.CompareReply)
    subjects = repair.differing_subjects(mine, reply.buckets, reply.subjects)
    if not subjects:
        return mended, False
    with store.write() as tx:
        mended |= {subject for subject in subjects if repair.refolded(tx, subject)}
        repair.recount(tx)
    there: dict[tuple[str, int], bytes] = {}
    start = 0
    while start < len(subjects) and not cancelled():
        asked = messages.EntriesRequest(tuple(subjects[start : start + _ASKED]))
        told = line.post("/api/v1/repair/entries", asked, messages.EntriesReply)
        mended |= _take_in(store, told, there)
        start += max(told.done, 1)
    own, foreign = repair.held_only_here(store, subjects, there)
    if own and not cancelled():
        push_all(store, line, cancelled, after=own[0] - 1)
        mended |= set(subjects)
    for first in range(0, len(foreign), _CHUNK):
        if cancelled():
            break
        mended |= _pass_on(store, line, foreign[first : first + _CHUNK])
    return mended, bool(own or foreign)


def _take_in(
    store: Store, told: messages.EntriesReply, there: dict[tuple[str, int], bytes]
) -> set[str]:
    changed: set[str] = set()
    entries = [(each.received_ms, each.data) for each in told.entries]
    for first in range(0, len(entries), _CHUNK):
        part = entries[first : first + _CHUNK]
        with store.write() as tx:
            changed |= repair.take_as_told(tx, part)
    for _, data in entries:
        read = decode_entry(data)
        there[read.device, read.n] = data
    return changed


def _pass_on(store: Store, line: Line, entries: list[bytes]) -> set[str]:
    request = messages.PassOnRequest(tuple(entries))
    reply = line.post("/api/v1/repair/pass-on", request, messages.PassOnReply)
    with store.write() as tx:
        return repair.stamp(tx, reply.taken)
