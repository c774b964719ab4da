"""What somebody has typed into a form of a ledger and not saved yet: one a person and form."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from counter_app.desk.desk import Desk
from counter_app.store import drafts

Typed = TypeVar("Typed", bound=msgspec.Struct)


def keep_typed(desk: Desk, form: str, typed: msgspec.Struct | None) -> None:
    """Store it; None takes away what was stored. On the writer."""
    key = f"{form}:{desk.actor.work_no}"
    if typed is None:
        with desk.store.write() as tx:
            drafts.drop(tx, key)
        return
    drafts.save(desk.store, key, form, desk.actor.work_no, msgspec.msgpack.encode(typed))


def typed_before(desk: Desk, form: str, kind: type[Typed]) -> Typed | None:
    """What was typed last time and not saved."""
    found = drafts.listed(desk.store, form, desk.actor.work_no)
    return msgspec.msgpack.decode(found[0].body, type=kind) if found else None
