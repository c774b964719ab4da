"""One subject that cannot be folded is nobody else's trouble.

A fault of ours in one case (an act that its effect cannot carry out, a value that no column can
hold) must stop neither the others nor the cursor: the entries are kept, the screens keep what
they last showed of it, and the subject is noted as set aside. A later program tries again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from counter_app.models.ledger import AnyState
from counter_app.models.tables.device import set_aside
from counter_app.protocol import fold
from counter_app.store import outside, projection
from counter_app.store.faults import of_database
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

_log = logging.getLogger(__name__)

#: How the reason of a subject begins that could not be folded; its data are the subject's name.
_FOLD = "fold:"
_KEEP = Prepared(insert(set_aside), columns=("came_ms", "reason", "data"))
_FORGET = Prepared(
    delete(set_aside).where(
        set_aside.c.reason.startswith(_FOLD), set_aside.c.data == bindparam("data")
    )
)


class SetAside(msgspec.Struct, frozen=True):
    """Something that is kept without effect. ``subject``: a case that could not be folded,
    then ``reason`` is the kind of fault; "": bytes that are no entry, with their reason in words.
    """

    id: int
    came_ms: int
    subject: str
    reason: str


def keep(driver: Any, came_ms: int, reason: str, data: bytes) -> None:
    """Note bytes that came and cannot be read."""
    _KEEP.run(driver, {"came_ms": came_ms, "reason": reason, "data": data})


def refold(
    driver: Any,
    subject: str,
    recorded: Callable[[str], list[fold.Recorded]],
    head: Head,
    faulty: set[str],
    now_ms: int,
) -> tuple[AnyState, Head]:
    """Fold a subject and write its row. ``faulty``: the subjects that are set aside.

    A subject outside the scope of the place shows nothing.
    A fault in the fold leaves the row as it was; faults of the database are raised.
    """
    driver.execute("SAVEPOINT subject")
    try:
        inside = not outside.holds(driver, subject)
        state = fold.fold(recorded(subject)) if inside else None
        after = projection.write_state(driver, subject, state, head)
    except Exception as error:
        if of_database(error):
            raise
        driver.execute("ROLLBACK TO subject")
        driver.execute("RELEASE subject")
        name = type(error).__name__
        _log.error("a subject could not be folded: %s", name)
        _FORGET.run(driver, {"data": subject.encode()})
        keep(driver, now_ms, _FOLD + name, subject.encode())
        faulty.add(subject)
        return None, head
    driver.execute("RELEASE subject")
    if subject in faulty:
        _FORGET.run(driver, {"data": subject.encode()})
        faulty.discard(subject)
    return state, after


def refold_all(
    driver: Any,
    subjects: Collection[str],
    recorded: Callable[[str], list[fold.Recorded]],
    head: Head,
    faulty: set[str],
    now_ms: int,
) -> Head:
    """The same for many: under one savepoint as long as nothing goes wrong, else one by one."""
    if len(subjects) > 1 and faulty.isdisjoint(subjects):
        driver.execute("SAVEPOINT subjects")
        try:
            after = head
            some_outside = outside.any_outside(driver)
            for subject in subjects:
                inside = not (some_outside and outside.holds(driver, subject))
                state = fold.fold(recorded(subject)) if inside else None
                after = projection.write_state(driver, subject, state, after)
        except Exception as error:
            if of_database(error):
                raise
            driver.execute("ROLLBACK TO subjects")
            driver.execute("RELEASE subjects")
        else:
            driver.execute("RELEASE subjects")
            return after
    for subject in subjects:
        _, head = refold(driver, subject, recorded, head, faulty, now_ms)
    return head


def listed(connection: Connection) -> list[SetAside]:
    """Everything that is set aside, the newest first."""
    rows = connection.execute(select(set_aside).order_by(set_aside.c.id.desc()).limit(500))
    return [_view(row) for row in rows]


def subjects(connection: Connection) -> set[str]:
    """The subjects that could not be folded."""
    rows = connection.execute(
        select(set_aside.c.data).where(set_aside.c.reason.startswith(_FOLD))
    ).scalars()
    return _names(rows)


def _names(rows: Iterable[bytes]) -> set[str]:
    return {data.decode(errors="replace") for data in rows}


def _view(row: Any) -> SetAside:
    if not row.reason.startswith(_FOLD):
        return SetAside(row.id, row.came_ms, "", row.reason)
    (subject,) = _names([row.data])
    return SetAside(row.id, row.came_ms, subject, row.reason.removeprefix(_FOLD))
