"""Everything the case page shows, read at once on the reader thread and frozen."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk import cases
from counter_app.desk.desk import Desk
from counter_app.desk.help import helping_with
from counter_app.desk.rate import ratings_of
from counter_app.errors import Refused
from counter_app.forms.situations import form_fields
from counter_app.models.acts import Act
from counter_app.models.case import CaseState
from counter_app.models.reference import FieldSpec
from counter_app.rules import numbers
from counter_app.rules.workdays import WorkCalendar
from counter_app.store import queries
from counter_app.store.catalogue import item_at
from counter_app.ui import case_words as words
from counter_app.ui.case.answers import Answer, answers_of
from counter_app.ui.case.files import FileRow, file_rows
from counter_app.ui.case_story import Names, Step, steps
from counter_app.ui.rating_words import RatingRow, rows_of


class Sheet(msgspec.Struct, frozen=True):
    """A case with what surrounds it. ``possible``: act types that this person may do now."""

    state: CaseState
    today: date
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]
    files: tuple[FileRow, ...]
    fields: tuple[FieldSpec, ...]
    possible: frozenset[type[Act]]
    unsent: bool
    promise: words.Left
    legal: words.Left
    now: words.Left
    #: code -> name of every place that plays a part
    places: dict[str, str]
    clerk: str
    #: the person who looks at it is its helper (帮代办员)
    helping: bool = False
    #: work number -> name of whoever carried or counted papers, or let it go first
    people: dict[str, str] = {}
    #: how it was rated (评价), by stage
    ratings: tuple[RatingRow, ...] = ()

    def place(self, code: str) -> str:
        return self.places.get(code, code)

    def staff(self, work_no: str) -> str:
        return self.people.get(work_no, work_no)


def _people(state: CaseState) -> set[str]:
    """Work numbers that the page puts names to."""
    moved = {each for move in state.papers_moved for each in (move.sent_by, move.taken_by) if each}
    return moved | ({state.priority.staff} if state.priority is not None else set())


def read_sheet(desk: Desk, number: str) -> Sheet:
    """Blocking. Raises :class:`Refused` when this machine does not hold the case."""
    subject = f"case:{number}"
    state = queries.case_state(desk.store, subject)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的办件", hint="请核对编号，或联网同步后再找"
        )
    catalogue = desk.catalogue()
    today, calendar = desk.today, catalogue.calendar
    with desk.store.read() as connection:
        item = item_at(connection, state.item.code, state.item.edition)
    fields = form_fields(item) if item is not None else ()
    entries = queries.timeline(desk.store, subject)
    own = desk.store.identity.device
    codes = {state.place, state.owner, state.ready_at, *state.places, *(e.place for e in entries)}
    return Sheet(
        state=state,
        today=today,
        steps=tuple(steps(entries, Names(catalogue, fields), today, own, state.disputes)),
        answers=answers_of(state, fields),
        files=file_rows(desk, state),
        fields=fields,
        possible=cases.possible(desk, state),
        unsent=any(each.received_ms is None and each.device == own for each in entries),
        promise=_clock(state, state.promise_due, today, calendar, state.item.promised_days),
        legal=_clock(state, state.legal_due, today, calendar, state.item.legal_days),
        now=words.next_left(state, today, calendar),
        places={code: catalogue.place_name(code) for code in codes if code},
        clerk=catalogue.staff_name(state.clerk),
        helping=helping_with(desk, state),
        people={each: catalogue.staff_name(each) for each in _people(state)},
        ratings=tuple(rows_of(desk, list(ratings_of(desk, state.number)))),
    )


def _clock(
    state: CaseState, due: date | None, today: date, calendar: WorkCalendar, days: int | None
) -> words.Left:
    """One of the two clocks: what is left while it runs, only the day when it stands."""
    if due is None:
        return words.Left(None, "", None)
    if state.suspension is not None:
        return words.Left(due, "计时暂停", None, words.near_day(due, today))
    if not words.running(state):
        return words.Left(due, "", None, words.near_day(due, today))
    return words.left(due, today, calendar, days)
