"""Push: a device's next entries, checked against its chain before anything is stored.

The chain is checked first (contiguous, same hashes, head signed by the device), then all
entries of one push are stored, folded and fed in one transaction (county/intake.py). An entry
that cannot be read is set aside; the chain goes on behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, bindparam, select, union_all

from counter_app.county import intake
from counter_app.county.database import Database
from counter_app.county.links import Link, read_links
from counter_app.county.prepared import Prepared, sent_together
from counter_app.county.refusals import Refuse, fork, gap
from counter_app.county.subjects import ask_known
from counter_app.models.tables.county import device, entry, set_aside
from counter_app.protocol.journal import genesis, verify_head
from counter_app.protocol.wire import PushReply, PushRequest, ReceivedRun

LOCKED_DEVICE = Prepared(
    select(device.c.public_key, device.c.acked_n, device.c.head, device.c.lost)
    .where(device.c.id == bindparam("device_"))
    .with_for_update()
)
_KNOWN = union_all(
    *(
        select(each.c.n, each.c.hash, each.c.received_ms).where(
            each.c.device == bindparam("device_"),
            each.c.n.between(bindparam("first_"), bindparam("last_")),
        )
        for each in (entry, set_aside)
    )
)


def push(
    database: Database,
    device_id: str,
    request: PushRequest,
    now_ms: Callable[[], int],
    matters: dict[str, bytes] | None = None,
) -> PushReply:
    """Store what is new of this push. Raises :class:`Refuse` (gap, fork, bad_signature).

    ``matters`` collects what the touched cases are about, for county/twins.py.
    """
    links = read_links(device_id, request)
    places: set[str] = set()

    def work(connection: Connection) -> PushReply:
        return push_in(connection, device_id, request, links, now_ms(), places, matters)

    return database.transact(work)


def push_in(
    connection: Connection,
    device_id: str,
    request: PushRequest,
    links: Sequence[Link],
    now_ms: int,
    places: set[str],
    matters: dict[str, bytes] | None = None,
) -> PushReply:
    """The push inside an open transaction.

    ``places`` collects the places whose feeds must be locked; it survives a repetition.
    """
    with sent_together(connection):
        locked = LOCKED_DEVICE.run(connection, {"device_": device_id})
        stored = ask_known(connection, {link.entry.subject for link in links if link.entry})
    row = locked.fetchone()
    if row is None or row[3]:
        raise Refuse(403, "lost", "本机已被县平台挂失，本机记录都还在，请联系县平台")
    public_key, acked, head = bytes(row[0]), row[1], bytes(row[2])
    first, last = request.first, request.first + len(links) - 1
    if first > acked + 1:
        raise gap(acked + 1)
    if not verify_head(public_key, device_id, last, request.head, request.signature):
        raise Refuse(400, "bad_signature", "记录链的签名不对")
    if first == acked + 1:
        known, start = {}, head
    else:
        known = _known(connection, device_id, max(first - 1, 1), acked, last)
        start = known[first - 1][0] if first > 1 else genesis(public_key)
    hashes = chain_hashes(start, request.entries)
    for n in range(first, min(last, acked) + 1):
        if known[n][0] != hashes[n - first]:
            raise fork(n)
    if request.head != (hashes[-1] if hashes else start):
        # The device vouches for another history: they part at or before the entry before.
        raise fork(max(first - 1, 1))
    received = [known[n][1] for n in range(first, min(last, acked) + 1)]
    fresh = links[max(acked + 1 - first, 0) :]
    if fresh:
        new_hashes = hashes[len(hashes) - len(fresh) :]
        stamp = intake.take_in(
            connection, device_id, fresh, new_hashes, now_ms, places, matters, stored
        )
        received += [stamp] * len(fresh)
        acked = last
    return PushReply(acked, joined(first, received))


def _known(
    connection: Connection, device_id: str, first: int, acked: int, last: int
) -> dict[int, tuple[bytes, int]]:
    """n -> (chain hash, receipt) of what the county already holds of this stretch."""
    if first > acked:
        return {}
    bounds = {"device_": device_id, "first_": first, "last_": min(last, acked)}
    return {row.n: (bytes(row.hash), row.received_ms) for row in connection.execute(_KNOWN, bounds)}


def chain_hashes(start: bytes, entries: Sequence[bytes]) -> list[bytes]:
    """The chain hash after each entry (as protocol.journal.chain, without a call for each)."""
    sha256 = hashlib.sha256
    hashes = []
    for data in entries:
        start = sha256(start + data).digest()
        hashes.append(start)
    return hashes


def joined(first: int, received: Sequence[int]) -> tuple[ReceivedRun, ...]:
    """Receipts of consecutive entries, equal neighbours joined."""
    runs: list[ReceivedRun] = []
    begin = first
    for n, stamp in enumerate(received, first):
        after = received[n - first + 1] if n - first + 1 < len(received) else None
        if after != stamp:
            runs.append(ReceivedRun(begin, n, stamp))
            begin = n + 1
    return tuple(runs)
