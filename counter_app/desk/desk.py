"""The desk a person sits down at: profile, catalogue, person and printer's pen together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

import msgspec

from counter_app.desk.rating_links import rated_stage
from counter_app.errors import Refused
from counter_app.models.acts import Act
from counter_app.models.acts.case import Declined, PaperIssued
from counter_app.models.case import CaseState, IssuedPaper
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.models.signature import Strokes
from counter_app.models.stamp import Actor
from counter_app.protocol import clock, tokens
from counter_app.rules import numbers
from counter_app.rules.case_context import CaseContext, CaseRules, local_day
from counter_app.rules.case_decide import decide
from counter_app.rules.help_context import HelpContext, HelpRules
from counter_app.rules.policy_context import PolicyContext, PolicyRules
from counter_app.rules.rating_context import RatingContext, RatingRules
from counter_app.rules.step_limits import with_limits
from counter_app.settings import LOCAL_ZONE
from counter_app.store.catalogue import Catalogue
from counter_app.store.store import Store, Tx


class PaperRequest(msgspec.Struct, frozen=True):
    """Everything a document needs that is not in the case itself, or the line of another
    ledger. URLs are for its QR codes."""

    kind: str
    state: AnyState
    number: str
    issued_ms: int
    actor: Actor
    query_url: str
    guide_url: str
    #: the act behind a refusal: a state keeps neither its ground nor what went back
    declined: Declined | None = None
    #: given on a screen before the document was made out
    signature: Strokes = ()
    #: the act behind a document of another ledger, for what its state does not keep
    act: Act | None = None
    rating_url: str = ""


class MadePaper(msgspec.Struct, frozen=True):
    """A document made out: its title, size and frozen snapshot (compressed bytes)."""

    title: str
    size: str
    snapshot: bytes


#: No right clock shows an earlier year.
_MADE = 2026

#: How documents are made is none of the desk's business: the composition root hands it in.
PaperMaker = Callable[[PaperRequest], MadePaper]

#: Told of every document in the transaction that makes it out.
PaperWitness = Callable[[Tx, CaseState, IssuedPaper], None]

#: kind of paper -> the word in its number (文号)
PAPER_WORDS = {
    "receipt": "收件",
    "acceptance": "受理",
    "correction": "补正",
    "refusal": "不受",
    "return_slip": "回执",
    "delivery": "送达",
    "papers_moved": "移交",
    "help_registration": "帮办",
    "help_authorisation": "委托",
    "help_continuation": "续委",
    "help_handover": "交接",
    "help_closing": "帮结",
    "rectification": "评改",
    "policy_answer": "惠企",
    "trouble_registration": "反映",
    "trouble_dispatch": "反映转办",
    "trouble_answer": "反映答复",
    "trouble_outside": "反映告知",
}


class Done(msgspec.Struct, frozen=True):
    """What an action left behind: the case now, its new papers, and what pages must know."""

    state: CaseState
    papers: tuple[str, ...]
    changes: Changes


@dataclass
class Desk:
    """One signed-in person at one window. Its methods are blocking; call them on the writer."""

    store: Store
    actor: Actor
    catalogue: Callable[[], Catalogue]
    make_paper: PaperMaker
    rules: CaseRules = field(default_factory=CaseRules)
    help_rules: HelpRules = field(default_factory=HelpRules)
    policy_rules: PolicyRules = field(default_factory=PolicyRules)
    rating_rules: RatingRules = field(default_factory=RatingRules)
    #: whoever prints without being asked; None: nobody does
    paper_made: PaperWitness | None = None

    @property
    def today(self) -> date:
        return local_day(self.store.now_ms())

    @property
    def numbering_year(self) -> int:
        """The year in a number, always of this century.

        A clock that shows a year before this program was made has fallen back (a dead battery
        says 1970): then what is known to have happened tells the year.
        """
        year = self.today.year
        if year < _MADE:
            year = local_day(clock.milliseconds(self.store.head.clock)).year
        return min(max(year, 2000), 2099)

    @property
    def day_start_ms(self) -> int:
        """Midnight of today (China), in ms since the epoch."""
        midnight = datetime.combine(self.today, time(), LOCAL_ZONE)
        return int(midnight.timestamp() * 1000)

    def context(self) -> CaseContext:
        catalogue = self.catalogue()
        return CaseContext(
            self.store.now_ms(),
            self.actor,
            catalogue.calendar,
            self.rules,
            catalogue.authorisations,
            catalogue.staff_name,
            catalogue.priority_reasons,
        )

    def help_context(self) -> HelpContext:
        catalogue = self.catalogue()
        rules = with_limits(self.help_rules, "help", catalogue.step_days)
        return HelpContext(self.store.now_ms(), self.actor, catalogue.calendar, rules)

    def policy_context(self) -> PolicyContext:
        catalogue = self.catalogue()
        return PolicyContext(
            self.store.now_ms(),
            self.actor,
            catalogue.calendar,
            with_limits(self.policy_rules, "policy", catalogue.step_days),
            {code: row.answer_days for code, row in catalogue.policies.items() if row.answer_days},
        )

    def rating_context(self) -> RatingContext:
        catalogue = self.catalogue()
        rules = with_limits(self.rating_rules, "rating", catalogue.step_days)
        return RatingContext(self.store.now_ms(), self.actor, catalogue.calendar, rules)

    def decide_and_record(
        self, tx: Tx, subject: str, state: CaseState | None, command: object
    ) -> CaseState:
        """Ask the rules, then append what they made. Raises :class:`Refused`, ``BadInput``."""
        acts = decide(state, command, self.context())
        after: CaseState | None = tx.record_all(subject, acts, self.actor, state)
        if after is None:
            raise Refused("这一办件没有收件记录")
        return after

    def issue(
        self,
        tx: Tx,
        subject: str,
        state: CaseState,
        kind: str,
        declined: Declined | None = None,
        signature: Strokes = (),
    ) -> CaseState:
        """Make out a document in the same transaction as the act that owes it."""
        now = self.store.now_ms()
        identity = self.store.identity
        number = self.paper_number(tx, kind)
        made = self.make_paper(
            PaperRequest(
                kind=kind,
                state=state,
                number=number,
                issued_ms=now,
                actor=self.actor,
                query_url=self.query_url(state, now),
                guide_url=f"{identity.public_url}/g/{state.item.code}",
                declined=declined,
                signature=signature,
                rating_url=self.rating_url(state, now),
            )
        )
        act: Act = PaperIssued(kind, number, made.title, made.size, made.snapshot)
        after: CaseState | None = tx.record(subject, act, self.actor, state)
        assert after is not None
        if self.paper_made is not None:
            self.paper_made(tx, after, after.papers[-1])
        return after

    def paper_number(self, tx: Tx, kind: str) -> str:
        """The next number of this kind of document on this device (文号)."""
        year = self.numbering_year
        running = tx.allocate(f"paper:{kind}", year)
        word = PAPER_WORDS.get(kind, "文")
        return numbers.document_number(word, self.store.identity.serial, year, running)

    def query_url(self, state: CaseState, now_ms: int) -> str:
        """The progress page of a case, with a token signed by this device (design §7)."""
        return self._link("q", tokens.Purpose.PROGRESS, state, now_ms)

    def rating_url(self, state: CaseState, now_ms: int) -> str:
        """The page that rates the stage the case has come to; "" while there is none to rate."""
        purpose = rated_stage(state)
        return "" if purpose is None else self._link("r", purpose, state, now_ms)

    def _link(self, page: str, purpose: tokens.Purpose, state: CaseState, now_ms: int) -> str:
        identity = self.store.identity
        parsed = numbers.parse_case_number(state.number)
        if parsed is None:
            raise Refused(f"编号 {state.number} 不是有效的办件编号")
        token = tokens.Token(
            purpose, parsed.device_serial, parsed.year % 100, parsed.running, now_ms // 1000
        )
        return f"{identity.public_url}/{page}/{tokens.issue(identity.signing_key, token)}"
