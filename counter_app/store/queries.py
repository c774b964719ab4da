"""What the screens ask: frozen views, always in index order and always limited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select, union_all

from counter_app.models.acts import Act, UnknownAct
from counter_app.models.acts.case import PaperIssued
from counter_app.models.case import ENDED, CaseState, CaseStatus
from counter_app.models.tables.device import case_row, draft, entry
from counter_app.protocol.digest import decode_state
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.store import case_search, word_index
from counter_app.store.identity import Head, load
from counter_app.store.prepared import driver_of
from counter_app.store.store import Store, recorded_of

#: Rows a list shows at once; more are asked for by scrolling.
PAGE = 200
#: Counting stops here: who has a thousand waiting needs no exact figure, but a quick one.
MOST_COUNTED = 1000


class CaseView(msgspec.Struct, frozen=True):
    """One line of a case list. ``unsent``: newest own entry is only on this machine."""

    subject: str
    number: str
    status: CaseStatus
    applicant: str
    id_number: str
    item_name: str
    place: str
    owner: str
    received_ms: int
    changed_ms: int
    next_due: date | None
    suspended: bool
    disputed: int


class TimelineEntry(msgspec.Struct, frozen=True):
    """One act of a case as the timeline shows it. ``received_ms`` None: not yet uploaded."""

    device: str
    n: int
    at_ms: int
    device_ms: int
    received_ms: int | None
    staff: str
    place: str
    act: Act | UnknownAct


class WorkList(StrEnum):
    """The worklists of the workbench (工作台)."""

    TODAY = "today"
    DUE = "due"
    WAITING = "waiting"
    READY = "ready"
    UNSENT = "unsent"
    DISPUTED = "disputed"


class Workbench(msgspec.Struct, frozen=True):
    """The numbers on the workbench. ``overdue`` is part of ``due``."""

    today: int
    due: int
    overdue: int
    waiting: int
    ready: int
    unsent: int
    disputed: int
    drafts: int


_VIEW = (
    case_row.c.subject,
    case_row.c.number,
    case_row.c.status,
    case_row.c.applicant,
    case_row.c.id_number,
    case_row.c.item_name,
    case_row.c.place,
    case_row.c.owner,
    case_row.c.received_ms,
    case_row.c.changed_ms,
    case_row.c.next_due,
    case_row.c.suspended,
    case_row.c.disputed,
)


def case_state(store: Store, subject: str) -> CaseState | None:
    """One case in full."""
    with store.read() as connection:
        row = connection.execute(
            select(case_row.c.state).where(case_row.c.subject == subject)
        ).first()
    return None if row is None else decode_state(row.state)


def by_number(store: Store, number: str) -> CaseState | None:
    """The case with exactly this number."""
    return case_state(store, f"case:{number}")


def every_case(store: Store) -> Iterator[CaseState]:
    """All cases held here, in the order in which they came."""
    with store.read() as connection:
        for (data,) in connection.execute(select(case_row.c.state).order_by(case_row.c.id)):
            yield decode_state(data)


def by_fingerprint(store: Store, fingerprint: str) -> str | None:
    """Number of the case that an imported line has already become."""
    with store.read() as connection:
        return connection.execute(
            select(case_row.c.number).where(case_row.c.fingerprint == fingerprint).limit(1)
        ).scalar()


def cases(
    store: Store,
    *,
    query: str = "",
    statuses: tuple[CaseStatus, ...] = (),
    open_only: bool = False,
    limit: int = PAGE,
    offset: int = 0,
) -> list[CaseView]:
    """A page of cases by filter and by whatever was typed, the newest received first.

    What a search finds comes in the order in which it was recorded here.
    """
    if open_only:
        statuses = tuple(each for each in statuses or CaseStatus if each not in ENDED)
        if not statuses:
            return []
    asked = case_search.phrases(query)
    with store.read() as connection:
        if asked:
            found = _found(connection, asked, statuses, limit, offset)
            return _views(connection, _of_ids(found))
        arms = _received(statuses or tuple(CaseStatus))
        return _views(connection, _merged(arms, _newest_first, limit, offset))


def of_person(store: Store, id_number: str, limit: int = 20) -> list[CaseView]:
    """What this person or body has had at this counter before, newest first."""
    if not id_number:
        return []
    asked = (case_search.of_applicant(id_number),)
    with store.read() as connection:
        return _views(connection, _of_ids(_found(connection, asked, (), limit, 0)))


def _found(
    connection: Connection,
    asked: tuple[case_search.Phrase, ...],
    statuses: tuple[CaseStatus, ...],
    limit: int,
    offset: int,
) -> list[int]:
    head = load(connection, "head", Head)
    indexed = head.indexed if head else 0
    return word_index.find(
        driver_of(connection), indexed, asked, statuses, limit=limit, offset=offset
    )


def worklist(
    store: Store, which: WorkList, *, today: date, day_start_ms: int, limit: int = PAGE
) -> list[CaseView]:
    """One worklist of this place, the most urgent first."""
    with store.read() as connection:
        if which is WorkList.UNSENT:
            subjects = _unsent(connection, store.head.acked, limit)
            newest = {subject: index for index, subject in enumerate(subjects)}
            views = _views(connection, select(*_VIEW).where(case_row.c.subject.in_(subjects)))
            return sorted(views, key=lambda view: newest[view.subject])
        arms, order = _worklist(store.identity.place, which, today, day_start_ms)
        return _views(connection, _merged(arms, order, limit))


def workbench(store: Store, work_no: str, *, today: date, day_start_ms: int) -> Workbench:
    """The numbers on the workbench, each counted up to :data:`MOST_COUNTED`."""
    with store.read() as connection:

        def count(arms: list[_Arm]) -> int:
            """Of all arms together; none needs more than the most of all."""
            each = [arm.limit(MOST_COUNTED).subquery() for arm in arms]
            sums = [select(func.count()).select_from(arm).scalar_subquery() for arm in each]
            total = connection.execute(select(*sums)).one()
            return min(sum(total), MOST_COUNTED)

        def of(which: WorkList) -> int:
            return count(_worklist(store.identity.place, which, today, day_start_ms)[0])

        drafts = connection.execute(
            select(func.count()).select_from(draft).where(draft.c.work_no == work_no)
        ).scalar_one()
        return Workbench(
            today=of(WorkList.TODAY),
            due=of(WorkList.DUE),
            overdue=count(_due(store.identity.place, today.toordinal() - 1)),
            waiting=of(WorkList.WAITING),
            ready=of(WorkList.READY),
            unsent=len(_unsent(connection, store.head.acked, MOST_COUNTED)),
            disputed=of(WorkList.DISPUTED),
            drafts=int(drafts),
        )


def timeline(store: Store, subject: str) -> list[TimelineEntry]:
    """Everything that happened to a case, oldest first."""
    with store.read() as connection:
        recorded = recorded_of(connection, subject)
    return [
        TimelineEntry(
            device=each.entry.device,
            n=each.entry.n,
            at_ms=each.at_ms,
            device_ms=each.entry.hlc >> 16,
            received_ms=each.received_ms,
            staff=each.entry.staff,
            place=each.entry.place,
            act=decode_act(each.entry),
        )
        for each in recorded
    ]


def paper(store: Store, device: str, n: int) -> PaperIssued | None:
    """The frozen document that this entry made out."""
    own = entry.c.id == n
    foreign = (entry.c.id < literal_column("0")) & (entry.c.device == device) & (entry.c.n == n)
    with store.read() as connection:
        row = connection.execute(
            select(entry.c.data).where(own if device == store.identity.device else foreign)
        ).first()
    if row is None:
        return None
    act = decode_act(decode_entry(row.data))
    return act if isinstance(act, PaperIssued) else None


def unsent_among(store: Store, subjects: Iterable[str]) -> frozenset[str]:
    """Which of these have an own entry that the county does not have yet."""
    asked = list(subjects)
    if not asked or not store.head.unsent:
        return frozenset()
    with store.read() as connection:
        rows = connection.execute(
            select(entry.c.subject)
            .distinct()
            .where(entry.c.subject.in_(asked), entry.c.id > store.head.acked)
        )
        return frozenset(subject for (subject,) in rows)


def unsent_cases(store: Store) -> int:
    """How many cases have something that is only here, up to :data:`MOST_COUNTED`."""
    with store.read() as connection:
        return len(_unsent(connection, store.head.acked, MOST_COUNTED))


def _unsent(connection: Connection, acked: int, limit: int) -> list[str]:
    """Subjects of the newest unsent entries, newest first, each once."""
    rows = connection.execute(
        select(entry.c.subject).where(entry.c.id > acked).order_by(entry.c.id.desc())
    )
    found: dict[str, None] = {}
    for (subject,) in rows:
        found[subject] = None
        if len(found) == limit:
            break
    return list(found)


#: One stretch of an index: ids, with the one or two columns they are ordered by.
_Arm = Select[Any]


@cache
def _received(statuses: tuple[CaseStatus, ...]) -> list[_Arm]:
    """Cases in these states by receipt. There is no index by receipt alone: one page less in
    every save, and states are few enough to be merged.
    """
    arm = select(case_row.c.id, case_row.c.received_ms)
    return [arm.where(case_row.c.status == status.value) for status in statuses]


def _worklist(
    here: str, which: WorkList, today: date, day_start_ms: int
) -> tuple[list[_Arm], _Order]:
    """What a worklist is made of, and its order."""
    match which:
        case WorkList.TODAY:
            since = case_row.c.received_ms >= day_start_ms
            return [arm.where(since) for arm in _received(tuple(CaseStatus))], _newest_first
        case WorkList.DUE:
            return _due(here, today.toordinal() + 2), _urgent_first
        case WorkList.WAITING:
            return _open_here(here, (CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT)), _urgent_first
        case WorkList.READY:
            return _open_here(here, (CaseStatus.READY, CaseStatus.CLOSED)), _urgent_first
        case WorkList.DISPUTED:
            disputed = case_row.c.disputed > literal_column("0")
            return [select(case_row.c.id, case_row.c.changed_ms).where(disputed)], _newest_first
        case WorkList.UNSENT:
            raise ValueError(which)  # told by entries, not by cases


def _open_here(here: str, statuses: Iterable[CaseStatus]) -> list[_Arm]:
    arm = select(case_row.c.id, case_row.c.next_due, case_row.c.received_ms)
    arm = arm.where(case_row.c.is_open, case_row.c.owner == here)
    return [arm.where(case_row.c.status == status.value) for status in statuses]


def _due(here: str, until_day: int) -> list[_Arm]:
    """Open cases of this place whose next day is at most ``until_day`` (an ordinal)."""
    until = date.fromordinal(until_day).isoformat()
    arms = _open_here(here, (status for status in CaseStatus if status not in ENDED))
    return [arm.where(case_row.c.next_due <= until) for arm in arms]


def _newest_first(rows: Any) -> tuple[ColumnElement[Any], ...]:
    return rows[1].desc(), rows[0].desc()


def _urgent_first(rows: Any) -> tuple[ColumnElement[Any], ...]:
    return rows[1], rows[2]


#: From the columns of an arm to an order along its index.
_Order = Callable[[Any], tuple[ColumnElement[Any], ...]]


def _merged(arms: list[_Arm], order: _Order, limit: int, offset: int = 0) -> Select[Any]:
    """The first rows of all arms in order.

    Each arm is read along its index, no further than needed; the rows themselves are fetched
    for what is shown only.
    """
    whole: Any = union_all(*arms) if len(arms) > 1 else arms[0]
    ids = whole.order_by(*order(whole.selected_columns)).limit(limit).offset(offset).subquery()
    return select(*_VIEW).join(ids, case_row.c.id == ids.c.id).order_by(*order(ids.c))


def _of_ids(ids: list[int]) -> Select[tuple[Any, ...]]:
    return select(*_VIEW).where(case_row.c.id.in_(ids)).order_by(case_row.c.id.desc())


def _views(connection: Connection, asked: Select[Any]) -> list[CaseView]:
    return [
        CaseView(
            subject=row.subject,
            number=row.number,
            status=CaseStatus(row.status),
            applicant=row.applicant,
            id_number=row.id_number,
            item_name=row.item_name,
            place=row.place,
            owner=row.owner,
            received_ms=row.received_ms,
            changed_ms=row.changed_ms,
            next_due=date.fromisoformat(row.next_due) if row.next_due else None,
            suspended=row.suspended,
            disputed=row.disputed,
        )
        for row in connection.execute(asked)
    ]
