"""Parts that several documents share: who, what, when, which materials, which codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from counter_app.documents.context import PaperContext
from counter_app.documents.paper import (
    FORMAT,
    NEWEST,
    Align,
    Block,
    Code,
    Codes,
    Column,
    Footer,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    SealArea,
    Signature,
    SignedLines,
    Table,
)
from counter_app.forms.situations import chosen
from counter_app.models.case import MaterialForm, MaterialLine
from counter_app.models.party import Party
from counter_app.models.reference_terms import ItemType
from counter_app.rules.identity_types import IdType
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.rules.workdays import TimeUnit
from counter_app.settings import LOCAL_ZONE

#: How many sheets are handed out or kept.
TWO = 2


def paper(
    kind: str,
    title: str,
    context: PaperContext,
    size: PaperSize,
    blocks: Iterable[Block | None],
    note: str = "",
    copies: int = 1,
) -> Paper:
    """The document around its blocks; a block that is None is left out."""
    present = tuple(block for block in blocks if block is not None)
    signed = any(isinstance(block, SignedLines) for block in present)
    return Paper(
        kind=kind,
        title=title,
        organ=context.organ,
        size=size,
        number=context.number,
        case_number=context.state.number,
        case_spoken=spoken(context.state.number),
        blocks=present,
        footer=Footer(tuple(_foot(context)), note, issued_on(context)),
        copies=copies,
        format=NEWEST if signed else FORMAT,
    )


def _foot(context: PaperContext) -> Iterator[Pair]:
    elsewhere = "" if in_own_hall(context) else f"{context.place} "
    yield Pair("受理窗口", f"{elsewhere}{context.window} 号窗口")
    yield Pair("经办人", context.clerk)
    if context.consult_phone:
        yield Pair("咨询电话", context.consult_phone)
    if context.supervise_phone:
        yield Pair("监督电话", context.supervise_phone)


def in_own_hall(context: PaperContext) -> bool:
    """Whether the place is the organ itself, with or without the county before its name."""
    return context.organ.endswith(context.place)


def day(value: date) -> str:
    """``2026年11月23日``."""
    return f"{value.year}年{value.month}月{value.day}日"


def day_of(at_ms: int) -> str:
    """The local day of an instant (ms, UTC)."""
    return day(_local(at_ms).date())


def moment(at_ms: int) -> str:
    """``2026年11月23日 09:10``, local time of an instant (ms, UTC)."""
    return f"{day_of(at_ms)} {_local(at_ms):%H:%M}"


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, LOCAL_ZONE)


def issued_on(context: PaperContext) -> str:
    return day_of(context.now_ms)


def due_day(value: date | None, provisional: bool = False) -> str:
    """A due day; a provisional one is marked, see :func:`provisional_note`."""
    if value is None:
        return ""
    return day(value) + ("（暂定）" if provisional else "")


def provisional_note(context: PaperContext) -> str:
    """Why a date may still move; empty if none may."""
    if not context.state.due_provisional:
        return ""
    return "标有“暂定”的日期，因国家尚未公布该年度节假日安排，公布后可能相应调整。"


def limit(days: int | None, unit: str) -> str:
    """``20个工作日``; empty where the guide knows no limit."""
    if days is None:
        return ""
    return f"{days}{TimeUnit(unit or TimeUnit.WORKING_DAY).label}"


def known(*pairs: Pair) -> tuple[Pair, ...]:
    """The pairs that have a value."""
    return tuple(pair for pair in pairs if pair.value)


def is_permit(context: PaperContext) -> bool:
    """Whether 行政许可法 itself governs the item; other items only follow its practice."""
    return context.item is not None and context.item.item_type is ItemType.PERMIT


def salutation(context: PaperContext) -> Paragraph:
    return Paragraph(f"{context.state.applicant.name}：", indent=False, strong=True)


def applicant_pairs(context: PaperContext) -> tuple[Pair, ...]:
    """The applicant and whoever acts for him; numbers masked, names in full."""
    state = context.state
    pairs = [
        Pair("申请人", state.applicant.name),
        *_identity("证件号码", state.applicant),
        Pair("法定代表人", state.applicant.legal_person),
        Pair("联系电话", mask_phone(state.applicant.phone)),
    ]
    if state.agent is not None:
        person = state.agent.party
        relation = f"（{state.agent.relation}）" if state.agent.relation else ""
        pairs += [
            Pair("代理人电话", mask_phone(person.phone)),
            Pair("代理人", person.name + relation),
            *_identity("代理人证件", person),
        ]
    return known(*pairs)


def _identity(label: str, party: Party) -> Iterator[Pair]:
    if party.id_number:
        usual = party.id_type == IdType.RESIDENT_ID
        kind = "" if usual else f"{id_type(party.id_type)} "
        yield Pair(label, kind + mask_id(party.id_number))


def id_type(value: str) -> str:
    """The Chinese name of a kind of document; one that is not known here stays unnamed."""
    try:
        return IdType(value).label
    except ValueError:
        return IdType.OTHER.label


def item_pairs(context: PaperContext) -> tuple[Pair, ...]:
    item = context.state.item
    return known(
        Pair("事项名称", item.name, wide=True),
        Pair("实施编码", item.code, wide=True),
        Pair("办理部门", context.state.department or item.department),
        Pair("事项类型", item.item_type),
    )


def priority_pairs(context: PaperContext) -> tuple[Pair, ...]:
    """That the matter goes first (绿色通道); nothing while it is only proposed."""
    first = context.state.priority
    told = f"绿色通道（{first.name}），优先办理" if first is not None and first.granted else ""
    return known(Pair("办理方式", told, wide=True))


def situation_pairs(context: PaperContext) -> tuple[Pair, ...]:
    """What was chosen of the item's situations (情形), on which the materials hang."""
    if context.item is None:
        return ()
    answers = chosen(context.item, context.state.form)
    return tuple(Pair(question.rstrip("?？"), answer) for question, answer in answers)


