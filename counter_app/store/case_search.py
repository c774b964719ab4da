"""The words by which a case is found: every character, every number, the ends of numbers.

Chinese has no spaces and clerks type two characters at most, so each character is a token and
a query is a phrase of them. Numbers are found by their beginning and by their last digits.
"""

from __future__ import annotations

import re

from counter_app.models.case import CaseState

#: Between fields: a token of its own, so that no phrase runs over from one into the next.
_WALL = "¦"
_RUN = re.compile(r"[0-9A-Za-z]+|[^\s0-9A-Za-z]")


def tokens(state: CaseState) -> str:
    """What goes into the index for one case."""
    words: list[str] = []
    parties = [state.applicant] + ([state.agent.party] if state.agent else [])
    for party in parties:
        words += _split(party.name)
        words.append(_WALL)
        for number in (party.id_number, party.phone):
            words += _number(number)
    words += _split(state.item.name)
    words.append(_WALL)
    words += _number(state.number)
    words.append(state.number[6:])
    for number in state.links.values():
        words += _number(number)
    return " ".join(words).lower()


def match(query: str) -> str | None:
    """The FTS5 expression for what was typed, or None when there is nothing to look for."""
    parts: list[str] = []
    for chunk in query.lower().replace("-", "").split():
        pieces = _split(chunk)
        if not pieces:
            continue
        phrase = " ".join(piece.replace('"', "") for piece in pieces)
        open_end = pieces[-1].isascii()
        parts.append(f'"{phrase}"' + ("*" if open_end else ""))
    return " AND ".join(parts) or None


def _split(text: str) -> list[str]:
    return [run for run in _RUN.findall(text) if run not in ('"', _WALL)]


def _number(text: str) -> list[str]:
    if not text:
        return []
    return [text, text[-6:], text[-4:], _WALL]
