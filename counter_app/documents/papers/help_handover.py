"""材料交接清单: what the person gave into the helper's hands, and what has gone back."""

from __future__ import annotations

from counter_app.documents.paper import (
    Align,
    Column,
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Signatures,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.help_parts import (
    HelpContext,
    matter_pairs,
    paper,
    person_pairs,
)
from counter_app.errors import Refused
from counter_app.models.help import Custody

KIND = "help_handover"
TITLE = "材料交接清单"
SIZES = (PaperSize.A5, PaperSize.A4)


def build(context: HelpContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while nothing was taken over."""
    state = context.state
    if not state.custody:
        raise Refused("还没有接收材料，不能出具交接清单")
    rows = tuple(
        (
            str(index),
            each.name + (f"（{each.note}）" if each.note else ""),
            each.form.label,
            str(each.count),
            parts.day_of(each.taken_ms),
            _back(each),
        )
        for index, each in enumerate(state.custody, 1)
    )
    table = Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("材料名称", 5),
            Column("形式", 2.6, Align.CENTER),
            Column("份数", 1.3, Align.CENTER),
            Column("接收日期", 3.4, Align.CENTER),
            Column("退还", 4, Align.CENTER),
        ),
        rows=rows,
        caption="交接材料",
    )
    helper = Pair("帮代办员", context.helper)
    return paper(
        KIND,
        TITLE,
        context,
        size,
        (
            KeyValues((*person_pairs(state), *matter_pairs(state), helper)),
            table,
            Notice("所收材料仅用于办理上列事项，原件办结后退还，请凭本清单领取。", "提示"),
            Signatures(
                parts.signatures(size, "交件人（签名）", "接收人（签名）", "退还时领取人（签名）")
            ),
        ),
        note="本清单一式两份，交件人、接收人各执一份。",
        copies=parts.TWO,
    )


def _back(line: Custody) -> str:
    if not line.left:
        return f"{parts.day_of(line.returned_ms)}已退还"
    if line.returned:
        return f"已退{line.returned}份"
    return f"{parts.day(line.back_due)}前" if line.back_due else ""
