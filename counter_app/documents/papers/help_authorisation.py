"""帮办代办委托书: what the helper may do for whom, and until when; two copies, both signed."""

from __future__ import annotations

from counter_app.documents.paper import (
    KeyValues,
    Numbered,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Point,
    SealArea,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.help_parts import (
    HelpContext,
    both_sign,
    matter_pairs,
    paper,
    person_pairs,
)
from counter_app.errors import Refused
from counter_app.models.help import Authorisation, Scope

KIND = "help_authorisation"
TITLE = "帮办代办委托书"
SIZES = (PaperSize.A4,)

_TICKED, _OPEN = "■", "□"
_CLAUSES = (
    "委托人保证所提供的材料和信息真实、合法、有效，并对此负责。",
    "受托人在上列范围和期限内办理，不得转委托；不代委托人签署承诺，不代办依法须本人到场的事项。",
    "帮办代办不收取任何费用。办理事项依法应缴的费用由委托人承担。",
    "受托人妥善保管委托人交付的材料，原件办结后退还；委托人可以随时书面终止委托。",
)


def scope_words(given: Authorisation) -> str:
    """Every thing that can be allowed, those that are with a full box."""
    return " ".join(
        f"{_TICKED if each.value in given.scope else _OPEN}{each.label}" for each in Scope
    )


def build(context: HelpContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while no authorisation is recorded."""
    state = context.state
    given = state.authorisation
    if given is None:
        raise Refused("还没有登记委托，不能出具委托书")
    facts = KeyValues(
        (
            *person_pairs(state, "委托人"),
            Pair("受托人", context.helper),
            Pair("受托单位", context.organ),
            *matter_pairs(state),
            Pair("委托范围", scope_words(given), wide=True),
            Pair("委托期限", f"{parts.day(given.since)}至{parts.day(given.until)}", wide=True),
        )
    )
    return paper(
        KIND,
        TITLE,
        context,
        size,
        (
            Paragraph("委托人因办理下列事项，自愿委托受托人代为办理。双方约定如下："),
            facts,
            Numbered(tuple(Point(each) for each in _CLAUSES)),
            both_sign(context, "委托人（签名或者捺印）", "受托人（签名）"),
            SealArea(context.organ, parts.day_of(context.now_ms)),
        ),
        note="本委托书一式两份，委托人、受托单位各执一份。",
        copies=parts.TWO,
    )
