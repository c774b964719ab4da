"""The trays of the workbench: what each holds, its number, and what it says when empty."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.store.queries import MOST_COUNTED as MOST, Workbench, WorkList
from counter_app.ui.ledger_lanes import LANES, Lane, Waiting


@dataclass(frozen=True)
class Tray:
    """One tray: cases of a worklist, lines of a ledger's lane, or the drafts of this person."""

    id: str
    title: str
    icon: str
    empty: str
    which: WorkList | None = None
    lane: Lane | None = None

    @property
    def action(self) -> str:
        return f"workbench.{self.id}"

    @property
    def drafts(self) -> bool:
        return self.which is None and self.lane is None

    def count(self, counts: Counts) -> int:
        """How much lies in it."""
        if self.lane is not None:
            return counts.lanes[self.id].count
        return int(getattr(counts.cases, self.id))


@dataclass(frozen=True)
class Counts:
    """All numbers of the day. ``lanes``: by the id of the tray."""

    cases: Workbench
    lanes: dict[str, Waiting]


TRAYS: tuple[Tray, ...] = (
    Tray("today", "今日收件", "intake", "今天还没有收件。按 Ctrl+N 收第一件。", WorkList.TODAY),
    Tray("due", "到期超期", "clock", "没有快到期的办件，时限都来得及。", WorkList.DUE),
    Tray("waiting", "待补正", "edit", "没有在等群众补正的办件。", WorkList.WAITING),
    Tray("ready", "待取件", "delivery", "没有在等人来取的结果。", WorkList.READY),
    Tray("unsent", "仅在本机", "cloud-up", "本机的办件都已上传到县平台。", WorkList.UNSENT),
    Tray("disputed", "争议重复", "flag", "没有争议，也没有疑似重复。", WorkList.DISPUTED),
    Tray("drafts", "草稿", "document", "没有暂存的收件。填到一半的会自动存在这里。"),
    *(Tray(each.id, each.title, each.icon, each.empty, lane=each) for each in LANES),
)


def number_words(count: int) -> str:
    return f"{MOST}+" if count >= MOST else str(count)


def remark(tray: Tray, counts: Counts) -> tuple[str, str]:
    """One more word on a tray and its colour token, ("", "") for none."""
    overdue = counts.cases.overdue if tray.id == "due" else 0
    if tray.lane is not None:
        overdue = counts.lanes[tray.id].overdue
    if overdue:
        return f"超期 {number_words(overdue)}", "danger"
    if tray.id == "unsent" and not counts.cases.unsent:
        return "已全部上传", "success"
    return "", ""
