"""Words, numbers and papers of the "办不成事" window as they are in force at this desk."""

from __future__ import annotations

from functools import cache

import msgspec

from counter_app.desk.desk import Desk
from counter_app.models.acts import Act, trouble as acts
from counter_app.models.reference import TroubleTerm
from counter_app.models.trouble import Channel
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.step_limits import with_limits
from counter_app.rules.trouble_context import TroubleContext, TroubleRules
from counter_app.rules.trouble_terms import Terms
from counter_app.settings import resource
from counter_app.store.catalogue import Catalogue

_OWED: dict[type[Act], str] = {
    acts.Dispatched: "trouble_dispatch",
    acts.Escalated: "trouble_dispatch",
    acts.Answered: "trouble_answer",
}


class _Shipped(msgspec.Struct):
    """The file as it is shipped; a county may load the same one, or its own."""

    rows: list[TroubleTerm]


def terms_of(catalogue: Catalogue) -> Terms:
    """The county's lists, and the shipped ones where it has issued none."""
    return _terms(catalogue.trouble_terms)


def rules_of(catalogue: Catalogue) -> TroubleRules:
    """The numbers of the window as the county set them."""
    return with_limits(TroubleRules(), TROUBLE.name, catalogue.step_days)


def context_of(desk: Desk) -> TroubleContext:
    """What a decision may look at, as of now."""
    catalogue = desk.catalogue()

    def above(place: str) -> str:
        found = catalogue.places.get(place)
        return (found.parent or "") if found is not None else ""

    return TroubleContext(
        desk.store.now_ms(),
        desk.actor,
        catalogue.calendar,
        rules_of(catalogue),
        terms_of(catalogue),
        above,
    )


def owed(act: Act) -> tuple[str, ...]:
    """Papers that an act owes, made out in the same transaction; what is entered afterwards owes
    none."""
    match act:
        case acts.Reported() | acts.SettledAtOnce():
            later = act.report.channel == Channel.BACKFILL
            return () if later else ("trouble_registration",)
        case acts.ScopeChecked():
            return () if act.inside else ("trouble_outside",)
        case _:
            kind = _OWED.get(type(act))
            return (kind,) if kind else ()


def case_of(act: Act) -> str:
    """Number of the case that an act names, which then tells of the matter."""
    match act:
        case acts.Reported() | acts.SettledAtOnce():
            return act.report.case
        case acts.Corrected(field="case"):
            return act.new
        case _:
            return ""


@cache
def _shipped() -> tuple[TroubleTerm, ...]:
    data = resource("reference/trouble_terms.json").read_bytes()
    return tuple(msgspec.json.decode(data, type=_Shipped).rows)


@cache
def _terms(issued: tuple[TroubleTerm, ...]) -> Terms:
    return Terms(issued, _shipped())
