"""What one act owes another before it may be recorded (差评处理次序), whatever is written in it.

Asked when something is recorded, never in a fold: what has happened stays happened.
"""

from __future__ import annotations

from datetime import date

from counter_app.errors import Refused
from counter_app.models.acts import rating as acts
from counter_app.models.acts.base import Act
from counter_app.models.rating import Finding, FixWay, is_founded
from counter_app.models.rating_state import RatingState
from counter_app.rules.case_context import local_day
from counter_app.rules.rating_context import RatingContext


def owed(state: RatingState, act: Act, context: RatingContext) -> None:
    """Raises :class:`Refused` when something has to be done first, or is not to be done."""
    planned = state.plan.way if state.plan is not None else ""
    founded = state.found is not None and is_founded(state.found.finding)
    match act:
        case acts.Assigned():
            if not state.bad and not state.text:
                raise Refused("这一评价不是差评，也没有留言，不用交办")
        case acts.Found():
            if state.rater is not None and not state.calls:
                raise Refused("评价人留了电话，请先回访核实")
        case acts.Planned():
            if not founded:
                raise Refused("没有认定属实，不用整改", hint="请办理解释说明")
        case acts.Done():
            if planned == FixWay.EXPLAIN:
                raise Refused("这一评价只作解释说明", hint="请办理解释说明")
        case acts.Explained():
            if founded and planned != FixWay.EXPLAIN:
                raise Refused("认定属实的要整改", hint="请先写明整改措施")
        case acts.Reviewed():
            _reviewable(state)
        case acts.Appealed():
            if context.today > appeal_until(state, context):
                raise Refused(f"申诉期限 {context.rules.appeal} 个工作日已过")
        case _:
            pass


def appeal_until(state: RatingState, context: RatingContext) -> date:
    """Last day on which the one who was rated may appeal."""
    given = local_day(state.given_ms)
    return context.calendar.deadline(given, context.rules.appeal).date


def _reviewable(state: RatingState) -> None:
    """Nothing is reviewed over a pending appeal, a founded complaint that nobody has mended, or
    the head of a person who can still be asked."""
    if state.appeal is not None and state.appeal.pending:
        raise Refused("申诉还没有裁定，不能审核")
    finding = state.found.finding if state.found is not None else ""
    if finding in (Finding.MISTAKEN, Finding.MALICIOUS):
        return
    if state.done is None and state.explained is None:
        raise Refused("还没有整改或解释说明，不能审核")
    if state.revisit is None and state.rater is not None:
        raise Refused("评价人留了电话，请先回访整改情况")
