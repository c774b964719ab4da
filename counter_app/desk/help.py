"""What a signed-in person can do in the help ledger (帮代办): open a line, carry it on, end it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.help_papers import owed
from counter_app.desk.ledger_lines import issue, link_case, next_number
from counter_app.desk.signing import signature_kept
from counter_app.errors import Refused
from counter_app.models.acts import Act, help as acts
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.models.help import Ask, HelpGroup, HelpState
from counter_app.models.signature import Signed, Strokes
from counter_app.protocol.ledgers import CASE, HELP
from counter_app.rules.custody import MARK as CUSTODY, Held, in_custody
from counter_app.rules.enterprise_officers import Standing, officers_of as standing_officers
from counter_app.rules.help_conflict import Conflict, conflicts, would_conflict
from counter_app.rules.help_decide import available, decide
from counter_app.store import ledger_queries
from counter_app.store.entries import recorded_of
from counter_app.store.ledger_queries import LineView
from counter_app.store.store import Tx

#: Under which name a case tells of the line of help that brought it, as another number of it.
LINK = "help"


class HelpDone(msgspec.Struct, frozen=True):
    """What an action left behind: the line now, and what pages must know."""

    state: HelpState
    changes: Changes
    #: numbers of the documents that were made out
    papers: tuple[str, ...] = ()


def open_line(desk: Desk, opening: acts.Asked | acts.FinishedAtOnce, *more: Act) -> HelpDone:
    """Begin a line of help under a new number, in one durable transaction.

    ``more``: acts that follow at once (登记 …). Raises :class:`Refused` or ``BadInput`` with
    nothing recorded.
    """
    with desk.store.write() as tx:
        state = open_in(desk, tx, opening, *more)
    return HelpDone(state, Changes(helps=True, subjects=(HELP.subject(state.number),)))


def open_in(desk: Desk, tx: Tx, opening: acts.Asked | acts.FinishedAtOnce, *more: Act) -> HelpState:
    """The same in a transaction of several: a refused opening leaves that as it was."""
    decide(None, opening, desk.help_context())
    subject = HELP.subject(next_number(desk, tx, HELP))
    state = _decided(desk, tx, subject, None, opening)
    for act in more:
        state = _decided(desk, tx, subject, state, act)
    return state


class HelpsDone(msgspec.Struct, frozen=True):
    """What an entry of many left behind."""

    states: tuple[HelpState, ...]
    changes: Changes


def open_many(desk: Desk, openings: Iterable[acts.Asked | acts.FinishedAtOnce]) -> HelpsDone:
    """Begin several lines, as after a morning at a village square: all of them or none."""
    with desk.store.write() as tx:
        states = [open_in(desk, tx, opening) for opening in openings]
    subjects = tuple(HELP.subject(each.number) for each in states)
    return HelpsDone(tuple(states), Changes(helps=True, subjects=subjects))


def carry_out(
    desk: Desk, number: str, *wishes: Act, papers: bool = True, signed: Signed | None = None
) -> HelpDone:
    """Do these things to one line of help, all or nothing, in one durable transaction, with the
    papers that they owe.

    ``signed``: given on a screen for the last of them; it is kept among the attachments, named
    in an authorisation as its evidence, and stands on the paper.
    """
    subject = HELP.subject(number)
    files = desk.store.attachments
    # The file is durable before the entry that names it.
    kept = files.put(signed.picture.data, signed.picture.media) if signed is not None else None
    cases = False
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的帮代办记录")
        before = len(state.papers)
        for act in wishes:
            strokes: Strokes = ()
            if signed is not None and kept is not None and act is wishes[-1]:
                strokes = signed.strokes
                state = _decided(desk, tx, subject, state, signature_kept(signed, kept))
                act = _proved(act, kept.hash)
            state = _decided(desk, tx, subject, state, act)
            if papers and (kind := owed(act)):
                state = issue(desk, tx, subject, state, kind, act=act, signature=strokes)
            if isinstance(act, acts.Submitted) and act.case:
                cases = link_case(desk, tx, LINK, state.number, act.case) or cases
    if kept is not None:
        files.note_named(kept.hash)
    made = tuple(paper.number for paper in state.papers[before:])
    changes = Changes(helps=True, cases=cases, papers=bool(made), subjects=(subject,))
    return HelpDone(state, changes, made)


def _proved(act: Act, evidence: bytes) -> Act:
    if not isinstance(act, acts.Authorised):
        return act
    return replace(act, authorisation=replace(act.authorisation, evidence=evidence))


def issue_paper(desk: Desk, number: str, kind: str) -> HelpDone:
    """Make out one more document of a line (a new number, not a reprint)."""
    subject = HELP.subject(number)
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的帮代办记录")
        state = issue(desk, tx, subject, state, kind)
    changes = Changes(helps=True, papers=True, subjects=(subject,))
    return HelpDone(state, changes, (state.papers[-1].number,))


def possible(desk: Desk, state: HelpState) -> frozenset[type[Act]]:
    """What this person may do on this line now."""
    return available(state, desk.help_context())


def line(desk: Desk, number: str) -> HelpState | None:
    """One line of help in full."""
    state: HelpState | None = ledger_queries.state_of(desk.store, HELP.subject(number))
    return state


def find(desk: Desk, typed: str) -> list[LineView]:
    """What was typed: a number, a name, the end of a phone or ID number, a helper."""
    return ledger_queries.lines(desk.store, HELP, query=typed)


def board(desk: Desk, staff: str = "") -> list[HelpState]:
    """Open lines here, the most urgent first; ``staff``: of one helper."""
    return ledger_queries.states(desk.store, HELP, open_only=True, staff=staff)


def custody_today(desk: Desk) -> list[Held]:
    """Originals in custody, also of lines that have ended."""
    return in_custody(ledger_queries.marked_states(desk.store, HELP, CUSTODY), desk.today)


def conflicting(desk: Desk, state: HelpState) -> tuple[Conflict, ...]:
    """Who has helped with this line and spoken for the authority in its case."""
    found: list[Conflict] = []
    for number in state.cases:
        with desk.store.read() as connection:
            recorded = recorded_of(connection, CASE.subject(number))
        deeds = [(each.entry.kind, each.entry.staff) for each in recorded]
        found += conflicts(state, number, deeds)
    return tuple(found)


def helping_with(desk: Desk, case: CaseState) -> bool:
    """Whether this person has been helping with a case that he might be about to decide."""
    number = case.links.get(LINK, "")
    state = line(desk, number) if number else None
    return state is not None and would_conflict(state.staffs, desk.actor.work_no)


def officers_of(desk: Desk, named: str) -> tuple[Standing, ...]:
    """Who the county says stands for this enterprise or project today (一对一专员)."""
    catalogue = desk.catalogue()
    rows, staff = catalogue.enterprise_officers, catalogue.staff

    def there(work_no: str) -> bool:
        return work_no in staff and staff[work_no].active

    return standing_officers(rows, named, desk.today, there=there)


def officer_of(desk: Desk, ask: Ask) -> str:
    """Work number of an enterprise's own officer: whom the county named, by enterprise, code or
    project; else whoever looked after it last; "" when nobody did or is no longer there."""
    name = ask.person.name
    for named in (name, ask.person.id_number, ask.project):
        if standing := officers_of(desk, named):
            return standing[0].work_no
    staff = desk.catalogue().staff
    found: list[HelpState] = ledger_queries.states(desk.store, HELP, query=name, limit=20)
    for state in found:
        if state.ask.person.name != name:
            continue
        person = staff.get(state.staff)
        if state.ask.group == HelpGroup.ENTERPRISE and person is not None and person.active:
            return state.staff
    return ""


def follow_up(desk: Desk, ask: Ask) -> HelpDone:
    """Write down a need that somebody has to see to: an enterprise's own officer where there is
    one, else whoever writes it down."""
    staff = officer_of(desk, ask) if ask.group == HelpGroup.ENTERPRISE else ""
    staff = staff or desk.actor.work_no
    taken = acts.Registered(staff, desk.catalogue().staff_name(staff))
    return open_line(desk, acts.Asked(ask), taken)


def _decided(desk: Desk, tx: Tx, subject: str, state: HelpState | None, act: Act) -> HelpState:
    made: Iterable[Act] = decide(state, act, desk.help_context())
    after: HelpState | None = tx.record_all(subject, made, desk.actor, state)
    assert after is not None
    return after
