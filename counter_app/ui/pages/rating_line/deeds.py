"""What can be done about a rating: its questions, its key, and the act it makes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from counter_app.models.acts import rating as acts
from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.rating import ContactWay, Finding, FixOpinion, FixWay, Grade, is_founded
from counter_app.models.rating_state import RatingState
from counter_app.rules.rating_authority import SUPERVISING
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat
from counter_app.ui.line.asking import (
    Question,
    asked,
    choice,
    day,
    labelled,
    lines,
    plain,
    text,
)

_STEPS, _ENDS, _APPEAL = "整改", "审核", "申诉与其他"
_REACHED = {"联系上了": "yes", "没有联系上": ""}
_ADOPTED = {"纳入统计": "yes", "不纳入统计": ""}
_UPHELD = {"申诉成立，不纳入统计": "yes", "申诉不成立": ""}
_APPEALS = {each.label: each.value for each in Finding if not is_founded(each)}
_NO_ANSWER = FixOpinion.NO_ANSWER.label
_ANSWERS = tuple(each.label for each in FixOpinion if each is not FixOpinion.NO_ANSWER)
#: An extension is usually asked for so many days.
_MORE_DAYS = 5


def _flagged(
    id: str,
    text: str,
    key: str,
    group: str,
    icon: str,
    act: type[Act],
    done: str,
    flag: str,
    *questions: Question,
    note: str = "",
) -> Deed:
    """A deed with one question that is answered yes or no (a word or none)."""

    def ask(state: RatingState, seat: Seat) -> Asked:
        return asked(state, seat, *questions, note=note)

    def make(state: RatingState, answers: Answers) -> object:
        values: dict[str, Any] = {each.spec.key: each.value(answers) for each in questions}
        return act(**{**values, flag: bool(values[flag])})

    return Deed(id, text, key, group, icon, act, ask, make, done)


def _responsible(state: RatingState, seat: Seat) -> str:
    return state.staff


_ASSIGNING = (
    text(
        "staff", "承办人工号", start=_responsible, required=True, max_length=40,
        hint="谁办理谁负责；被评价的人不能自己核实",
    ),
    text("note", "交办意见", max_length=300),
)  # fmt: skip


def _ask_assigned(state: RatingState, seat: Seat) -> Asked:
    return replace_place(asked(state, seat, *_ASSIGNING), state)


def replace_place(questions: Asked, state: RatingState) -> Asked:
    """The same questions, and to which place it goes."""
    return replace(questions, place="交给哪里", place_code=state.owner, stay=True)


def _assigned(state: RatingState, answers: Answers) -> object:
    place = answers.place if answers.place != state.owner else ""
    staff = answers.get("staff").strip().upper()
    return acts.Assigned(staff, to_place=place, note=answers.get("note"))


_MEASURES = (
    choice("way", "整改方式", labelled(FixWay), start=FixWay.AT_ONCE),
    lines("measure", "整改措施", required=True),
    text("ground", "法律依据", required=True, when={"way": (FixWay.EXPLAIN.label,)}),
    day("due", "完成期限", when={"way": (FixWay.IN_TIME.label,)}, hint="不填按县里规定的天数"),
)


def _revisit_questions(seat: Seat) -> tuple[Question, ...]:
    """The grade of a second rating is only what the person said himself, to supervision."""
    questions: tuple[Question, ...] = (
        choice("opinion", "对整改的意见", labelled(FixOpinion)),
        lines("said", "评价人怎么说"),
    )
    if SUPERVISING & seat.roles:
        again = choice(
            "grade", "本人追评", labelled(Grade), required=False,
            when={"opinion": _ANSWERS}, hint="评价人本人说出的才填，不能代评",
        )  # fmt: skip
        questions += (again,)
    return questions


def _ask_revisited(state: RatingState, seat: Seat) -> Asked:
    return asked(state, seat, *_revisit_questions(seat))


def _revisited(state: RatingState, answers: Answers) -> object:
    opinion = labelled(FixOpinion).get(answers.get("opinion"), "")
    again = labelled(Grade).get(answers.get("grade"), "")
    return acts.Revisited(opinion, answers.get("said"), Grade(again) if again else None)


def _later(state: RatingState, seat: Seat) -> str:
    due = state.fix_due or state.due or seat.today
    return (max(due, seat.today) + timedelta(days=_MORE_DAYS)).isoformat()


DEEDS: tuple[Deed, ...] = (
    Deed(
        "rating.do.assign", "交办", "Alt+A", _STEPS, "people", acts.Assigned,
        _ask_assigned, _assigned, "已交办",
    ),
    _flagged(
        "rating.do.call", "回访核实", "Alt+C", _STEPS, "phone", acts.CalledBack, "回访已记下",
        "reached",
        choice("way", "联系方式", labelled(ContactWay), start=ContactWay.PHONE),
        choice("reached", "联系结果", _REACHED, start="yes"),
        lines("said", "评价人怎么说", when={"reached": ("联系上了",)}, required=True),
        note="只问情况，不劝改评价。",
    ),
    plain(
        "rating.do.find", "核实认定", "Alt+F", _STEPS, "search", acts.Found, "已认定",
        choice("finding", "结论", labelled(Finding)),
        lines("facts", "核实的情况", required=True),
    ),
    plain(
        "rating.do.plan", "整改措施", "Alt+M", _STEPS, "edit", acts.Planned, "整改措施已登记",
        *_MEASURES,
    ),
    plain(
        "rating.do.extend", "延期一次", "Alt+X", _STEPS, "calendar", acts.Extended, "已延期",
        day("due", "延到哪天", required=True, start=_later),
        text("reason", "理由", required=True),
        text("approver", "批准人"),
    ),
    plain(
        "rating.do.done", "整改完成", "Alt+D", _STEPS, "check", acts.Done, "整改已完成",
        lines("result", "整改结果", required=True),
    ),
    plain(
        "rating.do.explain", "解释说明", "Alt+J", _STEPS, "info", acts.Explained, "解释已记下",
        lines("said", "向评价人解释了什么", required=True),
        text("ground", "法律依据"),
    ),
    Deed(
        "rating.do.revisit", "回访整改", "Alt+V", _STEPS, "phone", acts.Revisited,
        _ask_revisited, _revisited, "回访已记下",
    ),
    _flagged(
        "rating.do.review", "审核", "Alt+R", _ENDS, "approve", acts.Reviewed, "已审核", "adopted",
        choice("adopted", "结论", _ADOPTED, start="yes"),
        text("note", "意见", max_length=300, hint="不纳入统计的请写明理由"),
    ),
    plain(
        "rating.do.back", "退回重改", "Alt+B", _ENDS, "undo", acts.SentBack, "已退回",
        text("reason", "理由", required=True),
    ),
    plain(
        "rating.do.appeal", "申诉", "Alt+S", _APPEAL, "flag", acts.Appealed, "申诉已登记",
        choice("ground", "申诉理由", _APPEALS),
        lines("reason", "情况", required=True),
        note="被评价的人或单位可以申诉一次。",
    ),
    _flagged(
        "rating.do.decide", "裁定申诉", "Alt+T", _APPEAL, "approve", acts.AppealDecided,
        "申诉已裁定", "upheld",
        choice("upheld", "裁定", _UPHELD),
        lines("reason", "理由", required=True),
    ),
    plain(
        "rating.do.withdraw", "群众撤回", "Alt+W", _APPEAL, "void", acts.Withdrawn, "评价已撤回",
        text("reason", "理由", required=True),
        note="评价人本人要求撤回的才办理。", grave=True,
    ),
    plain(
        "rating.do.contact", "查看联系方式", "Alt+U", _APPEAL, "eye", Revealed, "查看已登记",
        text("purpose", "用途", required=True),
        note="评价人的联系方式只用于回访，查看会留下记录。", field="rater",
    ),
)  # fmt: skip
