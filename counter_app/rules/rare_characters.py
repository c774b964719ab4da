"""Finding a character that no input method offers (生僻字): by parts, reading or code.

``王君`` finds 珺, ``jun`` too, ``王jun`` both at once; ``U+73FA``, ``73FA`` and the GB 18030
bytes ``AC42`` name it. Parts are known for the characters of the shipped table only, which
holds few beyond the basic plane; those are found by reading or code.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

#: Characters found at most.
MOST = 60
_CODE = re.compile(r"(?:u\+?|\\u|0x)?([0-9a-f]{4,6})", re.IGNORECASE)
_BYTES = re.compile(r"[0-9a-f]{4}(?:[0-9a-f]{4})?", re.IGNORECASE)
_SOUND = re.compile(r"[a-zü]+")


class Found(msgspec.Struct, frozen=True):
    """One character. ``readings`` in pinyin with tones; ``parts``: ways to take it apart."""

    character: str
    readings: str
    parts: tuple[str, ...]

    @property
    def code(self) -> str:
        """``U+73FA``."""
        return f"U+{ord(self.character):04X}"


class RareCharacters:
    """``parts``: lines ``字<tab>王君 玉君``. ``general``: characters in general use, by which
    the list is ordered: of those, the ones that older systems lack (names) come first.
    ``readings``: code point -> pinyin, several parted by commas.
    """

    def __init__(self, parts: Iterable[str], general: str, readings: Mapping[int, str]) -> None:
        self._parts: dict[str, tuple[str, ...]] = {}
        self._holding: dict[str, set[str]] = {}
        for line in parts:
            character, _, splits = line.rstrip("\n").partition("\t")
            self._parts[character] = tuple(splits.split())
            for part in set(splits) - {" "}:
                self._holding.setdefault(part, set()).add(character)
        self._general = frozenset(general)
        self._readings = readings
        self._by_sound: dict[str, list[str]] = {}
        for code, told in readings.items():
            for sound in {plain(each) for each in told.split(",")}:
                self._by_sound.setdefault(sound, []).append(chr(code))

    def search(self, text: str) -> list[Found]:
        """The likeliest first; nothing for nothing."""
        asked = unicodedata.normalize("NFKC", text).strip().lower().replace(" ", "")
        if not asked:
            return []
        coded = list(dict.fromkeys(_coded(asked)))
        if coded:
            return [self._found(each) for each in coded]
        sounds = _SOUND.findall(asked)
        parts = Counter(each for each in asked if not each.isascii())
        found: set[str] | None = None
        for sound in sounds:
            heard = self._sounding(sound)
            found = heard if found is None else found & heard
        if parts:
            built = self._built_of(parts)
            found = built if found is None else found & built
        ranked = sorted(found or (), key=self._rank)
        return [self._found(each) for each in ranked[:MOST]]

    def _sounding(self, sound: str) -> set[str]:
        """Whole syllables; while one is typed, whatever begins so."""
        wanted = sound.replace("v", "ü")
        if wanted in self._by_sound:
            return set(self._by_sound[wanted])
        begun = (chars for each, chars in self._by_sound.items() if each.startswith(wanted))
        return {character for chars in begun for character in chars}

    def _built_of(self, parts: Counter[str]) -> set[str]:
        """Characters of which one way to take them apart holds all these parts; a part may
        itself be taken apart once more."""
        holding = [self._deep(part) for part in parts]
        candidates = set.intersection(*holding) if holding else set()
        return {each for each in candidates if self._holds(each, parts)}

    def _deep(self, part: str) -> set[str]:
        direct = self._holding.get(part, set())
        return direct | {outer for inner in direct for outer in self._holding.get(inner, ())}

    def _holds(self, character: str, parts: Counter[str]) -> bool:
        for split in self._parts.get(character, ()):
            flat = Counter(split)
            if not parts - flat:
                return True
            for inner in split:
                for deeper in self._parts.get(inner, ()):
                    opened = flat - Counter(inner) + Counter(deeper)
                    if not parts - opened:
                        return True
        return False

    def _rank(self, character: str) -> tuple[int, int, int]:
        """Names first: in general use, but not in the set of 1980 that everybody can type."""
        general = character in self._general
        common = _in_gb2312(character)
        group = 0 if general and not common else (1 if common else 2)
        return group, ord(character) > 0xFFFF, ord(character)

    def _found(self, character: str) -> Found:
        told = self._readings.get(ord(character), "").replace(",", " ")
        return Found(character, told, self._parts.get(character, ()))


def plain(reading: str) -> str:
    """A reading without its tone: ``lǜ`` is ``lü``."""
    letters = unicodedata.normalize("NFD", reading.strip().lower())
    bare = "".join(each for each in letters if not unicodedata.combining(each) or each == "\u0308")
    return unicodedata.normalize("NFC", bare)


def _coded(asked: str) -> Iterator[str]:
    """The characters that a code names, as code point and as GB 18030 bytes."""
    match = _CODE.fullmatch(asked)
    if match is not None:
        code = int(match[1], 16)
        if code < 0x110000 and _is_han(chr(code)):
            yield chr(code)
    if _BYTES.fullmatch(asked):
        try:
            read = bytes.fromhex(asked).decode("gb18030")
        except UnicodeDecodeError:
            return
        if len(read) == 1 and _is_han(read):
            yield read


def _is_han(character: str) -> bool:
    code = ord(character)
    return 0x2E80 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
