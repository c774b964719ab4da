"""不属受理范围告知单: why the window cannot take it on, and who can."""

from __future__ import annotations

from counter_app.documents.paper import KeyValues, Notice, Pair, Paper, PaperSize, Signatures
from counter_app.documents.papers import parts
from counter_app.documents.papers.trouble_parts import TroubleContext, paper, person_pairs
from counter_app.errors import Refused
from counter_app.models.reference import TroubleList

KIND = "trouble_outside"
TITLE = "“办不成事”反映事项告知单"
SIZES = (PaperSize.A5, PaperSize.A4, PaperSize.SLIP80)


def build(context: TroubleContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while nobody has found that it is outside."""
    state = context.state
    if not state.outside:
        raise Refused("这一事项没有判定为不属受理范围")
    report = state.report
    facts = KeyValues(
        (
            *person_pairs(context),
            *parts.known(
                Pair("反映时间", parts.day_of(report.reported_ms)),
                Pair("反映内容", report.text, wide=True),
                Pair("不予受理的情形", context.terms.label(TroubleList.OUTSIDE, state.outside),
                     wide=True),
                Pair("说明", state.end_reason, wide=True),
            ),
        )
    )  # fmt: skip
    return paper(
        KIND,
        TITLE,
        context,
        size,
        (
            facts,
            Notice(state.remedy, "请这样办理"),
            Notice("感谢您的理解。有新的情况或者属于政务服务的事项，欢迎随时再来反映。", ""),
            Signatures(parts.signatures(size, "反映人（签名）", "告知人（签名）")),
        ),
        note="本单一式两份，反映人、窗口各执一份。",
        copies=parts.TWO,
    )
