"""How a desk works in each ledger (各类台账的办理): who decides, what an act owes, its name.

What is the same whatever the ledger (attaching files, settling disputes, noting a look-up) asks
this registry; a ledger is added by one line in :data:`WORKS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from counter_app.desk import cases, help_papers, ledger_lines, trouble_rules
from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.acts import (
    Act,
    help as helps,
    policy as policies,
    rating as ratings,
    trouble as troubles,
)
from counter_app.models.acts.case import PaperReprinted, Revealed
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.protocol.ledgers import CASE, HELP, POLICY, RATING, TROUBLE, Ledger, numbered
from counter_app.rules import case_decide, help_decide, policy_decide, rating_decide, trouble_decide
from counter_app.store.store import Tx


def _no_case(act: Act) -> str:
    return ""


def _nothing(state: AnyState) -> tuple[str, ...]:
    return ()


class Work(NamedTuple):
    """``word``: what a line is called in a sentence. ``flag``: the field of :class:`Changes`.

    ``issue(desk, tx, subject, state, kind)`` makes a paper out; ``owed``: papers of an act.
    ``pieces``: names of the materials that a file may belong to. ``touches``: what an act wants
    to change, where that is neither the status nor the owner. ``case_of``: number of the case
    that an act names, which then tells of the line; "" when it names none.
    """

    ledger: Ledger
    word: str
    flag: str
    decide: Callable[[AnyState, Any, Any], tuple[Act, ...]]
    context: Callable[[Desk], Any]
    issue: Callable[[Desk, Tx, str, AnyState, str], AnyState]
    owed: Callable[[Act], tuple[str, ...]]
    pieces: Callable[[AnyState], Iterable[str]] = _nothing
    touches: Mapping[type[Act], frozenset[str]] = {}
    case_of: Callable[[Act], str] = _no_case

    def held(self, tx: Tx, number: str) -> AnyState:
        """The line now. Raises :class:`Refused` when this machine does not hold it."""
        state = tx.state(self.ledger.subject(number))
        if state is None:
            raise self.not_here(number)
        return state

    def record(self, desk: Desk, tx: Tx, state: AnyState, act: object) -> AnyState:
        """Ask the rules, then append what they made. Raises :class:`Refused`, ``BadInput``."""
        subject = self.ledger.subject(state.number)
        made = self.decide(state, act, self.context(desk))
        return tx.record_all(subject, made, desk.actor, state)

    def changes(self, number: str, **more: bool) -> Changes:
        """What pages must know after something was done to a line."""
        return Changes(subjects=(self.ledger.subject(number),), **{self.flag: True}, **more)

    def not_here(self, number: str) -> Refused:
        return Refused(f"本机没有编号 {number} 的{self.word}")


def _case_pieces(state: AnyState) -> Iterable[str]:
    return (line.name for line in state.materials)


def _case_owes(act: Act) -> tuple[str, ...]:
    return cases.PAPERS.get(type(act), ())


def _owes_nothing(act: Act) -> tuple[str, ...]:
    return ()


def _policy_case(act: Act) -> str:
    return act.case if isinstance(act, policies.Applied) else ""


def _help_pieces(state: AnyState) -> Iterable[str]:
    return (line.name for line in state.custody)


def _help_owes(act: Act) -> tuple[str, ...]:
    kind = help_papers.owed(act)
    return (kind,) if kind else ()


WORKS = (
    Work(
        CASE, "办件", "cases", case_decide.decide, Desk.context, Desk.issue, _case_owes,
        _case_pieces,
    ),
    Work(
        HELP, "帮代办记录", "helps", help_decide.decide, Desk.help_context, ledger_lines.issue,
        _help_owes, _help_pieces,
        {
            helps.MaterialsReturned: frozenset({"custody"}),
            helps.CalledBack: frozenset({"call_back", "status"}),
        },
    ),
    Work(
        RATING, "评价", "ratings", rating_decide.decide, Desk.rating_context, ledger_lines.issue,
        _owes_nothing, _nothing,
        {
            ratings.CalledBack: frozenset({"calls", "status"}),
            ratings.Appealed: frozenset({"appeal"}),
            ratings.AppealDecided: frozenset({"appeal", "status"}),
            ratings.Extended: frozenset({"fix_due"}),
        },
    ),
    Work(
        TROUBLE, "反映事项", "troubles", trouble_decide.decide, trouble_rules.context_of,
        ledger_lines.issue, trouble_rules.owed, _nothing,
        {
            troubles.MeasureTaken: frozenset({"measures"}),
            troubles.JoinAnswered: frozenset({"co_handlers"}),
            troubles.Extended: frozenset({"limit"}),
            troubles.OpinionHeard: frozenset({"opinions", "status"}),
            troubles.Revisited: frozenset({"opinions", "status"}),
        },
        trouble_rules.case_of,
    ),
    # an answer is printed for whoever wants it, not for everybody who asks by telephone
    Work(
        POLICY, "政策咨询", "policies", policy_decide.decide, Desk.policy_context,
        ledger_lines.issue, _owes_nothing, case_of=_policy_case,
    ),
)  # fmt: skip
_BY_NAME = {each.ledger.name: each for each in WORKS}


def work_of(number: str) -> Work:
    """How a desk works in the ledger of this number. Raises :class:`Refused` for a ledger in
    which it does not."""
    ledger = numbered(number)
    work = _BY_NAME.get(ledger.name)
    if work is None:
        raise Refused(f"本机程序还不能办理编号 {number}", hint="请升级程序")
    return work


def is_worked(number: str) -> bool:
    """Whether a desk works in the ledger of this number."""
    return numbered(number).name in _BY_NAME


class LineDone(msgspec.Struct, frozen=True):
    """What an action left behind: the line now, and what pages must know."""

    state: AnyState
    changes: Changes
    #: numbers of the documents that were made out
    papers: tuple[str, ...] = ()


def issue_paper(desk: Desk, number: str, kind: str) -> LineDone:
    """Make out one more document of a line (a new number, not a reprint)."""
    work = work_of(number)
    with desk.store.write() as tx:
        subject = work.ledger.subject(number)
        state = work.issue(desk, tx, subject, work.held(tx, number), kind)
    return LineDone(state, work.changes(number, papers=True), (state.papers[-1].number,))


def reprint(desk: Desk, number: str, paper: str, reason: str = "") -> LineDone:
    """Record that a document of a line is printed once more (补打)."""
    work = work_of(number)
    with desk.store.write() as tx:
        state = work.record(desk, tx, work.held(tx, number), PaperReprinted(paper, reason))
    return LineDone(state, work.changes(number, papers=True))


def note_look(desk: Desk, number: str, field: str, purpose: str = "") -> Changes:
    """Record that what is kept back is shown to this person now."""
    work = work_of(number)
    with desk.store.write() as tx:
        work.record(desk, tx, work.held(tx, number), Revealed(field, purpose))
    return work.changes(number)
