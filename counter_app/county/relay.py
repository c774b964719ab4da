"""Taking in a bundle that another device carried here: as if its maker had pushed it itself."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import update

from counter_app.county import down, held, receipts
from counter_app.county.links import MAX_NUMBER
from counter_app.county.push import push
from counter_app.county.refusals import Refuse, bad_request
from counter_app.county.relay_files import put_all
from counter_app.county.relay_renewal import check_request, go_on
from counter_app.county.server import CountyServer
from counter_app.errors import Trouble
from counter_app.models.tables.county import device
from counter_app.protocol import bundle
from counter_app.protocol.bundle_messages import RelayReply, Up


class _Taken(msgspec.Struct, frozen=True):
    """How far the pushes went. ``wanted``: number of the entry that is missing first, or 0.

    ``parted``: of a device that is to be renewed: up to this number its history is the county's,
    and then another one; None = it is the same.
    """

    acked: int
    wanted: int = 0
    parted: int | None = None


def relay(server: CountyServer, data: bytes, public_url: str, *, answered: bool) -> RelayReply:
    """Store what is new in a bundle and make the bundle for the way back.

    ``public_url``: where people reach the county, for a device that is renewed by it.

    Raises :class:`Refuse`: 400 for a file that is none, is cut, changed or of another county,
    403 for a device that is unknown or lost, and what a push of the device would raise.
    """
    maker, number, up = _opened(server, data)
    taken = _push_all(server, maker.id, up)
    files = put_all(server, maker.id, up.files)
    cursor = up.cursor if up.place == maker.place else 0
    with server.database.writing() as connection:
        connection.execute(
            update(device)
            .where(device.c.id == maker.id)
            .values(
                cursor=cursor,
                edition=up.edition,
                last_seen_ms=server.now_ms(),
                program=up.program[:64].replace("\0", ""),
            )
        )
    answer = down.Answer(
        device=maker.id,
        acked=up.acked,
        since=down.Since(cursor, up.edition),
        number=number,
        wanted=taken.wanted,
        files=files,
        whole=up.whole,
    )
    renewed = ""
    if up.renew is not None:
        gone_on = go_on(
            server,
            maker,
            up,
            up.renew,
            public_url,
            acked=taken.acked,
            wanted=taken.wanted,
            parted=taken.parted,
        )
        answer = replace(answer, renewal=gone_on)
        if gone_on.reply is not None:
            # From its beginning: what the old device sent after the backup is in there.
            renewed, since = gone_on.reply.device, down.Since(0, up.edition)
            answer = replace(answer, device=renewed, acked=0, since=since, key=up.renew.public_key)
    if answered and up.held and (renewed or up.renew is None):
        answer = replace(answer, held=held.told(server.database, up.held))
    return RelayReply(
        device=maker.id,
        place=maker.place,
        entries=taken.acked - maker.acked,
        acked=taken.acked,
        wanted=taken.wanted,
        answer=down.answer(server, answer) if answered else b"",
        renewed=renewed,
    )


def _opened(server: CountyServer, data: bytes) -> tuple[receipts.Standing, int, Up]:
    """Who made the bundle, its number and what is inside, all verified."""
    try:
        parsed = bundle.parse(data)
        header = parsed.header
        if header.county != bundle.fingerprint(server.county.public_keys):
            raise bundle.other_county()
        if header.way != "up":
            raise bad_request("这是县平台发出的回执包，请在所属服务点的电脑上导入")
        with server.database.reading() as connection:
            maker = receipts.standing(connection, header.sender)
        if maker is None:
            raise Refuse(403, "unknown_device", "县平台没有登记过做出这个同步包的设备")
        bundle.verify(parsed, maker.public_key)
        if maker.stopped == "lost":
            raise Refuse(403, "lost", f"设备 {maker.id} 已挂失，它的同步包不再接收")
        private = X25519PrivateKey.from_private_bytes(server.county.sealing_key)
        up = bundle.open_body(parsed, bundle.COUNTY, private, Up)
    except bundle.BundleFault as fault:
        raise Refuse(400, fault.reason, str(fault)) from None
    except Trouble as error:
        raise bad_request(error.message) from None
    if up.renew is not None:
        check_request(up.renew)
    in_range = 0 <= up.cursor <= MAX_NUMBER and 0 <= up.edition < 1 << 31 and up.acked >= 0
    if up.device != maker.id or not in_range:
        raise bad_request("同步包的内容自相矛盾，没有接收")
    return maker, header.number, up


def _push_all(server: CountyServer, device_id: str, up: Up) -> _Taken:
    with server.database.reading() as connection:
        known = receipts.standing(connection, device_id)
    acked = known.acked if known is not None else 0
    if up.acked > acked and not up.batches:
        return _Taken(acked, acked + 1)
    for each in up.batches:
        try:
            matters: dict[str, bytes] = {}
            reply = push(server.database, device_id, each, server.now_ms, matters)
            server.twins.look(matters)
            acked = max(acked, reply.acked)
        except Refuse as refuse:
            told = refuse.refusal
            if told.reason == "gap":
                return _Taken(acked, told.expected)
            if told.reason != "fork" or up.renew is None:
                raise
            # Below the batch nobody can say where the histories part.
            return _Taken(acked, parted=told.expected - 1 if told.expected >= each.first else 0)
    return _Taken(acked)
