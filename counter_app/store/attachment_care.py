"""What may be dropped of the attachments, what must be kept, and whether all are whole.

Nothing that the county does not have is ever dropped, except what no entry and no draft names
for a week: the trace of a cut between keeping a file and recording that it was attached.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import func, select

from counter_app.models.acts.case import Attached
from counter_app.models.tables.device import draft, entry
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.store.attachment_file import drop_bytes, is_sound, joined
from counter_app.store.attachments import Attachments
from counter_app.store.store import Store

#: An orphan is swept after so long (ms).
ORPHAN_MS = 7 * 86_400_000
#: Above this share of the quota what the county has goes earlier, down to the second share.
_HIGH, _LOW = 0.9, 0.75
#: Bytes that an examination reads at most.
_READ_MOST = 64 * 1024**2


class Soundness(msgspec.Struct, frozen=True):
    """Files looked at, how many of them are damaged, and how many of those are nowhere else."""

    checked: int = 0
    damaged: int = 0
    lost: int = 0


def settle(store: Store) -> None:
    """Note which files the journal names, and sweep orphans that are older than a week."""
    files = store.attachments
    if not files.exists:
        return
    with files.file.reading() as driver:
        unnamed = driver.execute("SELECT hash, added_ms FROM file WHERE named = 0").fetchall()
    swept = False
    for file_hash, added_ms in unnamed:
        if _is_attached(store, file_hash):
            files.note_named(file_hash)
        elif (
            store.now_ms() - added_ms > ORPHAN_MS
            and file_hash not in files.fresh
            and not _in_draft(store, file_hash)
        ):
            with files.file.writing() as driver:
                drop_bytes(driver, file_hash)
                driver.execute("DELETE FROM file WHERE hash = ?", (file_hash,))
            swept = True
    if swept:
        give_back_room(files)


def droppable(files: Attachments) -> list[bytes]:
    """What the county has said it has and may go here, the longest unused first.

    Ask the county once more before :func:`let_go`: it may have been restored meanwhile.
    """
    if not files.exists:
        return []
    with files.file.reading() as driver:
        held = driver.execute("SELECT sum(held) FROM file").fetchone()[0] or 0
        rows = driver.execute(
            "SELECT hash, held, used_ms FROM file WHERE uploaded_ms > 0 AND held > 0"
            " ORDER BY used_ms"
        ).fetchall()
    too_much = held - int(files.quota * _LOW) if held > files.quota * _HIGH else 0
    chosen = []
    for file_hash, size, used_ms in rows:
        if too_much <= 0 and files.now_ms() - used_ms <= files.unused_ms:
            break
        chosen.append(file_hash)
        too_much -= size
    return chosen


def let_go(files: Attachments, hashes: list[bytes]) -> None:
    """Drop the bytes of files that the county has just confirmed; where they are stays known."""
    with files.file.writing() as driver:
        for file_hash in hashes:
            row = driver.execute(
                "SELECT uploaded_ms FROM file WHERE hash = ?", (file_hash,)
            ).fetchone()
            if row is not None and row[0]:
                drop_bytes(driver, file_hash)
    give_back_room(files)


def gone(store: Store) -> int:
    """How many of the files that were attached here are unknown to the file of attachments:
    it was lost, or left out of a backup. What the county has is fetched when it is looked at.
    """
    own = select(entry.c.data).where(entry.c.id > 0, entry.c.kind == Attached.KIND)
    with store.read() as connection:
        acts = [decode_act(decode_entry(data)) for (data,) in connection.execute(own)]
    named = {act.attachment.hash for act in acts if isinstance(act, Attached)}
    if not named:
        return 0
    if not store.attachments.exists:
        return len(named)
    with store.attachments.file.reading() as driver:
        here = {row[0] for row in driver.execute("SELECT hash FROM file")}
    return len(named - here)


def give_back_room(files: Attachments) -> None:
    """Return free pages to the disk."""
    with files.file.reading() as driver:
        driver.execute("PRAGMA incremental_vacuum").fetchall()
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def soundness(files: Attachments, most: int = _READ_MOST) -> Soundness:
    """Check the files against their hashes: all when they fit into ``most`` bytes, else some,
    others each time. Raises :class:`Trouble` when the file cannot be read.
    """
    if not files.exists:
        return Soundness()
    with files.file.reading() as driver:
        rows = driver.execute(
            "SELECT hash, size, uploaded_ms FROM file WHERE held = size ORDER BY random()"
        ).fetchall()
    checked = damaged = lost = 0
    for file_hash, size, uploaded_ms in rows:
        most -= size
        if most < 0 and checked:
            break
        with files.file.reading() as driver:
            sound = is_sound(joined(driver, file_hash), file_hash)
        checked += 1
        damaged += not sound
        lost += not sound and not uploaded_ms
    return Soundness(checked, damaged, lost)


def _is_attached(store: Store, file_hash: bytes) -> bool:
    """Whether an entry names it. The hash stands in the entry's bytes as it is."""
    found = select(entry.c.id).where(
        entry.c.kind == Attached.KIND, func.instr(entry.c.data, file_hash) > 0
    )
    with store.read() as connection:
        return connection.execute(found.limit(1)).first() is not None


def _in_draft(store: Store, file_hash: bytes) -> bool:
    found = select(draft.c.id).where(func.instr(draft.c.body, file_hash) > 0)
    with store.read() as connection:
        return connection.execute(found.limit(1)).first() is not None
