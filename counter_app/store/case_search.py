"""The words by which a case is found: every character, every number, the ends of numbers.

Chinese has no spaces and clerks type two characters at most, so each character is a token and
a query is a phrase of them. Numbers are found by their beginning and by their last digits.

What is indexed (``tokens``) and what was typed (``phrases``) meet in two places: in the FTS5
index (``expression``), and in memory for cases too new to be indexed (``fits``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from counter_app.models.case import CaseState

#: Between fields: a token of its own, so that no phrase runs over from one into the next.
_WALL = "¦"
#: The same behind the applicant's own number: tells it from an agent's.
_OWN_WALL = "‖"
#: Begins a mark: a token that nobody can type, for whatever is typed is split behind it.
_MARK = "§"
_WALLS = frozenset({'"', _WALL, _OWN_WALL})
_RUN = re.compile(r"[0-9A-Za-z]+|[^\s0-9A-Za-z]")
#: What FTS5's ``ascii`` tokenizer takes for a token.
_TOKEN = re.compile(r"[0-9a-z\u0080-\U0010ffff]+")


class Phrase(msgspec.Struct, frozen=True):
    """Tokens that stand together; ``open_end``: the last one may go on."""

    words: str
    open_end: bool


def tokens(state: CaseState) -> str:
    """What goes into the index for one case."""
    words: list[str] = []
    parties = [state.applicant] + ([state.agent.party] if state.agent else [])
    for index, party in enumerate(parties):
        words += _split(party.name)
        words.append(_WALL)
        words += _number(party.id_number, _WALL if index else _OWN_WALL)
        words += _number(party.phone)
    words += _split(state.item.name)
    words.append(_WALL)
    words += _number(state.number)
    words.append(state.number[6:])
    for number in state.links.values():
        words += _number(number)
    return " ".join(words).lower()


def words_of(texts: Iterable[str], numbers: Iterable[str], marks: Iterable[str] = ()) -> str:
    """What goes into an index for a line of another ledger. ``marks``: lists that it stands in,
    by a name of small letters."""
    words: list[str] = []
    for text in texts:
        words += _split(text)
        words.append(_WALL)
    for number in numbers:
        words += _number(number)
    words += [_MARK + mark for mark in marks]
    return " ".join(words).lower()


def of_mark(mark: str) -> Phrase:
    """Finds the lines that stand in this list."""
    return Phrase(_MARK + mark, open_end=False)


def phrases(query: str) -> tuple[Phrase, ...]:
    """What was typed; empty when there is nothing to look for.

    A single digit or letter says nothing yet and is left out.
    """
    found: list[Phrase] = []
    for chunk in query.lower().replace("-", "").split():
        pieces = _split(chunk)
        words = " ".join(_TOKEN.findall(" ".join(pieces)))
        if not words or (len(words) == 1 and words.isascii()):
            continue
        last = words.rsplit(" ", 1)[-1]
        found.append(Phrase(words, last.isascii() and len(last) > 1))
    return tuple(found)


def of_applicant(id_number: str) -> Phrase:
    """Finds the cases whose applicant has exactly this number."""
    words = " ".join(_number(id_number, _OWN_WALL)).lower()
    return Phrase(" ".join(_TOKEN.findall(words)), open_end=False)


def expression(asked: tuple[Phrase, ...]) -> str:
    """The same as an FTS5 expression."""
    return " AND ".join(f'"{each.words}"' + "*" * each.open_end for each in asked)


def fits(words: str, asked: tuple[Phrase, ...]) -> bool:
    """Whether a case with these ``tokens`` is meant: what the index would say."""
    text = f" {' '.join(_TOKEN.findall(words))} "
    return all(f" {each.words}{'' if each.open_end else ' '}" in text for each in asked)


def _split(text: str) -> list[str]:
    return [run for run in _RUN.findall(text) if run not in _WALLS]


def _number(text: str, wall: str = _WALL) -> list[str]:
    if not text:
        return []
    return [text, text[-6:], text[-4:], wall]
