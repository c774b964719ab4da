"""惠企政策咨询答复单: what was asked, what was answered on what ground, and how to apply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from counter_app.documents.paper import (
    Heading,
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Signature,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.line_parts import LineContext, LinePaperKind, line_paper
from counter_app.errors import Refused
from counter_app.models.policy import Answer
from counter_app.models.reference import Policy
from counter_app.rules.masking import mask_phone

KIND = "policy_answer"
TITLE = "惠企政策咨询答复单"
SIZES = (PaperSize.A4, PaperSize.A5)
_LABEL = "咨询编号"


class PolicyContext(LineContext, frozen=True, kw_only=True):
    """``policy``: as the county's table has it today, None for one that is only named.
    ``names``: work number -> name, of those who answered."""

    policy: Policy | None = None
    names: Mapping[str, str] = msgspec.field(default_factory=dict)


def build(context: PolicyContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while nobody has answered."""
    state = context.state
    if not state.answers:
        raise Refused("还没有答复，不能出具答复单")
    inquiry, firm = state.inquiry, state.inquiry.firm
    asked = KeyValues(
        parts.known(
            Pair("咨询企业", firm.name, wide=True),
            Pair("统一社会信用代码", firm.id_number),
            Pair("咨询日期", parts.day_of(inquiry.asked_ms)),
            Pair("联系人", inquiry.contact),
            Pair("联系电话", mask_phone(firm.phone)),
            Pair("咨询政策", inquiry.title, wide=True),
            Pair("咨询问题", inquiry.question, wide=True),
        )
    )
    return line_paper(
        KIND,
        TITLE,
        _LABEL,
        context,
        size,
        (
            asked,
            *_answered(context),
            *_how(context.policy),
            _sample(context.policy),
            Signatures((Signature("企业联系人（签收）"), Signature("答复人（签名）"))),
        ),
        note="答复依据咨询当日的政策作出；政策有变动的，以发文机关公布的原文为准。",
    )


def _answered(context: PolicyContext) -> Iterator[Heading | Paragraph | KeyValues]:
    yield Heading("答复")
    for answer in context.state.answers:
        yield Paragraph(answer.text, indent=False)
        yield KeyValues(
            parts.known(
                Pair("政策依据", answer.ground, wide=True),
                Pair("答复人", _who(answer, context)),
                Pair("答复时间", parts.moment(answer.at_ms)),
            )
        )


def _who(answer: Answer, context: PolicyContext) -> str:
    name = answer.by or context.names.get(answer.staff, answer.staff)
    return f"{answer.department} {name}".strip()


def _how(policy: Policy | None) -> Iterator[Heading | KeyValues]:
    if policy is None:
        return
    pairs = parts.known(
        Pair("发文机关", policy.issuer, wide=True),
        Pair("文号", policy.number, wide=True),
        Pair("有效期", _period(policy), wide=True),
        Pair("扶持内容", policy.benefit, wide=True),
        Pair("适用条件", policy.conditions, wide=True),
        Pair("申报方式", policy.how, wide=True),
        Pair("咨询联系", f"{policy.contact} {policy.phone}".strip(), wide=True),
    )
    if pairs:
        yield Heading("政策要点")
        yield KeyValues(pairs)


def _period(policy: Policy) -> str:
    since = parts.day(policy.since) + "起" if policy.since else ""
    until = parts.day(policy.until) + "止" if policy.until else ""
    return "，".join(each for each in (since, until) if each)


def _sample(policy: Policy | None) -> Notice | None:
    if policy is None or not policy.sample:
        return None
    return Notice("这一政策是程序自带的样例，不是现行政策，不得据此答复企业。", "样例")


#: The documents of the policy ledger.
POLICY_PAPERS: tuple[LinePaperKind, ...] = (LinePaperKind(KIND, TITLE, SIZES, build),)
