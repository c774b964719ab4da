"""Tokens of cases: which device of this county signed one, and the case behind it.

Nothing can be enumerated: only a token signed by a device of this county leads to a case
(design §7). A genuine token whose case has not arrived yet says so.
"""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import select

from counter_app.county.devices import Device, by_serial, may_print
from counter_app.county.server import CountyServer
from counter_app.errors import BadInput
from counter_app.models.case import CaseState
from counter_app.models.tables.county import entry
from counter_app.protocol import tokens
from counter_app.protocol.fold import Recorded, ordered, step
from counter_app.protocol.journal import decode_entry
from counter_app.protocol.tokens import Purpose
from counter_app.rules.numbers import case_number

_CENTURY = 2000


class Genuine(msgspec.Struct, frozen=True):
    """A token that a device of this county signed; ``state`` is None until the case arrives."""

    number: str
    purpose: Purpose
    issuer: Device
    issued_s: int
    state: CaseState | None
    entries: tuple[Recorded, ...]


def look_up(server: CountyServer, text: str, purposes: Collection[Purpose]) -> Genuine | None:
    """What stands behind the text of a token; None when no device of this county issued it for
    one of these purposes."""
    known = tokens.read(text)
    if known is None:
        return None
    token, payload, signature = known
    if token.purpose not in purposes:
        return None
    owner = by_serial(server.database, token.device_serial)
    if owner is None:
        return None
    try:
        number = case_number(
            server.county.code, token.device_serial, _CENTURY + token.year, token.running
        )
    except BadInput:
        return None
    with server.database.reading() as connection:
        issuer = next(
            (
                each
                for each in may_print(connection, owner, f"case:{number}")
                if tokens.verify(each.public_key, payload, signature)
            ),
            None,
        )
        if issuer is None:
            return None
        rows = connection.execute(
            select(entry.c.data, entry.c.received_ms).where(entry.c.subject == f"case:{number}")
        ).all()
    entries = tuple(
        ordered(Recorded(decode_entry(bytes(row.data)), row.received_ms) for row in rows)
    )
    state: CaseState | None = None
    for each in entries:
        state = step(state, each)
    if state is None and issuer.stopped in ("revoked", "lost"):
        return None  # whoever holds a stopped device's key may not promise records any more
    return Genuine(number, token.purpose, issuer, token.issued_s, state, entries)
