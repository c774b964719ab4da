"""What can be done on a line of help: its questions, its key, and the act it makes."""

from __future__ import annotations

from datetime import timedelta

from counter_app.errors import BadInput
from counter_app.models.acts import help as acts
from counter_app.models.help import (
    Authorisation,
    HelpGroup,
    HelpKind,
    HelpState,
    Satisfaction,
    Scope,
)
from counter_app.rules.numbers import parse_case_number
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat, Tick, Ticks
from counter_app.ui.line.asking import asked, choice, day, labelled, lines, money, plain, text
from counter_app.ui.line.correcting import correcting
from counter_app.ui.pages.help_line.materials import (
    ask_returned,
    ask_taken,
    has_custody,
    returned,
    taken,
)

_YES, _NO = "适宜帮代办", "不宜帮代办"
ON_SCREEN = "屏上签名"
_SIGNED = {"纸质签字": "paper", ON_SCREEN: "screen"}
_WAYS = {"上门": "home", "电话": "phone", "窗口": "window", "单位": "office"}
_AGENT, _POST = "他人代领", "邮寄"
_HANDING = {"交给本人": "hand", _AGENT: "agent", _POST: "post", "本人已自行领取": "self"}
_BY = {"本人要求": "principal", "帮代办员提出": "helper", "其他": "other"}
_SCOPES = labelled(Scope)
_CORRECTABLE = {
    "name": ("姓名", {}),
    "phone": ("电话", {}),
    "id_number": ("证件号码", {}),
    "address": ("住址", {}),
    "kind": ("帮办方式", labelled(HelpKind)),
    "group": ("服务对象类别", labelled(HelpGroup)),
    "item_name": ("办理事项", {}),
    "wish": ("说明", {}),
    "project": ("项目", {}),
    "note": ("备注", {}),
}


def _item(state: HelpState, seat: Seat) -> str:
    return state.ask.item_name


def _result(state: HelpState, seat: Seat) -> str:
    return state.result.result if state.result is not None else ""


def _today(state: HelpState, seat: Seat) -> str:
    return seat.today.isoformat()


def _usually_until(state: HelpState, seat: Seat) -> str:
    return (seat.today + timedelta(days=seat.authorisation_days)).isoformat()


def _ask_suitability(state: HelpState, seat: Seat) -> Asked:
    note = "涉密、涉及安全和必须本人到场的事项不能代办，请告诉群众该怎么办。"
    verdict = choice("suitable", "结论", {_YES: _YES, _NO: _NO}, start=_YES)
    why = text("reason", "原因", required=True, when={"suitable": (_NO,)})
    return asked(state, seat, verdict, why, note=note)


def _suitability(state: HelpState, answers: Answers) -> object:
    return acts.SuitabilityChecked(answers.get("suitable") == _YES, answers.get("reason"))


_GIVEN = (
    day("since", "期限自", required=True, start=_today),
    day("until", "期限至", required=True, start=_usually_until),
    choice("way", "签字方式", _SIGNED, start="paper"),
    text("number", "委托书编号"),
)


def _ask_authorised(state: HelpState, seat: Seat) -> Asked:
    usual = (Scope.SUBMIT, Scope.FILL_IN, Scope.COLLECT)
    ticks = tuple(Tick(each.label, each in usual) for each in Scope)
    base = asked(state, seat, *_GIVEN)
    return Asked(base.fields, base.values, ticks=Ticks("委托办理的事", ticks, last=True))


def _authorised(state: HelpState, answers: Answers) -> object:
    scope = tuple(_SCOPES[name] for name in answers.ticked if name in _SCOPES)
    if not scope:
        raise BadInput("materials", "请至少勾选一项委托事项")
    values = {each.spec.key: each.value(answers) for each in _GIVEN}
    return acts.Authorised(Authorisation(scope, **values))  # type: ignore[arg-type]


def _ask_submitted(state: HelpState, seat: Seat) -> Asked:
    case = text(
        "case", "办件编号", max_length=60, hint="在窗口收件后的编号，可扫码；不在本系统办的留空"
    )
    note = text("note", "说明", max_length=200, hint="没有编号的，写明交到了哪里")
    return asked(state, seat, case, note)


def _submitted(state: HelpState, answers: Answers) -> object:
    typed = answers.get("case").strip()
    parsed = parse_case_number(typed)
    if typed and parsed is None:
        raise BadInput("case", "这不是办件编号，请核对最后一位")
    return acts.Submitted(parsed.text if parsed is not None else "", answers.get("note"))


_HANDED = (
    text("result", "交回什么", required=True, start=_item),
    choice("way", "方式", _HANDING, start="hand"),
    text("collector", "代领人", required=True, when={"way": (_AGENT,)}),
    text("relation", "与本人关系", required=True, when={"way": (_AGENT,)}),
    text("post_no", "邮寄单号", required=True, when={"way": (_POST,)}),
    money("paid_cents", "代付费用"),
    text("note", "备注"),
)


