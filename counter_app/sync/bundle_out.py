"""Writing bundles: what this device owes the county, or what the county holds for a place."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app import __version__
from counter_app.protocol import bundle, wire
from counter_app.protocol.bundle_messages import BundledFile, BundleReply, Up
from counter_app.store import attachment_outbox, outbox
from counter_app.store.store import Store
from counter_app.sync import bundle_renewal
from counter_app.sync.bundle_file import check_replaceable, write_file
from counter_app.sync.line import Line

#: One bundle carries at most about so many bytes of entries, before compression.
ENTRY_BYTES = 20 * 1024 * 1024
#: … and at most so many bytes of attachments, small ones first; the others wait for a line.
FILE_BYTES = 16 * 1024 * 1024


class Exported(msgspec.Struct, frozen=True):
    """``entries`` are in the file; ``left`` own entries had no room and need another bundle
    after the answer to this one has come back. ``files``: attachments in it. ``renewing``: it
    asks for what a device that came out of a backup needs before its entries can follow.
    """

    way: str
    device: str
    place: str
    number: int
    entries: int
    left: int
    bytes: int
    files: int = 0
    renewing: bool = False


def export_up(store: Store, path: Path, *, attachments: bool = True) -> Exported:
    """Write everything the county has not acknowledged, encrypted to the county's key.

    ``attachments=False`` leaves scans and photos for a better line. Marks nothing as sent: only
    an acknowledgement that comes back does.

    A device that came out of a backup asks in it to go on as another one. Raises ``Refused`` for
    a file that must not be replaced, ``Trouble`` for a stick that cannot be written.
    """
    own = store.identity
    check_replaceable(path, "up", own.device)
    head = store.head
    renew, asked = bundle_renewal.request(store)
    up = Up(
        device=own.device,
        place=own.place,
        program=__version__,
        n=head.n,
        acked=head.acked,
        cursor=head.cursor,
        edition=head.edition,
        batches=_owed(store, head.acked),
        files=_files(store) if attachments else (),
        whole=store.standing.whole,
        renew=renew,
        held=asked,
    )
    with store.write() as tx:
        number = tx.count_up("bundle", 0)
    data = bundle.make(
        up,
        way="up",
        county_key=own.county_key,
        sender=own.device,
        made_ms=store.now_ms() + head.drift_ms,
        number=number,
        recipients=[(bundle.COUNTY, own.county_key[32:])],
        signing_key=Ed25519PrivateKey.from_private_bytes(own.private_key),
    )
    write_file(path, data)
    entries = sum(len(each.entries) for each in up.batches)
    # What was recorded again has room; it only waits for the answer.
    left = 0 if store.standing.unsettled else max(0, head.n - head.acked - entries)
    renewing = renew is not None or store.standing.unsettled
    carried = len(up.files)
    return Exported(
        "up", own.device, own.place, number, entries, left, len(data), carried, renewing
    )


def export_down(
    store: Store, path: Path, place: str, *, transport: httpx.BaseTransport | None = None
) -> Exported:
    """Fetch what the county holds for a place and write it. Raises ``Offline``, ``Rejected``."""
    check_replaceable(path, "down", place)
    with Line(store.identity, drift_ms=store.head.drift_ms, transport=transport) as line:
        reply = line.get(f"/api/v1/bundle?place={quote(place, safe='')}", BundleReply)
    header = bundle.parse(reply.bundle).header
    write_file(path, reply.bundle)
    return Exported("down", "", place, header.number, 0, 0, len(reply.bundle))


def _owed(store: Store, after: int) -> tuple[wire.PushRequest, ...]:
    batches: list[wire.PushRequest] = []
    size = 0
    while size < ENTRY_BYTES:
        batch = outbox.next_batch(store, after)
        if batch is None:
            break
        batches.append(batch)
        size += sum(map(len, batch.entries))
        after += len(batch.entries)
    return tuple(batches)


def _files(store: Store) -> tuple[BundledFile, ...]:
    found: list[BundledFile] = []
    room = FILE_BYTES
    for each in attachment_outbox.owed(store.attachments):
        if each.size <= room:
            data = attachment_outbox.piece(store.attachments, each.hash, 0, each.size)
            found.append(BundledFile(each.hash, each.size, data))
            room -= each.size
    return tuple(found)
