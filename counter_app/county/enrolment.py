"""Enrolment (设备登记): a one-time code of the county makes a machine a known device."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from counter_app.county import codes, keys
from counter_app.county.database import Database
from counter_app.county.moving import check_window
from counter_app.county.refusals import Refuse, bad_request, check_protocol
from counter_app.models.tables.county import device, enrol_code
from counter_app.protocol.journal import genesis
from counter_app.protocol.wire import EnrolReply, EnrolRequest

#: An unused code is good for a week, in ms.
CODE_LIFE_MS = 7 * 24 * 3600 * 1000
#: Case numbers carry the serial in four digits.
_MAX_SERIAL = 9999
KEY_BYTES = 32


class Code(msgspec.Struct, frozen=True):
    """A code as handed to the person who sets the machine up. Shown once, kept as a hash."""

    code: str
    place: str
    place_name: str
    window: int
    expires_ms: int


def issue_code(database: Database, place: str, window: int, now_ms: int) -> Code:
    """A fresh code for a window. Raises :class:`BadInput` for an unknown place or window."""
    code = codes.new_code()
    hashed = codes.code_hash(code)
    with database.writing() as connection:
        name = check_window(connection, place, window)
        connection.execute(
            insert(enrol_code).values(
                code_hash=hashed,
                place=place,
                window_no=window,
                created_ms=now_ms,
                expires_ms=now_ms + CODE_LIFE_MS,
            )
        )
    return Code(code, place, name, window, now_ms + CODE_LIFE_MS)


def enrol(
    database: Database, request: EnrolRequest, public_url: str, now_ms: Callable[[], int]
) -> EnrolReply:
    """Make the machine that shows a good code a device.

    The same key with the same code again gets the same answer: the first one may have been
    lost. Raises :class:`Refuse` (code_unknown, code_used, protocol, bad_request).
    """
    check_protocol(request.protocol)
    if len(request.public_key) != KEY_BYTES or len(request.program) > 64:
        raise bad_request("登记请求的内容不对")
    hashed = codes.code_hash(request.code)
    if hashed is None:
        raise _unknown()

    def work(connection: Connection) -> EnrolReply:
        now = now_ms()
        row = connection.execute(
            select(enrol_code).where(enrol_code.c.code_hash == hashed).with_for_update()
        ).first()
        if row is None or (row.used_ms is None and row.expires_ms < now):
            raise _unknown()
        county = keys.load(connection)
        if row.used_ms is None:
            name, serial = register(
                connection, request.public_key, request.program, row.place, row.window_no, now
            )
            connection.execute(
                update(enrol_code)
                .where(enrol_code.c.code_hash == hashed)
                .values(used_ms=now, device=name)
            )
        else:
            made = connection.execute(select(device).where(device.c.id == row.device)).one()
            if bytes(made.public_key) != request.public_key or made.revoked_ms is not None:
                raise Refuse(403, "code_used", "登记码已经用过，请向县平台另要一个")
            name, serial = made.id, made.serial
        return EnrolReply(
            device=name,
            serial=serial,
            place=row.place,
            window=row.window_no,
            county_code=county.code,
            public_url=public_url,
            county_key=county.public_keys,
            server_ms=now,
        )

    return database.transact(work)


def register(
    connection: Connection, public_key: bytes, program: str, place: str, window: int, now_ms: int
) -> tuple[str, int]:
    """Make this key a device of this window; returns its id and serial."""
    keys.lock(connection)  # one at a time, or two would take the same serial
    serial = (connection.execute(select(func.max(device.c.serial))).scalar() or 0) + 1
    if serial > _MAX_SERIAL:
        raise Refuse(403, "bad_request", "县平台的设备编号已用完")
    name = f"d{serial:04d}"
    connection.execute(
        insert(device).values(
            id=name,
            serial=serial,
            place=place,
            window_no=window,
            public_key=public_key,
            acked_n=0,
            head=genesis(public_key),
            enrolled_ms=now_ms,
            last_seen_ms=now_ms,
            program=program.replace("\0", ""),
        )
    )
    return name, serial


def _unknown() -> Refuse:
    return Refuse(403, "code_unknown", "登记码不对或已过期，请核对后再试")
