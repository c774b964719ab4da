"""收件凭证: what was handed over a counter, and that taking it in is not yet accepting it."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.models.case import MaterialForm

KIND = "receipt"
TITLE = "收件凭证"
SIZES = (PaperSize.A5, PaperSize.SLIP80, PaperSize.A4)

_LABEL = "盖章处（收件专用章）"


def build(context: PaperContext, size: PaperSize) -> Paper:
    """Line list, time of receipt, day of the check, what is missing; clerk and submitter sign."""
    state = context.state
    facts = KeyValues(
        (
            *parts.applicant_pairs(context),
            *parts.item_pairs(context),
            *parts.priority_pairs(context),
            *parts.situation_pairs(context),
            *parts.known(
                Pair("收件时间", parts.moment(state.received_ms)),
                Pair("审查告知期限", parts.due_day(state.check_due)),
                Pair("查询码", "" if context.query_url else state.lookup_code),
            ),
        )
    )
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (
            facts,
            parts.material_table("已收材料清单", parts.handed_in(context)),
            _missing(context),
            Notice(_warning(context), "收件不等于受理"),
            parts.codes(context, guide=True),
            Signatures(parts.signatures(size, "收件人（签名）", "交件人（签名）")),
            parts.seal(context, _LABEL) if size is PaperSize.A4 else None,
        ),
        note="本凭证一式两份，交件人、收件窗口各执一份。",
        copies=parts.TWO,
    )


def _missing(context: PaperContext) -> Notice | None:
    lines = parts.still_missing(context)
    if not lines:
        return None
    words = [
        f"{line.name}（容缺后补）" if line.form is MaterialForm.LATER else line.name
        for line in lines
    ]
    return Notice("、".join(words) + "。", "尚未提交的材料")


def _warning(context: PaperContext) -> str:
    due = context.state.check_due
    until = f"最迟于{parts.day(due)}" if due else "在规定期限内"
    return (
        f"本凭证仅证明收到上列材料。本中心将{until}作出受理、一次性告知补正或者不予受理的处理；"
        "逾期未告知的，自收到申请材料之日起即为受理。"
    )
