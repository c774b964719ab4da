"""The steps of a rating's rectification in words, and the one that is expected next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from counter_app.models.labels import label_of
from counter_app.models.rating import ContactWay, Finding, FixOpinion, FixWay
from counter_app.models.rating_state import RatingState
from counter_app.ui import case_words, rating_words as words
from counter_app.ui.line.steps import LineStep

#: at, by, title, detail, tone, icon
_Told = tuple[int, str, str, str, str, str]


def steps_of(
    state: RatingState, today: date, name_of: Callable[[str], str]
) -> tuple[LineStep, ...]:
    """Everything that was done, the earliest first, then what is to be done."""
    told = sorted(_told(state, name_of), key=lambda each: each[0])
    steps = [
        LineStep(
            title,
            case_words.moment(at_ms, today),
            name_of(by) if by else "",
            detail,
            tone,
            icon,
        )
        for at_ms, by, title, detail, tone, icon in told
    ]
    coming = words.next_step(state)
    if coming:
        first = words.reminder(state)
        lamp = first.said(today) if first is not None else ""
        steps.append(LineStep(f"下一步：{coming}", lamp, "", "", "accent", "arrow-right"))
    return tuple(steps)


def _told(state: RatingState, name_of: Callable[[str], str]) -> Iterator[_Told]:
    yield state.given_ms, "", f"群众评价：{state.grade.label}", "", "neutral", "star"
    if (given := state.assigned) is not None:
        who = given.staff_name or name_of(given.staff)
        yield _good(given.at_ms, given.by, "交办", f"交给{who}", given.note)
    for call in state.calls:
        way = label_of(ContactWay, call.way)
        if call.reached:
            yield _good(call.at_ms, call.by, "回访核实", f"{way}联系上", call.said)
        else:
            yield call.at_ms, call.by, "回访核实", f"{way}没有联系上", "warning", "phone"
    if (found := state.found) is not None:
        finding = label_of(Finding, found.finding)
        yield _good(found.at_ms, found.by, f"认定：{finding}", found.facts)
    if (plan := state.plan) is not None:
        until = f"{case_words.full_day(plan.due)} 前" if plan.due is not None else ""
        way = label_of(FixWay, plan.way)
        ground = f"依据：{plan.ground}" if plan.ground else ""
        yield _good(plan.at_ms, plan.by, f"整改措施：{way}", plan.measure, ground, until)
    if (more := state.extension) is not None:
        until = f"延到 {case_words.full_day(more.due)}"
        yield more.at_ms, more.by, "延期", f"{until}\n{more.reason}", "warning", "calendar"
    if (done := state.done) is not None:
        yield _good(done.at_ms, done.by, "整改完成", done.result)
    if (explained := state.explained) is not None:
        yield _good(explained.at_ms, explained.by, "解释说明", explained.result)
    if (heard := state.revisit) is not None:
        opinion = label_of(FixOpinion, heard.opinion)
        again = f"本人追评：{heard.grade.label}" if heard.grade is not None else ""
        yield _good(heard.at_ms, heard.by, f"回访整改：{opinion}", heard.said, again)
    if (review := state.review) is not None:
        verdict = "纳入统计" if review.adopted else "不纳入统计"
        yield _good(review.at_ms, review.by, f"审核：{verdict}", review.note)
    if (appeal := state.appeal) is not None:
        ground = label_of(Finding, appeal.ground)
        yield appeal.at_ms, appeal.by, f"申诉：{ground}", appeal.reason, "warning", "flag"
        if not appeal.pending:
            verdict = "成立，不纳入统计" if appeal.upheld else "不成立"
            yield _good(appeal.decided_ms, appeal.decided_by, f"申诉{verdict}", appeal.decision)
    if state.withdrawn_ms:
        yield state.withdrawn_ms, "", "评价撤回", state.end_reason, "neutral", "void"


def _good(at_ms: int, by: str, title: str, *details: str) -> _Told:
    return at_ms, by, title, "\n".join(filter(None, details)), "success", "check"
