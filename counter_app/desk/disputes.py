"""Disputes and possible duplicates as tasks (争议与重复): both sides, and how they are settled."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counter_app.desk.cases import PAPERS, carry_out
from counter_app.desk.desk import Desk, Done
from counter_app.errors import Refused
from counter_app.models.acts import Act, UnknownAct, case as acts
from counter_app.models.case import CaseState, Dispute, Twin
from counter_app.models.changes import Changes
from counter_app.models.stamp import Stamp
from counter_app.protocol import fold
from counter_app.protocol.journal import decode_act
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_taking import inside
from counter_app.rules.case_transitions import misfit
from counter_app.store import isolation, queries
from counter_app.store.entries import recorded_of
from counter_app.store.isolation import SetAside
from counter_app.store.queries import WorkList
from counter_app.store.store import Tx

#: A paper that was made out with an act stands within so many entries behind it.
_WITH_ITS_ACT = 8

Named = tuple[str, int]


class Task(msgspec.Struct, frozen=True):
    """One thing to be settled on one case. ``here``: this place decides.

    ``entries``: the disputed entries (device, n) of one device, or () for a possible
    duplicate, which ``twin`` names.
    """

    state: CaseState
    here: bool
    entries: tuple[Named, ...] = ()
    why: str = ""
    twin: Twin | None = None

    @property
    def key(self) -> str:
        other = self.twin.number if self.twin is not None else self.entries[0][0]
        return f"{self.state.number}:{other}"


class Tasks(msgspec.Struct, frozen=True):
    """What is to be settled here first, then what other places settle; and what is set aside."""

    tasks: tuple[Task, ...]
    aside: tuple[SetAside, ...]


class Happened(msgspec.Struct, frozen=True):
    """One act of one side. Times in ms (UTC); ``received_ms`` None: not at the county yet."""

    device: str
    n: int
    staff: str
    place: str
    device_ms: int
    received_ms: int | None
    at_ms: int
    act: Act | UnknownAct


class Sides(msgspec.Struct, frozen=True):
    """Both sides of a dispute. ``untakeable``: why what came later cannot count, "" if it can;
    then ``taken`` is what the case would be.
    """

    task: Task
    stood: tuple[Happened, ...]
    late: tuple[Happened, ...]
    untakeable: str
    taken: CaseState | None = None


class Pair(msgspec.Struct, frozen=True):
    """A case and its possible duplicate; ``other`` None: this machine does not hold it."""

    task: Task
    other: CaseState | None


def listed(desk: Desk) -> Tasks:
    """Everything that is open on this machine."""
    views = queries.worklist(
        desk.store, WorkList.DISPUTED, today=desk.today, day_start_ms=desk.day_start_ms
    )
    found: list[Task] = []
    for view in views:
        state = queries.case_state(desk.store, view.subject)
        if state is not None:
            found += tasks_of(state, desk.store.identity.place)
    with desk.store.read() as connection:
        aside = isolation.listed(connection)
    found.sort(key=lambda task: not task.here)
    return Tasks(tuple(found), tuple(aside))


def tasks_of(state: CaseState, place: str) -> list[Task]:
    """What is open on one case. What one device did in one go is one task."""
    here = state.owner == place
    groups: dict[tuple[str, bool], list[Dispute]] = {}
    for each in state.disputes:
        settling = each.kind == acts.DisputeSettled.KIND
        groups.setdefault((each.device, settling), []).append(each)
    found = [
        Task(state, here, tuple((each.device, each.n) for each in group), group[0].why)
        for group in groups.values()
    ]
    return found + [Task(state, here, twin=twin) for twin in state.twins if not twin.settled]


def both_sides(desk: Desk, task: Task) -> Sides:
    """The acts on both sides, read from the journal. Raises :class:`Refused` when it is gone."""
    subject = f"case:{task.state.number}"
    state = queries.case_state(desk.store, subject)
    with desk.store.read() as connection:
        recorded = recorded_of(connection, subject)
    now = {(each.device, each.n) for each in state.disputes} if state is not None else set()
    if state is None or not now.issuperset(task.entries):
        raise Refused("这一争议已经处理过")
    late, stood = _split(recorded, task.entries)
    taken, why = _if_taken(desk, state, recorded, task.entries)
    return Sides(
        task=msgspec.structs.replace(task, state=state),
        stood=tuple(map(_happened, stood)),
        late=tuple(map(_happened, late)),
        untakeable=why,
        taken=taken,
    )


def pair(desk: Desk, task: Task) -> Pair:
    """The case and what this machine knows of its possible duplicate."""
    assert task.twin is not None
    return Pair(task, queries.by_number(desk.store, task.twin.number))


def settle(desk: Desk, number: str, entries: Sequence[Named], choice: str, note: str = "") -> Done:
    """Decide about disputed entries of a case, in their order, in one transaction.

    Papers that a taken act owes are made out, unless its own place had done so with the act.
    Raises :class:`Refused` and ``BadInput`` with nothing recorded.
    """
    subject = f"case:{number}"
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的办件")
        before = len(state.papers)
        recorded = tx.recorded(subject)
        for named in entries:
            settlement = _settlement(recorded, named, choice, note)
            state = desk.decide_and_record(tx, subject, state, settlement)
            if choice == "take":
                state = _owed(desk, tx, subject, state, settlement)
    made = tuple(paper.number for paper in state.papers[before:])
    return Done(state, made, Changes(cases=True, papers=bool(made), subjects=(subject,)))


def settle_twin(desk: Desk, number: str, twin: str, choice: str, note: str = "") -> Done:
    """Note that somebody looked at a possible duplicate. ``choice``: same | different."""
    return carry_out(desk, number, acts.TwinSettled(twin, choice, note))


def _settlement(
    recorded: Sequence[fold.Recorded], named: Named, choice: str, note: str
) -> acts.DisputeSettled:
    late, stood = _split(recorded, (named,))
    if not late:
        raise Refused("没有这一争议的记录")
    counting = late[0] if choice == "take" else stood[-1] if stood else None
    device, n = named
    if counting is None:
        return acts.DisputeSettled(device, n, choice, note)
    entry = counting.entry
    body = bytes(entry.act)
    return acts.DisputeSettled(
        device, n, choice, note, entry.kind, entry.version, body, counting.at_ms
    )


def _owed(
    desk: Desk, tx: Tx, subject: str, state: CaseState, settlement: acts.DisputeSettled
) -> CaseState:
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
            state = desk.issue(tx, subject, state, kind, declined)
    return state


def _split(
    recorded: Sequence[fold.Recorded], named: Sequence[Named]
) -> tuple[list[fold.Recorded], list[fold.Recorded]]:
    """(the named entries, the acts that stood when the first of them came), by folding."""
    wanted = set(named)
    late = [each for each in recorded if (each.entry.device, each.entry.n) in wanted]
    if not late:
        return [], []
    first = late[0]
    state: CaseState | None = None
    made: list[tuple[fold.Recorded, frozenset[str]]] = []
    for each in fold.ordered(recorded):
        if each is first:
            break
        after = fold.step(state, each)
        made.append((each, _moved(state, after)))
        state = after
    return late, _met(decode_act(first.entry), made)


def _moved(before: CaseState | None, after: CaseState | None) -> frozenset[str]:
    """What of a case's course an act changed."""
    if before is None or after is None:
        return frozenset({"status", "owner"} if after is not None else ())
    watched = ("status", "owner", "suspension", "extended_days", "twins", "settled")
    return frozenset(name for name in watched if getattr(before, name) != getattr(after, name))


