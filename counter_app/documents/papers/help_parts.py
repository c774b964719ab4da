"""What the documents of help and agency share: the facts of the moment, person, helper, foot."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.documents.paper import Block, Footer, Pair, Paper, PaperSize
from counter_app.documents.papers import parts
from counter_app.models.help import HelpGroup, HelpKind, HelpState
from counter_app.models.labels import label_of
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken

LABEL = "帮代办编号"


class HelpContext(msgspec.Struct, frozen=True):
    """Everything that is looked up once, before a document of help is frozen.

    ``helper``: name and work number of who has the line now. ``now_ms``: time of issue (UTC).
    """

    state: HelpState
    number: str
    now_ms: int
    organ: str
    place: str
    window: int
    clerk: str
    helper: str
    consult_phone: str = ""
    supervise_phone: str = ""


def paper(
    kind: str,
    title: str,
    context: HelpContext,
    size: PaperSize,
    blocks: Iterable[Block | None],
    note: str = "",
    copies: int = 1,
) -> Paper:
    """The document around its blocks; a block that is None is left out."""
    state = context.state
    return Paper(
        kind=kind,
        title=title,
        organ=context.organ,
        size=size,
        number=context.number,
        case_label=LABEL,
        case_number=state.number,
        case_spoken=spoken(state.number),
        blocks=tuple(block for block in blocks if block is not None),
        footer=Footer(foot(context), note, parts.day_of(context.now_ms)),
        copies=copies,
    )


def foot(context: HelpContext) -> tuple[Pair, ...]:
    """Who made it out, and where to ask."""
    return parts.known(
        Pair("办理窗口", f"{context.window} 号窗口"),
        Pair("经办人", context.clerk),
        Pair("咨询电话", context.consult_phone),
        Pair("监督电话", context.supervise_phone),
    )


def person_pairs(state: HelpState, called: str = "服务对象") -> tuple[Pair, ...]:
    """Whom it is for; numbers masked, names in full."""
    person = state.ask.person
    return parts.known(
        Pair(called, person.name),
        Pair("对象类别", label_of(HelpGroup, state.ask.group)),
        Pair("证件号码", mask_id(person.id_number)),
        Pair("联系电话", mask_phone(person.phone)),
        Pair("住址", person.address, wide=True),
    )


def matter_pairs(state: HelpState) -> tuple[Pair, ...]:
    """What it is about."""
    ask = state.ask
    return parts.known(
        Pair("帮办方式", label_of(HelpKind, ask.kind)),
        Pair("提出日期", parts.day_of(ask.asked_ms)),
        Pair("办理事项", ask.item_name or ask.wish, wide=True),
        Pair("重点项目", ask.project, wide=True),
        Pair("办件编号", "、".join(spoken(each) for each in state.cases), wide=True),
    )
