"""What the documents of help and agency share: the facts of the moment, person, helper, foot."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.documents.paper import (
    Block,
    Pair,
    Paper,
    PaperSize,
    Signature,
    Signatures,
    SignedLines,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.line_parts import LineContext, line_paper
from counter_app.models.help import HelpGroup, HelpKind, HelpState
from counter_app.models.labels import label_of
from counter_app.models.signature import Strokes
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken

LABEL = "帮代办编号"


class HelpContext(LineContext, frozen=True, kw_only=True):
    """``helper``: name and work number of who has the line now."""

    helper: str
    #: why and by whom, where the state does not keep it
    reason: str = ""
    by: str = ""
    #: of the person, given on a screen
    signature: Strokes = ()


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
    return line_paper(kind, title, LABEL, context, size, blocks, note, copies)


def both_sign(context: HelpContext, person: str, helper: str) -> Signatures:
    """Lines for the person and the helper; the person's is filled where it was signed on a
    screen."""
    if not context.signature:
        return Signatures((Signature(person), Signature(helper)))
    # its day stands at the foot
    return SignedLines((Signature(person, dated=False), Signature(helper)), (context.signature,))


def authorisation_number(state: HelpState) -> str:
    """Number of the newest 委托书 that was made out, or the one that was written down."""
    made = [each.number for each in state.papers if each.kind == "help_authorisation"]
    given = state.authorisation
    return made[-1] if made else given.number if given is not None else ""


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
