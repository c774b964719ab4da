"""Nobody judges what is said about himself (回避): whoever is complained of may neither answer
nor close the matter, nor be given it.

At the desk that is refused. Where two devices did not know of each other it can have happened
all the same; then it has to be seen.
"""

from __future__ import annotations

from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.stamp import Actor
from counter_app.models.trouble import Report, TroubleState

#: Deeds that judge the matter, and how they are called.
JUDGING: dict[type[Act], str] = {
    acts.ScopeChecked: "判定",
    acts.Reclassified: "调整类别",
    acts.Dispatched: "转办",
    acts.Extended: "延期",
    acts.Answered: "答复",
    acts.OpinionHeard: "记录意见",
    acts.Revisited: "回访",
    acts.Closed: "办结",
    acts.Withdrawn: "撤回",
    acts.Corrected: "更正",
}


def is_complained_of(report: Report, work_no: str, name: str = "") -> bool:
    """Whether the matter is about this person; by name only where no number was written down."""
    if report.complained:
        return work_no == report.complained
    return bool(name) and name == report.complained_name.strip()


def refusal(state: TroubleState, act: type[Act], actor: Actor) -> str | None:
    """Why this person may not do that (a Chinese clause), or None."""
    deed = JUDGING.get(act)
    if deed is None or not is_complained_of(state.report, actor.work_no, actor.name):
        return None
    return f"您是这一事项的被反映人，应当回避，不能{deed}"


def given_to_himself(state: TroubleState, staff: str, name: str = "") -> bool:
    """Whether it would be given to whoever it is about."""
    return bool(staff) and is_complained_of(state.report, staff, name)


def breaches(state: TroubleState) -> tuple[str, ...]:
    """What did happen against the rule, as clauses to be shown."""
    report = state.report
    found: dict[str, None] = {}
    for answer in state.answers:
        if is_complained_of(report, answer.by):
            found[f"答复由被反映人（工号 {answer.by}）作出，请由另一人复核"] = None
    if state.closed_by and is_complained_of(report, state.closed_by):
        found[f"由被反映人（工号 {state.closed_by}）办结，请由另一人复核"] = None
    if state.open and given_to_himself(state, state.staff, state.staff_name):
        found["现由被反映人办理，请改转他人"] = None
    return tuple(found)
