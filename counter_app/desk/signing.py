"""Signatures given on a screen (电子签名): kept as attachments, and on the paper that is made
out in the same transaction. What is made out already stays as it was.
"""

from __future__ import annotations

from counter_app.desk.attachments import Attaching, attach
from counter_app.desk.cases import PAPERS
from counter_app.desk.desk import Desk, Done
from counter_app.errors import Refused
from counter_app.models.acts.case import Attached, Delivered
from counter_app.models.case import Attachment
from counter_app.models.changes import Changes
from counter_app.models.scan import Scan
from counter_app.models.signature import Signed
from counter_app.store.attachments import Kept


def keep_signature(desk: Desk, number: str, signed: Signed) -> Attaching:
    """Put a signature to a case, beside a paper that exists already. Errors as of ``attach``."""

    def as_it_is(_: bytes) -> Scan:
        return signed.picture

    return attach(
        desk,
        number,
        signed.picture.data,
        as_it_is,
        name=_name(signed),
        note=_note(signed),
    )


def deliver(desk: Desk, number: str, command: Delivered, signed: Signed | None = None) -> Done:
    """Hand the result out. With a signature, it is kept and printed on the paper of it; all of
    it is one durable transaction, so no signature remains of a delivery that was refused."""
    subject = f"case:{number}"
    files = desk.store.attachments
    kept = None
    if signed is not None:
        kept = files.put(signed.picture.data, signed.picture.media)
    with desk.store.write() as tx:
        state = tx.state(subject)
        if state is None:
            raise Refused(f"本机没有编号 {number} 的办件")
        before = len(state.papers)
        if signed is not None and kept is not None:
            state = desk.decide_and_record(tx, subject, state, signature_kept(signed, kept))
        state = desk.decide_and_record(tx, subject, state, command)
        for kind in PAPERS[Delivered]:
            strokes = signed.strokes if signed is not None else ()
            state = desk.issue(tx, subject, state, kind, signature=strokes)
    if kept is not None:
        files.note_named(kept.hash)
    papers = tuple(paper.number for paper in state.papers[before:])
    return Done(state, papers, Changes(cases=True, papers=True, subjects=(subject,)))


def signature_kept(signed: Signed, kept: Kept) -> Attached:
    """The act that puts a signature, whose file is kept already, to a line."""
    made = Attachment(_name(signed), kept.hash, kept.size, kept.media)
    return Attached(made, _note(signed))


def _name(signed: Signed) -> str:
    return f"签名({signed.paper})"


def _note(signed: Signed) -> str:
    who = signed.who or "当事人"
    return f"{who}在窗口签名屏上签名,签于《{signed.paper}》"
