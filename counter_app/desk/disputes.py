"""Disputes and possible duplicates as tasks (争议与重复): both sides, and how they are settled.

Everywhere what stands can be kept. What came later can count after all in a case; in the other
ledgers it can be recorded again, as something that is done now.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from counter_app.desk.cases import PAPERS, carry_out
from counter_app.desk.desk import Desk, Done
from counter_app.desk.dispute_sides import Happened, Named, happened, split
from counter_app.desk.ledger_work import Work, is_worked, work_of
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import Act, UnknownAct, case as acts
from counter_app.models.case import CaseState, Dispute, Twin
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.models.stamp import Stamp
from counter_app.protocol import fold
from counter_app.protocol.journal import decode_act
from counter_app.protocol.ledgers import CASE
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_taking import inside
from counter_app.rules.case_transitions import misfit
from counter_app.store import isolation, ledger_queries, queries
from counter_app.store.entries import recorded_of
from counter_app.store.isolation import SetAside
from counter_app.store.queries import WorkList
from counter_app.store.store import Tx

#: A paper that was made out with an act stands within so many entries behind it.
_WITH_ITS_ACT = 8
#: What is written into a settlement that is only asked about, never recorded.
_TRIED = "试算"
KEEP, TAKE, AGAIN = "keep", "take", "again"


class Task(msgspec.Struct, frozen=True):
    """One thing to be settled on one line. ``here``: this place decides.

    ``entries``: the disputed entries (device, n) of one device, or () for a possible
    duplicate, which ``twin`` names.
    """

    state: AnyState
    here: bool
    entries: tuple[Named, ...] = ()
    why: str = ""
    twin: Twin | None = None

    @property
    def key(self) -> str:
        other = self.twin.number if self.twin is not None else self.entries[0][0]
        return f"{self.state.number}:{other}"

    @property
    def work(self) -> Work:
        """How a desk works in its ledger."""
        return work_of(self.state.number)


class Tasks(msgspec.Struct, frozen=True):
    """What is to be settled here first, then what other places settle; and what is set aside."""

    tasks: tuple[Task, ...]
    aside: tuple[SetAside, ...]


class Sides(msgspec.Struct, frozen=True):
    """Both sides of a dispute. ``other``: the choice beside keeping (take or again).

    ``impossible``: why that choice cannot be made, "" if it can; ``after``: then what the line
    would be.
    """

    task: Task
    stood: tuple[Happened, ...]
    late: tuple[Happened, ...]
    other: str
    impossible: str
    after: AnyState = None


class Pair(msgspec.Struct, frozen=True):
    """A case and its possible duplicate; ``other`` None: this machine does not hold it."""

    task: Task
    other: CaseState | None


class Settling(msgspec.Struct, frozen=True):
    """What a decision left behind."""

    state: AnyState
    papers: tuple[str, ...]
    changes: Changes


def listed(desk: Desk) -> Tasks:
    """Everything that is open on this machine, cases first."""
    views = queries.worklist(
        desk.store, WorkList.DISPUTED, today=desk.today, day_start_ms=desk.day_start_ms
    )
    cases = (queries.case_state(desk.store, view.subject) for view in views)
    found: list[Task] = []
    for state in (*cases, *ledger_queries.disputed_states(desk.store)):
        if state is not None and is_worked(state.number):
            found += tasks_of(state, desk.store.identity.place)
    with desk.store.read() as connection:
        aside = isolation.listed(connection)
    found.sort(key=lambda task: not task.here)
    return Tasks(tuple(found), tuple(aside))


def tasks_of(state: AnyState, place: str) -> list[Task]:
    """What is open on one line. What one device did in one go is one task."""
    here = state.owner == place
    groups: dict[tuple[str, bool], list[Dispute]] = {}
    for each in state.disputes:
        settling = each.kind == acts.DisputeSettled.KIND
        groups.setdefault((each.device, settling), []).append(each)
    found = [
        Task(state, here, tuple((each.device, each.n) for each in group), group[0].why)
        for group in groups.values()
    ]
    twins = state.twins if isinstance(state, CaseState) else ()
    return found + [Task(state, here, twin=twin) for twin in twins if not twin.settled]


def both_sides(desk: Desk, task: Task) -> Sides:
    """The acts on both sides, read from the journal. Raises :class:`Refused` when it is gone."""
    number = task.state.number
    state = ledger_queries.by_number(desk.store, number)
    with desk.store.read() as connection:
        recorded = recorded_of(connection, task.work.ledger.subject(number))
    now = {(each.device, each.n) for each in state.disputes} if state is not None else set()
    if state is None or not now.issuperset(task.entries):
        raise Refused("这一争议已经处理过")
    late, stood = split(recorded, task.entries)
    if isinstance(state, CaseState):
        other = TAKE
        after, why = _if_taken(desk, state, recorded, task.entries)
    else:
        other = AGAIN
        after, why = None, _if_again(desk, task.work, state, recorded, task.entries)
    return Sides(
        task=replace(task, state=state),
        stood=tuple(map(happened, stood)),
        late=tuple(map(happened, late)),
        other=other,
        impossible=why,
        after=after,
    )


def pair(desk: Desk, task: Task) -> Pair:
    """The case and what this machine knows of its possible duplicate."""
    assert task.twin is not None
    return Pair(task, queries.by_number(desk.store, task.twin.number))


def may_settle(desk: Desk, task: Task) -> bool:
    """Whether this person's roles allow to decide it at all."""
    act: Act
    if task.twin is not None:
        act = acts.TwinSettled(task.twin.number, "different", _TRIED)
    else:
        act = acts.DisputeSettled(*task.entries[0], KEEP, _TRIED)
    try:
        task.work.decide(task.state, act, task.work.context(desk))
    except Refused:
        return False
    return True


