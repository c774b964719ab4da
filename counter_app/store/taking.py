"""Writing entries of other devices into the journal, and knowing what need not be read back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import text

from counter_app.errors import Trouble
from counter_app.protocol import clock, journal
from counter_app.protocol.fold import Recorded
from counter_app.store import isolation, outside
from counter_app.store.entries import LEAST, TAKE_BACK, TAKE_IN, check_storable, row
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

_KNOWN = Prepared(
    text(
        "SELECT value FROM json_each(:names)"
        " WHERE EXISTS (SELECT 1 FROM entry WHERE entry.subject = value)"
    )
)


class Taken(msgspec.Struct):
    """What came of it. ``touched``: subjects to fold again, in the order in which they came;
    ``new``: all entries of those of which nothing was here; ``clock``: newest clock value."""

    touched: dict[str, None]
    new: dict[str, list[Recorded]]
    clock: int


def take_in(
    driver: Any, entries: Iterable[tuple[int, bytes]], head: Head, own: str, now_ms: int
) -> Taken:
    """Store entries (received_ms, bytes). ``own``: this device.

    An entry that is already here changes nothing. Bytes that are no entry are set aside.
    """
    coming: list[tuple[journal.Entry, bytes, int]] = []
    for received_ms, data in entries:
        try:
            envelope = journal.decode_entry(data)
            check_storable(envelope)
        except Trouble as error:
            isolation.keep(driver, now_ms, error.message, data)
            continue
        if envelope.device == own and envelope.n > head.n:
            continue  # of a time after a restored image; the next push tells the fork
        coming.append((envelope, data, received_ms))
    names = list({envelope.subject: None for envelope, _, _ in coming})
    rows = _KNOWN.run(driver, {"names": json.dumps(names)})
    known = {name for (name,) in rows}
    taken = Taken({}, {}, head.clock)
    some_outside = outside.any_outside(driver)
    next_id = min(LEAST.first(driver, {})[0] or 0, 0) - 1
    for envelope, data, received_ms in coming:
        subject = envelope.subject
        mine = envelope.device == own
        if some_outside and outside.readmit(driver, subject):
            taken.touched[subject] = None
        entry_id = envelope.n if mine else next_id
        statement = TAKE_BACK if mine else TAKE_IN
        done = statement.run(driver, row(entry_id, envelope, data, received_ms))
        if not done.rowcount:
            continue
        taken.touched[subject] = None
        taken.clock = max(taken.clock, clock.effective(envelope.hlc, received_ms))
        if mine or done.lastrowid != entry_id:
            # Perhaps other bytes stand under this number: what is here is to be read.
            known.add(subject)
        elif subject not in known:
            taken.new.setdefault(subject, []).append(Recorded(envelope, received_ms))
        next_id -= not mine
    for subject in known:
        taken.new.pop(subject, None)
    return taken
