"""The bundle for the way back: what a place would pull, sealed to each of its devices."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import Connection, select

from counter_app.county import editions, receipts
from counter_app.county.keys import County
from counter_app.county.pull import pull_from
from counter_app.county.receipts import Standing
from counter_app.county.relay_files import newest_held
from counter_app.county.server import CountyServer
from counter_app.models.tables.county import place_feed
from counter_app.protocol import bundle, wire
from counter_app.protocol.attachments import HeldFile
from counter_app.protocol.bundle_messages import Ack, Down
from counter_app.protocol.curve import agreement_public
from counter_app.protocol.renewal import HeldTold, RenewalAnswer

#: One bundle carries at most about so many bytes of entries, and so many of reference data
#: (before compression); the rest comes with the next one.
ENTRY_BYTES = 20 * 1024 * 1024
ROW_BYTES = 16 * 1024 * 1024


class Since(msgspec.Struct, frozen=True):
    """What the receivers have: position in the feed, edition."""

    cursor: int
    edition: int


def for_place(server: CountyServer, place: str) -> bytes:
    """A bundle for all devices of a place, from where the one furthest behind stands."""
    with server.database.reading(snapshot=True) as connection:
        devices = receipts.at_place(connection, place)
        since = Since(
            min((each.cursor for each in devices), default=0),
            min((each.edition for each in devices), default=0),
        )
        acks = tuple(
            replace(
                receipts.acknowledge(connection, each, 0),
                files=newest_held(connection, each.id),
            )
            for each in devices
        )
        down = _feed(connection, place, since, acks, _only(devices))
    return _make(server, _with_rows(server, down, since.edition), _sealed_to(devices), 0)


class Answer(msgspec.Struct, frozen=True):
    """What answers number ``number`` of a device, which knew itself at ``acked``.

    ``wanted``: the county lacks the device's entries from this number on; 0 = nothing.
    ``files``: what became of the attachments inside. ``whole``: it wants its own entries, too.
    ``key``: it is sealed to this Ed25519 key alone, whose holder does not know its name yet.
    """

    device: str
    acked: int
    since: Since
    number: int
    wanted: int = 0
    files: tuple[HeldFile, ...] = ()
    whole: bool = False
    renewal: RenewalAnswer | None = None
    held: HeldTold | None = None
    key: bytes = b""


def answer(server: CountyServer, asked: Answer) -> bytes:
    """The bundle for the way back."""
    number, since = asked.number, asked.since
    with server.database.reading(snapshot=True) as connection:
        known = receipts.standing(connection, asked.device)
        assert known is not None  # its bundle has just been verified
        after = min(asked.acked, asked.wanted - 1) if asked.wanted else asked.acked
        ack = receipts.acknowledge(connection, known, after, asked.wanted)
        ack = replace(ack, files=asked.files)
        one = [(bundle.machine(asked.key), agreement_public(asked.key))] if asked.key else []
        if known.stopped:
            # It learns what has arrived and that it was stopped; the place's cases it may
            # not read any more.
            down = Down(
                place=known.place,
                since=since.cursor,
                cursor=since.cursor,
                complete=False,
                entries=(),
                acks=(replace(ack, stopped=known.stopped),),
                since_edition=since.edition,
                edition=since.edition,
                rows=(),
                renewal=asked.renewal,
                held=asked.held,
            )
            return _make(server, down, one or _sealed_to([known]), number)
        devices = receipts.at_place(connection, known.place)
        without = "" if asked.whole else _only(devices)
        down = _feed(connection, known.place, since, (ack,), without)
    down = replace(down, renewal=asked.renewal, held=asked.held)
    down = _with_rows(server, down, since.edition)
    return _make(server, down, one or _sealed_to(devices), number)


def _only(devices: list[Standing]) -> str:
    """The one receiver, whose own entries are left out; "" when there are several."""
    return devices[0].id if len(devices) == 1 else ""


def _feed(
    connection: Connection, place: str, since: Since, acks: tuple[Ack, ...], without: str
) -> Down:
    """The part of the bundle that must be of one moment, without one device's own entries."""
    asked = since.cursor
    head = connection.execute(
        select(place_feed.c.position).where(place_feed.c.place == place)
    ).scalar()
    restored = asked > (head or 0)
    entries: list[wire.FeedEntry] = []
    size = 0
    while True:
        reply = pull_from(connection, without, place, asked)
        entries += reply.entries
        size += sum(len(each.data) for each in reply.entries)
        asked = reply.cursor
        if not reply.more or size > ENTRY_BYTES:
            break
    return Down(
        place=place,
        since=min(since.cursor, asked),
        cursor=asked,
        complete=not reply.more,
        entries=tuple(entries),
        acks=acks,
        since_edition=since.edition,
        edition=since.edition,
        rows=(),
        digest=reply.digest,
        cases=reply.cases,
        restored=restored,
        without=without,
    )


def _with_rows(server: CountyServer, down: Down, since: int) -> Down:
    rows: list[wire.ReferenceRow] = []
    size = 0
    reached = since
    first: int | None = None
    while True:
        reply = editions.editions(server.database, down.place, reached)
        first = reply.after if first is None else first
        rows += reply.rows
        size += sum(len(each.body) for each in reply.rows)
        reached = reply.edition
        if not reply.more or size > ROW_BYTES:
            break
    complete = down.complete and not reply.more
    begun = since if first is None else first
    return replace(down, since_edition=begun, edition=reached, rows=tuple(rows), complete=complete)


def _sealed_to(devices: list[Standing]) -> list[tuple[str, bytes]]:
    """Each by its name, with the key to which its bundle is sealed."""
    return [(each.id, agreement_public(each.public_key)) for each in devices]


def _make(
    server: CountyServer, down: Down, recipients: list[tuple[str, bytes]], number: int
) -> bytes:
    county: County = server.county
    return bundle.make(
        down,
        way="down",
        county_key=county.public_keys,
        sender=down.place,
        made_ms=server.now_ms(),
        number=number,
        recipients=recipients,
        signing_key=Ed25519PrivateKey.from_private_bytes(county.signing_key),
    )
