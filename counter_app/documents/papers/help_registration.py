"""帮办代办登记表: one line of help from the question to its end, for the file."""

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
from counter_app.documents.papers.help_parts import (
    HelpContext,
    matter_pairs,
    paper,
    person_pairs,
)
from counter_app.models.help import HelpSource, HelpState, Satisfaction
from counter_app.models.labels import label_of

KIND = "help_registration"
TITLE = "帮办代办登记表"
SIZES = (PaperSize.A4,)

_WAYS = {"home": "上门", "phone": "电话", "window": "窗口", "office": "单位"}


def build(context: HelpContext, size: PaperSize) -> Paper:
    """Filled as far as it has come; what is not known yet is left out."""
    state = context.state
    facts = KeyValues(
        (
            *person_pairs(state),
            *matter_pairs(state),
            *parts.known(
                Pair("需求说明", state.ask.wish if state.ask.item_name else "", wide=True),
                Pair("需求来源", label_of(HelpSource, state.ask.source)),
                Pair("帮代办员", context.helper),
                Pair("办理进度", state.status.label),
                Pair("约定日期", parts.due_day(state.planned)),
                Pair("办理结果", _result(state), wide=True),
                Pair("终了日期", parts.day_of(state.ended_ms) if state.ended_ms else ""),
                Pair("回访", _heard(state)),
                Pair("备注", state.ask.note, wide=True),
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
            _visits(state),
            Signatures((Signature("帮代办员（签名）"), Signature("服务对象（签名）"))),
        ),
    )


def _result(state: HelpState) -> str:
    if state.result is not None:
        return state.result.result
    return state.outcome or state.end_reason


def _heard(state: HelpState) -> str:
    heard = state.call_back
    return label_of(Satisfaction, heard.satisfaction) if heard is not None else ""


def _visits(state: HelpState) -> Table | None:
    rows = tuple(
        (
            str(index),
            parts.moment(each.at_ms),
            _WAYS.get(each.way, each.way),
            "，".join(word for word in (each.where, each.said) if word),
        )
        for index, each in enumerate(state.visits, 1)
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("时间", 4),
            Column("方式", 1.8, Align.CENTER),
            Column("情况", 8),
        ),
        rows=rows,
        caption="走访联系记录",
    )