def _met(
    act: Act | UnknownAct, made: Sequence[tuple[fold.Recorded, frozenset[str]]]
) -> list[fold.Recorded]:
    """The acts that this one met: the last that changed what it wanted to change, together with
    what the same person did there in the same go."""
    match act:
        case acts.Forwarded() | acts.SentBack():
            watched = {"owner", "status", "suspension"}
        case acts.Suspended() | acts.Resumed():
            watched = {"status", "suspension"}
        case acts.Extended():
            watched = {"status", "suspension", "extended_days"}
        case acts.TwinSettled():
            watched = {"twins"}
        case acts.DisputeSettled():
            watched = {"settled"}
        case acts.Received():
            return [each for each, _ in made[:1]]
        case _:
            watched = {"status", "suspension"}
    moving = [each for each, moved in made if moved & watched]
    if not moving:
        return []
    last = moving[-1].entry
    stood: list[fold.Recorded] = []
    for each in reversed(moving):
        if (each.entry.device, each.entry.staff) != (last.device, last.staff):
            break
        if stood and each.entry.kind == acts.Received.KIND:
            break
        stood.insert(0, each)
    return stood


def _happened(each: fold.Recorded) -> Happened:
    entry = each.entry
    return Happened(
        device=entry.device,
        n=entry.n,
        staff=entry.staff,
        place=entry.place,
        device_ms=entry.hlc >> 16,
        received_ms=each.received_ms,
        at_ms=each.at_ms,
        act=decode_act(entry),
    )


def _if_taken(
    desk: Desk, state: CaseState, recorded: Sequence[fold.Recorded], named: Sequence[Named]
) -> tuple[CaseState | None, str]:
    """What the case would be with these acts, or why it cannot be."""
    now: CaseState | None = state
    for each in named:
        settlement = _settlement(recorded, each, "take", "")
        why = misfit(now, settlement, state.owner)
        if why is not None:
            return None, why
        stamp = Stamp(
            desk.store.identity.device,
            desk.store.head.n + 1,
            desk.actor.work_no,
            state.owner,
            f"case:{state.number}",
            desk.store.now_ms(),
        )
        now = evolve(now, settlement, stamp)
    return now, ""
