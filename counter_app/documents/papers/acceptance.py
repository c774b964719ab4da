"""受理通知书: the organ has taken the case on; from when, until when, and what follows."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.errors import Refused

KIND = "acceptance"
TITLE = "受理通知书"
SIZES = (PaperSize.A4, PaperSize.A5)


def build(context: PaperContext, size: PaperSize) -> Paper:
    """Acceptance, both limits and their last days, fee, materials, way of collection."""
    state = context.state
    if state.accepted_on is None:
        raise Refused("这一办件还没有受理，不能出具受理通知书", hint="请先受理，或出具收件凭证")
    item = state.item
    legal = parts.due_day(state.legal_due, state.due_provisional)
    promised = parts.due_day(state.promise_due, state.due_provisional)
    facts = KeyValues(
        (
            *parts.applicant_pairs(context),
            *parts.item_pairs(context),
            *parts.priority_pairs(context),
            *parts.known(
                Pair("受理日期", parts.day(state.accepted_on)),
                Pair("受理人员", context.clerk),
                Pair("查询码", "" if context.query_url else state.lookup_code),
                Pair("法定时限", _limit(item.legal_days, item.legal_unit, legal)),
                Pair("承诺时限", _limit(item.promised_days, item.promised_unit, promised)),
                Pair("收费情况", fee(context)),
                Pair("办理结果", item.result_name),
                Pair("领取方式", collection(context), wide=True),
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
            Paragraph(_decision(context)),
            facts,
            parts.material_table("受理的申请材料", parts.handed_in(context)),
            _tolerated(context),
            Paragraph(
                "办理中依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在"
                "上述时限内，本机关将另行书面告知。上述时限自受理的次日起计算。"
                + parts.provisional_note(context)
            ),
            parts.codes(context, guide=True),
            Signatures(parts.signatures(size, "经办人（签名）", "申请人签收")),
            parts.seal(context),
        ),
        note="本通知书一式两份，申请人、受理机关各执一份。",
        copies=parts.TWO,
    )


def _decision(context: PaperContext) -> str:
    state = context.state
    assert state.accepted_on is not None
    asked = f"你（单位）于{parts.day_of(state.received_ms)}提出的“{state.item.name}”申请"
    if parts.is_permit(context):
        basis = "根据《中华人民共和国行政许可法》第三十二条的规定"
    else:
        basis = "根据有关法律、法规、规章和本事项服务指南的规定"
    if state.deemed:
        return (
            f"{asked}，本机关未在规定期限内告知补正，{basis}，"
            f"自收到申请材料之日即{parts.day(state.accepted_on)}起视为受理。特此通知。"
        )
    return (
        f"{asked}，经审查，属于本机关受理范围，申请材料符合受理要求。{basis}，"
        f"决定自{parts.day(state.accepted_on)}起予以受理。特此通知。"
    )


def _limit(days: int | None, unit: str, due: str) -> str:
    """``20个工作日，至2026年12月22日``, or the half of it that is known."""
    return "，".join(part for part in (parts.limit(days, unit), f"至{due}" if due else "") if part)


def _tolerated(context: PaperContext) -> Notice | None:
    names = context.state.tolerated
    if not names:
        return None
    return Notice(
        f"{'、'.join(names)}可以在承诺时限届满前补交至受理窗口。逾期未补齐的，本机关可以依法终止办理，"
        "由此产生的后果由申请人承担。",
        "容缺受理的材料",
    )


def fee(context: PaperContext) -> str:
    """What it costs, in the guide's own words; empty where the guide is not at hand."""
    if context.item is None:
        return ""
    return context.item.fee.note or ("收费" if context.item.fee.charged else "不收费")


def collection(context: PaperContext) -> str:
    """Where the result is fetched, and when the hall is open."""
    hall = "本中心" if parts.in_own_hall(context) else context.place
    where = f"凭证件和本单到{hall}领取"
    place = "，".join(part for part in (context.address, context.hours) if part)
    return where + (f"（{place}）" if place else "")
