"""What the screens ask: frozen views, always in index order and always limited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec
from sqlalchemy import Select, func, literal_column, select, text

from counter_app.models.acts import Act, UnknownAct
from counter_app.models.acts.case import PaperIssued
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.tables.device import case_row, draft, entry
from counter_app.protocol.digest import decode_state
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.store import case_search
from counter_app.store.store import Store, recorded_of

#: Rows a list shows at once; more are asked for by scrolling.
PAGE = 200


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
    """A page of cases, newest first, by filter and by whatever was typed."""
    asked = select(*_VIEW)
    expression = case_search.match(query)
    if expression is not None:
        found = text("SELECT rowid FROM case_search WHERE case_search MATCH :q").bindparams(
            q=expression
        )
        # rowids grow with time of recording, so the newest hits come first without a sort
        asked = asked.where(case_row.c.id.in_(found)).order_by(case_row.c.id.desc())
    else:
        asked = asked.order_by(case_row.c.received_ms.desc())
    if statuses:
        asked = asked.where(case_row.c.status.in_([status.value for status in statuses]))
    if open_only:
        asked = asked.where(case_row.c.is_open)
    return _views(store, asked.limit(limit).offset(offset))


def of_person(store: Store, id_number: str, limit: int = 20) -> list[CaseView]:
    """What this person or body has had at this counter before, newest first."""
    if not id_number:
        return []
    asked = select(*_VIEW).where(case_row.c.id_number == id_number)
    return _views(store, asked.order_by(case_row.c.id.desc()).limit(limit))


def worklist(
    store: Store, which: WorkList, *, today: date, day_start_ms: int, limit: int = PAGE
) -> list[CaseView]:
    """One worklist of this place, the most urgent first."""
    return _views(store, _worklist(store, which, today, day_start_ms).limit(limit))


def workbench(store: Store, work_no: str, *, today: date, day_start_ms: int) -> Workbench:
    """The numbers on the workbench."""
    with store.read() as connection:

        def count(asked: Select[tuple[str]]) -> int:
            inner = asked.order_by(None).limit(10_000).subquery()
            return int(connection.execute(select(func.count()).select_from(inner)).scalar_one())

        def of(which: WorkList) -> int:
            return count(
                _worklist(store, which, today, day_start_ms).with_only_columns(case_row.c.subject)
            )

        overdue = count(
            _due(store, today)
            .where(case_row.c.next_due < today.isoformat())
            .with_only_columns(case_row.c.subject)
        )
        drafts = connection.execute(
            select(func.count()).select_from(draft).where(draft.c.work_no == work_no)
        ).scalar_one()
        return Workbench(
            today=of(WorkList.TODAY),
            due=of(WorkList.DUE),
            overdue=overdue,
            waiting=of(WorkList.WAITING),
            ready=of(WorkList.READY),
            unsent=of(WorkList.UNSENT),
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
    with store.read() as connection:
        row = connection.execute(
            select(entry.c.data).where(entry.c.device == device, entry.c.n == n)
        ).first()
    if row is None:
        return None
    act = decode_act(decode_entry(row.data))
    return act if isinstance(act, PaperIssued) else None


def unsent_subjects(store: Store) -> frozenset[str]:
    """Subjects with an own entry that the county does not have yet."""
    with store.read() as connection:
        rows = connection.execute(
            select(entry.c.subject)
            .distinct()
            .where(
                entry.c.device == store.identity.device,
                entry.c.n > store.head.acked,
            )
        )
        return frozenset(subject for (subject,) in rows)


def _worklist(
    store: Store, which: WorkList, today: date, day_start_ms: int
) -> Select[tuple[object, ...]]:
    here = store.identity.place
    asked = select(*_VIEW)
    match which:
        case WorkList.TODAY:
            return asked.where(case_row.c.received_ms >= day_start_ms).order_by(
                case_row.c.received_ms.desc()
            )
        case WorkList.DUE:
            return _due(store, today).order_by(case_row.c.next_due)
        case WorkList.WAITING:
            waiting = (CaseStatus.CORRECTING.value, CaseStatus.SUPPLEMENT.value)
            return asked.where(
                case_row.c.is_open,
                case_row.c.owner == here,
                case_row.c.status.in_(waiting),
            ).order_by(case_row.c.next_due)
        case WorkList.READY:
            ready = (CaseStatus.READY.value, CaseStatus.CLOSED.value)
            return asked.where(
                case_row.c.is_open,
                case_row.c.owner == here,
                case_row.c.status.in_(ready),
            ).order_by(case_row.c.received_ms)
        case WorkList.UNSENT:
            subjects = (
                select(entry.c.subject)
                .distinct()
                .where(entry.c.device == store.identity.device, entry.c.n > store.head.acked)
            )
            return asked.where(case_row.c.subject.in_(subjects)).order_by(
                case_row.c.changed_ms.desc()
            )
        case WorkList.DISPUTED:
            return asked.where(case_row.c.disputed > literal_column("0")).order_by(
                case_row.c.changed_ms.desc()
            )


def _due(store: Store, today: date) -> Select[tuple[object, ...]]:
    """Open cases of this place whose next day is at most two calendar days away."""
    until = date.fromordinal(today.toordinal() + 2).isoformat()
    return select(*_VIEW).where(
        case_row.c.is_open,
        case_row.c.owner == store.identity.place,
        case_row.c.next_due.is_not(None),
        case_row.c.next_due <= until,
    )


def _views(store: Store, asked: Select[tuple[object, ...]]) -> list[CaseView]:
    with store.read() as connection:
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
