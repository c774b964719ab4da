"""Reference data as the counter uses them: decoded once, frozen, by kind and code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from counter_app.models.reference import (
    KINDS,
    Authorisation,
    CalendarDay,
    Credential,
    EnterpriseOfficer,
    Item,
    Place,
    Policy,
    PriorityReason,
    RatingInterface,
    RatingReason,
    Staff,
    TroubleTerm,
    Window,
    decode_row,
)
from counter_app.models.tables.device import reference
from counter_app.protocol.wire import ReferenceRow
from counter_app.rules.identity import AreaCode
from counter_app.rules.workdays import WorkCalendar, calendar_from_rows

_KNOWN = frozenset(kind for kind, *_ in KINDS)
#: Versions of items that the county has lost; only cases received under them ask for them.
_VOID_ITEM = "item.void"
_AT_THE_COUNTER = (
    "item", "place", "window", "staff", "calendar_day", "id_area", "authorisation",
    "policy", "priority_reason", "step_limit", "enterprise_officer",
    "rating_reason", "rating_interface", "trouble_term",
)  # fmt: skip


@dataclass(frozen=True)
class Catalogue:
    """The newest version of every row, as of one edition."""

    edition: int
    items: dict[str, Item] = field(default_factory=dict)
    item_editions: dict[str, int] = field(default_factory=dict)
    withdrawn_items: frozenset[str] = frozenset()
    places: dict[str, Place] = field(default_factory=dict)
    windows: tuple[Window, ...] = ()
    staff: dict[str, Staff] = field(default_factory=dict)
    days: tuple[CalendarDay, ...] = ()
    #: first six digits of ID numbers; an unknown or old one is only remarked on
    areas: dict[str, AreaCode] = field(default_factory=dict)
    #: what chief service officers may decide themselves
    authorisations: tuple[Authorisation, ...] = ()
    #: policies in favour of enterprises, also those that are over, by code
    policies: dict[str, Policy] = field(default_factory=dict)
    #: why a matter may go first, in the order of lists
    priority_reasons: tuple[PriorityReason, ...] = ()
    #: standing officers of key enterprises, also those whose time is over
    enterprise_officers: tuple[EnterpriseOfficer, ...] = ()
    #: working days of a step (``policy.answer`` …) that the county set
    step_days: dict[str, int] = field(default_factory=dict)
    #: the county's own reasons of ratings, and which way other systems number the grades
    rating_reasons: tuple[RatingReason, ...] = ()
    rating_interfaces: tuple[RatingInterface, ...] = ()
    #: the county's own lists of the "办不成事" window
    trouble_terms: tuple[TroubleTerm, ...] = ()

    @cached_property
    def calendar(self) -> WorkCalendar:
        return calendar_from_rows((day.date, day.kind.value, day.status.value) for day in self.days)

    def place_name(self, code: str) -> str:
        place = self.places.get(code)
        return place.name if place else code

    def staff_name(self, work_no: str) -> str:
        person = self.staff.get(work_no)
        return person.name if person else work_no

    def window_name(self, place: str, number: int) -> str:
        for window in self.windows:
            if window.place == place and window.number == number:
                return window.name
        return f"{number} 号窗口"


def load_catalogue(connection: Connection) -> Catalogue:
    """Read the newest version of every kind a counter needs."""
    rows = _newest(connection, _AT_THE_COUNTER)
    kinds: dict[str, dict[str, Any]] = {}
    editions: dict[str, int] = {}
    withdrawn = set()
    for row in rows:
        if row.withdrawn:
            if row.kind == "item":
                withdrawn.add(row.code)
            continue
        kinds.setdefault(row.kind, {})[row.code] = decode_row(row.kind, row.body)
        if row.kind == "item":
            editions[row.code] = row.edition
    edition = connection.execute(
        select(func.max(reference.c.edition)).where(reference.c.kind != _VOID_ITEM)
    ).scalar()
    return Catalogue(
        edition=int(edition or 0),
        items=kinds.get("item", {}),
        item_editions=editions,
        withdrawn_items=frozenset(withdrawn),
        places={place.code: place for place in kinds.get("place", {}).values()},
        windows=tuple(kinds.get("window", {}).values()),
        staff={person.work_no: person for person in kinds.get("staff", {}).values()},
        days=tuple(kinds.get("calendar_day", {}).values()),
        areas={
            area.code: AreaCode(area.name, area.since, area.until)
            for area in kinds.get("id_area", {}).values()
        },
        authorisations=tuple(kinds.get("authorisation", {}).values()),
        policies=kinds.get("policy", {}),
        priority_reasons=tuple(
            sorted(kinds.get("priority_reason", {}).values(), key=lambda row: (row.order, row.code))
        ),
        rating_reasons=tuple(kinds.get("rating_reason", {}).values()),
        rating_interfaces=tuple(kinds.get("rating_interface", {}).values()),
        enterprise_officers=tuple(kinds.get("enterprise_officer", {}).values()),
        step_days={code: row.days for code, row in kinds.get("step_limit", {}).items()},
        trouble_terms=tuple(kinds.get("trouble_term", {}).values()),
    )


def load_credentials(connection: Connection) -> list[Credential]:
    """Keys of everybody who may open this device."""
    return [
        decode_row(row.kind, row.body)
        for row in _newest(connection, ("credential",))
        if not row.withdrawn
    ]


def item_at(connection: Connection, code: str, edition: int) -> Item | None:
    """The item as it was in this edition (the one a case was received under)."""
    row = connection.execute(
        select(reference.c.body)
        .where(
            reference.c.kind.in_(("item", _VOID_ITEM)),
            reference.c.code == code,
            reference.c.edition <= edition,
        )
        .order_by(reference.c.edition.desc(), reference.c.kind)
        .limit(1)
    ).first()
    return None if row is None else decode_row("item", row.body)


def keep_rows(connection: Connection, rows: Iterable[ReferenceRow]) -> None:
    """Store versions of rows; kinds of a newer program are kept as they are."""
    values = [
        {
            "kind": row.kind,
            "code": row.code,
            "edition": row.edition,
            "withdrawn": row.withdrawn,
            "body": row.body,
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(reference).on_conflict_do_nothing(), values)


def void_rows(
    connection: Connection, rows: Iterable[ReferenceRow], after: int, until: int | None
) -> list[tuple[str, str]]:
    """Forget what stands after this edition (up to ``until``) and is not among ``rows``: a
    county that was restored does not have it any more. Returns kind and code of each.

    A case that was received under such a version of an item still finds it (:func:`item_at`).
    """
    told = {(row.kind, row.code, row.edition): row.body for row in rows}
    span = reference.c.edition > after
    if until is not None:
        span &= reference.c.edition <= until
    here = connection.execute(
        select(reference.c.kind, reference.c.code, reference.c.edition, reference.c.body).where(
            span, reference.c.kind != _VOID_ITEM
        )
    ).all()
    void = [row for row in here if told.get((row.kind, row.code, row.edition)) != row.body]
    for kind, code, number, _ in void:
        this = (
            (reference.c.kind == kind)
            & (reference.c.code == code)
            & (reference.c.edition == number)
        )
        if kind == "item":
            renamed = update(reference).prefix_with("OR REPLACE").where(this)
            connection.execute(renamed.values(kind=_VOID_ITEM))
        else:
            connection.execute(delete(reference).where(this))
    return [(row.kind, row.code) for row in void]


def without_version(connection: Connection, names: Iterable[tuple[str, str]]) -> bool:
    """Whether there is no version here of any of these (kind, code) but items."""
    return any(
        kind != "item"
        and connection.execute(
            select(reference.c.code).where(reference.c.kind == kind, reference.c.code == code)
        ).first()
        is None
        for kind, code in names
    )


def _newest(connection: Connection, kinds: tuple[str, ...]) -> list[Any]:
    latest = (
        select(reference.c.kind, reference.c.code, func.max(reference.c.edition).label("edition"))
        .where(reference.c.kind.in_(kinds))
        .group_by(reference.c.kind, reference.c.code)
        .subquery()
    )
    joined = select(reference).join(
        latest,
        (reference.c.kind == latest.c.kind)
        & (reference.c.code == latest.c.code)
        & (reference.c.edition == latest.c.edition),
    )
    return [row for row in connection.execute(joined) if row.kind in _KNOWN]
