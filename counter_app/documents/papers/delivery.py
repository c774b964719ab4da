"""送达回证: which documents reached whom, how, where and when, with room for every signature."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    Align,
    Column,
    KeyValues,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Signature,
    Signatures,
    SignedLines,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.models.case import Delivery
from counter_app.rules.masking import mask_id

KIND = "delivery"
TITLE = "送达回证"
SIZES = (PaperSize.A4, PaperSize.A5)

#: way of an act -> words on the form, in the order of the form
_WAYS = {
    "hand": "直接送达",
    "agent": "代收",
    "left": "留置送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "notice": "公告送达",
}
_SIGNED_ON_SCREEN = "收件人在窗口的签名屏上签名。"
_TICKED, _OPEN = "■", "□"
_NOBODY = Delivery(way="", collector="")


def build(context: PaperContext, size: PaperSize) -> Paper:
    """Filled as far as the delivery is known; what is not known yet stays open to write in."""
    state = context.state
    delivery = state.delivery or _NOBODY
    facts = KeyValues(
        (
            *parts.applicant_pairs(context),
            *parts.item_pairs(context),
            Pair("送达方式", _ways(delivery.way), wide=True),
            Pair("送达地点", _where(context, delivery), wide=True),
            Pair("送达时间", parts.moment(delivery.delivered_ms) if delivery.delivered_ms else ""),
            Pair("邮件单号", delivery.post_no),
            Pair("收件人", delivery.collector),
            Pair("与受送达人关系", delivery.relation),
            Pair("收件人证件号码", mask_id(delivery.id_number)),
            Pair("代收理由", ""),
            Pair("拒收事由和日期", "", wide=True),
            Pair("备注", _SIGNED_ON_SCREEN if context.signature else "", wide=True),
        )
    )
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (
            Paragraph(f"受送达人：{state.applicant.name}", indent=False, strong=True),
            _documents(context),
            facts,
            parts.rating_code(context),
            _signatures(context),
            parts.seal(context),
        ),
        note="代收的，代收人在收件人处签名，并注明与受送达人的关系和代收理由。",
    )


def _signatures(context: PaperContext) -> Signatures:
    """Lines for everybody; the collector's is filled where it was signed on the screen."""
    others = (
        Signature("送达人（签名）"),
        Signature("送达人（签名）"),
        Signature("见证人（签名）"),
    )
    label = "收件人（签名或者捺印）"
    if not context.signature:
        return Signatures((Signature(label), *others))
    # Its day stands above, with the time.
    return SignedLines((Signature(label, dated=False), *others), (context.signature,))


def _ways(way: str) -> str:
    return "  ".join(f"{_TICKED if key == way else _OPEN}{words}" for key, words in _WAYS.items())


def _where(context: PaperContext, delivery: Delivery) -> str:
    return context.place if delivery.way in ("hand", "agent") else ""


def _documents(context: PaperContext) -> Table:
    return Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("送达文书、证照名称", 6),
            Column("文号（编号）", 5, Align.CENTER),
            Column("份数", 1.3, Align.CENTER),
        ),
        rows=tuple(
            (str(n), name, number, "1")
            for n, (name, number) in enumerate(_delivered(context), start=1)
        ),
    )


def _delivered(context: PaperContext) -> list[tuple[str, str]]:
    state = context.state
    outcome = state.outcome
    if outcome is None:
        return [(state.item.result_name or "办理结果", "")]
    named: list[tuple[str, str]] = []
    if outcome.decision_no:
        title = "准予决定书" if outcome.granted else "不予决定书"
        named.append((title, outcome.decision_no))
    name = outcome.result_name or (state.item.result_name if outcome.granted else "")
    if name:
        named.append((name, outcome.result_no))
    return named or [("办理结果", outcome.result_no)]
