"""What an administrator of the county does: set up, people's keys, figures.

Passwords are made here, shown once and stored nowhere: a password only opens the person's own
key (protocol/credentials.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, func, select

from counter_app.county import codes, editions, keys, rows, schema
from counter_app.county.database import Database
from counter_app.county.loading import load_batch, write_edition
from counter_app.county.reference_shipped import shipped_batch
from counter_app.county.rows import Version
from counter_app.errors import Refused
from counter_app.models.case import CaseStatus
from counter_app.models.reference import Place, Staff, encode_row
from counter_app.models.tables.county import case_state, device, entry, set_aside
from counter_app.protocol.credentials import make_credential


class Person(msgspec.Struct, frozen=True):
    """One of the staff, as listed. ``password`` only right after it was made."""

    work_no: str
    name: str
    roles: tuple[str, ...]
    place: str
    place_name: str
    can_sign_in: bool
    active: bool = True
    password: str = ""


class SetUp(msgspec.Struct, frozen=True):
    """What ``init`` did. ``staff``: those who got a first password just now."""

    created: bool
    edition: int | None
    staff: tuple[Person, ...]


class PlaceFigures(msgspec.Struct, frozen=True):
    """Cases that lie with one place, by status."""

    place: str
    name: str
    cases: int
    by_status: dict[str, int]


class Report(msgspec.Struct, frozen=True):
    """The county's figures as of one moment. Statuses as in :class:`CaseStatus`."""

    cases: int
    by_status: dict[str, int]
    places: tuple[PlaceFigures, ...]
    entries: int
    set_aside: int
    devices: int


def init(database: Database, now_ms: int, *, sample: bool = False) -> SetUp:
    """Tables and keys; with ``sample`` also the shipped data, and passwords for sample staff.

    May be run again: it upgrades the tables and adds what is missing, but never changes a
    key, a password or a row of reference data that is in force with other content.
    """
    upgraded = schema.upgrade(database)

    def work(connection: Connection) -> SetUp:
        created = keys.make(connection)
        keys.lock(connection)
        number: int | None = None
        people: list[Person] = []
        if sample:
            if not editions.newest(connection):
                number = load_batch(connection, shipped_batch(sample=True), now_ms).edition
            people = _give_passwords(connection, _unkeyed_samples(connection), now_ms)
        return SetUp(created or upgraded, number, tuple(people))

    return database.transact(work)


def staff(database: Database) -> list[Person]:
    """Everybody, by place and work number."""
    with database.reading(snapshot=True) as connection:
        return _staff(connection)


def reset_password(database: Database, work_no: str, now_ms: int) -> Person:
    """A new key pair and password for one person. Raises :class:`Refused` when unknown."""

    def work(connection: Connection) -> Person:
        keys.lock(connection)
        made = _give_passwords(connection, [work_no], now_ms)
        if not made:
            raise Refused(f"没有工号为 {work_no} 的在岗人员", hint="可用 county staff list 查看")
        return made[0]

    return database.transact(work)


def report(database: Database) -> Report:
    """Figures of the whole county and of each place."""
    with database.reading(snapshot=True) as connection:
        names: dict[str, Place] = rows.decoded(connection, "place")
        counted = connection.execute(
            select(case_state.c.owner, case_state.c.status, func.count())
            .where(case_state.c.status.is_not(None), case_state.c.subject.like("case:%"))
            .group_by(case_state.c.owner, case_state.c.status)
        ).all()
        totals = [
            connection.execute(select(func.count()).select_from(table)).scalar() or 0
            for table in (entry, set_aside)
        ]
        machines = connection.execute(
            select(func.count()).select_from(device).where(device.c.revoked_ms.is_(None))
        ).scalar()
    by_place: dict[str, Counter[str]] = {}
    for owner, status, count in counted:
        by_place.setdefault(owner, Counter())[status] += count
    whole: Counter[str] = Counter()
    for counts in by_place.values():
        whole.update(counts)
    return Report(
        cases=whole.total(),
        by_status=_ordered(whole),
        places=tuple(
            PlaceFigures(code, _name(names, code), counts.total(), _ordered(counts))
            for code, counts in sorted(by_place.items())
        ),
        entries=totals[0],
        set_aside=totals[1],
        devices=machines or 0,
    )


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return {each.value: counts[each.value] for each in CaseStatus if counts[each.value]}


def _name(names: dict[str, Place], code: str) -> str:
    return names[code].name if code in names else code


def _staff(connection: Connection) -> list[Person]:
    places: dict[str, Place] = rows.decoded(connection, "place")
    keyed = rows.newest(connection, "credential")
    people = []
    for person in rows.decoded(connection, "staff").values():
        key = keyed.get(("credential", person.work_no))
        people.append(_person(person, places, key is not None and not key.withdrawn))
    return sorted(people, key=lambda each: (each.place, each.work_no))


def _unkeyed_samples(connection: Connection) -> list[str]:
    keyed = rows.newest(connection, "credential")
    people: dict[str, Staff] = rows.decoded(connection, "staff")
    return [
        work_no
        for work_no, person in sorted(people.items())
        if person.sample and ("credential", work_no) not in keyed
    ]


def _give_passwords(
    connection: Connection, work_numbers: Iterable[str], now_ms: int
) -> list[Person]:
    """Fresh keys for these people, as one edition. Unknown and inactive people are left out."""
    people: dict[str, Staff] = rows.decoded(connection, "staff")
    places: dict[str, Place] = rows.decoded(connection, "place")
    made: list[Person] = []
    versions: list[Version] = []
    for work_no in work_numbers:
        person = people.get(work_no)
        if person is None or not person.active:
            continue
        password = codes.new_password()
        body = encode_row(make_credential(work_no, password))
        versions.append(Version("credential", work_no, 0, False, person.place, body))
        made.append(_person(person, places, True, password))
    if versions:
        write_edition(connection, versions, now_ms)
    return made


def _person(
    person: Staff, places: dict[str, Place], can_sign_in: bool, password: str = ""
) -> Person:
    return Person(
        work_no=person.work_no,
        name=person.name,
        roles=tuple(role.value for role in person.roles),
        place=person.place,
        place_name=_name(places, person.place),
        can_sign_in=can_sign_in,
        active=person.active,
        password=password,
    )
