"""What can be done about a matter: its questions, its key, and the act it makes.

Where a word of the county's lists is chosen the act holds the word; ``completion`` puts its code
there, because an answer does not know the lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from counter_app.models.acts import trouble as acts
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import (
    CoHandler,
    ContactWay,
    Opinion,
    Outcome,
    TroubleState,
    TroubleStatus,
)
from counter_app.rules.trouble_terms import Terms
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat, Tick, Ticks
from counter_app.ui.line.asking import asked, choice, day, labelled, lines, plain, text
from counter_app.ui.line.correcting import correcting

_SEVERAL = re.compile(r"[、,,;;\s]+")
_INSIDE, _OUTSIDE = "属于受理范围", "不属受理范围"
_LONG = 1000
_CORRECTABLE: dict[str, tuple[str, dict[str, str]]] = {
    "name": ("反映人", {}),
    "phone": ("电话", {}),
    "id_number": ("证件号码", {}),
    "address": ("住址", {}),
    "text": ("反映内容", {}),
    "wish": ("诉求", {}),
    "item_name": ("涉及事项", {}),
    "case": ("办件编号", {}),
    "department": ("涉及部门", {}),
    "complained": ("被反映人工号", {}),
    "complained_name": ("被反映人姓名", {}),
    "note": ("备注", {}),
}


@dataclass(frozen=True)
class TroubleSeat(Seat):
    """``terms``: the county's words. ``above``: name of the place one step up, "" at the top."""

    terms: Terms = field(default_factory=Terms)
    above: str = ""


def _words(seat: Seat, list_: TroubleList, parent: str | None = None) -> dict[str, str]:
    assert isinstance(seat, TroubleSeat)
    return {each.name: each.name for each in seat.terms.offered(list_, parent)}


def _ask_scope(state: TroubleState, seat: Seat) -> Asked:
    assert isinstance(seat, TroubleSeat)
    outside = {"inside": (_OUTSIDE,)}
    return asked(
        state,
        seat,
        choice("inside", "结论", {_INSIDE: _INSIDE, _OUTSIDE: _OUTSIDE}, start=_INSIDE),
        choice("ground", "情形", _words(seat, TroubleList.OUTSIDE), when=outside),
        lines(
            "remedy", "请他怎样办", when=outside, max_length=500,
            hint="留空就用目录里这一情形的告知内容",
        ),
        text("note", "说明"),
        note="涉法涉诉、信访、私人纠纷等不在本窗口受理，请把该找哪里讲清楚，并把告知单交给他。",
    )  # fmt: skip


def _scope(state: TroubleState, answers: Answers) -> object:
    if answers.get("inside") == _INSIDE:
        return acts.ScopeChecked(True, note=answers.get("note"))
    return acts.ScopeChecked(
        False, answers.get("ground"), answers.get("remedy"), answers.get("note")
    )


def _ask_kind(state: TroubleState, seat: Seat) -> Asked:
    assert isinstance(seat, TroubleSeat)
    terms, report = seat.terms, state.report
    now = terms.label(TroubleList.KIND, report.kind)
    # Without its bracketed remark: three of them stand beside each other in the panel.
    kinds = {name.partition("(")[0]: name for name in _words(seat, TroubleList.KIND)}
    base = asked(
        state, seat,
        choice("kind", "类别", kinds, start=now), text("note", "说明"),
    )  # fmt: skip
    ticks = tuple(
        Tick(each.name, each.code in report.reasons) for each in terms.offered(TroubleList.REASON)
    )
    return Asked(base.fields, base.values, ticks=Ticks("具体情形", ticks, last=True))


def _kind(state: TroubleState, answers: Answers) -> object:
    return acts.Reclassified(answers.get("kind"), tuple(answers.ticked), answers.get("note"))


_HANDS = (
    text("department", "部门", max_length=100),
    text("staff", "办理人工号", max_length=40, hint="知道是谁办的填工号，不知道的填部门"),
)


def _ask_dispatch(state: TroubleState, seat: Seat) -> Asked:
    base = asked(
        state, seat, *_HANDS,
        text("co", "协办部门", max_length=200, hint="几个部门用顿号隔开"),
        day("due", "期限", minimum="today", hint="留空按类别的答复期限"),
        text("note", "转办意见", max_length=200),
    )  # fmt: skip
    return Asked(
        base.fields, base.values, base.hints,
        place="转到哪里", place_code=state.owner, stay=True,
    )  # fmt: skip


