"""A rating in words: grades and steps with their tones, lanes, lamps, as every page shows them."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.rating_turns import Side, Turn, misled, turns_of
from counter_app.desk.rectify import Lane
from counter_app.models.labels import label_of
from counter_app.models.rating import FixWay, Grade, RatingChannel, RatingStage, is_founded
from counter_app.models.rating_state import RatingState, RatingStatus as S
from counter_app.rules import rating_reasons
from counter_app.rules.case_context import local_day
from counter_app.rules.rating_summary import next_due, subject_line
from counter_app.rules.reminders import Reminder
from counter_app.rules.workdays import Lamp
from counter_app.ui import case_words
from counter_app.ui.case_list import LAMP_ICONS, LAMP_TONES, TONE_ICONS
from counter_app.ui.widgets.columns import Column

GRADE_TONES = {
    Grade.VERY_SATISFIED: "success",
    Grade.SATISFIED: "success",
    Grade.FAIR: "neutral",
    Grade.DISSATISFIED: "warning",
    Grade.VERY_DISSATISFIED: "danger",
}
STATUS_TONES = {
    S.GIVEN: "neutral",
    S.ASSIGNED: "accent",
    S.CALLED_BACK: "accent",
    S.FOUND: "accent",
    S.PLANNED: "warning",
    S.DONE: "success",
    S.EXPLAINED: "success",
    S.REVISITED: "success",
    S.REVIEWED: "neutral",
    S.WITHDRAWN: "neutral",
}


def founded(state: RatingState) -> bool:
    """Whether what was found has to be put right."""
    return state.found is not None and is_founded(state.found.finding)


def next_step(state: RatingState) -> str:
    """What is expected next, "" when nothing is."""
    if state.appeal is not None and state.appeal.pending:
        return "裁定申诉"
    if not state.open:
        return ""
    if state.status is S.FOUND:
        return "写明整改措施" if founded(state) else "解释说明"
    if state.status is S.PLANNED:
        explains = state.plan is not None and state.plan.way == FixWay.EXPLAIN
        return "解释说明" if explains else "完成整改"
    return {
        S.GIVEN: "交办",
        S.ASSIGNED: "回访核实",
        S.CALLED_BACK: "核实认定",
        S.DONE: "回访整改",
        S.EXPLAINED: "回访整改",
        S.REVISITED: "审核",
    }.get(state.status, "")


def reminder(state: RatingState) -> Reminder | None:
    """The next step with its day."""
    day = next_due(state)
    return Reminder(day, next_step(state)) if day is not None else None


def status_word(state: RatingState) -> str:
    """Where it stands; a bad one that nobody has yet is told as such."""
    if state.appeal is not None and state.appeal.pending:
        return "申诉中"
    if state.status is S.GIVEN:
        return "待交办" if state.bad else "已评价"
    return state.status.label


def status_tone(state: RatingState) -> str:
    if state.appeal is not None and state.appeal.pending:
        return "warning"
    if state.status is S.GIVEN:
        return "danger" if state.bad else "neutral"
    return STATUS_TONES[state.status]


#: How a rating is marked that was begun to be put right before another one came to count.
TURNED = "计入已变"


def turn_said(desk: Desk, turn: Turn) -> str:
    """Since when which rating counts, and which counted before."""
    now, before = _side_said(desk, turn.now), _side_said(desk, turn.before)
    at = case_words.moment(turn.at_ms, desk.today)
    return f"{at} 起改计{now}，这次评价在先，晚到县平台；此前计的是{before}"


def _side_said(desk: Desk, side: Side) -> str:
    channel = label_of(RatingChannel, side.channel)
    place = desk.catalogue().place_name(side.place)
    at = case_words.moment(side.given_ms, desk.today)
    return f"“{side.grade.label}”({at} {place} {channel})"


#: Lanes of work with the sentence that stands there when nothing waits.
NOTHING = {
    Lane.ASSIGN: "没有等着交办的差评。",
    Lane.CALL_BACK: "没有等着回访的差评。",
    Lane.FIND: "没有等着认定的差评。",
    Lane.FIX: "没有等着整改的差评。",
    Lane.REVISIT: "没有等着再回访的整改。",
    Lane.REVIEW: "没有等着审核的整改。",
    Lane.APPEAL: "没有等着裁定的申诉。",
}


class RatingRow(msgspec.Struct, frozen=True):
    """One rating, ready to be shown. ``lamp``: None while nothing has a day."""

    number: str
    grade: Grade
    stage: str
    status: str
    tone: str
    what: str
    why: str
    clerk: str
    place: str
    lamp: Lamp | None
    left: str
    disputed: bool
    given: str
    #: see :data:`TURNED`
    turned: bool = False

    @property
    def flag(self) -> str:
        """What somebody has to look at first, "" for nothing."""
        return "有争议" if self.disputed else TURNED if self.turned else ""


def rows_of(desk: Desk, states: list[RatingState]) -> list[RatingRow]:
    """Lines for these states."""
    today, catalogue = desk.today, desk.catalogue()
    return [
        _row(
            state,
            today,
            catalogue.place_name(state.owner),
            why(desk, state),
            turned=misled(turns_of(desk, state)),
        )
        for state in states
    ]


def _row(state: RatingState, today: date, place: str, told: str, *, turned: bool) -> RatingRow:
    first = reminder(state)
    day = local_day(state.given_ms)
    return RatingRow(
        number=state.number,
        grade=state.grade,
        stage=stage_word(state),
        status=status_word(state),
        tone=status_tone(state),
        what=subject_line(state),
        why=told,
        clerk=state.about.clerk_name or state.clerk,
        place=place,
        lamp=first.lamp(today) if first is not None else None,
        left=first.said(today) if first is not None else "",
        disputed=bool(state.disputes),
        given="今天" if day == today else f"{day:%m-%d}" if day.year == today.year else f"{day}",
        turned=turned,
    )


def reasons(desk: Desk, state: RatingState) -> tuple[str, ...]:
    """The wording of what was chosen, as the county has it."""
    return rating_reasons.said(desk.catalogue().rating_reasons, state.reasons)


def why(desk: Desk, state: RatingState) -> str:
    """The reasons, then the words of the person."""
    return "；".join(filter(None, ("、".join(reasons(desk, state)), state.text)))


def stage_word(state: RatingState) -> str:
    return label_of(RatingStage, state.stage) if state.stage else ""


def row_key(row: RatingRow) -> str:
    return row.number


GRADE: Column[RatingRow] = Column(
    "grade",
    "评价",
    lambda row: row.grade.label,
    7.5,
    icon=lambda row: TONE_ICONS[GRADE_TONES[row.grade]],
    tone=lambda row: GRADE_TONES[row.grade],
)
STEP: Column[RatingRow] = Column(
    "step",
    "进度",
    lambda row: row.flag or row.status,
    7.5,
    icon=lambda row: "flag" if row.flag else TONE_ICONS[row.tone],
    tone=lambda row: "danger" if row.disputed else "warning" if row.turned else row.tone,
    drop=1,
)
LEFT: Column[RatingRow] = Column(
    "left",
    "期限",
    lambda row: row.left,
    12,
    icon=lambda row: LAMP_ICONS[row.lamp] if row.lamp else "",
    tone=lambda row: LAMP_TONES[row.lamp] if row.lamp else "muted",
)
WHAT: Column[RatingRow] = Column("what", "事项", lambda row: row.what, bold=True)
WHY: Column[RatingRow] = Column("why", "理由", lambda row: row.why, tooltip=lambda row: row.why)
CLERK: Column[RatingRow] = Column("clerk", "服务人员", lambda row: row.clerk, 4.5, drop=3)
PLACE: Column[RatingRow] = Column("place", "单位", lambda row: row.place, 7.5, drop=5)
GIVEN: Column[RatingRow] = Column("given", "日期", lambda row: row.given, 4, drop=4)
COLUMNS = (GRADE, STEP, LEFT, WHAT, WHY, CLERK, GIVEN, PLACE)
STAGE: Column[RatingRow] = Column("stage", "环节", lambda row: row.stage, 4)
#: Where the case itself is in sight.
OF_A_CASE = (GRADE, STAGE, WHY, STEP, LEFT)
