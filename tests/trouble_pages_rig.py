"""A board of matters of the "办不成事" window in several states, for pages to be looked at."""

from __future__ import annotations

from datetime import timedelta

from desk_rig import COUNTY, Rig
from msgspec.structs import replace
from trouble_samples import REPORT

from counter_app.desk import trouble as troubles
from counter_app.models.acts import trouble as acts
from counter_app.models.trouble import CoHandler, Report


def reported(rig: Rig, name: str = "王𬱖", days_ago: int = 0, **changes: object) -> Report:
    """A report of this many days ago, about no case and nobody."""
    at = rig.store.now_ms() - days_ago * 86_400_000
    person = replace(REPORT.person, name=name, phone="13812345678")
    made = replace(
        REPORT, person=person, reported_ms=at, case="", complained="", complained_name="", tries=()
    )
    return replace(made, **changes)


def fill_troubles(rig: Rig, case: str) -> None:
    """One that has gone a long way, and others at every usual step."""
    desk, here = rig.desk, rig.desk.actor
    taken = acts.ScopeChecked(True)
    first = reported(rig, case=case, complained_name="刘某", tries=REPORT.tries)
    co = CoHandler("县档案馆", due=desk.today + timedelta(2))
    sent = acts.Dispatched(here.place, here.work_no, here.name, "自然资源所", "请调档", (co,))
    troubles.open_matter(
        desk, acts.Reported(first), taken, sent,
        acts.MeasureTaken("到县档案馆查 1998 年登记簿", rig.store.now_ms()),
        acts.JoinAnswered("县档案馆", "找到存根"),
        acts.Answered("explained", "正在调档,存根核对后即可受理", "phone"),
        acts.OpinionHeard("dissatisfied", "等得太久"),
        papers=False,
    )  # fmt: skip
    troubles.open_matter(desk, acts.Reported(reported(rig, "赵小红")), papers=False)
    late = reported(rig, "欧阳建国", 30, kind="human", reasons=("shirking",), item_name="低保")
    troubles.open_matter(desk, acts.Reported(late), taken, sent, papers=False)
    troubles.open_matter(
        desk, acts.Reported(reported(rig, "周大福", 3, anonymous=True)), taken,
        acts.Dispatched(COUNTY, department="县医保局"), papers=False,
    )  # fmt: skip
    told = acts.ScopeChecked(False, "petition", "请向县信访局提出")
    troubles.open_matter(desk, acts.Reported(reported(rig, "陈静")), told, papers=False)
    done = acts.SettledAtOnce(
        reported(rig, "李四", kind="policy", reasons=("policy_changed",)),
        "solved", "已讲清新政策", "satisfied", ("policy_known",),
    )  # fmt: skip
    troubles.open_matter(desk, done, papers=False)
