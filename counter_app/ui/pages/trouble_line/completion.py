"""What an answered question lacks: codes for the county's words, names, the moment, the place."""

from __future__ import annotations

from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.trouble_check import complained_of
from counter_app.desk.trouble_rules import context_of
from counter_app.errors import BadInput
from counter_app.models.acts import trouble as acts
from counter_app.models.acts.base import Act
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import ContactWay, Opinion, TroubleState
from counter_app.rules.numbers import parse_case_number
from counter_app.rules.trouble_terms import Terms


def steps_of(desk: Desk, state: TroubleState, act: Act) -> tuple[Act, ...]:
    """What is recorded of an act that was asked for; of a matter that is settled at once
    everything that is true of it."""
    if not isinstance(act, acts.SettledAtOnce):
        return (completed(desk, state, act),)
    heard = (acts.OpinionHeard(act.opinion),) if act.opinion else ()
    closed = completed(desk, state, acts.Closed(act.causes))
    if act.opinion == Opinion.DISSATISFIED:
        raise BadInput("opinion", "反映人不满意的，还没有解决，请转办或者答复后继续办理")
    return (acts.Answered(act.outcome, act.answer, ContactWay.FACE.value), *heard, closed)


def completed(desk: Desk, state: TroubleState, act: Act) -> Act:
    """The act as it is recorded. Raises ``BadInput`` where what was written means nobody."""
    context = context_of(desk)
    terms = context.terms
    match act:
        case acts.MeasureTaken():
            return replace(act, at_ms=context.now_ms)
        case acts.ScopeChecked(inside=False):
            ground = _code(terms, TroubleList.OUTSIDE, act.ground)
            return replace(act, ground=ground, remedy=act.remedy or terms.remedy(ground))
        case acts.Reclassified():
            kind = _code(terms, TroubleList.KIND, act.kind)
            under = {each.code for each in terms.offered(TroubleList.REASON, kind)}
            reasons = (_code(terms, TroubleList.REASON, each) for each in act.reasons)
            return replace(act, kind=kind, reasons=tuple(each for each in reasons if each in under))
        case acts.Closed():
            causes = (_code(terms, TroubleList.CAUSE, each) for each in act.causes)
            return replace(act, causes=tuple(causes))
        case acts.Dispatched():
            return replace(act, staff_name=_name(desk, act.staff))
        case acts.Escalated():
            place = context.above(state.owner) or state.owner
            return replace(act, to_place=place, staff_name=_name(desk, act.staff))
        case acts.Joined():
            co = act.co_handler
            return acts.Joined(replace(co, staff_name=_name(desk, co.staff)))
        case acts.Corrected(field="complained"):
            staff, _ = complained_of(act.new, desk.catalogue().staff)
            if act.new and not staff:
                raise BadInput("new_complained", "没有这个工号的人员")
            return replace(act, new=staff)
        case acts.Corrected(field="case"):
            parsed = parse_case_number(act.new)
            if act.new and parsed is None:
                raise BadInput("new_case", "这不是办件编号，请核对最后一位")
            return replace(act, new=parsed.text if parsed is not None else "")
        case _:
            return act


def _code(terms: Terms, list_: TroubleList, word: str) -> str:
    for each in terms.offered(list_):
        if word in (each.name, each.name.partition("(")[0], terms.path(list_, each.code)):
            return each.code
    return word


def _name(desk: Desk, staff: str) -> str:
    if not staff:
        return ""
    person = desk.catalogue().staff.get(staff)
    if person is None or not person.active:
        raise BadInput("staff", "没有这个工号的在岗人员")
    return person.name
