"""How each ledger beside the cases is met on screen: its words, and the pages that show it.

A ledger that is added here is found by Ctrl+K, opened by the barcode on its papers and by its
number in any search line, and stands on the workbench on the day it is due.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from counter_app.models.help import HelpStatus
from counter_app.models.ledger import AnyState
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


def _help_status(status: str) -> str:
    known = status in list(HelpStatus)
    return HelpStatus(status).label if known else status


def _help_tone(status: str) -> str:
    return help_words.STATUS_TONES[HelpStatus(status)] if status in list(HelpStatus) else "neutral"


def _help_awaited(state: AnyState) -> Reminder | None:
    return next(iter(help_deadlines.reminders(state)), None)


def _trouble_status(status: str) -> str:
    known = status in list(TroubleStatus)
    return TroubleStatus(status).label if known else status


def _trouble_tone(status: str) -> str:
    known = status in list(TroubleStatus)
    return trouble_words.STATUS_TONES[TroubleStatus(status)] if known else "neutral"


def _trouble_awaited(state: AnyState) -> Reminder | None:
    return next(iter(trouble_deadlines.reminders(state)), None)


def _rating_status(status: str) -> str:
    known = status in list(RatingStatus)
    return RatingStatus(status).label if known else status


def _rating_tone(status: str) -> str:
    known = status in list(RatingStatus)
    return rating_words.STATUS_TONES[RatingStatus(status)] if known else "neutral"


FACES: tuple[Face, ...] = (
    Face(HELP, "帮代办", "assist", "help_line", _help_status, _help_tone, _help_awaited),
    Face(
        RATING,
        "评价",
        "star",
        "rating_line",
        _rating_status,
        _rating_tone,
        rating_words.reminder,
    ),
    Face(
        TROUBLE,
        "办不成事",
        "trouble",
        "trouble_line",
        _trouble_status,
        _trouble_tone,
        _trouble_awaited,
    ),
    Face(
        POLICY,
        "惠企咨询",
        "organisation",
        "policy_line",
        policy_words.status_word,
        policy_words.status_tone,
        policy_deadlines.reminder,
    ),
)


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