def settle(
    desk: Desk, number: str, entries: Sequence[Named], choice: str, note: str = ""
) -> Settling:
    """Decide about disputed entries of a line, in their order, in one transaction.

    ``choice``: keep; take (a case only); again: keep, and then do the same things now, by this
    person. Papers that such an act owes are made out, unless its own place had done so with the
    act. Raises :class:`Refused` and ``BadInput`` with nothing recorded.
    """
    work = work_of(number)
    if choice == AGAIN and work.ledger is CASE:
        raise Refused("办件的争议不用重新登记，可以以后到的办理为准")
    with desk.store.write() as tx:
        state = work.held(tx, number)
        before = len(state.papers)
        recorded = tx.recorded(work.ledger.subject(number))
        made = KEEP if choice == AGAIN else choice
        for named in entries:
            settlement = _settlement(recorded, named, made, note)
            state = work.record(desk, tx, state, settlement)
            if choice == TAKE:
                state = _owed(desk, tx, state, settlement)
        for act in _anew(recorded, entries) if choice == AGAIN else ():
            state = work.record(desk, tx, state, act)
            for kind in work.owed(act):
                state = work.issue(desk, tx, work.ledger.subject(number), state, kind)
    papers = tuple(paper.number for paper in state.papers[before:])
    return Settling(state, papers, work.changes(number, papers=bool(papers)))


def settle_twin(desk: Desk, number: str, twin: str, choice: str, note: str = "") -> Done:
    """Note that somebody looked at a possible duplicate. ``choice``: same | different."""
    return carry_out(desk, number, acts.TwinSettled(twin, choice, note))


def _settlement(
    recorded: Sequence[fold.Recorded], named: Named, choice: str, note: str
) -> acts.DisputeSettled:
    late, stood = split(recorded, (named,))
    if not late:
        raise Refused("没有这一争议的记录")
    counting = late[0] if choice == TAKE else stood[-1] if stood else None
    device, n = named
    if counting is None:
        return acts.DisputeSettled(device, n, choice, note)
    entry = counting.entry
    body = bytes(entry.act)
    return acts.DisputeSettled(
        device, n, choice, note, entry.kind, entry.version, body, counting.at_ms
    )


def _owed(desk: Desk, tx: Tx, state: CaseState, settlement: acts.DisputeSettled) -> CaseState:
    taken, _ = inside(settlement)
    first, device = settlement.n, settlement.device
    there = {
        paper.kind
        for paper in state.papers
        if paper.device == device and first < paper.n <= first + _WITH_ITS_ACT
    }
    for kind in PAPERS.get(type(taken), ()):
        if kind not in there:
            declined = taken if isinstance(taken, acts.Declined) else None
            state = desk.issue(tx, CASE.subject(state.number), state, kind, declined)
    return state


def _anew(recorded: Sequence[fold.Recorded], named: Sequence[Named]) -> list[Act]:
    """What came too late, to be done now: the day of the next step is computed anew.

    Raises :class:`Refused` for what this program cannot read.
    """
    wanted = set(named)
    found: list[Act] = []
    for each in fold.ordered(recorded):
        if (each.entry.device, each.entry.n) not in wanted:
            continue
        act = decode_act(each.entry)
        if isinstance(act, UnknownAct):
            raise Refused("后到的内容由更新版本的程序记下", hint="升级程序后再重新登记")
        found.append(replace(act, due=None) if "due" in act.__struct_fields__ else act)
    return found


def _if_again(
    desk: Desk,
    work: Work,
    state: AnyState,
    recorded: Sequence[fold.Recorded],
    named: Sequence[Named],
) -> str:
    """Why what came too late cannot be done now, "" when at least its beginning can."""
    try:
        first = _anew(recorded, named)[0]
        work.decide(state, first, work.context(desk))
    except (Refused, BadInput) as error:
        return str(error)
    return ""


def _if_taken(
    desk: Desk, state: CaseState, recorded: Sequence[fold.Recorded], named: Sequence[Named]
) -> tuple[CaseState | None, str]:
    """What the case would be with these acts, or why it cannot be."""
    now: CaseState | None = state
    for each in named:
        settlement = _settlement(recorded, each, TAKE, "")
        why = misfit(now, settlement, state.owner)
        if why is not None:
            return None, why
        stamp = Stamp(
            desk.store.identity.device,
            desk.store.head.n + 1,
            desk.actor.work_no,
            state.owner,
            CASE.subject(state.number),
            desk.store.now_ms(),
        )
        now = evolve(now, settlement, stamp)
    return now, ""
