"""What a signed-in person can do in the ledger of the "办不成事" window: take a matter in, carry
it on, end it."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.desk import ledger_deeds
from counter_app.desk.desk import Desk
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.trouble_rules import context_of, rules_of
from counter_app.models.acts import Act, trouble as acts
from counter_app.models.trouble import TroubleState
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_decide import available
from counter_app.rules.trouble_worklist import Queue, turns
from counter_app.store import ledger_queries
from counter_app.store.ledger_queries import LineView

#: Lines that a board shows; whoever has more open has another problem.
_BOARD = 500


def open_matter(
    desk: Desk, opening: acts.Reported | acts.SettledAtOnce, *more: Act, papers: bool = True
) -> LineDone:
    """Take a matter in under a new number, with what follows at once (判定、转办 …), all or
    nothing, in one durable transaction.

    Raises :class:`Refused` or ``BadInput`` with nothing recorded.
    """
    return ledger_deeds.open_line(desk, TROUBLE, opening, *more, papers=papers)


def possible(desk: Desk, state: TroubleState) -> frozenset[type[Act]]:
    """What this person may do about this matter now."""
    return available(state, context_of(desk))


def matter(desk: Desk, number: str) -> TroubleState | None:
    """One matter in full."""
    state: TroubleState | None = ledger_queries.state_of(desk.store, TROUBLE.subject(number))
    return state


def find(desk: Desk, typed: str) -> list[LineView]:
    """What was typed: a number, a name, the end of a phone or ID number, who has it."""
    return ledger_queries.lines(desk.store, TROUBLE, query=typed)


def board(desk: Desk) -> list[TroubleState]:
    """Open matters here, the most urgent first."""
    return ledger_queries.states(desk.store, TROUBLE, open_only=True, limit=_BOARD)


def queues(desk: Desk, states: Iterable[TroubleState]) -> dict[Queue, list[TroubleState]]:
    """The same by whose turn it is, for this person."""
    found: dict[Queue, list[TroubleState]] = {queue: [] for queue in Queue}
    rules = rules_of(desk.catalogue())
    for state in states:
        for queue in turns(state, desk.actor, desk.today, rules):
            found[queue].append(state)
    return found
