"""“办不成事”反映登记表: one matter from the report to its end, for the file."""

from __future__ import annotations

from counter_app.documents.paper import (
    Align,
    Column,
    KeyValues,
    Pair,
    Paper,
    PaperSize,
    Signature,
    Signatures,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.trouble_parts import (
    TroubleContext,
    matter_pairs,
    measures,
    paper,
    person_pairs,
    tries,
)
from counter_app.models.labels import label_of
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Opinion, Outcome, TroubleState

KIND = "trouble_registration"
TITLE = "“办不成事”反映登记表"
SIZES = (PaperSize.A4,)

_MOVES = {"dispatched": "转办", "handed_back": "退回", "escalated": "提级"}


def build(context: TroubleContext, size: PaperSize) -> Paper:
    """Filled as far as it has come; what is not known yet is left out."""
    state = context.state
    answer = state.answer
    outside = context.terms.label(TroubleList.OUTSIDE, state.outside) if state.outside else ""
    facts = KeyValues(
        (
            *person_pairs(context),
            *matter_pairs(context),
            *parts.known(
                Pair("办理进度", state.status.label),
                Pair("答复期限", parts.due_day(state.limit)),
                Pair("不属受理范围", outside, wide=True),
                Pair("告知途径", state.remedy, wide=True),
                Pair("承办", context.hands(state.staff, state.staff_name, state.department),
                     wide=True),
                Pair("协办", "、".join(each.department for each in state.co_handlers), wide=True),
                Pair("处理结果", label_of(Outcome, answer.outcome) if answer else ""),
                Pair("答复时间", parts.moment(answer.at_ms) if answer else ""),
                Pair("答复内容", answer.text if answer else "", wide=True),
                Pair("反映人意见", _heard(state), wide=True),
                Pair("成因分析", context.causes(), wide=True),
                Pair("改进建议", state.improvement, wide=True),
                Pair("办结日期", parts.day_of(state.ended_ms) if state.ended_ms else ""),
                Pair("说明", state.end_reason, wide=True),
                Pair("备注", state.report.note, wide=True),
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
            tries(state),
            _steps(context),
            measures(context),
            Signatures((Signature("反映人（签名）"), Signature("登记人（签名）"))),
        ),
    )


def _heard(state: TroubleState) -> str:
    return "；".join(
        f"{label_of(Opinion, each.opinion)}{'（回访）' if each.revisit else ''}"
        + (f" {each.said}" if each.said else "")
        for each in state.opinions
    )


def _steps(context: TroubleContext) -> Table | None:
    rows = tuple(
        (
            parts.moment(each.at_ms),
            _MOVES.get(each.move, each.move),
            " ".join(
                (
                    context.place_name(each.place),
                    context.hands(each.staff, each.staff_name, each.department),
                )
            ).strip(),
            each.reason,
        )
        for each in context.state.steps
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("时间", 4),
            Column("流转", 1.6, Align.CENTER),
            Column("到何处何人", 5.5),
            Column("说明", 5),
        ),
        rows=rows,
        caption="流转经过",
    )
