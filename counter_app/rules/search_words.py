"""How people say it and how the catalogue writes it: folding, stop words, everyday words.

The table of everyday words is reference data of a county (its dialect is its own) and is
passed in by the caller; without it the search works on the words of the catalogue alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

#: One to ninety-nine as people write ages and amounts (八十, 二十五).
_TENS = re.compile("([一二三四五六七八九]?)十([一二三四五六七八九]?)")
_TOKEN = re.compile(r"\w+")
_RUNS = re.compile(r"[a-z0-9]+|[^a-z0-9]+")
#: Stands where a stop word was, so that its neighbours do not become neighbours of each other.
GAP = "\x1e"


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, small, letters and digits only, 八十 as 80."""
    return "".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The folded words of a query, parted at blanks and punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("_", " ")
    return _TOKEN.findall(_TENS.sub(_arabic, plain))


def script_runs(token: str) -> list[str]:
    """A folded word parted where letters or digits meet Han: ``办sfz`` is ``办``, ``sfz``."""
    return _RUNS.findall(token)


def pairs(text: str) -> set[str]:
    """All pieces of two characters; none of a shorter text."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def grams(text: str) -> set[str]:
    """All pieces of one and of two characters, none across a :data:`GAP`."""
    return {gram for gram in pairs(text) | set(text) if GAP not in gram}


def substrings(text: str, shortest: int = 2, longest: int = 10) -> Iterator[str]:
    """All pieces between these lengths, from the left."""
    for start in range(len(text)):
        for end in range(start + shortest, min(len(text), start + longest) + 1):
            yield text[start:end]


def _arabic(found: re.Match[str]) -> str:
    tens, ones = found.groups()
    value = (unicodedata.numeric(tens) if tens else 1) * 10
    return str(int(value + (unicodedata.numeric(ones) if ones else 0)))


class SearchWords:
    """Stop words, and what everyday words mean in the words of the catalogue."""

    def __init__(self, stop: Iterable[str] = (), means: dict[str, tuple[str, ...]] | None = None):
        self._means = {fold(said): tuple(map(fold, meant)) for said, meant in (means or {}).items()}
        self._longest = max(map(len, self._means), default=0)
        words = sorted({fold(word) for word in stop} - {""}, key=lambda word: (-len(word), word))
        self._stop = re.compile("|".join(map(re.escape, words)) or "(?!)")

    def without_stops(self, folded: str) -> str:
        """The folded query with :data:`GAP` in place of every stop word."""
        return self._stop.sub(GAP, folded)

    def meanings(self, folded: str) -> dict[str, None]:
        """Catalogue words for the everyday words of a folded query, longest first, in order."""
        found: dict[str, None] = {}
        for start in range(len(folded)):
            for length in range(min(self._longest, len(folded) - start), 0, -1):
                meant = self._means.get(folded[start : start + length])
                if meant is not None:
                    found.update(dict.fromkeys(meant))
                    break
        return found


def words_from_rows(rows: Iterable[tuple[str, str]]) -> SearchWords:
    """The table (said, means): words of one side parted by ``/``; no meaning is a stop word."""
    stop: set[str] = set()
    means: dict[str, tuple[str, ...]] = {}
    for said, meant in rows:
        meanings = tuple(filter(None, meant.split("/")))
        for word in filter(None, said.split("/")):
            if meanings:
                means[word] = tuple(dict.fromkeys(means.get(word, ()) + meanings))
            else:
                stop.add(word)
    return SearchWords(stop, means)