def material_table(caption: str, lines: Iterable[MaterialLine]) -> Table | None:
    """The list of materials (材料清单); None when there is none."""
    rows = tuple(
        (str(n), _material(line), line.form.label, str(line.count), _handling(line))
        for n, line in enumerate(lines, start=1)
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("材料名称", 7.0),
            Column("形式", 3.4, Align.CENTER),
            Column("份数", 1.3, Align.CENTER),
            Column("处理", 2.6, Align.CENTER),
        ),
        rows=rows,
        caption=caption,
    )


def _material(line: MaterialLine) -> str:
    name = f"{line.name}（{line.certificate}）" if _other_certificate(line) else line.name
    return f"{name}（{line.note}）" if line.note else name


def _other_certificate(line: MaterialLine) -> bool:
    return bool(line.certificate) and line.certificate != line.name


def _handling(line: MaterialLine) -> str:
    if line.returned:
        return "核验后退还"
    if line.form is MaterialForm.ECERT:
        return "免提交"
    if not line.form.present:
        return line.form.label
    return "留存"


def handed_in(context: PaperContext) -> list[MaterialLine]:
    return [line for line in context.state.materials if line.form.present]


def still_missing(context: PaperContext) -> list[MaterialLine]:
    return [line for line in context.state.materials if not line.form.present and line.required]


def codes(context: PaperContext, *, guide: bool = False, rating: bool = False) -> Codes | None:
    """Progress always, guide and rating where asked for; only those that have an address."""
    wanted = [
        Code(context.query_url, "扫码查进度", lookup_hint(context)),
        Code(context.guide_url if guide else "", "扫码看指南", "材料、样表、空白表格"),
        Code(context.rating_url if rating else "", "扫码评服务", "请为本次服务评价"),
    ]
    present = tuple(code for code in wanted if code.url)
    return Codes(present) if present else None


def rating_code(context: PaperContext) -> Codes | None:
    """The rating alone, for a paper that is signed when everything is done."""
    if not context.rating_url:
        return None
    return Codes((Code(context.rating_url, "扫码评服务", "请为本次服务评价，评价自愿"),))


def lookup_hint(context: PaperContext) -> str:
    code = context.state.lookup_code
    return f"查询码 {code}" if code else ""


def seal(context: PaperContext, label: str = "盖章处") -> SealArea:
    return SealArea(context.organ, issued_on(context), label)


def signatures(size: PaperSize, *labels: str) -> tuple[Signature, ...]:
    """Lines to sign on; dated only where a sheet has the room, the foot has the date anyway."""
    return tuple(Signature(label, dated=size is PaperSize.A4) for label in labels)
