"""After an upgrade: what an older program folded, folded again by this one, once.

Only projections change. The journal, and with it everything that is still to be sent, stays
as it is, byte for byte.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec
from sqlalchemy import Connection, select

from counter_app.models.tables.device import entry
from counter_app.protocol.fold import Folded, folded_now
from counter_app.store import ledger_rows
from counter_app.store.identity import keep, load

#: Where the profile says by which program its projection was made.
KEY = "fold"
#: Where the profile says by which lists its lines are marked.
MARKS_KEY = "marks"
#: Subjects in one transaction.
_CHUNK = 200


class Marked(msgspec.Struct, frozen=True):
    """For which lists a projection's lines are marked (``ledger_rows.MARKED``)."""

    version: int = 0


def marked_now() -> Marked:
    """How this program marks."""
    return Marked(ledger_rows.MARKED)


class Transaction(Protocol):
    """What is needed of one."""

    driver: Any

    def refold(self, subject: str) -> object: ...


class Projecting(Protocol):
    """A store whose projection may be an older program's."""

    faulty: set[str]

    def read(self) -> AbstractContextManager[Connection]: ...

    def write(self) -> AbstractContextManager[Transaction]: ...


def catch_up(store: Projecting) -> int:
    """Fold again what needs it; returns the number of subjects. May be cut and repeated."""
    now = folded_now()
    with store.read() as connection:
        before = load(connection, KEY, Folded) or Folded()
        marked = load(connection, MARKS_KEY, Marked) or Marked()
    subjects = set(store.faulty)
    if before != now:
        subjects |= _concerned(store, before.differing(now))
    ordered = sorted(subjects)
    for first in range(0, len(ordered), _CHUNK):
        with store.write() as tx:
            for subject in ordered[first : first + _CHUNK]:
                tx.refold(subject)
    if before != now:
        with store.write() as tx:
            keep(tx.driver, KEY, now)
    if marked != marked_now():
        with store.write() as tx:
            ledger_rows.mark_again(tx.driver)
            keep(tx.driver, MARKS_KEY, marked_now())
    return len(ordered)


def _concerned(store: Projecting, kinds: tuple[str, ...] | None) -> set[str]:
    """Subjects with acts of these kinds; None: all there are."""
    wanted = select(entry.c.subject).distinct()
    if kinds is not None:
        wanted = wanted.where(entry.c.kind.in_(kinds))
    with store.read() as connection:
        return set(connection.execute(wanted).scalars())
