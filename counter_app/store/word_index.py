"""The full-text index of cases: kept behind the saves, asked together with what is behind.

A save does not touch the index: writing it would double the pages of a save. Cases with an
id above ``head.indexed`` are *new*: they are looked through in memory, and go into the index
many at once in idle moments (``Store.tidy``), or when too many have come together.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import func, select, text

from counter_app.models.case import CaseStatus
from counter_app.models.tables.device import case_row
from counter_app.protocol.digest import decode_state
from counter_app.store import case_search
from counter_app.store.identity import Head
from counter_app.store.prepared import Prepared

#: So many new cases are worth an idle moment, and so many are the most there ever are.
WORTH_IT = 16
MOST_NEW = 256
#: More than so many at once come only with a new device's first load: idle moments take them in.
AT_ONCE = 2000
#: A filter of at most so many cases is met by number, a wider one by looking at each hit.
_NARROW = 50_000

_NEWEST = Prepared(select(func.max(case_row.c.id)))
_NEW = Prepared(text("SELECT id, state FROM case_row WHERE id > :indexed ORDER BY id LIMIT :most"))
_ADD = Prepared(text("INSERT INTO case_search (rowid, tokens) VALUES (:id, :tokens)"))
_DROP = Prepared(text("DELETE FROM case_search WHERE rowid = :id"))


def add(driver: Any, case_id: int, words: str) -> None:
    _ADD.run(driver, {"id": case_id, "tokens": words})


def drop(driver: Any, case_id: int) -> None:
    _DROP.run(driver, {"id": case_id})


def behind(driver: Any, head: Head) -> int:
    """How many cases are not indexed yet, at most."""
    newest = _NEWEST.first(driver, {})[0]
    return max(0, (newest or 0) - head.indexed)


def catch_up(driver: Any, head: Head, most: int = 2 * MOST_NEW) -> Head:
    """Index up to ``most`` new cases; returns the head that says so."""
    rows = _NEW.run(driver, {"indexed": head.indexed, "most": most}).fetchall()
    for case_id, state in rows:
        add(driver, case_id, case_search.tokens(decode_state(state)))
    return replace(head, indexed=rows[-1][0]) if rows else head


def find(
    driver: Any,
    indexed: int,
    asked: tuple[case_search.Phrase, ...],
    statuses: tuple[CaseStatus, ...] = (),
    *,
    limit: int,
    offset: int = 0,
) -> list[int]:
    """Ids of the cases that are meant, the newest recorded first. ``asked``: not empty.

    Everything is read in the order in which it is returned and no further than ``limit``, so
    that a word of half the cases costs no more than a rare one.
    """
    new = _among_new(driver, indexed, asked, statuses)
    found = new[offset : offset + limit]
    left = limit - len(found)
    if not left:
        return found
    words = case_search.expression(asked)
    skip = max(0, offset - len(new))
    values = [status.value for status in statuses]
    rows = driver.execute(_statement(driver, values), [words, *values, left, skip])
    return found + [case_id for (case_id,) in rows]


def _statement(driver: Any, statuses: list[str]) -> str:
    if not statuses:
        return (
            "SELECT rowid FROM case_search WHERE case_search MATCH ?"
            " ORDER BY rowid DESC LIMIT ? OFFSET ?"
        )
    marks = ", ".join("?" for _ in statuses)
    of_status = f"FROM case_row WHERE status IN ({marks})"
    (wide,) = driver.execute(
        f"SELECT count(*) FROM (SELECT 1 {of_status} LIMIT {_NARROW + 1})", statuses
    ).fetchone()
    if wide > _NARROW:
        return (
            "SELECT case_search.rowid FROM case_search CROSS JOIN case_row"
            " ON case_row.id = case_search.rowid WHERE case_search MATCH ?"
            f" AND +case_row.status IN ({marks})"
            " ORDER BY case_search.rowid DESC LIMIT ? OFFSET ?"
        )
    return (
        "SELECT rowid FROM case_search WHERE case_search MATCH ?"
        f" AND +rowid IN (SELECT id {of_status}) ORDER BY rowid DESC LIMIT ? OFFSET ?"
    )


def _among_new(
    driver: Any,
    indexed: int,
    asked: tuple[case_search.Phrase, ...],
    statuses: tuple[CaseStatus, ...],
) -> list[int]:
    found = []
    for case_id, data in _NEW.run(driver, {"indexed": indexed, "most": -1}):
        state = decode_state(data)
        if statuses and state.status not in statuses:
            continue
        if case_search.fits(case_search.tokens(state), asked):
            found.append(case_id)
    return found[::-1]
