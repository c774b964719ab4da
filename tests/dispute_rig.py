"""Disputes and twins for tests of desk and pages: what other places did arrives as by the feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from desk_rig import TOWN, VILLAGE, Rig

from counter_app.models.acts import Act, case as acts
from counter_app.protocol import derived, journal
from counter_app.protocol.ledgers import numbered

if TYPE_CHECKING:
    from counter_app.desk.desk import Done

DECLINED = acts.Declined("not_eligible", "未满八十周岁,不符合领取条件")
WITHDRAWN = acts.Withdrawn("群众说暂时不办了")


@dataclass
class Elsewhere:
    """Another device, whose acts reach this machine after ours were recorded."""

    rig: Rig
    device: str = "d0009"
    place: str = VILLAGE
    staff: str = "SXX0109"
    n: int = 0
    #: how long after our newest entry it acted, in ms
    later_ms: int = 60_000
    made: list[journal.Entry] = field(default_factory=list)

    def act(self, number: str, *done: Act, **envelope: Any) -> None:
        """Done there while the line was down; now it arrives here."""
        for each in done:
            self.n += 1
            at = self.rig.store.now_ms() + self.later_ms + self.n
            values: dict[str, Any] = {
                "device": self.device, "n": self.n, "hlc": at << 16, "staff": self.staff,
                "place": self.place, "kind": each.KIND,
                "subject": numbered(number).subject(number),
                "version": each.VERSION, "act": msgspec.Raw(journal.encode_act(each)),
            }  # fmt: skip
            self.made.append(journal.Entry(**(values | envelope)))
            self.bring(self.made[-1])

    def bring(self, entry: journal.Entry) -> None:
        with self.rig.store.write() as tx:
            tx.take_in([(entry.hlc >> 16, journal.encode_entry(entry))])

    def twin_of(self, done: Done, number: str = "4213210009260000169") -> str:
        """The county has found that another place took the same matter in."""
        act = acts.TwinFound(number, self.place, done.state.received_ms - 86_400_000)
        entry = derived._derive(f"case:{done.state.number}", TOWN, done.state.changed_ms << 16, act)
        assert derived.genuine(entry)
        self.bring(entry)
        return number
