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
from counter_app.models.reference import FieldSpec
from counter_app.rules.numbers import parse_case_number
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat, Tick, Ticks
from counter_app.ui.pages.help_line.materials import (
    ask_returned,
    ask_taken,
    has_custody,
    returned,
    taken,
    text_field,
)

#: An authorisation usually holds for so many days.
_USUAL_DAYS = 90
_YES, _NO = "适宜帮代办", "不宜帮代办"
_SCREEN, _PAPER = "屏上签名", "纸质签字"
_WAYS = {"上门": "home", "电话": "phone", "窗口": "window", "单位": "office"}
_SELF = "本人已自行领取"
_HANDING = {"交给本人": "hand", "他人代领": "agent", "邮寄": "post", _SELF: "self"}
_BY = {"本人要求": "principal", "帮代办员提出": "helper", "其他": "other"}
_SCOPES = {each.label: each.value for each in Scope}
_HEARD = {each.label: each.value for each in Satisfaction}
#: field -> (title, words to choose from and their values, or none)
_CORRECTABLE: dict[str, tuple[str, dict[str, str]]] = {
    "name": ("姓名", {}),
    "phone": ("电话", {}),
    "id_number": ("证件号码", {}),
    "address": ("住址", {}),
    "kind": ("帮办方式", {each.label: each.value for each in HelpKind}),
    "group": ("服务对象类别", {each.label: each.value for each in HelpGroup}),
    "item_name": ("办理事项", {}),
    "wish": ("说明", {}),
    "project": ("项目", {}),
    "note": ("备注", {}),
}


def _choice(key: str, title: str, choices: tuple[str, ...], **more: object) -> FieldSpec:
    return FieldSpec(key, title, "choice", required=True, choices=choices, **more)  # type: ignore[arg-type]


def _ask_registered(state: HelpState, seat: Seat) -> Asked:
    fields = (FieldSpec("planned", "约定日期", "date", minimum="today"), text_field("note", "备注"))
    return Asked(fields, note="由您来跟进这一件。约好了日子的填上,到期会提醒。")


def _registered(state: HelpState, answers: Answers) -> object:
    return acts.Registered("", planned=answers.day("planned"), note=answers.get("note"))


def _ask_suitability(state: HelpState, seat: Seat) -> Asked:
    why = text_field("reason", "原因", required=True, when={"suitable": (_NO,)})
    note = "涉密、涉及安全和必须本人到场的事项不能代办,请告诉群众该怎么办。"
    return Asked((_choice("suitable", "结论", (_YES, _NO)), why), {"suitable": _YES}, note=note)


def _suitability(state: HelpState, answers: Answers) -> object:
    return acts.SuitabilityChecked(answers.get("suitable") == _YES, answers.get("reason"))


def _ask_authorised(state: HelpState, seat: Seat) -> Asked:
    fields = (
        FieldSpec("since", "期限自", "date", required=True),
        FieldSpec("until", "期限至", "date", required=True),
        _choice("way", "签字方式", (_PAPER, _SCREEN)),
        text_field("number", "委托书编号"),
    )
    until = seat.today + timedelta(days=_USUAL_DAYS)
    values = {"since": seat.today.isoformat(), "until": until.isoformat(), "way": _PAPER}
    usual = (Scope.SUBMIT, Scope.FILL_IN, Scope.COLLECT)
    lines = tuple(Tick(each.label, each in usual) for each in Scope)
    return Asked(fields, values, ticks=Ticks("委托办理的事", lines, last=True))


def _authorised(state: HelpState, answers: Answers) -> object:
    since, until = answers.day("since"), answers.day("until")
    if since is None or until is None:
        raise BadInput("until", "请填写委托期限")
    scope = tuple(_SCOPES[name] for name in answers.ticked if name in _SCOPES)
    if not scope:
        raise BadInput("materials", "请至少勾选一项委托事项")
    way = "screen" if answers.get("way") == _SCREEN else "paper"
    return acts.Authorised(Authorisation(scope, since, until, way, answers.get("number")))


