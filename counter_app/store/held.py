"""What a renewed device asks the county about, and what it was told (recorded again, or not)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from counter_app.models.tables.device import entry
from counter_app.protocol import journal
from counter_app.protocol.facts import fact_hash
from counter_app.protocol.fold import OPENING
from counter_app.protocol.renewal import HeldAnswer, HeldSubject
from counter_app.store.store import Store

#: Subject and hash of a fact in it.
Fact = tuple[str, bytes]


class Held(msgspec.Struct, frozen=True):
    """What the county holds of what was recorded again.

    ``known``: (subject, fact's hash) -> the entry it is there; ``taken``: subjects that stand
    for another matter there; ``elsewhere``: subject -> the one under which a copy of this disk
    has brought the same matter.
    """

    known: dict[Fact, tuple[str, int]] = {}
    taken: frozenset[str] = frozenset()
    elsewhere: dict[str, str] = {}


def to_ask(store: Store, after: int = 0) -> list[HeldSubject]:
    """What the county is asked of own entries after this number, before anything is settled."""
    with store.read() as connection:
        rows = connection.execute(
            select(entry.c.data).where(entry.c.id > after).order_by(entry.c.id)
        )
        own = [journal.decode_entry(data) for (data,) in rows]
    facts: dict[str, list[bytes]] = {}
    opened: dict[str, int] = {}
    for each in own:
        facts.setdefault(each.subject, []).append(fact_hash(each))
        if each.kind in OPENING:
            opened.setdefault(each.subject, each.hlc)
    return [
        HeldSubject(subject, tuple(told), opened.get(subject, 0)) for subject, told in facts.items()
    ]


def told(answered: Iterable[tuple[HeldSubject, HeldAnswer]]) -> Held:
    """The answers, each beside its question, by fact and subject."""
    known: dict[Fact, tuple[str, int]] = {}
    taken: set[str] = set()
    elsewhere: dict[str, str] = {}
    for asked, answer in answered:
        for each in answer.known:
            if each.fact < len(asked.facts):
                known[asked.subject, asked.facts[each.fact]] = each.device, each.n
        if answer.taken:
            taken.add(asked.subject)
        if answer.subject:
            elsewhere[asked.subject] = answer.subject
    return Held(known, frozenset(taken), elsewhere)


def facts_in(asked: Iterable[HeldSubject]) -> frozenset[Fact]:
    """Everything that was asked about."""
    return frozenset((each.subject, fact) for each in asked for fact in each.facts)
