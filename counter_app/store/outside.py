"""Subjects outside the place's scope: their entries are kept, they are not shown or counted.

There are any only after the county gave the device to another place (store/scope.py). A
subject comes back when the feed of the new place brings it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select, text

from counter_app.models.tables.device import outside
from counter_app.store.prepared import Prepared

_ANY = Prepared(text("SELECT 1 FROM outside LIMIT 1"))
_HOLDS = Prepared(select(outside.c.subject).where(outside.c.subject == bindparam("subject")))
_READMIT = Prepared(delete(outside).where(outside.c.subject == bindparam("subject")))
_FOLLOW = Prepared(
    text("INSERT OR IGNORE INTO outside SELECT :new WHERE :old IN (SELECT subject FROM outside)")
)
_LEAVE = Prepared(text("INSERT OR IGNORE INTO outside SELECT DISTINCT subject FROM entry"))


def any_outside(driver: Any) -> bool:
    return _ANY.first(driver, {}) is not None


def holds(driver: Any, subject: str) -> bool:
    """Whether this subject is outside."""
    return _HOLDS.first(driver, {"subject": subject}) is not None


def readmit(driver: Any, subject: str) -> bool:
    """The feed of the place brought this one: it concerns it. Whether it was outside."""
    return bool(_READMIT.run(driver, {"subject": subject}).rowcount)


def leave_all(driver: Any) -> None:
    """Nothing that is here concerns the place any more."""
    _LEAVE.run(driver, {})


def follow(driver: Any, old: str, new: str) -> None:
    """A case that got another number stays outside if it was."""
    _FOLLOW.run(driver, {"old": old, "new": new})
