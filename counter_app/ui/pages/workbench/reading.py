"""What the workbench shows, read in one go on the reader."""

from __future__ import annotations

import msgspec

from counter_app.desk.desk import Desk
from counter_app.store import queries
from counter_app.store.queries import WorkList
from counter_app.ui.case_list import CaseLine, case_lines, first_in_lamp
from counter_app.ui.case_words import moment
from counter_app.ui.draft_list import DraftView, draft_views
from counter_app.ui.ledger_lanes import LANES, TaskLine
from counter_app.ui.pages.workbench.trays import TRAYS, Counts, Tray

#: Worklists in the order of their days, within which some go first.
_URGENT_FIRST = (WorkList.DUE, WorkList.WAITING, WorkList.READY)


class Bench(msgspec.Struct, frozen=True):
    """Numbers, and what lies in the chosen tray: cases, drafts or lines of ledgers. ``synced``
    in words."""

    counts: Counts
    tray: str
    cases: list[CaseLine]
    drafts: list[DraftView]
    tasks: tuple[TaskLine, ...]
    synced: str


def read_bench(desk: Desk, tray: Tray | None) -> Bench:
    """Blocking. ``tray`` None: what is due, or the day's cases when nothing is."""
    today, start = desk.today, desk.day_start_ms
    counts = queries.workbench(desk.store, desk.actor.work_no, today=today, day_start_ms=start)
    lanes = {each.id: each.read(desk) for each in LANES}
    if tray is None:
        tray = TRAYS[1] if counts.due else TRAYS[0]
    cases: list[CaseLine] = []
    drafts: list[DraftView] = []
    tasks: tuple[TaskLine, ...] = ()
    if tray.lane is not None:
        tasks = lanes[tray.id].lines
    elif tray.which is None:
        drafts = draft_views(desk, desk.catalogue(), today)
    else:
        views = queries.worklist(desk.store, tray.which, today=today, day_start_ms=start)
        cases = case_lines(desk, views)
        if tray.which in _URGENT_FIRST:
            cases = first_in_lamp(cases)
    return Bench(Counts(counts, lanes), tray.id, cases, drafts, tasks, synced_words(desk))


def synced_words(desk: Desk) -> str:
    """``还有 3 件仅在本机 · 上次同步 今天 09:08``."""
    head = desk.store.head
    when = moment(head.synced_ms, desk.today) if head.synced_ms else ""
    last = f"上次同步 {when}" if when else "还没有与县平台同步过"
    return f"{last} · 有新记录只在本机" if head.unsent else last
