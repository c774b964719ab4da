"""一次性补正告知书: everything that is missing, told at once, with form, source and last day."""

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
    Signature,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.errors import Refused
from counter_app.models.case import Correction, CorrectionPoint

KIND = "correction"
TITLE = "一次性补正告知书"
SIZES = (PaperSize.A4, PaperSize.A5)


def build(context: PaperContext, size: PaperSize) -> Paper:
    """Numbered points, last day, consequence, whom to ask; the recipient signs for it."""
    correction = context.state.correction
    if correction is None:
        raise Refused("这一办件没有待补正的内容，不能出具补正告知书")
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (
            parts.salutation(context),
            Paragraph(_opening(context)),
            Numbered(tuple(_point(point) for point in correction.points)),
            Paragraph(_until(context, correction)),
            Heading("逾期不补正的后果"),
            Paragraph(
                "逾期未补正且无正当理由的，视为放弃本次申请，本机关可以终止办理并退回已收材料；"
                "终止后仍可以重新申请。"
            ),
            KeyValues(
                (
                    *parts.applicant_pairs(context),
                    *parts.item_pairs(context),
                    *parts.known(
                        Pair("首次提交日期", parts.day_of(context.state.received_ms)),
                        Pair("补正期限", parts.due_day(correction.due)),
                        Pair("查询码", "" if context.query_url else context.state.lookup_code),
                    ),
                )
            ),
            parts.codes(context, guide=True),
            Signatures(
                (
                    *parts.signatures(size, "签收人（签名）"),
                    Signature("与申请人关系", dated=False),
                )
            ),
            parts.seal(context),
        ),
        note="本告知书一式两份，申请人、受理机关各执一份。",
        copies=parts.TWO,
    )


def _opening(context: PaperContext) -> str:
    state = context.state
    if parts.is_permit(context):
        basis = "根据《中华人民共和国行政许可法》第三十二条第一款第四项的规定"
    else:
        basis = "根据有关法律、法规、规章和本事项服务指南的规定"
    return (
        f"你（单位）于{parts.day_of(state.received_ms)}提出的“{state.item.name}”申请，经审查，"
        f"申请材料不齐全或者不符合法定形式。{basis}，现将需要补正的全部内容一次性告知如下："
    )


def _point(point: CorrectionPoint) -> Point:
    return Point(
        f"{point.material}：{point.problem}" if point.material else point.problem,
        parts.known(Pair("应当提交", point.required_form), Pair("获取途径", point.where)),
    )


def _until(context: PaperContext, correction: Correction) -> str:
    return (
        f"请于{parts.day(correction.due)}前将上述材料补正后，提交至{context.place}"
        f"{context.window}号窗口。补正材料齐全、符合要求的，本机关依法受理；"
        "除上述内容外，不再要求补正其他材料。"
    )
