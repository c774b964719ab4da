"""The approver's desk (审批): what waits, who may decide it, and deciding with closing."""

from __future__ import annotations

import msgspec

from counter_app.desk import cases
from counter_app.desk.desk import Desk, Done
from counter_app.errors import Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.rules.authority import authority
from counter_app.rules.case_authority import BY_OFFICE, who_may, why_not
from counter_app.store import review_lists
from counter_app.store.review_lists import DecidedView

#: What was decided is listed for so many days.
DAYS = 30
_DAY_MS = 24 * 3600_000


class Decision(msgspec.Struct, frozen=True):
    """A decision, and whether the case is closed with it (同时办结)."""

    act: acts.Decided
    close: bool = True


class Verdict(msgspec.Struct, frozen=True):
    """Whether this person may decide a case, and the sentence about it ("" by office)."""

    may: bool
    words: str = ""


def may_review(desk: Desk) -> bool:
    """Whether this person decides about cases at all: by office, as officer or as a deputy."""
    roles = desk.actor.roles
    if roles & (BY_OFFICE | {"chief_officer"}):
        return True
    return any(letter.deputy == desk.actor.work_no for letter in desk.catalogue().authorisations)


def verdict(desk: Desk, state: CaseState) -> Verdict:
    """Who may decide this case today, for the person who looks at it."""
    context = desk.context()
    if context.actor.roles & BY_OFFICE:
        return Verdict(True)
    found = authority(state, context.actor.work_no, context.today, context.letters)
    if found.letter is None:
        return Verdict(False, f"{why_not(found, context)}。{who_may(state, found, context)}。")
    until = f"，有效期至 {found.letter.until}" if found.letter.until else ""
    return Verdict(True, f"在您的授权范围内：{found.letter.number}{until}。")


def decided(desk: Desk) -> list[DecidedView]:
    """What was decided here in the last :data:`DAYS` days."""
    return review_lists.decided(desk.store, desk.day_start_ms - DAYS * _DAY_MS)


def carry_out(desk: Desk, number: str, command: object) -> Done:
    """As desk/cases, and a :class:`Decision` with its closing in one transaction."""
    if not isinstance(command, Decision):
        return cases.carry_out(desk, number, command)
    subject = f"case:{number}"
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的办件")
        state = desk.decide_and_record(tx, subject, state, command.act)
        if command.close:
            result = state.outcome.result_name if state.outcome else ""
            state = desk.decide_and_record(tx, subject, state, acts.Closed(result))
    return Done(state, (), Changes(cases=True, subjects=(subject,)))
