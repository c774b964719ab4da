"""The ledgers of the journal (台账): which rules fold a subject, told by how its name begins.

A ledger is added here and in ``models/acts``; everything that folds, digests, stores, repairs
or sends subjects asks this registry. A program that does not know a ledger keeps its entries
and passes them on: their acts are unknown to it, so they fold to nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.acts.case import Received
from counter_app.models.case import CaseState
from counter_app.models.help import HelpState
from counter_app.models.ledger import AnyState, Summary
from counter_app.models.policy import PolicyState
from counter_app.models.rating_state import RatingState
from counter_app.models.stamp import Stamp
from counter_app.models.trouble import TroubleState
from counter_app.rules import (
    case_evolve,
    help_evolve,
    numbers,
    policy_evolve,
    rating_evolve,
    rating_numbers,
    trouble_evolve,
)
from counter_app.rules.help_summary import summary as help_summary
from counter_app.rules.help_transitions import OPENING as HELP_OPENING
from counter_app.rules.policy_summary import summary as policy_summary
from counter_app.rules.policy_transitions import OPENING as POLICY_OPENING
from counter_app.rules.rating_summary import summary as rating_summary
from counter_app.rules.rating_transitions import OPENING as RATING_OPENING
from counter_app.rules.trouble_summary import summary as trouble_summary
from counter_app.rules.trouble_transitions import OPENING as TROUBLE_OPENING


class Ledger(NamedTuple):
    """One ledger. Subjects are called ``name:number``; a number begins with ``letter``, so that
    no two ledgers ever have the same one.

    ``opening``: kinds of acts that open a subject: cause of everything else, so they stand
    first whatever a clock says. ``summary``: for the generic table of lists; None = the ledger
    has a table of its own.
    """

    name: str
    letter: str
    opening: frozenset[str]
    evolve: Callable[[AnyState, Act | UnknownAct, Stamp], AnyState]
    decode: Callable[[bytes], AnyState]
    summary: Callable[[AnyState], Summary] | None
    #: a number that is made of a case's: (number, case before, case after) -> number after the
    #: case came to be called otherwise; None = every number is made by the device that opens
    renamed: Callable[[str, str, str], str] | None = None
    #: whether this is a number that the ledger gives beside its running ones
    named: Callable[[str], bool] | None = None

    def subject(self, number: str) -> str:
        return f"{self.name}:{number}"


def read_number(text: str, county_code: str) -> str | None:
    """The number of a case or of any other ledger in what was typed, scanned or dictated; None
    when it is none."""
    parsed = numbers.parse_case_number(text, county_code)
    for each in LEDGERS:
        parsed = parsed or numbers.parse_ledger_number(text, each.letter, county_code)
    if parsed is not None:
        return parsed.text
    bare = numbers.bare(text)
    return bare if any(each.named(bare) for each in LEDGERS if each.named) else None


def numbered(number: str) -> Ledger:
    """The ledger that gives numbers like this one."""
    return next((each for each in LEDGERS if each.letter and number[:1] == each.letter), CASE)


def number_of(subject: str) -> str:
    """The number in a subject's name."""
    return subject.partition(":")[2]


CASE = Ledger(
    "case",
    "",
    frozenset({Received.KIND}),
    case_evolve.evolve,
    msgspec.msgpack.Decoder(CaseState).decode,
    None,
)
HELP = Ledger(
    "help",
    "B",
    frozenset(act.KIND for act in HELP_OPENING),
    help_evolve.evolve,
    msgspec.msgpack.Decoder(HelpState).decode,
    help_summary,
)
RATING = Ledger(
    "rating",
    rating_numbers.LETTER,
    frozenset(act.KIND for act in RATING_OPENING),
    rating_evolve.evolve,
    msgspec.msgpack.Decoder(RatingState).decode,
    rating_summary,
    rating_numbers.renamed,
    rating_numbers.named,
)
POLICY = Ledger(
    "policy",
    "Z",
    frozenset(act.KIND for act in POLICY_OPENING),
    policy_evolve.evolve,
    msgspec.msgpack.Decoder(PolicyState).decode,
    policy_summary,
)
TROUBLE = Ledger(
    "trouble",
    "N",
    frozenset(act.KIND for act in TROUBLE_OPENING),
    trouble_evolve.evolve,
    msgspec.msgpack.Decoder(TroubleState).decode,
    trouble_summary,
)

LEDGERS = (CASE, HELP, RATING, POLICY, TROUBLE)
_OTHERS = {each.name: each for each in LEDGERS[1:]}


def ledger_of(subject: str) -> Ledger:
    """The ledger of a subject; a name that no ledger has is folded like a case: to nothing."""
    return _OTHERS.get(subject.partition(":")[0], CASE)
