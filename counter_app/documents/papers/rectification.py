"""差评整改单: one bad rating from what was said to whether it counts, on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from counter_app.documents.paper import (
    Block,
    KeyValues,
    Pair,
    Paper,
    PaperSize,
    Signature,
    Signatures,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.line_parts import LineContext, line_paper
from counter_app.errors import Refused
from counter_app.models.labels import label_of
from counter_app.models.rating import (
    ContactWay,
    Finding,
    FixOpinion,
    FixWay,
    RatingChannel,
    RatingStage,
)
from counter_app.models.rating_state import RatingState, Revisit
from counter_app.rules.numbers import spoken
from counter_app.rules.rating_summary import subject_line

KIND = "rectification"
TITLE = "差评整改单"
SIZES = (PaperSize.A4,)

#: Two empty lines: room for a hand.
_ROOM = "\u3000\n\u3000"


class RatingContext(LineContext, frozen=True, kw_only=True):
    """``reasons``: wording of what was chosen; ``name_of``: work number -> name; ``served_at``:
    name of the place that was rated. The rater himself is on no paper."""

    state: RatingState
    served_at: str
    reasons: tuple[str, ...]
    name_of: Callable[[str], str]


def build(context: RatingContext, size: PaperSize = PaperSize.A4) -> Paper:
    """Raises :class:`Refused` for a rating that nobody has to see to."""
    state = context.state
    if not state.bad and state.assigned is None:
        raise Refused("这一评价不是差评，没有整改单")
    note = "评价人的身份不在本单上。空白处可手写。"
    return line_paper(KIND, TITLE, "评价编号", context, size, _blocks(context), note=note)


def _blocks(context: RatingContext) -> Iterator[Block]:
    yield KeyValues(tuple(_said(context)))
    yield KeyValues(tuple(_looked_into(context)))
    yield KeyValues(tuple(_mended(context)))
    yield KeyValues(tuple(_judged(context)))
    yield Signatures(
        (
            Signature("承办人（签名）"),
            Signature("单位负责人（签名）"),
            Signature("审核人（签名）"),
        )
    )


def _said(context: RatingContext) -> Iterator[Pair]:
    state, about = context.state, context.state.about
    window = f"{about.window}号" if about.window else ""
    yield Pair("评价等级", state.grade.label)
    yield Pair("评价渠道", label_of(RatingChannel, state.channel))
    yield Pair("评价时间", parts.moment(state.given_ms))
    yield Pair("评价环节", label_of(RatingStage, state.stage) if state.stage else "窗口服务")
    yield Pair("评价事项", subject_line(state), wide=True)
    if state.case:
        yield Pair("办件编号", spoken(state.case))
    yield Pair("服务人员", _person(about.clerk_name, about.clerk))
    where = (context.served_at, window, about.window_name)
    yield Pair("服务窗口", " ".join(filter(None, where)), wide=True)
    yield Pair("评价理由", "；".join(context.reasons), wide=True)
    yield Pair("群众留言", state.text, wide=True)


def _looked_into(context: RatingContext) -> Iterator[Pair]:
    state, given, found = context.state, context.state.assigned, context.state.found
    name_of = context.name_of
    yield Pair("承办人", _person(given.staff_name, given.staff) if given else "")
    yield Pair("交办时间", parts.moment(given.at_ms) if given else "")
    if given is not None and given.note:
        yield Pair("交办意见", given.note, wide=True)
    calls = [
        f"{parts.moment(call.at_ms)} {name_of(call.by)} {label_of(ContactWay, call.way)}"
        f"{'联系上' if call.reached else '没有联系上'}"
        for call in state.calls
    ]
    yield Pair("回访核实", "；".join(calls), wide=True)
    yield Pair("评价人陈述", "；".join(call.said for call in state.calls if call.said), wide=True)
    yield Pair("核实结论", label_of(Finding, found.finding) if found else "")
    yield Pair("核实人", name_of(found.by) if found else "")
    yield _written("核实情况", found.facts if found else "")


def _mended(context: RatingContext) -> Iterator[Pair]:
    state = context.state
    plan, more, done, told = state.plan, state.extension, state.done, state.explained
    yield Pair("整改方式", label_of(FixWay, plan.way) if plan else "")
    yield Pair("完成期限", parts.day(state.fix_due) if state.fix_due else "")
    if more is not None:
        yield Pair(
            "延期", f"{more.reason}（{context.name_of(more.by)}，{parts.day_of(more.at_ms)}）"
        )
    yield Pair("完成日期", parts.day_of(done.at_ms) if done else "")
    yield _written("整改措施", plan.measure if plan else "")
    if plan is not None and plan.ground:
        yield Pair("法律依据", plan.ground, wide=True)
    yield _written("整改结果", done.result if done else "")
    if told is not None:
        yield Pair("解释说明", f"{told.result}（{parts.day_of(told.at_ms)}）", wide=True)


def _judged(context: RatingContext) -> Iterator[Pair]:
    state = context.state
    heard, appeal, review = state.revisit, state.appeal, state.review
    yield Pair("对整改的意见", _opinion(heard) if heard else "")
    yield Pair("回访时间", parts.moment(heard.at_ms) if heard else "")
    if appeal is not None:
        verdict = "待裁定" if appeal.pending else "成立" if appeal.upheld else "不成立"
        claim = f"{label_of(Finding, appeal.ground)}：{appeal.reason}"
        decision = "，".join(filter(None, (verdict, appeal.decision)))
        yield Pair("申诉", f"{claim}。裁定：{decision}", wide=True)
    counted = "" if review is None else "纳入统计" if review.adopted else "不纳入统计"
    yield Pair("审核结论", counted)
    yield Pair("审核人", context.name_of(review.by) if review else "")
    yield Pair("审核意见", review.note if review else "", wide=True)


def _written(label: str, text: str) -> Pair:
    """What may be written by hand where it is not there yet."""
    return Pair(label, text or _ROOM, wide=True)


def _opinion(heard: Revisit) -> str:
    again = f"本人追评{heard.grade.label}" if heard.grade is not None else ""
    words = (label_of(FixOpinion, heard.opinion), heard.said, again)
    return "，".join(filter(None, words))


def _person(name: str, work_no: str) -> str:
    return f"{name}（{work_no}）" if name and work_no else name or work_no