def _ask_handed(state: HelpState, seat: Seat) -> Asked:
    return asked(state, seat, *_HANDED)


def _handed(state: HelpState, answers: Answers) -> object:
    values = {each.spec.key: each.value(answers) for each in _HANDED}
    values["collector"] = values["collector"] or state.ask.person.name
    return acts.ResultHanded(**values)  # type: ignore[arg-type]


def _ask_continued(state: HelpState, seat: Seat) -> Asked:
    reason = text("reason", "理由", required=True)
    if state.authorisation is None:
        return asked(state, seat, reason)
    until = day("until", "委托期限至", required=True, minimum="today", start=_usually_until)
    return asked(state, seat, reason, until, choice("way", "签字方式", _SIGNED, start="paper"))


def _continued(state: HelpState, answers: Answers) -> object:
    return acts.Continued(answers.get("reason"), answers.day("until"))


def _ask_reassigned(state: HelpState, seat: Seat) -> Asked:
    staff = text("staff", "接手人工号", required=True, max_length=40)
    base = asked(state, seat, staff, text("reason", "理由", required=True))
    return Asked(base.fields, base.values, place="转到哪里", place_code=state.owner, stay=True)


def _reassigned(state: HelpState, answers: Answers) -> object:
    place = answers.place if answers.place != state.owner else ""
    staff = answers.get("staff").strip().upper()
    return acts.Reassigned(staff, answers.get("reason"), to_place=place)


def _old(state: HelpState, key: str) -> str:
    person = key in ("name", "phone", "id_number", "address")
    return str(getattr(state.ask.person if person else state.ask, key))


_STEPS, _ENDS, _DATA = "办理", "终了", "更正"

DEEDS: tuple[Deed, ...] = (
    plain(
        "help.do.register", "登记", "Alt+R", _STEPS, "edit", acts.Registered, "已登记",
        day("planned", "约定日期", minimum="today"), text("note", "备注"),
        note="由您来跟进这一件。约好了日子的填上，到期会提醒。", staff="",
    ),
    Deed(
        "help.do.check", "适宜性审核", "Alt+S", _STEPS, "check", acts.SuitabilityChecked,
        _ask_suitability, _suitability, "已审核",
    ),
    Deed(
        "help.do.authorise", "签委托书", "Alt+A", _STEPS, "certificate", acts.Authorised,
        _ask_authorised, _authorised, "委托已登记",
    ),
    Deed(
        "help.do.take", "接收材料", "Alt+M", _STEPS, "download", acts.MaterialsTaken,
        ask_taken, taken, "材料已接收",
    ),
    Deed(
        "help.do.submit", "代交", "Alt+J", _STEPS, "intake", acts.Submitted,
        _ask_submitted, _submitted, "已登记代交",
    ),
    plain(
        "help.do.visit", "走访联系", "Alt+V", _STEPS, "phone", acts.Visited, "已记下这次联系",
        choice("way", "方式", _WAYS, start="phone"), lines("said", "情况"), text("where", "地点"),
        at_ms=0,
    ),
    Deed(
        "help.do.return", "退还材料", "Alt+B", _STEPS, "undo", acts.MaterialsReturned,
        ask_returned, returned, "材料已退还", fits=has_custody,
    ),
    Deed(
        "help.do.hand", "交回结果", "Alt+H", _STEPS, "delivery", acts.ResultHanded,
        _ask_handed, _handed, "结果已交回",
    ),
    plain(
        "help.do.call", "回访", "Alt+C", _STEPS, "star", acts.CalledBack, "回访已记下",
        choice("satisfaction", "满意度", labelled(Satisfaction)), lines("said", "群众怎么说"),
    ),
    plain(
        "help.do.close", "办结", "Alt+E", _ENDS, "success", acts.Closed, "已办结",
        text("outcome", "办理结果", start=_result, max_length=200),
    ),
    Deed(
        "help.do.continue", "续办", "Alt+X", _ENDS, "arrow-right", acts.Continued,
        _ask_continued, _continued, "已续办",
    ),
    plain(
        "help.do.stop", "终止", "Alt+T", _ENDS, "void", acts.Terminated, "已终止",
        choice("by", "谁提出", _BY, start="principal"), text("reason", "理由", required=True),
        note="代管的原件终止后仍须退还。", grave=True,
    ),
    Deed(
        "help.do.pass", "转交他人", "Alt+N", _DATA, "people", acts.Reassigned,
        _ask_reassigned, _reassigned, "已转交",
    ),
    correcting("help.do.correct", "Alt+G", _DATA, acts.Corrected, _CORRECTABLE, _old),
)  # fmt: skip
