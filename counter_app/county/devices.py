"""Which devices there are, and whether a request really comes from one of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, select, update

from counter_app.county.database import Database
from counter_app.county.editions import note_told
from counter_app.county.prepared import Prepared
from counter_app.county.refusals import Refuse
from counter_app.errors import Refused
from counter_app.models.tables.county import case_state, device, edition, place_feed
from counter_app.protocol import auth
from counter_app.protocol.digest import EMPTY

#: "Last seen" is written at most so often, so that a pull with no news only reads.
_SEEN_EVERY_MS = 10 * 60 * 1000
#: … and sooner when the device has moved on by so many positions of its feed.
_SEEN_POSITIONS = 1000
#: Headers by which a request claims to be a device's, as they are looked up.
_CLAIMS = tuple(
    name.lower() for name in (auth.DEVICE_HEADER, auth.TIME_HEADER, auth.SIGNATURE_HEADER)
)
_DEVICE = _CLAIMS[0]
_BY_ID = select(device).where(device.c.id == bindparam("id_"))
_NAMES = (
    "id",
    "serial",
    "place",
    "window_no",
    "public_key",
    "acked_n",
    "enrolled_ms",
    "last_seen_ms",
    "program",
    "revoked_ms",
    "cursor",
    "edition",
    "replaced_by",
    "lost",
    "head",
)
#: The device with the head of its place's feed: one row, so all of it is of one moment.
SIGNED_BY = (
    select(
        *(device.c[name] for name in _NAMES),
        select(func.max(edition.c.edition)).scalar_subquery(),
        place_feed.c.position,
        place_feed.c.digest,
        place_feed.c.cases,
    )
    .select_from(device.outerjoin(place_feed, place_feed.c.place == device.c.place))
    .where(device.c.id == bindparam("id_"))
)
_SIGNED_BY = Prepared(SIGNED_BY)
_PLACES = select(case_state.c.places).where(case_state.c.subject == bindparam("subject_"))


class Top(msgspec.Struct, frozen=True):
    """Newest edition; how far a place's feed has come, its digest and number of cases."""

    edition: int
    position: int
    digest: bytes
    cases: int


class Device(msgspec.Struct, frozen=True):
    """An enrolled device (已登记设备). Instants in ms since the epoch (UTC).

    ``cursor`` and ``edition``: at least so far it has taken in its feed and reference data,
    when it was noted last.
    """

    id: str
    serial: int
    place: str
    window: int
    public_key: bytes
    acked_n: int
    enrolled_ms: int
    last_seen_ms: int
    program: str
    revoked_ms: int | None
    cursor: int = 0
    edition: int = 0
    replaced_by: str | None = None
    lost: bool = False
    #: chain hash after its newest entry here
    head: bytes = b""
    #: of its place's feed, when the device signed a request
    top: Top | None = None

    @property
    def stopped(self) -> str:
        """Why it may not read any more: revoked, replaced or lost; "" for one in use."""
        if self.revoked_ms is None:
            return ""
        if self.lost:
            return "lost"
        return "replaced" if self.replaced_by else "revoked"


#: reason -> what a stopped device is told
_STOPPED = {
    "revoked": "本机已被县平台停用，本机记录都还在，没上传的仍会上传",
    "replaced": "本机已由另一台电脑接替，本机记录都还在，没上传的仍会上传",
    "lost": "本机已被县平台挂失，本机记录都还在，请联系县平台",
}


def ask_device(connection: Connection, headers: Mapping[str, str]) -> Any:
    """Ask for the device that a request names: a cursor, None where there can be none."""
    name = named_by(headers)
    return _SIGNED_BY.run(connection, {"id_": name}) if name else None


def named_by(headers: Mapping[str, str]) -> str:
    """The device that a request names; "" where there can be none of that name."""
    name = headers.get(_DEVICE, "")
    return name if len(name) <= 64 and "\0" not in name else ""


def signed_by(
    row: tuple[Any, ...] | None,
    headers: Mapping[str, str],
    method: str,
    target: str,
    body: bytes,
    now_ms: int,
    also: Collection[str] = (),
) -> Device:
    """The device that signed this request. ``row``: of :func:`ask_device`.

    Raises :class:`Refuse`: 401 for missing or wrong signatures, unknown devices and clocks
    more than five minutes off (``server_ms`` tells by how much), 403 for a stopped device,
    unless it was stopped for one of the reasons in ``also``. Only reads; :func:`seen` notes the
    contact.
    """
    name, time_text, signature = (headers.get(each, "") for each in _CLAIMS)
    if not (name and time_text and signature):
        raise unsigned()
    if not (time_text.isascii() and time_text.isdigit() and len(time_text) <= 15):
        raise Refuse(401, "bad_signature", "请求的时间写法不对")
    known = None if row is None else signed_row(row)
    if known is None:
        raise Refuse(401, "unknown_device", "县平台没有登记过这台设备")
    time_ms = int(time_text)
    if not auth.verify_request(known.public_key, name, method, target, time_ms, body, signature):
        raise Refuse(401, "bad_signature", "设备签名不对")
    if known.stopped and known.stopped not in also:
        # What it has of what a restored county lacks is wanted all the same.
        expected = 0 if known.lost else known.acked_n + 1
        raise Refuse(403, known.stopped, _STOPPED[known.stopped], expected=expected)
    if abs(time_ms - now_ms) > auth.WINDOW_MS:
        raise Refuse(401, "clock", "本机时间与县平台相差过大", server_ms=now_ms)
    return known


