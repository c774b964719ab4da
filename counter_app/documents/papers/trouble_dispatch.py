"""“办不成事”反映转办单: who has to settle it, with whom, and by when."""

from __future__ import annotations

from counter_app.documents.paper import (
    Align,
    Column,
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    SealArea,
    Signatures,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.trouble_parts import (
    TroubleContext,
    matter_pairs,
    paper,
    person_pairs,
    tries,
)
from counter_app.errors import Refused
from counter_app.models.trouble import TroubleState

KIND = "trouble_dispatch"
TITLE = "“办不成事”反映转办单"
SIZES = (PaperSize.A4,)


def build(context: TroubleContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while it was given to nobody."""
    state = context.state
    sent = next((each for each in reversed(state.steps) if each.move != "handed_back"), None)
    if sent is None:
        raise Refused("还没有转办，不能出具转办单")
    up = sent.move == "escalated"
    facts = KeyValues(
        (
            *parts.known(
                Pair("承办地点", context.place_name(sent.place), wide=True),
                Pair("承办", context.hands(sent.staff, sent.staff_name, sent.department),
                     wide=True),
                Pair("办理期限", parts.due_day(sent.due)),
                Pair("答复反映人期限", parts.due_day(state.limit)),
                Pair("提级理由" if up else "转办意见", sent.reason, wide=True),
            ),
            *person_pairs(context, told=False),
            # Whoever it is about must not be warned by the paper on somebody's desk.
            *matter_pairs(context, complained=False),
        )
    )  # fmt: skip
    return paper(
        KIND,
        "“办不成事”反映提级办理单" if up else TITLE,
        context,
        size,
        (
            facts,
            tries(state),
            _co_handlers(state),
            Notice("请在期限内办理并答复；不属本单位职责的，请写明理由当日退回。", "提示"),
            Signatures(parts.signatures(size, "接收人（签名）", "转办人（签名）")),
            SealArea(context.organ, parts.day_of(context.now_ms)),
        ),
        note="本单一式两份，转办、承办单位各执一份。",
        copies=parts.TWO,
    )


def _co_handlers(state: TroubleState) -> Table | None:
    rows = tuple(
        (each.department, each.staff_name or each.staff, parts.due_day(each.due))
        for each in state.co_handlers
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("协办部门", 6),
            Column("办理人", 4),
            Column("期限", 4, Align.CENTER),
        ),
        rows=rows,
        caption="协办",
    )