def _dispatch(state: TroubleState, answers: Answers) -> object:
    co = (name for name in _SEVERAL.split(answers.get("co")) if name)
    return acts.Dispatched(
        answers.place or state.owner,
        answers.get("staff").strip().upper(),
        department=answers.get("department"),
        note=answers.get("note"),
        co_handlers=tuple(CoHandler(name) for name in dict.fromkeys(co)),
        due=answers.day("due"),
    )


def _ask_join(state: TroubleState, seat: Seat) -> Asked:
    base = asked(
        state, seat,
        text("department", "协办部门", required=True, max_length=100),
        text("staff", "办理人工号", max_length=40),
        day("due", "期限", minimum="today"),
    )  # fmt: skip
    return Asked(base.fields, base.values, place="在哪里", place_code=state.owner, stay=True)


def _join(state: TroubleState, answers: Answers) -> object:
    place = answers.place if answers.place != state.owner else ""
    staff = answers.get("staff").strip().upper()
    co = CoHandler(answers.get("department"), place, staff, due=answers.day("due"))
    return acts.Joined(co)


def _ask_join_answered(state: TroubleState, seat: Seat) -> Asked:
    waiting = [each.department for each in state.co_handlers if not each.said]
    names = {name: name for name in waiting or [each.department for each in state.co_handlers]}
    first = next(iter(names), "")
    return asked(
        state, seat,
        choice("department", "协办部门", names, start=first),
        lines("said", "协办意见", required=True),
    )  # fmt: skip


def _join_answered(state: TroubleState, answers: Answers) -> object:
    return acts.JoinAnswered(answers.get("department"), answers.get("said"))


def _has_co(state: TroubleState) -> bool:
    return bool(state.co_handlers)


def _ask_up(state: TroubleState, seat: Seat) -> Asked:
    assert isinstance(seat, TroubleSeat)
    where = f"提到{seat.above}" if seat.above else "这里已经是最高一级，提请本级领导办理"
    reason = text("reason", "理由", required=True, max_length=200)
    return asked(state, seat, *_HANDS, reason, note=where)


def _up(state: TroubleState, answers: Answers) -> object:
    staff = answers.get("staff").strip().upper()
    return acts.Escalated("", answers.get("reason"), staff, department=answers.get("department"))


def _ask_close(state: TroubleState, seat: Seat) -> Asked:
    assert isinstance(seat, TroubleSeat)
    terms = seat.terms
    base = asked(
        state, seat, lines("improvement", "改进建议"), text("note", "说明", max_length=200)
    )  # fmt: skip
    ticks = tuple(
        Tick(terms.path(TroubleList.CAUSE, each.code), each.code in state.causes)
        for each in terms.offered(TroubleList.CAUSE)
    )
    return Asked(base.fields, base.values, ticks=Ticks("成因", ticks))


def _close(state: TroubleState, answers: Answers) -> object:
    return acts.Closed(tuple(answers.ticked), answers.get("improvement"), answers.get("note"))


def _ask_settled(state: TroubleState, seat: Seat) -> Asked:
    base = asked(
        state, seat,
        choice("outcome", "处理结果", labelled(Outcome), start="solved"),
        lines("answer", "怎样解决的", required=True, max_length=_LONG),
        choice("opinion", "反映人意见", labelled(Opinion), start="satisfied"),
    )  # fmt: skip
    ticks = _ask_close(state, seat).ticks
    assert ticks is not None
    return Asked(base.fields, base.values, ticks=replace(ticks, last=True))


def _settled(state: TroubleState, answers: Answers) -> object:
    """Recorded as the steps that it is: answered face to face, heard, closed."""
    outcomes, opinions = labelled(Outcome), labelled(Opinion)
    return acts.SettledAtOnce(
        state.report,
        outcomes.get(answers.get("outcome"), ""),
        answers.get("answer"),
        opinions.get(answers.get("opinion"), ""),
        tuple(answers.ticked),
    )


def _is_new(state: TroubleState) -> bool:
    return state.status is TroubleStatus.TAKEN and not state.steps and not state.answers