def _ask_submitted(state: HelpState, seat: Seat) -> Asked:
    fields = (
        text_field("case", "办件编号", max_length=60),
        text_field("note", "说明", max_length=200),
    )
    hints = {
        "case": "在窗口收件后的编号,可扫码;不在本系统办的留空",
        "note": "没有编号的,写明交到了哪里",
    }
    return Asked(fields, hints=hints)


def _submitted(state: HelpState, answers: Answers) -> object:
    typed = answers.get("case").strip()
    if not typed:
        return acts.Submitted("", answers.get("note"))
    parsed = parse_case_number(typed)
    if parsed is None:
        raise BadInput("case", "这不是办件编号,请核对最后一位")
    return acts.Submitted(parsed.text, answers.get("note"))


def _ask_visited(state: HelpState, seat: Seat) -> Asked:
    fields = (
        _choice("way", "方式", tuple(_WAYS)),
        FieldSpec("said", "情况", "multiline", max_length=500),
        text_field("where", "地点"),
    )
    return Asked(fields, {"way": "电话"})


def _ask_handed(state: HelpState, seat: Seat) -> Asked:
    by_agent, by_post = {"way": ("他人代领",)}, {"way": ("邮寄",)}
    fields = (
        text_field("result", "交回什么", required=True),
        _choice("way", "方式", tuple(_HANDING)),
        text_field("collector", "代领人", required=True, when=by_agent),
        text_field("relation", "与本人关系", required=True, when=by_agent),
        text_field("post_no", "邮寄单号", required=True, when=by_post),
        FieldSpec("paid", "代付费用", "money"),
        text_field("note", "备注"),
    )
    return Asked(fields, {"way": "交给本人", "result": state.ask.item_name})


def _handed(state: HelpState, answers: Answers) -> object:
    paid = answers.get("paid")
    return acts.ResultHanded(
        result=answers.get("result"),
        way=_HANDING.get(answers.get("way"), "hand"),
        collector=answers.get("collector") or state.ask.person.name,
        relation=answers.get("relation"),
        post_no=answers.get("post_no"),
        paid_cents=round(float(paid) * 100) if paid else 0,
        note=answers.get("note"),
    )


def _ask_called_back(state: HelpState, seat: Seat) -> Asked:
    fields = (
        _choice("satisfaction", "满意度", tuple(_HEARD)),
        FieldSpec("said", "群众怎么说", "multiline", max_length=500),
    )
    return Asked(fields)


def _called_back(state: HelpState, answers: Answers) -> object:
    return acts.CalledBack(_HEARD.get(answers.get("satisfaction"), ""), answers.get("said"))


def _ask_closed(state: HelpState, seat: Seat) -> Asked:
    fields = (text_field("outcome", "办理结果", max_length=200),)
    return Asked(fields, {"outcome": state.result.result if state.result is not None else ""})


def _ask_terminated(state: HelpState, seat: Seat) -> Asked:
    fields = (_choice("by", "谁提出", tuple(_BY)), text_field("reason", "理由", required=True))
    return Asked(fields, {"by": "本人要求"}, note="代管的原件终止后仍须退还。")


def _terminated(state: HelpState, answers: Answers) -> object:
    return acts.Terminated(_BY.get(answers.get("by"), "other"), answers.get("reason"))


def _ask_continued(state: HelpState, seat: Seat) -> Asked:
    reason = text_field("reason", "理由", required=True)
    if state.authorisation is None:
        return Asked((reason,))
    until = (seat.today + timedelta(days=_USUAL_DAYS)).isoformat()
    day = FieldSpec("until", "委托期限至", "date", required=True, minimum="today")
    return Asked((reason, day), {"until": until})


def _continued(state: HelpState, answers: Answers) -> object:
    return acts.Continued(answers.get("reason"), answers.day("until"))


def _ask_reassigned(state: HelpState, seat: Seat) -> Asked:
    fields = (
        text_field("staff", "接手人工号", required=True, max_length=40),
        text_field("reason", "理由", required=True),
    )
    return Asked(fields, place="转到哪里", place_code=state.owner, stay=True)


