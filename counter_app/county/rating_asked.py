"""What the rating page asks and how answers are judged: grades, the county's preset reasons,
who is rated, and the rating that comes out."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from counter_app.county import rows
from counter_app.county.rating_form import Problem, Typed
from counter_app.county.rating_tickets import Ticket
from counter_app.errors import BadInput
from counter_app.models.acts.rating import Given
from counter_app.models.rating import GRADES, Grade, Rated, Rater, RatingChannel
from counter_app.models.reference import Place, Staff, Window
from counter_app.models.reference_ratings import RatingReason
from counter_app.models.stamp import Actor
from counter_app.protocol.derived import STAFF
from counter_app.rules.contact import check_phone
from counter_app.rules.rating_about import about_case, about_window
from counter_app.rules.rating_context import RatingContext, RatingRules
from counter_app.rules.rating_decide import prepared
from counter_app.rules.rating_reasons import offered, wants_text
from counter_app.rules.step_limits import with_limits
from counter_app.rules.text import clean_text
from counter_app.rules.workdays import calendar_from_rows

#: Says which rows of reference data are the county's preset reasons.
_REASONS = "rating_reason"


class Asked(msgspec.Struct, frozen=True):
    """One question to one person: about whom, with which reasons to choose from."""

    about: Rated
    reasons: tuple[RatingReason, ...]
    rules: RatingRules

    @property
    def choices(self) -> tuple[tuple[Grade, tuple[RatingReason, ...]], ...]:
        """Each grade with the reasons that go with it."""
        return tuple((grade, offered(self.reasons, grade)) for grade in GRADES)


def ask(connection: Connection, ticket: Ticket, places: dict[str, Place]) -> Asked:
    """What the page asks about this ticket now."""
    reasons = tuple(rows.decoded(connection, _REASONS).values())
    limits = {code: row.days for code, row in rows.decoded(connection, "step_limit").items()}
    rules = with_limits(RatingRules(), "rating", limits)
    return Asked(_about(connection, ticket, places), reasons, rules)


def judge(
    connection: Connection, asked: Asked, typed: Typed, fingerprint: str, now_ms: int
) -> Given | tuple[Problem, ...]:
    """The rating in what was typed, or everything that is wrong with it at once."""
    problems: list[Problem] = []
    grade = next((each for each in GRADES if each.value == typed.grade), None)
    if grade is None:
        problems.append(Problem("grade", "请先选一个评价。"))
    text = _text(typed, asked.rules, problems)
    chosen = _chosen(asked, grade, typed)
    if wants_text(asked.reasons, chosen) and not text and not problems:
        problems.append(Problem("text", "选了“其他”，请写几句话说明。"))
    rater = _rater(typed, problems)
    if grade is None or problems:
        return tuple(problems)
    act = Given(
        grade=grade,
        channel=RatingChannel.QR,
        about=asked.about,
        reasons=chosen,
        text=text,
        rater=rater,
        fingerprint=fingerprint,
    )
    days = rows.decoded(connection, "calendar_day").values()
    calendar = calendar_from_rows((each.date, each.kind.value, each.status.value) for each in days)
    nobody = Actor(STAFF, "", asked.about.place, asked.about.window, frozenset())
    try:
        return prepared(act, RatingContext(now_ms, nobody, calendar, asked.rules), asked.reasons)
    except BadInput as error:
        return (Problem(error.field, f"{error.message}。"),)


def _chosen(asked: Asked, grade: Grade | None, typed: Typed) -> tuple[str, ...]:
    """The reasons ticked below the grade, as far as they are offered there."""
    if grade is None:
        return ()
    ticked = set(typed.reasons.get(grade.value, ()))
    return tuple(each.code for each in offered(asked.reasons, grade) if each.code in ticked)


def _text(typed: Typed, rules: RatingRules, problems: list[Problem]) -> str:
    try:
        return clean_text(
            typed.text, field="text", max_len=rules.longest_text, multiline=True, required=False
        )
    except BadInput as error:
        problems.append(Problem("text", f"{error.message}。"))
        return ""


def _rater(typed: Typed, problems: list[Problem]) -> Rater | None:
    """A telephone only with consent; one without the other is asked about, never guessed."""
    given = typed.phone.strip()
    if not given:
        if typed.consent:
            problems.append(Problem("phone", "愿意接受回访的，请填写电话；不愿意请去掉勾选。"))
        return None
    checked = check_phone(given)
    if not checked.ok:
        problems.append(Problem("phone", f"{checked.problem}。"))
    elif not typed.consent:
        problems.append(Problem("consent", "填了电话，请勾选同意回访；不想接到电话请把号码删去。"))
    return Rater(phone=checked.normal)


def _about(connection: Connection, ticket: Ticket, places: dict[str, Place]) -> Rated:
    """Who is rated, as far as the county knows the case."""
    window: Window | None = rows.current(connection, "window", f"{ticket.place}/{ticket.window}")
    windows = () if window is None else (window,)
    state = ticket.state
    if state is None:
        return about_window(ticket.place, ticket.window, places, windows)
    clerk: Staff | None = rows.current(connection, "staff", state.clerk)
    staff = {} if clerk is None else {clerk.work_no: clerk}
    return about_case(state, places, windows, staff)
