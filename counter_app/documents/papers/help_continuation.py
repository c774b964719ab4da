"""代办续办委托书: the person lets the helper go on, until another day; two copies, both signed."""

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
from counter_app.documents.papers.help_authorisation import scope_words
from counter_app.documents.papers.help_parts import (
    HelpContext,
    authorisation_number,
    both_sign,
    matter_pairs,
    paper,
    person_pairs,
)
from counter_app.errors import Refused

KIND = "help_continuation"
TITLE = "代办续办委托书"
SIZES = (PaperSize.A4,)

_CLAUSES = (
    "续办期间，原委托书的各项约定继续有效；委托范围以上列为准。",
    "受托人不得转委托；不代委托人签署承诺，不代办依法须本人到场的事项。",
    "代办不收取任何费用。受托人已接收的材料继续由受托人保管，原件办结后退还。",
    "委托人可以随时书面终止委托。",
)


def build(context: HelpContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while no authorisation is recorded, or nothing was continued."""
    state = context.state
    given = state.authorisation
    if given is None:
        raise Refused("还没有登记委托，不能出具续办委托书")
    if not state.continuations:
        raise Refused("还没有续办，不能出具续办委托书")
    facts = KeyValues(
        (
            *person_pairs(state, "委托人"),
            Pair("受托人", context.helper),
            Pair("受托单位", context.organ),
            *matter_pairs(state),
            *parts.known(
                Pair("原委托书", authorisation_number(state), wide=True),
                Pair("续办理由", context.reason, wide=True),
                Pair("委托范围", scope_words(given), wide=True),
                Pair(
                    "委托期限",
                    f"{parts.day(given.since)}起，续至{parts.day(given.until)}",
                    wide=True,
                ),
            ),
        )
    )
    return paper(
        KIND,
        TITLE,
        context,
        size,
        (
            Paragraph("下列事项尚未办结，委托人自愿委托受托人继续代为办理。双方约定如下："),
            facts,
            Numbered(tuple(Point(each) for each in _CLAUSES)),
            both_sign(context, "委托人（签名或者捺印）", "受托人（签名）"),
            SealArea(context.organ, parts.day_of(context.now_ms)),
        ),
        note="本委托书一式两份，委托人、受托单位各执一份，附于原委托书之后。",
        copies=parts.TWO,
    )
