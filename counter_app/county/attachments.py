"""Attachments (附件) at the county: each once by its hash, taken in chunk by chunk, checked.

Whoever sends a chunk that fits behind what is held adds it; so two devices with the same file
help each other, and a cut sender goes on where it stopped. The row of the file is locked while
a chunk is added. Nothing of a file is given out before all of it was checked.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from counter_app.county.database import Database, insert_new
from counter_app.county.refusals import Refuse, bad_request
from counter_app.models.acts.case import Attached
from counter_app.models.tables.county import attachment, attachment_part, case_state, entry
from counter_app.protocol.attachments import MAX_CHUNK, MAX_FILE, ChunkReply, HeldFile
from counter_app.protocol.journal import decode_act, decode_entry

_HOUR_MS = 3600_000
_GIB = 1024**3
_ROW = select(attachment).where(attachment.c.hash == bindparam("hash_"))
_PARTS = (
    select(attachment_part.c.part, attachment_part.c.data)
    .where(attachment_part.c.hash == bindparam("hash_"))
    .order_by(attachment_part.c.part)
)


class Limits(msgspec.Struct, frozen=True):
    """Bytes that one device and that all may leave here; ms until a partial file is dropped."""

    device: int = 50 * _GIB
    county: int = 1024 * _GIB
    partial_ms: int = 7 * 24 * _HOUR_MS


class Shelf:
    """The files of one county. Safe to use from many threads."""

    def __init__(
        self, database: Database, now_ms: Callable[[], int], limits: Limits | None = None
    ) -> None:
        self._database = database
        self._now_ms = now_ms
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        #: bytes by device as of the last count, and when that was
        self._used: dict[str, int] = {}
        self._counted_ms = 0

    def have(self, hashes: Sequence[bytes]) -> tuple[HeldFile, ...]:
        """What is held of each of these."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(attachment.c.hash, attachment.c.held, attachment.c.complete).where(
                    attachment.c.hash.in_(hashes)
                )
            )
            return tuple(HeldFile(bytes(row.hash), row.held, row.complete) for row in rows)

    def put(self, device: str, file_hash: bytes, offset: int, size: int, data: bytes) -> ChunkReply:
        """Add a chunk. A chunk that is here already changes nothing.

        Raises :class:`Refuse`: ``gap`` with the offset wanted, ``quota``, ``damaged`` (all bytes
        are here and give another hash: everything is dropped, start again), ``too_large``.
        """
        if not 0 < size <= MAX_FILE or len(data) > MAX_CHUNK:
            raise Refuse(413, "too_large", "附件或这一段超过大小限制")
        if not data or offset + len(data) > size:
            raise bad_request("附件的这一段不在文件之内")
        if not offset and not self.have([file_hash]):
            self._check_quota(device, size)

        def work(connection: Connection) -> ChunkReply | None:
            return _add(connection, device, file_hash, offset, size, data, self._now_ms())

        reply = self._database.transact(work)
        if reply is None:
            raise Refuse(409, "damaged", "附件收齐后校验不符，已丢弃，请从头上传")
        return reply

    def get(
        self, place: str, subject: str, file_hash: bytes, offset: int, limit: int = MAX_CHUNK
    ) -> bytes:
        """At most ``limit`` bytes from ``offset`` on, for a place that is told of the subject.

        Raises :class:`Refuse`: ``no_file`` when no entry of the subject names it or the place is
        not told of the subject, ``not_here`` when it has not come yet.
        """
        with self._database.reading() as connection:
            if not _is_told(connection, place, subject, file_hash):
                raise Refuse(404, "no_file", "本处没有这个附件")
            row = connection.execute(_ROW, {"hash_": file_hash}).first()
            if row is None or not row.complete:
                raise Refuse(404, "not_here", "这个附件还没有传到县平台，请稍后再试")
            if offset >= row.size:
                raise bad_request("附件没有这么长")
            return _slice(connection, file_hash, offset, limit)

    def _check_quota(self, device: str, size: int) -> None:
        """Counted at most once an hour: the sum over all files is not for every chunk."""
        with self._lock:
            now = self._now_ms()
            if not self._counted_ms or abs(now - self._counted_ms) > _HOUR_MS:
                self._drop_partial(now - self.limits.partial_ms)
                with self._database.reading() as connection:
                    sums = select(attachment.c.device, func.sum(attachment.c.size))
                    rows = connection.execute(sums.group_by(attachment.c.device))
                    self._used = {name: int(total) for name, total in rows}
                self._counted_ms = now
            own = self._used.get(device, 0) + size
            if own > self.limits.device:
                raise Refuse(507, "quota", "本机上传的附件已到县平台的上限，请联系县平台")
            if sum(self._used.values()) + size > self.limits.county:
                raise Refuse(507, "quota", "县平台存放附件的空间已满，请联系县平台")
            self._used[device] = own

    def _drop_partial(self, before_ms: int) -> None:
        """Forget files of which nothing came since then: their senders begin again."""
        old = select(attachment.c.hash).where(
            attachment.c.complete.is_(False), attachment.c.changed_ms < before_ms
        )
        with self._database.writing() as connection:
            # Locked, so that a chunk that comes just now finds all of it or nothing.
            for (file_hash,) in connection.execute(old.with_for_update()).all():
                _drop(connection, file_hash)


