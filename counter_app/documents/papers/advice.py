"""一次性告知单: what to bring and what to expect, before there is any case.

Article 30 and 32 of 行政许可法 ask that an applicant be told everything at once. Nothing has
been handed in yet, so the sheet has no number, names nobody, and no act is recorded for it;
it says when it was printed and that the guide behind its code may have changed since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from counter_app.documents.paper import (
    Align,
    Block,
    Code,
    Codes,
    Column,
    Footer,
    Heading,
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.models.reference_items import Item, Material
from counter_app.models.reference_terms import Handling, LimitUnit, Need, PaperForm

KIND = "advice"
TITLE = "一次性告知单"
SIZES = (PaperSize.A4, PaperSize.A5)

_MARKS = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？"}
_MARK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;()?]")


class AdviceContext(msgspec.Struct, frozen=True):
    """The guide of an item and the moment. ``materials``: those that apply with ``answers``
    (question, answer); ``open_questions``: what was not answered, so more may be needed.

    ``where``: centres or levels at which it can be handled, each one line. ``now_ms``: UTC.
    """

    item: Item
    materials: tuple[Material, ...]
    answers: tuple[tuple[str, str], ...]
    open_questions: tuple[str, ...]
    where: tuple[str, ...]
    organ: str
    place: str
    window: int
    clerk: str
    now_ms: int
    address: str = ""
    hours: str = ""
    consult_phone: str = ""
    supervise_phone: str = ""
    guide_url: str = ""


def build(context: AdviceContext, size: PaperSize) -> Paper:
    """Item, situation, materials, conditions, common mistakes, where and when, whom to ask."""
    return Paper(
        kind=KIND,
        title=TITLE,
        organ=context.organ,
        size=size,
        blocks=tuple(_blocks(context, size)),
        footer=Footer(
            tuple(_foot(context)),
            "本单用于事先告知，不是收件或者受理凭证。",
            parts.moment(context.now_ms),
        ),
    )


def _blocks(context: AdviceContext, size: PaperSize) -> Iterator[Block]:
    item = context.item
    yield KeyValues(tuple(_facts(context)))
    if context.open_questions:
        asked = "、".join(question.rstrip("?？") for question in context.open_questions)
        yield Notice(f"还没有确定：{asked}。确定以后所需材料可能增加，请向窗口说明。", "情形")
    yield from _materials(context)
    if item.conditions:
        yield Notice(_chinese(item.conditions), "办理条件")
    if item.tips:
        yield Notice(_chinese(item.tips), "容易出错的地方")
    yield Heading("到哪里办")
    yield KeyValues(tuple(_where(context)))
    if item.basis and size is PaperSize.A4:  # on a small sheet the code leads to it
        yield Heading("依据")
        yield Paragraph(_chinese(item.basis))
    if context.guide_url:
        yield Codes((Code(context.guide_url, "扫码看指南", "样表、空白表格、最新要求"),))


def _facts(context: AdviceContext) -> Iterator[Pair]:
    item = context.item
    yield Pair("事项名称", item.name, wide=True)
    for question, answer in context.answers:
        yield Pair(question.rstrip("?？"), answer)
    fee = (item.fee.note or "收费") if item.fee.charged else "不收费"
    promised = "当场办结" if item.promised_days == 0 else _limit(item)
    yield from parts.known(
        Pair("办理部门", _chinese(item.department)),
        Pair("服务对象", item.audience.label),
        Pair("承诺时限", promised),
        Pair("法定时限", parts.limit(item.legal_days, item.legal_unit.value)),
        Pair("收费", _chinese(fee)),
        Pair("到现场次数", "不用到现场" if item.visits == 0 else f"最多{item.visits}次"),
        Pair("办理结果", _chinese(item.result.name or "")),
    )


def _limit(item: Item) -> str:
    words = parts.limit(item.promised_days, item.promised_unit.value)
    instant = item.handling is Handling.INSTANT and item.promised_unit is LimitUnit.WORKING_DAY
    return f"{words}（即办件，材料齐全当场办理）" if words and instant else words


def _materials(context: AdviceContext) -> Iterator[Block]:
    if not context.materials:
        yield Heading("要带的材料")
        yield Paragraph("不需要另带材料，请带本人有效身份证件。")
        return
    yield Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("材料名称", 6.2),
            Column("形式和份数", 4.2),
            Column("要求", 1.9, Align.CENTER),
            Column("说明", 4.2),
        ),
        rows=tuple(
            (str(n), _chinese(each.name), _pieces(each), each.required.label, _note(each))
            for n, each in enumerate(context.materials, start=1)
        ),
        caption="要带的材料",
    )
    if any(each.required is Need.LATER for each in context.materials):
        later = Need.LATER.label
        yield Paragraph(f"标“{later}”的材料，可以在受理以后按约定的期限补交。")


def _pieces(material: Material) -> str:
    said = []
    if material.originals:
        said.append(f"原件{material.originals}份")
    if material.copies:
        said.append(f"复印件{material.copies}份")
    plain = material.form in (PaperForm.ORIGINAL, PaperForm.COPY)
    if not said:
        return material.form.label
    shown = material.form is PaperForm.CHECKED
    if shown:
        return f"{'、'.join(said)}（原件核验后退还）"
    return "、".join(said) if plain else f"{material.form.label}：{'、'.join(said)}"


def _note(material: Material) -> str:
    said = [material.note] if material.note else []
    if material.certificate:
        said.append("有电子证照可以免交纸质")
    elif material.exempt:
        said.append("可以免交")
    return _chinese("；".join(said))


def _where(context: AdviceContext) -> Iterator[Pair]:
    yield from parts.known(
        Pair("本窗口", f"{context.place}{context.window}号窗口"),
        Pair("地址", context.address),
        Pair("办公时间", _chinese(context.hours)),
        Pair("也可以在", "、".join(context.where)),
        Pair("网上办理", _online(context.item)),
    )


def _online(item: Item) -> str:
    ways = [words for can, words in ((item.online, "网上"), (item.app, "手机")) if can]
    return f"可以{'、'.join(ways)}办理" if ways else ""


def _foot(context: AdviceContext) -> Iterator[Pair]:
    yield Pair("告知窗口", f"{context.window} 号窗口")
    yield Pair("告知人", context.clerk)
    if context.consult_phone:
        yield Pair("咨询电话", context.consult_phone)
    if context.supervise_phone:
        yield Pair("监督电话", context.supervise_phone)


def _chinese(text: str) -> str:
    """Guides are typed with half-width marks; paper has those of Chinese, but for 8:30."""
    flat = "".join(line.strip() for line in text.splitlines())
    return _MARK.sub(lambda found: _MARKS[found[0]], flat)
