"""Small pushes that come at the same moment, stored in one transaction.

When a thousand devices push at once, most of what each costs is the transaction around its one
entry. Pushes that are plainly the next of their device are checked one by one and stored
together; every other one (sent again, a gap, a fork, a wrong signature, no entry) goes its own way
afterwards, and so does each of them when storing them together fails.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from sqlalchemy import Connection

from counter_app.county import exchange, intake
from counter_app.county.database import Conflict
from counter_app.county.devices import ask_device
from counter_app.county.links import Link, read_links
from counter_app.county.prepared import sent_together
from counter_app.county.push import LOCKED_DEVICE, chain_hashes, joined
from counter_app.county.refusals import Refuse
from counter_app.county.server import CountyServer, read_message
from counter_app.county.signed import MAY_PUSH, Asked, asking_device
from counter_app.county.subjects import ask_known
from counter_app.errors import Trouble
from counter_app.protocol import wire
from counter_app.protocol.journal import verify_head

_log = logging.getLogger(__name__)

#: So many pushes in one transaction at most: their places are locked together.
MOST = 24
#: With fewer there is nothing to spare.
_LEAST = 2
#: Larger bodies go alone, in bytes: their folding would keep the others waiting.
SMALL = 8 * 1024
#: A push of more entries goes alone as well.
_ENTRIES = 8

Answer = bytes | Exception


class _Next(msgspec.Struct, frozen=True):
    """One push that may be stored with others."""

    index: int
    device: str
    request: wire.PushRequest
    links: list[Link]

    @property
    def last(self) -> int:
        return self.links[-1].n


def push_together(server: CountyServer, asks: Sequence[Asked]) -> list[Answer]:
    """The packed ``PushReply`` of each, or why it failed: the same as each alone."""
    answers: dict[int, Answer] = {}
    if len(asks) >= _LEAST:
        with suppress(Refuse):
            answers = _stored(server, _read(server, asks))
    return [
        answers[index] if index in answers else _alone(server, asked)
        for index, asked in enumerate(asks)
    ]


def _alone(server: CountyServer, asked: Asked) -> Answer:
    try:
        return exchange.push(server, asked)
    except Exception as error:  # handed to the one who asked
        return error


def _read(server: CountyServer, asks: Sequence[Asked]) -> list[_Next]:
    """Those that are signed and readable, one of each device, in the order of their locks."""
    with server.database.reading() as connection:
        with sent_together(connection):
            found = [ask_device(connection, asked.headers) for asked in asks]
        rows = [None if each is None else each.fetchone() for each in found]
    read: dict[str, _Next] = {}
    for index, (asked, row) in enumerate(zip(asks, rows, strict=True)):
        with suppress(Refuse):  # it is told alone
            device = asking_device(server, row, asked, also=MAY_PUSH)
            request = read_message(asked.body, wire.PushRequest)
            links = read_links(device.id, request)
            whole = all(link.entry is not None for link in links)
            if whole and 0 < len(links) <= _ENTRIES and device.id not in read:
                read[device.id] = _Next(index, device.id, request, links)
    return sorted(read.values(), key=lambda each: each.device)


def _stored(server: CountyServer, pushes: Sequence[_Next]) -> dict[int, Answer]:
    """The answers to those that could be stored; all of it is durable."""
    if len(pushes) < _LEAST:
        return {}
    places: set[str] = set()
    matters: dict[str, bytes] = {}

    def work(connection: Connection) -> dict[int, Answer]:
        return _store(connection, pushes, server.now_ms(), places, matters)

    try:
        answers = server.database.transact(work)
    except Conflict:
        return {}
    except Trouble as error:  # the store is away: alone it would be no better
        return {each.index: error for each in pushes}
    except Exception as error:  # a fault of ours in one of them must not fail the others
        _log.error("pushes were not stored together: %s", type(error).__name__)
        return {}
    server.twins.look(matters)
    return answers


def _store(
    connection: Connection,
    pushes: Sequence[_Next],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes],
) -> dict[int, Answer]:
    with sent_together(connection):
        # One after the other in the order of their ids: no two groups wait for each other.
        locked = [LOCKED_DEVICE.run(connection, {"device_": each.device}) for each in pushes]
        names = {link.entry.subject for each in pushes for link in each.links if link.entry}
        stored = ask_known(connection, names)
    fresh: list[Link] = []
    hashes: list[bytes] = []
    taken: list[_Next] = []
    for each, answer in zip(pushes, locked, strict=True):
        mine = _chain(each, answer.fetchone())
        if mine:
            taken.append(each)
            fresh += each.links
            hashes += mine
    matters.clear()
    if not taken:
        return {}
    reached = [intake.Reached(each.device, each.last, each.request.head) for each in taken]
    stamp = intake.store(connection, fresh, hashes, now_ms, places, matters, reached, stored)
    return {
        each.index: wire.pack(
            wire.PushReply(each.last, joined(each.request.first, [stamp] * len(each.links)))
        )
        for each in taken
    }


def _chain(push: _Next, row: tuple[bytes, int, bytes, bool] | None) -> list[bytes]:
    """The chain hashes of its entries if they are the next ones of this device, else none."""
    if row is None or row[3] or push.request.first != row[1] + 1:
        return []
    request = push.request
    if not verify_head(bytes(row[0]), push.device, push.last, request.head, request.signature):
        return []
    hashes = chain_hashes(bytes(row[2]), request.entries)
    return hashes if hashes[-1] == request.head else []