def claims(headers: Mapping[str, str]) -> bool:
    """Whether the headers of a signed request are there at all."""
    return all(headers.get(name) for name in _CLAIMS)


def unsigned() -> Refuse:
    return Refuse(401, "bad_signature", "请求没有设备签名")


def is_news(known: Device, now_ms: int, cursor: int | None = None, edition: int = 0) -> bool:
    """Whether :func:`seen` would note anything."""
    moved = 0 if cursor is None else cursor - known.cursor
    return (
        now_ms - known.last_seen_ms > _SEEN_EVERY_MS
        or not 0 <= moved < _SEEN_POSITIONS
        or edition not in (0, known.edition)
    )


def seen(
    database: Database, known: Device, now_ms: int, cursor: int | None = None, edition: int = 0
) -> None:
    """Note that the device was in contact and how far it had come, if that is news.

    ``cursor``, ``edition``: what it asked with, None and 0 = not told. A bundle for the device
    starts there, so what is noted may lag behind but must never be ahead of it.
    """
    if not is_news(known, now_ms, cursor, edition):
        return
    cursor = known.cursor if cursor is None else cursor
    edition = edition or known.edition
    with database.writing() as connection:
        connection.execute(
            update(device)
            .where(device.c.id == known.id)
            .values(last_seen_ms=now_ms, cursor=cursor, edition=edition)
        )
        if known.top is not None:
            note_told(connection, edition, known.top.edition)


def find(database: Database, device_id: str) -> Device | None:
    """The device of this id."""
    with database.reading() as connection:
        row = connection.execute(_BY_ID, {"id_": device_id}).first()
    return None if row is None else device_of_row(row)


def by_serial(database: Database, serial: int) -> Device | None:
    """The device of this serial number (part of every case number)."""
    with database.reading() as connection:
        row = connection.execute(select(device).where(device.c.serial == serial)).first()
    return None if row is None else device_of_row(row)


def may_print(connection: Connection, owner: Device, subject: str) -> Iterator[Device]:
    """Devices that may have made out a paper of this case, the likeliest first: the one whose
    serial stands in its number, those that went on in its stead, those of the case's places.
    """
    yield owner
    seen = {owner.id}
    after = owner.replaced_by
    while after is not None and after not in seen:
        seen.add(after)
        row = connection.execute(_BY_ID, {"id_": after}).first()
        if row is None:
            break
        yield device_of_row(row)
        after = row.replaced_by
    places = connection.execute(_PLACES, {"subject_": subject}).scalar() or ""
    rows = connection.execute(
        select(device).where(device.c.place.in_(places.split()), device.c.id.not_in(seen))
    )
    yield from map(device_of_row, rows)


def all_devices(database: Database) -> list[Device]:
    """Every device ever enrolled, by serial number."""
    with database.reading() as connection:
        rows = connection.execute(select(device).order_by(device.c.serial)).all()
    return [device_of_row(row) for row in rows]


def revoke(database: Database, device_id: str, now_ms: int, *, lost: bool = False) -> None:
    """Stop a device for good. What it still owes is taken in all the same, unless ``lost``.

    Raises :class:`Refused` when it is unknown or stopped in this way already.
    """
    still = device.c.lost.is_(False) if lost else device.c.revoked_ms.is_(None)
    with database.writing() as connection:
        done = connection.execute(
            update(device)
            .where(device.c.id == device_id, still)
            .values(
                revoked_ms=func.coalesce(device.c.revoked_ms, now_ms),
                lost=lost,
            )
        )
        if done.rowcount == 0:
            raise Refused(f"没有正在使用的设备 {device_id}", hint="可用 county devices 查看")


def device_of_row(row: Row[Any]) -> Device:
    """The device that a row of its table tells of."""
    return _device(row._mapping)


def signed_row(row: tuple[Any, ...]) -> Device:
    """The device that a row of ``SIGNED_BY`` tells of, with the head of its feed."""
    newest, position, digest, cases = row[len(_NAMES) :]
    top = Top(newest or 0, position or 0, bytes(digest or EMPTY), cases or 0)
    return _device(dict(zip(_NAMES, row, strict=False)), top)


def _device(values: Mapping[Any, Any], top: Top | None = None) -> Device:
    return Device(
        id=values["id"],
        serial=values["serial"],
        place=values["place"],
        window=values["window_no"],
        public_key=bytes(values["public_key"]),
        acked_n=values["acked_n"],
        enrolled_ms=values["enrolled_ms"],
        last_seen_ms=values["last_seen_ms"],
        program=values["program"],
        revoked_ms=values["revoked_ms"],
        cursor=values["cursor"],
        edition=values["edition"],
        replaced_by=values["replaced_by"],
        lost=bool(values["lost"]),
        head=bytes(values["head"]),
        top=top,
    )
