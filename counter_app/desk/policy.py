"""What a signed-in person can do in the policy ledger (惠企政策咨询)."""

from __future__ import annotations

from datetime import date

from counter_app.desk import ledger_deeds
from counter_app.desk.desk import Desk
from counter_app.desk.ledger_work import LineDone
from counter_app.models.acts import Act, policy as acts
from counter_app.models.policy import Inquiry, PolicyState
from counter_app.models.reference import Policy
from counter_app.protocol.ledgers import POLICY
from counter_app.rules.policy_decide import available
from counter_app.rules.policy_figures import PolicyFigures, figures
from counter_app.store import ledger_queries
from counter_app.store.ledger_queries import LineView

#: Under which name a case tells of the question that led to it, as another number of it.
LINK = POLICY.name
#: Lines that a board shows; whoever has more open has another problem.
_BOARD = 500


def open_line(desk: Desk, opening: acts.Asked | acts.AnsweredAtOnce, *more: Act) -> LineDone:
    """Write down a question under a new number. ``more``: acts that follow at once (转部门 …)."""
    return ledger_deeds.open_line(desk, POLICY, opening, *more)


def possible(desk: Desk, state: PolicyState) -> frozenset[type[Act]]:
    """What this person may do about this question now."""
    return available(state, desk.policy_context())


def line(desk: Desk, number: str) -> PolicyState | None:
    """One question in full."""
    state: PolicyState | None = ledger_queries.state_of(desk.store, POLICY.subject(number))
    return state


def find(desk: Desk, typed: str) -> list[LineView]:
    """What was typed: a number, an enterprise, the end of a phone or code, a policy."""
    return ledger_queries.lines(desk.store, POLICY, query=typed)


def board(desk: Desk) -> list[PolicyState]:
    """Open questions here, the most urgent first."""
    return ledger_queries.states(desk.store, POLICY, open_only=True, limit=_BOARD)


def latest(desk: Desk, limit: int = ledger_queries.PAGE) -> list[PolicyState]:
    """The newest questions, also those that are over."""
    return ledger_queries.states(desk.store, POLICY, limit=limit)


def known_firm(desk: Desk, typed: str) -> Inquiry | None:
    """What is known of an enterprise by its name or code, from its last question; None when it
    has never asked. So nobody types an enterprise twice."""
    wanted = typed.strip()
    if not wanted:
        return None
    found: list[PolicyState] = ledger_queries.states(desk.store, POLICY, query=wanted, limit=20)
    for state in found:
        firm = state.inquiry.firm
        if wanted in (firm.name, firm.id_number):
            return state.inquiry
    return None


def in_force(desk: Desk, day: date) -> list[Policy]:
    """The policies that hold on this day, by title."""
    held = (each for each in desk.catalogue().policies.values() if each.in_force(day))
    return sorted(held, key=lambda each: (each.sample, each.title))


def figures_of(desk: Desk, since_ms: int = 0, until_ms: int | None = None) -> PolicyFigures:
    """Figures of the questions of a time. Blocking: reads every one."""
    states = ledger_queries.every_state(desk.store, POLICY, since_ms=since_ms, until_ms=until_ms)
    return figures(states, desk.today)
