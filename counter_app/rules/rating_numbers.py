"""Numbers of ratings (评价编号): one for each case and stage, whoever is told of it first.

The rating of a case is called after it: letter P, the case's number, and a letter for the
stage. So a second rating of the same stage, given on another device or channel, has the same
number and meets the first. What was sent in from elsewhere (扫码评 of a window) is called after
what it says, so that the same row never makes two; what is rated at a window that knows no case
takes a running number like any line of a ledger.
"""

from __future__ import annotations

import hashlib
import re

from counter_app.models.rating import RatingStage
from counter_app.rules.check_digits import passes_mod_11_2

LETTER = "P"
_SENT = "W"
#: Digits of a number that is made of what was said: few enough to be read aloud.
_DIGITS = 18
STAGE_LETTERS = {RatingStage.ACCEPTED: "A", RatingStage.FINISHED: "F"}
_STAGES = {letter: stage for stage, letter in STAGE_LETTERS.items()}
_OF_SENT = re.compile(f"{LETTER}{_SENT}[0-9]{{{_DIGITS}}}")
_OF_CASE = re.compile(r"P([0-9]{18,20}[0-9X])([AF])")


def of_case(case_number: str, stage: RatingStage) -> str:
    """The number of the rating of this case at this stage, on every device the same."""
    return f"{LETTER}{case_number}{STAGE_LETTERS[stage]}"


def case_of(number: str) -> tuple[str, str]:
    """(case number, stage) that a rating is called after; ("", "") when it is of a window."""
    found = _OF_CASE.fullmatch(number)
    if found is None:
        return "", ""
    return found[1], _STAGES[found[2]].value


def named(number: str) -> bool:
    """Whether this is a number called after a case or made of what was said."""
    of = _OF_CASE.fullmatch(number)
    return passes_mod_11_2(of[1]) if of is not None else _OF_SENT.fullmatch(number) is not None


def renamed(number: str, case_before: str, case_after: str) -> str:
    """The number of the same rating once its case is called otherwise."""
    of, stage = case_of(number)
    return of_case(case_after, RatingStage(stage)) if of == case_before else number


def sent_in(fingerprint: bytes) -> str:
    """The number of a rating that is known by its content only: the same wherever it arrives."""
    value = int.from_bytes(hashlib.sha256(b"rating\0" + fingerprint).digest()[:16], "big")
    return f"{LETTER}{_SENT}{value % 10**_DIGITS:0{_DIGITS}d}"
