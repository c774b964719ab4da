"""“办不成事”反映答复单: what became of it, handed to whoever reported it."""

from __future__ import annotations

from counter_app.documents.paper import (
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    SealArea,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.trouble_parts import TroubleContext, paper, person_pairs
from counter_app.errors import Refused
from counter_app.models.labels import label_of
from counter_app.models.trouble import ContactWay, Outcome

KIND = "trouble_answer"
TITLE = "“办不成事”反映答复单"
SIZES = (PaperSize.A4, PaperSize.A5)


def build(context: TroubleContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while there is no answer."""
    state = context.state
    answer = state.answer
    if answer is None:
        raise Refused("还没有答复，不能出具答复单")
    report = state.report
    facts = KeyValues(
        (
            *person_pairs(context),
            *parts.known(
                Pair("反映时间", parts.day_of(report.reported_ms)),
                Pair("答复时间", parts.moment(answer.at_ms)),
                Pair("涉及事项", report.item_name, wide=True),
                Pair("反映内容", report.text, wide=True),
                Pair("处理结果", label_of(Outcome, answer.outcome)),
                Pair("答复方式", label_of(ContactWay, answer.way)),
                Pair("答复内容", answer.text, wide=True),
                Pair("依据", answer.basis, wide=True),
                Pair("办理单位", context.place_name(answer.place), wide=True),
            ),
        )
    )
    return paper(
        KIND,
        TITLE,
        context,
        size,
        (
            facts,
            Notice(
                "您对答复不满意的，可以向本窗口说明，我们会重新办理或提级办理；"
                "也可以拨打 12345 热线或本单所列监督电话。",
                "告知",
            ),
            Signatures(parts.signatures(size, "反映人（签名）", "答复人（签名）")),
            SealArea(context.organ, parts.day_of(context.now_ms)),
        ),
        note="本单一式两份，反映人、窗口各执一份。",
        copies=parts.TWO,
    )
