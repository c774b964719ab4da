"""What can be done about a question on a policy: its questions, its key, and the act it makes."""

from __future__ import annotations

from counter_app.errors import BadInput
from counter_app.models.acts import policy as acts
from counter_app.models.help import Satisfaction
from counter_app.models.policy import ContactWay, FirmSize, GrantKind, PolicyState
from counter_app.rules.numbers import parse_case_number
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat
from counter_app.ui.line.asking import (
    asked,
    choice,
    day,
    labelled,
    lines,
    money,
    plain,
    text,
)
from counter_app.ui.line.correcting import correcting

_WAYS = labelled(ContactWay)
_MONEY = GrantKind.MONEY.label
_CORRECTABLE = {
    "name": ("企业名称", {}),
    "id_number": ("信用代码", {}),
    "contact": ("联系人", {}),
    "phone": ("电话", {}),
    "address": ("地址", {}),
    "title": ("政策", {}),
    "question": ("问题", {}),
    "size": ("规模", labelled(FirmSize)),
    "industry": ("行业", {}),
    "note": ("备注", {}),
}
_OF_FIRM = ("name", "id_number", "phone", "address")


def _issuer(state: PolicyState, seat: Seat) -> str:
    return state.inquiry.issuer


def _today(state: PolicyState, seat: Seat) -> str:
    return seat.today.isoformat()


_PASSING = (
    text("department", "转给哪个部门", start=_issuer, max_length=100),
    text("staff", "由谁答复（工号）", max_length=40, hint="知道是谁的填上，可不填"),
    text("note", "请部门答复什么", max_length=300),
    day("due", "答复期限", minimum="today", hint="不填就按县里定的工作日"),
)


def _ask_passed(state: PolicyState, seat: Seat) -> Asked:
    base = asked(state, seat, *_PASSING)
    return Asked(
        base.fields,
        base.values,
        hints=base.hints,
        place="送到哪里",
        place_code=state.owner,
        stay=True,
    )


def _passed(state: PolicyState, answers: Answers) -> object:
    values = {each.spec.key: each.value(answers) for each in _PASSING}
    place = answers.place if answers.place != state.owner else ""
    return acts.Passed(to_place=place, **values)  # type: ignore[arg-type]


_APPLYING = (
    text("case", "办件编号", max_length=60, hint="在窗口收件后的编号，可扫码；别处申报的留空"),
    text("where", "在哪里申报", max_length=100, hint="没有编号的，写明系统或部门"),
    day("applied_on", "申报日期", required=True, maximum="today", start=_today),
    text("note", "备注"),
)


def _ask_applied(state: PolicyState, seat: Seat) -> Asked:
    return asked(state, seat, *_APPLYING)


def _applied(state: PolicyState, answers: Answers) -> object:
    values = {each.spec.key: each.value(answers) for each in _APPLYING}
    typed = str(values["case"]).strip()
    parsed = parse_case_number(typed)
    if typed and parsed is None:
        raise BadInput("case", "这不是办件编号，请核对最后一位")
    values["case"] = parsed.text if parsed is not None else ""
    return acts.Applied(**values)  # type: ignore[arg-type]


def _old(state: PolicyState, key: str) -> str:
    return str(getattr(state.inquiry.firm if key in _OF_FIRM else state.inquiry, key))


_STEPS, _AFTER, _ENDS, _DATA = "答复", "申报与兑现", "终了", "更正"

DEEDS: tuple[Deed, ...] = (
    plain(
        "policy.do.answer", "答复", "Alt+A", _STEPS, "check", acts.Answered, "答复已记下",
        lines("text", "答复内容", required=True, max_length=4000),
        text("ground", "政策依据", max_length=200),
        text("by", "谁答复的", max_length=60, hint="部门同志口头答复的填姓名；您自己答复的留空"),
    ),
    Deed(
        "policy.do.pass", "转部门", "Alt+T", _STEPS, "arrow-right", acts.Passed,
        _ask_passed, _passed, "已转部门",
    ),
    plain(
        "policy.do.back", "退回", "Alt+B", _STEPS, "undo", acts.HandedBack, "已退回",
        text("reason", "理由", required=True, hint="该由谁答复也写上"),
    ),
    plain(
        "policy.do.follow", "跟进", "Alt+V", _AFTER, "phone", acts.FollowedUp, "已记下这次跟进",
        choice("way", "方式", _WAYS, start=ContactWay.PHONE.value),
        lines("said", "情况", required=True),
        day("due", "下次跟进", minimum="today", hint="不填就按县里定的工作日"),
        at_ms=0,
    ),
    Deed(
        "policy.do.apply", "已申报", "Alt+S", _AFTER, "intake", acts.Applied,
        _ask_applied, _applied, "申报已记下",
    ),
    plain(
        "policy.do.grant", "已兑现", "Alt+D", _AFTER, "success", acts.Granted, "兑现已记下",
        choice("kind", "兑现方式", labelled(GrantKind), start=GrantKind.MONEY.value),
        money("cents", "金额(元)"),
        text("what", "兑现了什么", max_length=200, hint="不是资金的写明"),
        day("granted_on", "兑现日期", required=True, maximum="today", start=_today),
        text("note", "备注"),
    ),
    plain(
        "policy.do.refuse", "未兑现", "Alt+W", _AFTER, "void", acts.NotGranted, "已记下原因",
        lines("reason", "原因", required=True), text("ground", "依据", max_length=200),
    ),
    plain(
        "policy.do.call", "回访", "Alt+C", _AFTER, "star", acts.CalledBack, "回访已记下",
        choice("way", "方式", _WAYS, start=ContactWay.PHONE.value),
        choice("satisfaction", "满意度", labelled(Satisfaction)),
        lines("said", "企业怎么说"),
    ),
    plain(
        "policy.do.close", "办结", "Alt+E", _ENDS, "check", acts.Closed, "已办结",
        text("outcome", "结果", max_length=200, hint="还没有答复就办结的，写明为什么"),
    ),
    plain(
        "policy.do.reopen", "重新办理", "Alt+X", _ENDS, "undo", acts.Reopened, "已重新办理",
        text("reason", "理由", required=True, hint="如企业又来申报"),
    ),
    plain(
        "policy.do.reassign", "交接", "Alt+N", _DATA, "people", acts.Reassigned, "已交接",
        text("staff", "接手人工号", required=True, max_length=40),
        text("reason", "理由", required=True),
    ),
    correcting("policy.do.correct", "Alt+G", _DATA, acts.Corrected, _CORRECTABLE, _old),
)  # fmt: skip
