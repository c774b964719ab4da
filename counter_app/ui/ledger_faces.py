"""How each ledger beside the cases is met on screen: its words, and the pages that show it.

A ledger that is added here is found by Ctrl+K, opened by the barcode on its papers and by its
number in any search line, and stands on the workbench on the day it is due.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, NamedTuple

from counter_app.models.help import HelpStatus
from counter_app.models.ledger import AnyState
from counter_app.models.policy import PolicyStatus
from counter_app.models.rating_state import RatingStatus
from counter_app.models.trouble import TroubleStatus
from counter_app.protocol.ledgers import (
    HELP,
    POLICY,
    RATING,
    TROUBLE,
    Ledger,
    ledger_of,
    numbered,
    read_number,
)
from counter_app.rules import help_deadlines, policy_deadlines, trouble_deadlines
from counter_app.rules.reminders import Reminder
from counter_app.ui import help_words, policy_words, rating_words, trouble_words
from counter_app.ui.context import Counter


class Face(NamedTuple):
    """One ledger on screen (台账).

    ``line``: id of the page of one line, opened with its ``number``. ``status`` and ``tone``:
    word and colour token of a stored status, also of one that a newer program wrote.
    ``awaited``: what is expected next, None when nothing is.
    """

    ledger: Ledger
    title: str
    icon: str
    line: str
    status: Callable[[str], str]
    tone: Callable[[str], str]
    awaited: Callable[[AnyState], Reminder | None]


def _face(
    ledger: Ledger,
    words: tuple[str, str, str],
    statuses: type[Enum],
    tones: Mapping[Any, str],
    awaited: Callable[[AnyState], Reminder | None],
) -> Face:
    """``words``: title, icon and page of a line; ``statuses``: those of this program."""
    known = {each.value: each for each in statuses}

    def status(value: str) -> str:
        return str(getattr(known.get(value), "label", value))

    def tone(value: str) -> str:
        return tones[known[value]] if value in known else "neutral"

    return Face(ledger, *words, status, tone, awaited)


def _first(reminders: Callable[[Any], list[Reminder]]) -> Callable[[AnyState], Reminder | None]:
    """The nearest of all that a line waits for."""

    def awaited(state: AnyState) -> Reminder | None:
        return next(iter(reminders(state)), None)

    return awaited


FACES: tuple[Face, ...] = (
    _face(
        HELP, ("帮代办", "assist", "help_line"),
        HelpStatus, help_words.STATUS_TONES, _first(help_deadlines.reminders),
    ),
    _face(
        RATING, ("评价", "star", "rating_line"),
        RatingStatus, rating_words.STATUS_TONES, rating_words.reminder,
    ),
    _face(
        TROUBLE, ("办不成事", "trouble", "trouble_line"),
        TroubleStatus, trouble_words.STATUS_TONES, _first(trouble_deadlines.reminders),
    ),
    _face(
        POLICY, ("惠企咨询", "organisation", "policy_line"),
        PolicyStatus, policy_words.STATUS_TONES, policy_deadlines.reminder,
    ),
)  # fmt: skip


def face_of(named: str) -> Face | None:
    """The face of the ledger of this subject (``help:B42…``) or number (``B42…``)."""
    ledger = ledger_of(named) if ":" in named else numbered(named)
    return next((each for each in FACES if each.ledger is ledger), None)


def open_number(counter: Counter, text: str) -> bool:
    """Open the page of the line whose number was typed or scanned; False when it is none of
    another ledger's, or its page is not for this person."""
    number = read_number(text, counter.store.identity.county_code)
    face = face_of(number) if number is not None else None
    if face is None or not counter.knows(face.line):
        return False
    counter.go(face.line, number=number)
    return True
