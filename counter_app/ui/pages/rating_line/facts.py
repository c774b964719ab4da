"""What is known of one rating: what was said, of whom, and how far it has been put right."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from counter_app.desk import rectify
from counter_app.desk.desk import Desk
from counter_app.desk.rating_turns import Turn, misled, turns_of
from counter_app.errors import Refused
from counter_app.models.acts.base import Act
from counter_app.models.acts.case import Revealed
from counter_app.models.labels import label_of
from counter_app.models.rating import RatingChannel
from counter_app.models.rating_state import RatingState
from counter_app.rules import numbers
from counter_app.rules.rating_summary import subject_line
from counter_app.ui import case_words, rating_words as words
from counter_app.ui.line.facts import LineFacts, Mask
from counter_app.ui.line.steps import LineStep, StepList
from counter_app.ui.pages.rating_line.story import steps_of
from counter_app.ui.widgets.header import SectionHeader

_SUPERVISION = "supervision"
_MISLED = (
    "计入的评价已经换了一次，先前的整改针对的是另一次评价：请督导核对，还要整改的重新交办，"
    "不用的审核了结"
)
#: What stands for a way to reach somebody until it is asked for.
_LEFT = "left"


class RatingSheet(msgspec.Struct, frozen=True):
    """Everything the page shows, read at once. ``reachable``: the rater left a way to reach him,
    which this person may ask for."""

    state: RatingState
    possible: frozenset[type[Act]]
    place: str
    steps: tuple[LineStep, ...]
    warnings: tuple[str, ...]
    reachable: bool = False
    turns: tuple[Turn, ...] = ()


def read_sheet(desk: Desk, number: str) -> RatingSheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the rating."""
    state = rectify.rating(desk, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的评价", hint="请核对编号，或联网同步后再看"
        )
    catalogue = desk.catalogue()
    possible = set(rectify.possible(desk, state))
    reachable = state.rater is not None and _SUPERVISION in desk.actor.roles
    if reachable:
        possible.add(Revealed)
    warnings = case_words.misfits(state.disputes)
    if not state.counts:
        warnings.append("这一评价不计入统计")
    turns = turns_of(desk, state)
    if misled(turns):
        warnings.append(_MISLED)
    return RatingSheet(
        state=state,
        possible=frozenset(possible),
        place=catalogue.place_name(state.owner),
        steps=steps_of(state, desk.today, catalogue.staff_name),
        warnings=tuple(warnings),
        reachable=reachable,
        turns=turns,
    )


def _covered(whole: str) -> str:
    return "已留联系方式" if whole else ""


_MASKS = {"rater": Mask(_covered, "联系方式", "U")}
_ROWS = (
    ("grade", "评价"), ("reasons", "理由"), ("text", "留言"), ("what", "评价对象"),
    ("case", "办件编号"), ("window", "窗口"), ("clerk", "服务人员"), ("given", "评价时间"),
    ("rater", "联系方式"), ("contact", "联系方式"), ("staff", "承办人"), ("fix_due", "整改期限"),
    ("later", "再次评价"), ("turns", "计入变更"),
)  # fmt: skip


class RatingFacts(LineFacts):
    """The rows, and below them the way it has gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_ROWS, _MASKS, parent)
        self.steps = StepList(self)
        at = self.column.count() - 1  # before the empty room at the foot
        self.column.insertWidget(at, SectionHeader("经过", parent=self))
        self.column.insertWidget(at + 1, self.steps)


def show_sheet(card: RatingFacts, sheet: RatingSheet, desk: Desk) -> None:
    """Fill the card."""
    state, today = sheet.state, desk.today
    about = state.about
    first = words.reminder(state)
    card.tell_state(
        words.status_word(state),
        words.status_tone(state),
        lamp=(first.lamp(today).value, first.said(today)) if first is not None else None,
        warnings=sheet.warnings,
    )
    card.tell_masked(state.number, {"rater": _LEFT if sheet.reachable else ""})
    channel = label_of(RatingChannel, state.channel)
    window = f"{about.window} 号 {about.window_name}".strip() if about.window else about.window_name
    clerk = f"{about.clerk_name}（{about.clerk}）" if about.clerk else about.clerk_name
    assigned = state.assigned
    hidden = state.rater is not None and not sheet.reachable
    card.tell(
        {
            "grade": state.grade.label,
            "reasons": "\n".join(words.reasons(desk, state)),
            "text": state.text,
            "what": subject_line(state),
            "case": numbers.spoken(state.case) if state.case else "",
            "window": f"{window} {sheet.place}".strip(),
            "clerk": clerk,
            "given": f"{case_words.moment(state.given_ms, today)} {channel}",
            "contact": "已留，只有督导岗位可以查看" if hidden else "",
            "staff": f"{assigned.staff_name or assigned.staff}" if assigned is not None else "",
            "fix_due": case_words.full_day(state.fix_due) if state.fix_due else "",
            "later": "\n".join(
                f"{case_words.moment(each.given_ms, today)} {each.grade.label} {each.text}".strip()
                + "（不计入）"
                for each in state.later
            ),
            "turns": "\n".join(words.turn_said(desk, each) for each in sheet.turns),
        }
    )
    card.steps.tell(sheet.steps)
