"""材料交接单: which papers of a case went from one place to another, with both hands under it."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    Align,
    Column,
    KeyValues,
    Pair,
    Paper,
    PaperSize,
    Signatures,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.errors import Refused
from counter_app.models.case import PapersMoved

KIND = "papers_moved"
TITLE = "材料交接单"
SIZES = (PaperSize.A5, PaperSize.A4)


def build(context: PaperContext, size: PaperSize) -> Paper:
    """The newest hand-over. Raises :class:`Refused` while there was none."""
    moved = context.state.papers_moved
    if not moved:
        raise Refused("还没有交出材料，不能出具材料交接单")
    last = moved[-1]
    table = Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("材料名称", 6),
            Column("形式", 2.6, Align.CENTER),
            Column("份数", 1.3, Align.CENTER),
            Column("点收", 2.4, Align.CENTER),
        ),
        rows=tuple(
            (str(n), line.name, line.form.label, str(line.count), _counted(last, line.name))
            for n, line in enumerate(last.lines, 1)
        ),
        caption="交接材料",
    )
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (
            KeyValues(
                (
                    *parts.applicant_pairs(context),
                    *parts.item_pairs(context),
                    Pair("交出", _place(context, last.from_place)),
                    Pair("接收", _place(context, last.to_place)),
                    Pair("交出时间", parts.moment(last.sent_ms)),
                    Pair("接收时间", parts.moment(last.taken_ms) if last.taken_ms else ""),
                    Pair("带送人", last.carrier),
                    Pair("备注", "；".join(filter(None, (last.note, last.taken_note)))),
                )
            ),
            table,
            Signatures(
                parts.signatures(size, "交出人（签名）", "带送人（签名）", "接收人（签名）")
            ),
        ),
        note="本单一式两份，交出、接收双方各执一份；接收时逐项点清。",
        copies=parts.TWO,
    )


def _place(context: PaperContext, code: str) -> str:
    return context.place_names.get(code, code)


def _counted(moved: PapersMoved, name: str) -> str:
    if not moved.taken_ms:
        return ""
    return "未收到" if name in moved.missing else "已收到"
