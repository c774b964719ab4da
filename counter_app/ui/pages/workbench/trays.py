"""The trays of the workbench: what each holds, its number, and what it says when empty."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.store.queries import MOST_COUNTED as MOST, Workbench, WorkList


@dataclass(frozen=True)
class Tray:
    """One tray. ``which`` None: the drafts of this person."""

    id: str
    title: str
    icon: str
    empty: str
    which: WorkList | None

    @property
    def action(self) -> str:
        return f"workbench.{self.id}"

    def count(self, counts: Workbench) -> int:
        """How much lies in it."""
        return int(getattr(counts, self.id))


TRAYS: tuple[Tray, ...] = (
    Tray("today", "今日收件", "intake", "今天还没有收件。按 Ctrl+N 收第一件。", WorkList.TODAY),
    Tray("due", "到期与超期", "clock", "没有快到期的办件,时限都来得及。", WorkList.DUE),
    Tray("waiting", "待补正", "edit", "没有在等群众补正的办件。", WorkList.WAITING),
    Tray("ready", "待取件", "delivery", "没有在等人来取的结果。", WorkList.READY),
    Tray("unsent", "仅在本机", "cloud-up", "本机的办件都已上传到县平台。", WorkList.UNSENT),
    Tray("disputed", "争议与重复", "flag", "没有争议,也没有疑似重复。", WorkList.DISPUTED),
    Tray("drafts", "草稿", "document", "没有暂存的收件。填到一半的会自动存在这里。", None),
)


def number_words(count: int) -> str:
    return f"{MOST}+" if count >= MOST else str(count)


def remark(tray: Tray, counts: Workbench) -> tuple[str, str]:
    """One more word on a tray and its colour token, ("", "") for none."""
    if tray.id == "due" and counts.overdue:
        return f"超期 {number_words(counts.overdue)}", "danger"
    if tray.id == "unsent" and not counts.unsent:
        return "已全部上传", "success"
    return "", ""
