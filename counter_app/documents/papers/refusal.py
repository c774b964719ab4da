"""不予受理通知书: the ground, the right office if there is one, what goes back, the remedies."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    Heading,
    KeyValues,
    Numbered,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Point,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.errors import Refused
from counter_app.models.case import CaseStatus

KIND = "refusal"
TITLE = "不予受理通知书"
SIZES = (PaperSize.A4, PaperSize.A5)

_GROUNDS = {
    "not_required": "申请事项依法不需要取得行政许可或者不需要办理",
    "not_competent": "申请事项依法不属于本机关职权范围",
    "not_eligible": "申请人依法不具备申请资格或者不符合申请条件",
    "false_materials": "申请人隐瞒有关情况或者提供虚假材料",
}


def build(context: PaperContext, size: PaperSize) -> Paper:
    """One ground with its reason and basis; remedies with their periods and addressees."""
    state = context.state
    if state.status is not CaseStatus.DECLINED:
        raise Refused("这一办件没有作出不予受理的处理，不能出具不予受理通知书")
    declined = context.declined
    ground = _GROUNDS.get(declined.ground, "") if declined else ""
    facts = KeyValues(
        (
            *parts.applicant_pairs(context),
            *parts.item_pairs(context),
            *parts.known(
                Pair("不予受理的情形", ground, wide=True),
                Pair("具体理由", declined.reason if declined else state.end_reason, wide=True),
                Pair("法律依据", _basis(context), wide=True),
                Pair("应向何处申请", declined.competent_office if declined else "", wide=True),
            ),
        )
    )
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (
            parts.salutation(context),
            Paragraph(
                f"你（单位）于{parts.day_of(state.received_ms)}提出的“{state.item.name}”申请，"
                "经审查，本机关决定不予受理，理由和依据如下："
            ),
            facts,
            *_returned(context),
            Heading("救济途径"),
            Paragraph(
                "如不服本决定，可以自收到本通知书之日起六十日内依法向"
                f"{context.review_organ}申请行政复议，也可以自收到本通知书之日起六个月内依法向"
                "有管辖权的人民法院提起行政诉讼。"
            ),
            parts.codes(context, guide=True),
            Signatures(parts.signatures(size, "经办人（签名）", "签收人（签名）")),
            parts.seal(context),
        ),
        note="本通知书一式两份，申请人、受理机关各执一份。",
        copies=parts.TWO,
    )


def _basis(context: PaperContext) -> str:
    if context.declined is not None and context.declined.basis:
        return context.declined.basis
    if parts.is_permit(context):
        return "《中华人民共和国行政许可法》第三十二条第一款"
    return context.item.basis if context.item else ""


def _returned(context: PaperContext) -> tuple[Heading | Numbered, ...]:
    names = context.declined.returned if context.declined else ()
    if not names:
        names = tuple(line.name for line in parts.handed_in(context))
    if not names:
        return ()
    return (Heading("退回的申请材料"), Numbered(tuple(Point(name) for name in names)))