def _add(
    connection: Connection,
    device: str,
    file_hash: bytes,
    offset: int,
    size: int,
    data: bytes,
    now_ms: int,
) -> ChunkReply | None:
    """None: all bytes are here, and they are not the file; they were dropped."""
    key = {"hash_": file_hash}
    locked = _ROW.with_for_update()
    row = connection.execute(locked, key).first()
    if row is None:
        empty = {"hash": file_hash, "size": size, "held": 0, "device": device}
        first = {**empty, "changed_ms": now_ms, "complete": False}
        insert_new(connection, attachment, "hash", [first])
        row = connection.execute(locked, key).one()
    held: int = row.held
    if row.complete:
        return ChunkReply(held, True)
    if row.size != size and not offset:
        # One of the two senders is wrong, and only the whole shows which: begin again.
        connection.execute(delete(attachment_part).where(attachment_part.c.hash == file_hash))
        held = 0
    elif row.size != size:
        raise _gap(0)
    if offset > held:
        raise _gap(held)
    if offset < held:
        return ChunkReply(held, False)
    connection.execute(insert(attachment_part).values(hash=file_hash, part=offset, data=data))
    held += len(data)
    complete = held == size
    if complete:
        check = hashlib.sha256()
        for _, part in connection.execute(_PARTS, key):
            check.update(part)
        if check.digest() != file_hash:
            _drop(connection, file_hash)
            return None
    _set(
        connection,
        file_hash,
        size=size,
        held=held,
        device=device,
        changed_ms=now_ms,
        complete=complete,
    )
    return ChunkReply(held, complete)


def _gap(held: int) -> Refuse:
    """The chunk does not fit behind what is here."""
    return Refuse(409, "gap", f"请从第 {held} 字节接着上传", expected=held)


def _set(connection: Connection, file_hash: bytes, **values: object) -> None:
    connection.execute(update(attachment).where(attachment.c.hash == file_hash).values(**values))


def _drop(connection: Connection, file_hash: bytes) -> None:
    connection.execute(delete(attachment_part).where(attachment_part.c.hash == file_hash))
    connection.execute(delete(attachment).where(attachment.c.hash == file_hash))


def _is_told(connection: Connection, place: str, subject: str, file_hash: bytes) -> bool:
    """Whether the place is told of this subject, and an entry of the subject names the file."""
    places = connection.execute(
        select(case_state.c.places).where(case_state.c.subject == subject)
    ).scalar()
    if places is None or place not in places.split():
        return False
    named = connection.execute(
        select(entry.c.data).where(entry.c.subject == subject, entry.c.kind == Attached.KIND)
    )
    for (data,) in named.all():
        act = decode_act(decode_entry(bytes(data)))
        if isinstance(act, Attached) and act.attachment.hash == file_hash:
            return True
    return False


def _slice(connection: Connection, file_hash: bytes, offset: int, most: int) -> bytes:
    """Bytes from ``offset`` on. A part is stored under the offset of its first byte."""
    key = {"hash_": file_hash}
    first = connection.execute(
        select(func.max(attachment_part.c.part)).where(
            attachment_part.c.hash == file_hash, attachment_part.c.part <= offset
        )
    ).scalar_one()
    wanted = _PARTS.where(attachment_part.c.part >= first, attachment_part.c.part < offset + most)
    rows = connection.execute(wanted, key).all()
    joined = b"".join(bytes(row.data) for row in rows)
    return joined[offset - first :][:most]
