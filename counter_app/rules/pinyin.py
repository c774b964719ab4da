"""Pinyin of names and items, for finding them by their first letters.

A character with several readings gives several initials; a surname is read as surnames are
(曾 zeng, not ceng) by a table that the caller passes in. ``pypinyin`` is loaded on first use,
since it costs a start of the program 0.4 s.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

#: More spellings than these would not be typed by anybody.
MOST_VARIANTS = 8

_LONGEST_SURNAME = 4


def initials(
    text: str, surnames: Mapping[str, str] | None = None, *, limit: int = MOST_VARIANTS
) -> tuple[str, ...]:
    """All plausible strings of first letters, the likeliest first, at most ``limit``.

    ``surnames`` maps a surname or whole name to its reading (``"尉迟": "yu chi"``); pass it for
    people and places, not for items. Letters and digits stay (small), other signs and
    characters without a reading are skipped. Empty when nothing is left.
    """
    options = [
        tuple(dict.fromkeys(reading[0] for reading in readings))
        for readings in _readings(text, surnames)
    ]
    if not options:
        return ()
    return tuple(itertools.islice(_variants(options), limit))


def full(text: str, surnames: Mapping[str, str] | None = None, *, separator: str = "") -> str:
    """The likeliest reading in small letters without tones (``ü`` is ``v``): ``zhangsan``."""
    return separator.join(readings[0] for readings in _readings(text, surnames))


def _readings(text: str, surnames: Mapping[str, str] | None) -> list[tuple[str, ...]]:
    """For every character that has one: its readings, the likeliest in this place first."""
    forced = _forced(text, surnames or {})
    found: list[tuple[str, ...]] = []
    for place, (character, in_context) in enumerate(zip(text, _in_context(text), strict=True)):
        if character.isascii():
            if character.isalnum():
                found.append((character.lower(),))
            continue
        # Words around it say how an item is read; in a name they are there by chance.
        others = () if surnames is None else _all_readings(character)
        candidates = (forced.get(place, ""), *in_context, *others)
        readings = tuple(dict.fromkeys(reading for reading in candidates if reading))
        if readings:
            found.append(readings)
    return found


def _forced(text: str, surnames: Mapping[str, str]) -> dict[int, str]:
    """Readings given by the longest surname that the text begins with, by place."""
    for length in range(min(len(text), _LONGEST_SURNAME), 0, -1):
        reading = surnames.get(text[:length])
        if reading is not None:
            return dict(enumerate(reading.split()))
    return {}


def _variants(options: list[tuple[str, ...]]) -> Iterator[str]:
    """Spellings by how many characters are read in a less likely way."""
    likeliest = [letters[0] for letters in options]
    yield "".join(likeliest)
    doubtful = [place for place, letters in enumerate(options) if len(letters) > 1]
    seen = {"".join(likeliest)}
    for count in range(1, len(doubtful) + 1):
        for places in itertools.combinations(doubtful, count):
            for letters in itertools.product(*(options[place][1:] for place in places)):
                spelling = likeliest.copy()
                for place, letter in zip(places, letters, strict=True):
                    spelling[place] = letter
                variant = "".join(spelling)
                if variant not in seen:
                    seen.add(variant)
                    yield variant


def _in_context(text: str) -> list[tuple[str, ...]]:
    """The readings of each character that fit the words around it; empty where there is none."""
    import pypinyin

    readings = pypinyin.pinyin(
        text, style=pypinyin.Style.NORMAL, heteronym=True, errors=_without_reading
    )
    likeliest = pypinyin.pinyin(text, style=pypinyin.Style.NORMAL, errors=_without_reading)
    return [
        tuple(_plain(reading) for reading in (*first, *others))
        for first, others in zip(likeliest, readings, strict=True)
    ]


@lru_cache(maxsize=32_768)
def _all_readings(character: str) -> tuple[str, ...]:
    import pypinyin

    (readings,) = pypinyin.pinyin(
        character, style=pypinyin.Style.NORMAL, heteronym=True, errors=_without_reading
    )
    return tuple(_plain(reading) for reading in readings)


def _without_reading(run: str) -> Any:
    """An empty reading for each character (a run would otherwise come back as one piece)."""
    return [[""] for _ in run]


def _plain(reading: str) -> str:
    return reading if reading.isascii() and reading.isalpha() else ""
