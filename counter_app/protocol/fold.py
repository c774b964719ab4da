"""From entries to states: the one order in which every replica folds (design §2)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import cache

import msgspec

from counter_app.models.acts import REGISTRY
from counter_app.models.ledger import AnyState
from counter_app.models.stamp import Stamp
from counter_app.protocol.clock import effective, milliseconds
from counter_app.protocol.facts import Fact, fact
from counter_app.protocol.journal import Entry, decode_act
from counter_app.protocol.ledgers import LEDGERS, ledger_of

#: Acts that open a subject, of all ledgers together.
OPENING: frozenset[str] = frozenset().union(*(each.opening for each in LEDGERS))


#: Raised when the rules make another state of the same acts. Then everything is folded again
#: once; acts that are new to a program are noticed without it.
FOLD_VERSION = 2


class Folded(msgspec.Struct, frozen=True):
    """By which program a projection was made: its rules, and the acts that it knew."""

    version: int = 0
    acts: tuple[str, ...] = ()

    def differing(self, other: Folded) -> tuple[str, ...] | None:
        """Kinds of acts that only one of both knows; None = the rules differ as well."""
        if self.version != other.version:
            return None
        odd = set(self.acts) ^ set(other.acts)
        return tuple(sorted({act.partition("/")[0] for act in odd}))

    @property
    def mark(self) -> int:
        """A number for the whole: digests may be compared between equal marks only."""
        return self.version << 32 | zlib.crc32(" ".join(self.acts).encode())


@cache
def folded_now() -> Folded:
    """What this program makes."""
    return Folded(FOLD_VERSION, tuple(sorted(f"{kind}/{number}" for kind, number in REGISTRY)))


class Recorded(msgspec.Struct, frozen=True):
    """An entry with the time the county received it (ms, UTC); None = not yet acknowledged."""

    entry: Entry
    received_ms: int | None

    @property
    def key(self) -> tuple[int, str, int]:
        """The total order: (min(device clock, county receipt), device, n)."""
        entry = self.entry
        return effective(entry.hlc, self.received_ms), entry.device, entry.n

    @property
    def at_ms(self) -> int:
        return milliseconds(effective(self.entry.hlc, self.received_ms))


def stamp_of(recorded: Recorded) -> Stamp:
    entry = recorded.entry
    return Stamp(entry.device, entry.n, entry.staff, entry.place, entry.subject, recorded.at_ms)


def step(state: AnyState, recorded: Recorded) -> AnyState:
    """The state after one more entry, which must sort after all that were folded before.

    None before the opening act has come.
    """
    entry = recorded.entry
    return ledger_of(entry.subject).evolve(state, decode_act(entry), stamp_of(recorded))


def ordered(entries: Iterable[Recorded]) -> list[Recorded]:
    """Entries of one subject in the order in which they are folded.

    What two copies of a disk have both recorded again counts once: the first in this order.
    """
    listed = list(entries)
    if len(listed) > 1:
        opening = ledger_of(listed[0].entry.subject).opening
        listed.sort(key=lambda each: (each.entry.kind not in opening, each.key))
    if len({each.entry.hlc for each in listed}) == len(listed):
        return listed
    told: dict[Fact, str] = {}
    return [
        each
        for each in listed
        if told.setdefault(fact(each.entry), each.entry.device) == each.entry.device
    ]


def fold(entries: Iterable[Recorded]) -> AnyState:
    """The state of one subject from all its entries, in whatever order they come."""
    state: AnyState = None
    for recorded in ordered(entries):
        state = step(state, recorded)
    return state
