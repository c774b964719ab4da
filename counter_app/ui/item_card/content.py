"""What the card of an item says, as values: sections of headed lines, nothing of Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from counter_app.forms.situations import condition_words, materials_for
from counter_app.models.reference import LEVELS, Item, LimitUnit, Material, PaperForm, Place
from counter_app.store.catalogue import Catalogue


class MaterialView(msgspec.Struct, frozen=True):
    """One material: name, what is to be brought, and what else is known of it."""

    name: str
    what: str
    note: str = ""


class CardView(msgspec.Struct, frozen=True):
    """An item ready to be shown. ``facts`` and ``where``: (label, words). ``more``: materials
    that other answers would ask for, with the condition in the note."""

    item: Item
    facts: tuple[tuple[str, str], ...]
    materials: tuple[MaterialView, ...]
    more: tuple[MaterialView, ...]
    where: tuple[tuple[str, str], ...]


def card_view(catalogue: Catalogue, item: Item, answers: Mapping[str, str], place: str) -> CardView:
    """The card with these answers; blocking: other levels are looked for in the catalogue."""
    apply = materials_for(item, answers)
    others = [each for each in item.materials if each not in apply]
    return CardView(
        item=item,
        facts=tuple(_facts(item)),
        materials=tuple(_material(each) for each in apply),
        more=tuple(_material(each, condition_words(item, each)) for each in others),
        where=tuple(_where(catalogue, item, catalogue.places.get(place))),
    )


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    yield "部门", item.department
    if item.lead_department and item.lead_department != item.department:
        yield "县级主管", item.lead_department
    yield "办件类型", f"{item.handling.label} · {item.item_type.label} · {item.audience.label}"
    yield "承诺时限", limit_words(item.promised_days, item.promised_unit) or "没有规定"
    yield "法定时限", limit_words(item.legal_days, item.legal_unit) or "没有规定"
    yield "收费", (item.fee.note or "收费") if item.fee.charged else "不收费"
    if item.result.name:
        yield "办理结果", item.result.name
    yield "到现场", "不用到现场" if item.visits == 0 else f"最多 {item.visits} 次"


def _material(material: Material, condition: str = "") -> MaterialView:
    pieces = []
    if material.originals:
        pieces.append(f"原件 {material.originals} 份")
    if material.copies:
        pieces.append(f"复印件 {material.copies} 份")
    what = [material.required.label, "、".join(pieces) or material.form.label]
    if pieces and material.form not in (PaperForm.ORIGINAL, PaperForm.COPY):
        what.append(material.form.label)
    what.append(material.source.label)
    if material.certificate:
        what.append("有电子证照可免交")
    elif material.exempt:
        what.append("可以免交")
    notes = [f"仅当{condition}" if condition else "", material.note]
    return MaterialView(material.name, " · ".join(what), "；".join(filter(None, notes)))


def _where(catalogue: Catalogue, item: Item, here: Place | None) -> Iterator[tuple[str, str]]:
    if here is not None:
        yield "本处", here.name
        for label, words in (
            ("地址", here.address),
            ("办公时间", here.hours),
            ("咨询电话", here.phone),
            ("监督电话", here.supervise_phone),
        ):
            if words:
                yield label, words
    others = {
        other.level: f"{other.level.label}（{other.department}）"
        for other in catalogue.items.values()
        if item.base and other.base == item.base and other.level is not item.level
    }
    if others:
        yield "也可在", "、".join(others[level] for level in LEVELS if level in others)
    ways = [words for can, words in ((item.online, "网上"), (item.app, "手机")) if can]
    if ways:
        yield "网上办", f"可以{'、'.join(ways)}办理"


def limit_words(days: int | None, unit: LimitUnit) -> str:
    """``10 个工作日``, ``当场办结``; "" where the guide knows no limit."""
    if days is None:
        return ""
    if days == 0:
        return "当场办结"
    return f"{days} 个{unit.label}" if unit is LimitUnit.WORKING_DAY else f"{days} {unit.label}"
