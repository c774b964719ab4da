"""办件回执: what the applicant takes home: number, look-up code, last day, how to collect."""

from __future__ import annotations

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import KeyValues, Notice, Pair, Paper, PaperSize
from counter_app.documents.papers import parts
from counter_app.documents.papers.acceptance import collection, fee

KIND = "return_slip"
TITLE = "办件回执"
SIZES = (PaperSize.A5, PaperSize.SLIP80, PaperSize.A4)


def build(context: PaperContext, size: PaperSize) -> Paper:
    """No seal: it informs, and decides nothing."""
    state = context.state
    facts = KeyValues(
        (
            *parts.applicant_pairs(context),
            *parts.item_pairs(context),
            *parts.priority_pairs(context),
            *parts.known(
                Pair("办件状态", state.status.label),
                Pair("查询码", state.lookup_code),
                Pair("收件时间", parts.moment(state.received_ms)),
                Pair("受理日期", parts.due_day(state.accepted_on)),
                Pair("承诺办结日期", _promised(context)),
                Pair("办结时间", parts.moment(state.closed_ms) if state.closed_ms else ""),
                Pair("收费情况", fee(context)),
                *_result(context),
                Pair("领取方式", collection(context), wide=True),
            ),
        )
    )
    return parts.paper(
        KIND,
        TITLE,
        context,
        size,
        (facts, Notice(_how_to_ask(context), "查询与取件"), parts.codes(context, rating=True)),
        note="请妥善保管本回执。",
    )


def _promised(context: PaperContext) -> str:
    """Nothing to promise once the case is closed."""
    state = context.state
    return "" if state.closed_ms else parts.due_day(state.promise_due, state.due_provisional)


def _result(context: PaperContext) -> tuple[Pair, ...]:
    outcome = context.state.outcome
    if outcome is None:
        return (Pair("办理结果", context.state.item.result_name),)
    return (
        Pair("办理结果", outcome.result_name or context.state.item.result_name or outcome.opinion),
        Pair("结果文书编号", outcome.result_no or outcome.decision_no),
        Pair("有效期至", outcome.valid_until),
    )


def _how_to_ask(context: PaperContext) -> str:
    ways = ["扫描二维码"] if context.query_url else []
    if context.state.lookup_code:
        ways.append("凭办件编号和查询码到任一综合窗口查询")
    if context.consult_phone:
        ways.append(f"拨打{context.consult_phone}")
    asking = f"查询进度可以{'，或者'.join(ways)}。" if ways else ""
    collecting = "本人取件请带有效证件；他人代领的，请带委托书和双方有效证件。"
    return asking + collecting + parts.provisional_note(context)
