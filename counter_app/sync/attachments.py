"""Attachments over the line: sent after the entries, in chunks, whenever nothing else waits.

A chunk that was acknowledged is never sent again. Between two chunks everything that matters
more comes first: a new entry, a pause that a person asked for, the end of the program. A file
that fails is put off and blocks no other, and no entry.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import msgspec

from counter_app.errors import Trouble
from counter_app.models.case import Attachment
from counter_app.protocol.attachments import (
    MAX_CHUNK,
    MAX_HASHES,
    ChunkReply,
    HaveReply,
    HaveRequest,
    HeldFile,
    target,
)
from counter_app.store import attachment_care as care, attachment_outbox as outbox
from counter_app.store.attachment_file import PART
from counter_app.store.attachments import Attachments, Kept
from counter_app.store.store import Store
from counter_app.sync.line import Busy, Line, Offline, Rejected

_log = logging.getLogger(__name__)

#: Seconds that files are sent before entries are looked after again.
FILES_FOR_S = 10.0
#: A chunk that took longer is followed by smaller ones, one that took less by larger ones (s).
_SLOW_S, _FAST_S = 4.0, 1.0
_MIN_CHUNK = 16 * 1024
#: Refusals that are about one file. All others are about the device or the county.
_OF_A_FILE = frozenset({"quota", "damaged", "too_large", "bad_request", "gap"})
#: So many failures in a row, and the rest waits for another time: no room, no peace.
_MOST_FAILURES = 3
#: A file whose sending is sent back so often in one go is put off.
_MOST_RETURNS = 3


class Sent(msgspec.Struct, frozen=True):
    """Files that the county has got now, and how many it still lacks. ``more``: some stood
    back for entries, for time or for the line, and should go on as soon as that is over."""

    sent: int = 0
    owed: int = 0
    more: bool = False


def send_files(
    store: Store,
    line: Line,
    cancelled: Callable[[], bool],
    *,
    seconds: float | None = FILES_FOR_S,
    restored: bool = False,
) -> Sent:
    """Send what is owed for so many seconds (None: all). Entries must have been pushed.

    ``restored``: the county went back to an earlier point, so what it has is asked again. A line
    that breaks and a damaged file of attachments end this, not the exchange. Raises
    ``Rejected`` when the county refuses the device itself.
    """
    files = store.attachments
    if not files.exists:
        return Sent()
    sent = failed = 0
    through = False
    end = None if seconds is None else time.monotonic() + seconds

    def stop() -> bool:
        late = end is not None and time.monotonic() >= end
        return late or cancelled() or bool(store.head.unsent) or files.paused

    with _apart():
        if restored:
            outbox.doubt(files)
        caring = files.care_is_due()
        if caring:
            care.settle(store)
        for each in _unsent(files, line) if not stop() else []:
            if stop():
                break
            done = _send(files, line, each, stop)
            sent += done is True
            failed = failed + 1 if done is None else 0
            if failed == _MOST_FAILURES:
                break
        through = not stop()
        if caring and through:
            _let_go(files, line)
            files.cared_for()
    owed = 0
    with _apart():
        owed = files.totals().owed
        return Sent(sent, owed, bool(owed) and not through and not files.paused)
    return Sent(sent, owed)


@contextmanager
def _apart() -> Iterator[None]:
    """A line that breaks and a damaged file of attachments end what is done with files; the
    exchange of entries has succeeded all the same. What the county says to the device counts.
    """
    try:
        yield
    except Rejected:
        raise
    except Trouble as error:
        _log.warning("attachments wait: %s", type(error).__name__)


def fetch(
    store: Store,
    attachment: Attachment,
    subject: str,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    transport: httpx.BaseTransport | None = None,
) -> bytes:
    """The bytes of an attachment, from the county if they are not here. Blocking.

    What came before a cut is kept and the next call goes on there. Raises ``Offline``,
    ``Rejected`` (the county does not have it yet), :class:`Trouble` when stopped or damaged.
    """
    files = store.attachments
    held = files.begin_fetch(Kept(attachment.hash, attachment.size, attachment.media))
    if held < attachment.size:
        with Line(store.identity, drift_ms=store.head.drift_ms, transport=transport) as line:
            while held < attachment.size:
                if cancelled():
                    raise Trouble("已停止取回，取到的部分留着", hint="再打开时接着取")
                limit = max(PART, files.chunk // PART * PART)
                query = f"?offset={held}&subject={subject}&limit={limit}"
                begun = time.monotonic()
                data = line.get_chunk(target(attachment.hash) + query)
                _adapt(files, len(data), time.monotonic() - begun)
                before, held = held, files.take(attachment.hash, held, data)
                if held <= before:
                    raise Trouble("附件没有取全，取到的部分留着", hint="请稍后再试")
    return files.read(attachment.hash)


def _unsent(files: Attachments, line: Line) -> list[outbox.OwedFile]:
    """What is owed and the county does not have by now, each with how far it is there."""
    owed = outbox.owed(files)
    missing = []
    for first in range(0, len(owed), MAX_HASHES):
        batch = owed[first : first + MAX_HASHES]
        there = _have(line, [each.hash for each in batch])
        for each in batch:
            held = there.get(each.hash)
            sent = held.held if held is not None else 0
            complete = held is not None and held.complete
            if complete or sent != each.sent:
                outbox.acknowledge(files, each.hash, sent, complete=complete)
            if not complete:
                missing.append(msgspec.structs.replace(each, sent=sent))
    return missing


def _have(line: Line, hashes: list[bytes]) -> dict[bytes, HeldFile]:
    request = HaveRequest(tuple(hashes))
    reply = line.post("/api/v1/files/have", request, HaveReply)
    return {each.hash: each for each in reply.files}


def _send(
    files: Attachments, line: Line, file: outbox.OwedFile, stop: Callable[[], bool]
) -> bool | None:
    """True: the county has it. False: stopped. None: put off, for a reason that it tells."""
    offset = file.sent
    returns = 0
    while True:
        data = outbox.piece(files, file.hash, offset, min(files.chunk, file.size - offset))
        begun = time.monotonic()
        try:
            path = f"{target(file.hash)}?offset={offset}&size={file.size}"
            reply = line.put_chunk(path, data, ChunkReply)
        except Busy as error:  # perhaps of this file alone
            outbox.put_off(files, file.hash, str(error), sent=offset)
            return None
        except Offline:
            files.chunk = max(_MIN_CHUNK, files.chunk // 2)
            raise
        except Rejected as error:
            refusal = error.refusal
            if refusal.reason not in _OF_A_FILE:
                raise
            returns += 1
            offset = refusal.expected if refusal.reason == "gap" else 0
            why = error.message
            if refusal.reason in ("gap", "damaged") and returns < _MOST_RETURNS:
                why = _harm(files, file.hash)
                if not why and offset < file.size:
                    outbox.acknowledge(files, file.hash, offset, complete=False)
                    continue
            outbox.put_off(files, file.hash, why or error.message)
            return None
        _adapt(files, len(data), time.monotonic() - begun)
        outbox.acknowledge(files, file.hash, reply.held, complete=reply.complete)
        if reply.complete:
            return True
        offset = reply.held
        if stop():
            return False


def _harm(files: Attachments, file_hash: bytes) -> str:
    """What is wrong with the file here, or "" when sending it again can help."""
    try:
        files.read(file_hash)
    except Trouble as error:
        return error.message
    return ""


def _adapt(files: Attachments, size: int, took_s: float) -> None:
    if took_s > _SLOW_S:
        files.chunk = max(_MIN_CHUNK, files.chunk // 2)
    elif took_s < _FAST_S and size >= files.chunk:
        files.chunk = min(MAX_CHUNK, files.chunk * 2)


def _let_go(files: Attachments, line: Line) -> None:
    """Drop here what has long been at the county, once it has said again that it has it."""
    chosen = care.droppable(files)
    for first in range(0, len(chosen), MAX_HASHES):
        batch = chosen[first : first + MAX_HASHES]
        there = _have(line, batch)
        sure = [each for each in batch if each in there and there[each].complete]
        care.let_go(files, sure)
        for each in set(batch) - set(sure):
            outbox.acknowledge(files, each, 0, complete=False)  # owed once more
