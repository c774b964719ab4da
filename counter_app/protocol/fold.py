"""From entries to states: the one order in which every replica folds (design §2)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.models.acts.case import Received
from counter_app.models.case import CaseState
from counter_app.models.stamp import Stamp
from counter_app.protocol.clock import effective, milliseconds
from counter_app.protocol.journal import Entry, decode_act
from counter_app.rules.case_evolve import evolve

#: Acts that open a subject: cause of everything else, so they stand first whatever a clock says.
OPENING = frozenset({Received.KIND})


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


def step(state: CaseState | None, recorded: Recorded) -> CaseState | None:
    """The state after one more entry, which must sort after all that were folded before."""
    return evolve(state, decode_act(recorded.entry), stamp_of(recorded))


def ordered(entries: Iterable[Recorded]) -> list[Recorded]:
    """Entries of one subject in the order in which they are folded."""
    return sorted(entries, key=lambda each: (each.entry.kind not in OPENING, each.key))


def fold(entries: Iterable[Recorded]) -> CaseState | None:
    """The state of one subject from all its entries, in whatever order they come."""
    state: CaseState | None = None
    for recorded in ordered(entries):
        state = step(state, recorded)
    return state
