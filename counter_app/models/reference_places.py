"""Places, windows, people and the calendar of the county: who works where and when."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.models.reference_terms import (
    CrossRegion,
    DayKind,
    DayStatus,
    Employment,
    Level,
    Role,
    WindowKind,
)


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place where people are served (服务场所): county hall, town centre, village station.

    ``code`` is the 12-digit division code where there is one, otherwise county code + S + two
    digits (经济开发区). ``division`` and ``parent`` are codes; a centre need not be a division.
    """

    code: str
    name: str
    level: Level
    division: str | None = None
    parent: str | None = None
    address: str = ""
    phone: str = ""
    supervise_phone: str = ""
    hours: str = ""
    active: bool = True
    provenance: str = ""


class Window(msgspec.Struct, frozen=True, omit_defaults=True):
    """One window (窗口) of a place. ``number`` counts from 1 within the place.

    ``code`` says which kind of service it is (C-GA, T-BDB …), the same in every place.
    """

    place: str
    number: int
    name: str
    kind: WindowKind
    code: str = ""
    purpose: str = ""
    active: bool = True


class Staff(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person who works at a place (工作人员). ``window``: number of the usual window."""

    work_no: str
    name: str
    place: str
    roles: tuple[Role, ...]
    window: int | None = None
    employment: Employment = Employment.OTHER
    active: bool = True
    #: invented person of the sample data
    sample: bool = False


class Credential(msgspec.Struct, frozen=True):
    """A person's key pair (X25519); the private half is locked by argon2id of the password.

    ``ops`` passes over ``memory_kib`` KiB; all byte fields are raw.
    """

    work_no: str
    public_key: bytes
    locked_key: bytes
    salt: bytes
    ops: int
    memory_kib: int


class CalendarDay(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day on which working differs from Monday-to-Friday (节假日、调休)."""

    date: date
    kind: DayKind
    name: str = ""
    status: DayStatus = DayStatus.OFFICIAL


class Partner(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another region's hall with which there is an agreement (跨域通办合作单位)."""

    code: str
    name: str
    region: str = ""
    agreement: str = ""
    since: date | None = None
    until: date | None = None
    ways: tuple[CrossRegion, ...] = ()
    contact: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    active: bool = True
    provenance: str = ""


class Division(msgspec.Struct, frozen=True, omit_defaults=True):
    """An administrative division (行政区划), 12-digit code; ``parent`` likewise.

    ``short_name`` drops 村委会 / 村民委员会. Names repeat between towns: never a key.
    """

    code: str
    name: str
    short_name: str = ""
    kind: str = ""
    parent: str = ""


class IdArea(msgspec.Struct, frozen=True, omit_defaults=True):
    """First six digits of ID numbers (身份证地区码) and the years of their use."""

    code: str
    name: str
    since: int | None = None
    until: int | None = None
    note: str = ""


class Nation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A nationality (民族) by its GB/T 3304 code, as on the chip of an ID card."""

    code: str
    name: str