def _later(state: TroubleState, seat: Seat) -> str:
    start = state.limit or seat.today
    return (start + timedelta(days=7)).isoformat()


def _old(state: TroubleState, key: str) -> str:
    person = key in ("name", "phone", "id_number", "address")
    return str(getattr(state.report.person if person else state.report, key))


_STEPS, _WITH, _ENDS, _DATA = "办理", "流转", "终了", "更正"
_WAY = choice("way", "方式", labelled(ContactWay), start="phone")

DEEDS: tuple[Deed, ...] = (
    Deed(
        "trouble.do.scope", "受理判定", "Alt+S", _STEPS, "check", acts.ScopeChecked,
        _ask_scope, _scope, "已判定",
    ),
    Deed(
        "trouble.do.settle", "当场解决", "Alt+Q", _STEPS, "success", acts.Answered,
        _ask_settled, _settled, "已当场解决", fits=_is_new,
    ),
    plain(
        "trouble.do.measure", "办理措施", "Alt+M", _STEPS, "edit", acts.MeasureTaken, "已记下",
        lines("what", "做了什么", required=True), text("department", "办理部门", max_length=100),
        at_ms=0,
    ),
    plain(
        "trouble.do.answer", "答复", "Alt+A", _STEPS, "document", acts.Answered, "已答复",
        choice("outcome", "处理结果", labelled(Outcome), start="solved"), _WAY,
        lines("text", "答复内容", required=True, max_length=_LONG),
        text("basis", "依据", max_length=200, hint="不予办理的必须写明依据"),
    ),
    plain(
        "trouble.do.opinion", "反映人意见", "Alt+H", _STEPS, "star", acts.OpinionHeard,
        "意见已记下",
        choice("opinion", "意见", labelled(Opinion)), lines("said", "怎么说"),
        note="不满意的会退回重新办理。",
    ),
    plain(
        "trouble.do.revisit", "回访", "Alt+C", _STEPS, "phone", acts.Revisited, "回访已记下",
        choice("opinion", "意见", labelled(Opinion)), _WAY, lines("said", "怎么说"),
    ),
    Deed(
        "trouble.do.dispatch", "转办", "Alt+J", _WITH, "arrow-right", acts.Dispatched,
        _ask_dispatch, _dispatch, "已转办",
    ),
    plain(
        "trouble.do.back", "退回", "Alt+B", _WITH, "undo", acts.HandedBack, "已退回登记窗口",
        text("reason", "理由", required=True, max_length=200),
    ),
    Deed(
        "trouble.do.join", "增加协办", "Alt+X", _WITH, "people", acts.Joined, _ask_join, _join,
        "已增加协办",
    ),
    Deed(
        "trouble.do.joined", "协办反馈", "Alt+V", _WITH, "link", acts.JoinAnswered,
        _ask_join_answered, _join_answered, "协办意见已记下", fits=_has_co,
    ),
    Deed(
        "trouble.do.up", "提级", "Alt+R", _WITH, "chevron-up", acts.Escalated, _ask_up, _up,
        "已提级",
    ),
    plain(
        "trouble.do.extend", "延期", "Alt+T", _WITH, "clock", acts.Extended, "已延期",
        day("limit", "答复期限到", required=True, start=_later),
        text("reason", "理由", required=True, max_length=200),
        note="到期前告知反映人，并说明原因。",
    ),
    Deed(
        "trouble.do.close", "办结", "Alt+E", _ENDS, "success", acts.Closed, _ask_close, _close,
        "已办结",
    ),
    plain(
        "trouble.do.withdraw", "撤回", "Alt+W", _ENDS, "void", acts.Withdrawn, "已撤回",
        text("reason", "理由", required=True, max_length=200),
        note="反映人自己不再要求办理的才撤回。", grave=True,
    ),
    plain(
        "trouble.do.reopen", "重新办理", "Alt+N", _ENDS, "history", acts.Reopened, "已重新受理",
        text("reason", "理由", required=True, max_length=200),
    ),
    Deed(
        "trouble.do.kind", "调整类别", "Alt+K", _DATA, "filter", acts.Reclassified, _ask_kind,
        _kind, "类别已调整",
    ),
    correcting("trouble.do.correct", "Alt+G", _DATA, acts.Corrected, _CORRECTABLE, _old),
)  # fmt: skip
