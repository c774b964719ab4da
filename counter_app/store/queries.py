"""What the screens ask: frozen views, always in index order and always limited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, func, literal_column, select

from counter_app.models.acts import Act, UnknownAct
from counter_app.models.acts.case import PaperIssued
from counter_app.models.case import ENDED, CaseState, CaseStatus
from counter_app.models.tables.device import case_row, draft, entry
from counter_app.protocol.digest import decode_state
from counter_app.protocol.fold import Recorded
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.store import case_lists, case_search, first_lists, word_index
from counter_app.store.entries import recorded_of
from counter_app.store.identity import Head, load
from counter_app.store.prepared import driver_of
from counter_app.store.store import Store

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
    twins: int = 0
    #: why it goes first, "" as most; ``prioritised`` False: only proposed
    priority: str = ""
    prioritised: bool = False


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
    """The worklists of the workbench (工作台). DISPUTED: also possible duplicates."""

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
            return _of_ids(connection, found)
        listed = case_lists.received(statuses or tuple(CaseStatus))
        page = {"limit": limit, "offset": offset}
        return views_of(listed.rows.run(driver_of(connection), page))


def prioritised(
    store: Store,
    *,
    open_only: bool = False,
    since_ms: int = 0,
    until_ms: int | None = None,
    limit: int = PAGE,
) -> list[CaseView]:
    """Cases that go first or were proposed to (绿色通道), the newest received first."""
    with store.read() as connection:
        wanted = case_lists.prioritised(open_only, since_ms, until_ms).limit(limit)
        return views_of(connection.execute(wanted))


def of_person(store: Store, id_number: str, limit: int = 20) -> list[CaseView]:
    """What this person or body has had at this counter before, newest first."""
    if not id_number:
        return []
    asked = (case_search.of_applicant(id_number),)
    with store.read() as connection:
        return _of_ids(connection, _found(connection, asked, (), limit, 0))


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
            rows = connection.execute(_VIEW.where(case_row.c.subject.in_(subjects)))
            return sorted(views_of(rows), key=lambda view: newest[view.subject])
        values = _values(store, today, day_start_ms) | {"limit": limit, "offset": 0}
        views = views_of(_listed(which).rows.run(driver_of(connection), values))
        statuses = _STATUSES.get(which)
        if statuses is None or len(views) < limit:
            return views
        until = str(values["until"]) if which is WorkList.DUE else None
        extra = first_lists.beyond(connection, store.identity.place, statuses, until)
        return first_lists.merged(views, views_of(extra))


def workbench(store: Store, work_no: str, *, today: date, day_start_ms: int) -> Workbench:
    """The numbers on the workbench, each counted up to :data:`MOST_COUNTED`."""
    values = _values(store, today, day_start_ms) | {"most": MOST_COUNTED}
    yesterday = date.fromordinal(today.toordinal() - 1).isoformat()
    with store.read() as connection:
        driver = driver_of(connection)

        def count(listed: case_lists.Listed, **changes: object) -> int:
            (counted,) = listed.counted.first(driver, values | changes)
            return min(int(counted), MOST_COUNTED)

        drafts = connection.execute(
            select(func.count())
            .select_from(draft)
            .where(draft.c.work_no == work_no, draft.c.kind == "intake")
        ).scalar_one()
        return Workbench(
            today=count(_listed(WorkList.TODAY)),
            due=count(_listed(WorkList.DUE)),
            overdue=count(_listed(WorkList.DUE), until=yesterday),
            waiting=count(_listed(WorkList.WAITING)),
            ready=count(_listed(WorkList.READY)),
            unsent=len(_unsent(connection, store.head.acked, MOST_COUNTED)),
            disputed=count(_listed(WorkList.DISPUTED)),
            drafts=int(drafts),
        )


#: Worklists in the order of their days: the states of their cases.
_STATUSES = {
    WorkList.DUE: tuple(each for each in CaseStatus if each not in ENDED),
    WorkList.WAITING: (CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT),
    WorkList.READY: (CaseStatus.READY, CaseStatus.CLOSED),
}


def _listed(which: WorkList) -> case_lists.Listed:
    match which:
        case WorkList.TODAY:
            return case_lists.received_since()
        case WorkList.DUE:
            return case_lists.due()
        case WorkList.WAITING:
            return case_lists.open_here((CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT))
        case WorkList.READY:
            return case_lists.open_here((CaseStatus.READY, CaseStatus.CLOSED))
        case WorkList.DISPUTED:
            return case_lists.disputed()
        case WorkList.UNSENT:
            raise ValueError(which)  # told by entries, not by cases


def _values(store: Store, today: date, day_start_ms: int) -> dict[str, object]:
    """What worklists are asked with; due is what ends within two calendar days."""
    until = date.fromordinal(today.toordinal() + 2).isoformat()
    return {"here": store.identity.place, "since": day_start_ms, "until": until}


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
            received_ms=_receipt(store, each),
            staff=each.entry.staff,
            place=each.entry.place,
            act=decode_act(each.entry),
        )
        for each in recorded
    ]


def _receipt(store: Store, recorded: Recorded) -> int | None:
    """When the county received this entry, wherever that is noted."""
    read = recorded.entry
    if recorded.received_ms is None and read.device == store.identity.device:
        return store.receipts.of(read.n)
    return recorded.received_ms


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


def unsent_by_ledger(store: Store) -> dict[str, int]:
    """How many subjects of each ledger, by its name, have something that is only here."""
    found: dict[str, int] = {}
    with store.read() as connection:
        for subject in _unsent(connection, store.head.acked, MOST_COUNTED):
            name = subject.partition(":")[0]
            found[name] = found.get(name, 0) + 1
    return found


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


_VIEW = select(*case_lists.COLUMNS)


def _of_ids(connection: Connection, ids: list[int]) -> list[CaseView]:
    """These cases, the newest recorded first."""
    asked = _VIEW.where(case_row.c.id.in_(ids)).order_by(case_row.c.id.desc())
    return views_of(connection.execute(asked))


def views_of(rows: Iterable[Any]) -> list[CaseView]:
    """From rows of :data:`case_lists.COLUMNS`."""
    return [
        CaseView(
            subject=subject,
            number=number,
            status=CaseStatus(status),
            applicant=applicant,
            id_number=id_number,
            item_name=item_name,
            place=place,
            owner=owner,
            received_ms=received_ms,
            changed_ms=changed_ms,
            next_due=date.fromisoformat(next_due) if next_due else None,
            suspended=bool(suspended),
            disputed=disputed,
            twins=twins,
            priority=priority or "",
            prioritised=bool(prioritised),
        )
        for (
            subject,
            number,
            status,
            applicant,
            id_number,
            item_name,
            place,
            owner,
            received_ms,
            changed_ms,
            next_due,
            suspended,
            disputed,
            twins,
            priority,
            prioritised,
        ) in rows
    ]