def _reassigned(state: HelpState, answers: Answers) -> object:
    place = answers.place if answers.place != state.owner else ""
    staff = answers.get("staff").strip().upper()
    return acts.Reassigned(staff, answers.get("reason"), to_place=place)


def _ask_corrected(state: HelpState, seat: Seat) -> Asked:
    titles = tuple(title for title, _ in _CORRECTABLE.values())
    fields: list[FieldSpec] = [_choice("field", "更正哪一项", titles)]
    values = {}
    for key, (title, words) in _CORRECTABLE.items():
        when = {"field": (title,)}
        name = f"new_{key}"
        if words:
            fields.append(_choice(name, "应为", tuple(words), when=when))
        else:
            fields.append(text_field(name, "应为", max_length=300, when=when))
        values[name] = _word(words, _old(state, key))
    return Asked((*fields, text_field("note", "备注")), values)


def _corrected(state: HelpState, answers: Answers) -> object:
    for key, (title, words) in _CORRECTABLE.items():
        if answers.get("field") != title:
            continue
        said = answers.get(f"new_{key}")
        new, old = words.get(said, said), _old(state, key)
        if new == old:
            raise BadInput(f"new_{key}", "与原来的相同")
        return acts.Corrected(key, old, new, answers.get("note"))
    raise BadInput("field", "请选择要更正的一项")


def _old(state: HelpState, key: str) -> str:
    person = key in ("name", "phone", "id_number", "address")
    return str(getattr(state.ask.person if person else state.ask, key))


def _word(words: dict[str, str], value: str) -> str:
    return next((word for word, each in words.items() if each == value), value)


def visited(state: HelpState, answers: Answers, now_ms: int) -> acts.Visited:
    """The act of a visit; its time is when it is written down."""
    way = _WAYS.get(answers.get("way"), "phone")
    return acts.Visited(way, now_ms, answers.get("said"), answers.get("where"))


def _visited(state: HelpState, answers: Answers) -> object:
    return visited(state, answers, 0)


def _closed(state: HelpState, answers: Answers) -> object:
    return acts.Closed(answers.get("outcome"))


_STEPS, _ENDS, _DATA = "办理", "终了", "更正"

DEEDS: tuple[Deed, ...] = (
    Deed(
        "help.do.register", "登记", "Alt+R", _STEPS, "edit", acts.Registered,
        _ask_registered, _registered, "已登记",
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
    Deed(
        "help.do.visit", "走访联系", "Alt+V", _STEPS, "phone", acts.Visited,
        _ask_visited, _visited, "已记下这次联系",
    ),
    Deed(
        "help.do.return", "退还材料", "Alt+B", _STEPS, "undo", acts.MaterialsReturned,
        ask_returned, returned, "材料已退还", fits=has_custody,
    ),
    Deed(
        "help.do.hand", "交回结果", "Alt+H", _STEPS, "delivery", acts.ResultHanded,
        _ask_handed, _handed, "结果已交回",
    ),
    Deed(
        "help.do.call", "回访", "Alt+C", _STEPS, "star", acts.CalledBack,
        _ask_called_back, _called_back, "回访已记下",
    ),
    Deed(
        "help.do.close", "办结", "Alt+E", _ENDS, "success", acts.Closed,
        _ask_closed, _closed, "已办结",
    ),
    Deed(
        "help.do.continue", "续办", "Alt+X", _ENDS, "arrow-right", acts.Continued,
        _ask_continued, _continued, "已续办",
    ),
    Deed(
        "help.do.stop", "终止", "Alt+T", _ENDS, "void", acts.Terminated,
        _ask_terminated, _terminated, "已终止", grave=True,
    ),
    Deed(
        "help.do.pass", "转交他人", "Alt+N", _DATA, "people", acts.Reassigned,
        _ask_reassigned, _reassigned, "已转交",
    ),
    Deed(
        "help.do.correct", "更正", "Alt+G", _DATA, "edit", acts.Corrected,
        _ask_corrected, _corrected, "已更正",
    ),
)  # fmt: skip
