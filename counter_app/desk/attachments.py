"""Attaching a scan or photo to a case or a line of another ledger (添加附件): made small, kept,
recorded, in one action."""

from __future__ import annotations

from pathlib import Path

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_work import work_of
from counter_app.errors import BadInput
from counter_app.models.acts.case import Attached
from counter_app.models.case import Attachment
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.models.scan import Squeeze
from counter_app.rules.text import clean_text
from counter_app.store import ledger_queries
from counter_app.store.attachments import bytes_of

#: Characters of a name and of a note.
_NAME, _NOTE = 60, 200


class Attaching(msgspec.Struct, frozen=True):
    """What was done, and what the person should know about the file (``remark``)."""

    state: AnyState
    changes: Changes
    attachment: Attachment
    remark: str = ""


def attach(
    desk: Desk,
    number: str,
    source: Path | bytes,
    squeeze: Squeeze,
    *,
    name: str = "",
    material: str = "",
    note: str = "",
) -> Attaching:
    """Keep a picture or PDF with the line of this number. The same file again changes nothing.

    ``name``: what it shows; else the material. Never the file's own name, which may hold
    anything. Raises ``BadInput`` for what is no picture or PDF and for a material that the line
    does not have, ``Refused`` when the line is not here or the room is full.
    """
    work = work_of(number)
    title = clean_text(name, field="附件名称", max_len=_NAME, required=False) or material
    note = clean_text(note, field="说明", max_len=_NOTE, required=False)
    state = ledger_queries.by_number(desk.store, number)
    if state is None:
        raise work.not_here(number)
    if material and material not in work.pieces(state):
        raise BadInput("材料", f"{work.word}没有“{material}”这份材料")
    scan = squeeze(bytes_of(source) if isinstance(source, Path) else source)
    files = desk.store.attachments
    # The file is durable before the entry that names it.
    kept = files.put(scan.data, scan.media)
    with desk.store.write() as tx:
        now = work.held(tx, number)
        known = [each for each in now.attachments if each.hash == kept.hash]
        if known:
            return Attaching(now, Changes(), known[0], f"这个附件已经在{work.word}里")
        title = title or f"附件 {len(now.attachments) + 1}"
        made = Attachment(title, kept.hash, kept.size, kept.media, material, scan.pages)
        state = work.record(desk, tx, now, Attached(made, note))
    files.note_named(kept.hash)
    return Attaching(state, work.changes(number, sync=True), made, scan.remark)
