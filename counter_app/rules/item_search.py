"""Type-ahead over the item catalogue: by name, everyday word, pinyin initials or code.

What the words of a query say exactly comes first, in tiers: code, whole name or keyword, start
of a name, inside a name, inside a keyword, initials. Where that finds little, items are
ranked by the pieces of two characters they share with the query and with what its everyday
words mean, so that a whole sentence of a citizen finds its item.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from itertools import accumulate, islice

import msgspec

from counter_app.rules.search_bits import Postings, Tally, bits_of, members
from counter_app.rules.search_words import (
    SearchWords,
    fold,
    grams,
    pairs,
    script_runs,
    substrings,
    tokens,
)


class Why(StrEnum):
    """What of an item matched the query."""

    CODE = "code"
    NAME = "name"
    KEYWORD = "keyword"
    INITIALS = "initials"
    WORDS = "words"
    SIMILAR = "similar"

    @property
    def label(self) -> str:
        return _WHY_LABELS[self]


_WHY_LABELS = {
    Why.CODE: "编码",
    Why.NAME: "名称",
    Why.KEYWORD: "常用说法",
    Why.INITIALS: "拼音首字母",
    Why.WORDS: "多个词",
    Why.SIMILAR: "意思相近",
}


class SearchDoc(msgspec.Struct, frozen=True):
    """What is known of one item for finding it. A higher ``weight`` comes first among equals."""

    code: str
    name: str
    initials: tuple[str, ...]
    keywords: tuple[str, ...]
    level: str
    department: str
    weight: int = 0


class Hit(msgspec.Struct, frozen=True):
    """One item found. ``score`` falls along the list; tiers are 100 to 60, similarity below 50."""

    code: str
    name: str
    score: float
    why: Why


#: Tiers of what was found literally.
_EXACT, _STARTS, _CONTAINS, _SAID, _TOGETHER = 100.0, 90.0, 80.0, 70.0, 60.0
_MOST_SIMILAR = 50.0

_LONGEST_QUERY = 60
#: With so many literal hits nothing merely similar is wanted.
_ENOUGH = 5
#: An item of one name is looked for at so many levels.
_SAME_NAME = 3
#: Candidates looked at one by one; they come best first, so more would not be shown.
_MOST_LOOKED_AT = 6_000
#: A similar item must have this share of the best one's score.
_LEAST_SHARE = 0.3

# Weights of the similarity, found on everyday sentences: a single character tells less than
# two together, what a word means less than what was said; a whole keyword adds to its pieces.
_SINGLE, _MEANT, _WHOLE_WORD = 0.4, 0.35, 1.0
#: Sums are kept in whole numbers; this many steps make one natural unit.
_STEPS = 16

_START, _PART = "\x02", "\x1f"


class ItemIndex:
    """An index that is built once per edition of the catalogue and then only read."""

    def __init__(self, docs: Sequence[SearchDoc], words: SearchWords | None = None) -> None:
        # Document numbers follow rank, so the lowest bits of any set are its best documents.
        self._docs = sorted(docs, key=lambda doc: (-doc.weight, len(doc.name), doc.code))
        self._query_words = words or SearchWords()
        count = len(self._docs)
        self._names = [fold(doc.name) for doc in self._docs]
        self._sayings = [tuple(filter(None, map(fold, doc.keywords))) for doc in self._docs]
        self._letters = [
            "".join(_PART + spelling.casefold() for spelling in doc.initials) for doc in self._docs
        ]
        self._text = Postings(map(_text_grams, self._names, self._sayings))
        self._spelled = Postings(map(pairs, self._letters))
        self._whole = Postings(
            {name, *sayings} for name, sayings in zip(self._names, self._sayings, strict=True)
        )
        codes = [doc.code.casefold() for doc in self._docs]
        self._codes = "\n" + "\n".join(codes)
        self._code_starts = list(accumulate((len(code) + 1 for code in codes), initial=0))[:count]
        self._levels = self._sets_by([doc.level for doc in self._docs])
        self._departments = self._sets_by([fold(doc.department) for doc in self._docs])

    def __len__(self) -> int:
        return len(self._docs)

    def search(
        self, text: str, limit: int = 20, level: str | Collection[str] | None = None
    ) -> list[Hit]:
        """The best items for what was typed so far, best first; nothing for an empty query.

        ``level`` keeps only items of that level (or of one of these levels). Of items with one
        name (an item is often offered at several levels) the best stands in its place and the
        others follow at the end.
        """
        words = tokens(text[:_LONGEST_QUERY])
        allowed = self._allowed(level)
        if not words or not allowed or limit < 1:
            return []
        found = self._found(words, limit * _SAME_NAME, allowed)
        hits = [
            Hit(self._docs[document].code, self._docs[document].name, score, why)
            for document, (score, why) in sorted(found.items(), key=lambda one: -one[1][0])
        ]
        first: dict[str, Hit] = {}
        again = [hit for hit in hits if first.setdefault(hit.name, hit) is not hit]
        return [*first.values(), *again][:limit]

    def _found(self, words: list[str], limit: int, allowed: int) -> dict[int, tuple[float, Why]]:
        found: dict[int, tuple[float, Why]] = {}
        query = "".join(words)
        self._literal(query, limit, allowed, found)
        if len(words) == 1:
            words = script_runs(query)
        if len(found) < limit and len(words) > 1:
            for document in islice(self._together(words, allowed), limit):
                found.setdefault(document, (_TOGETHER, Why.WORDS))
        names = {self._names[document] for document in found}
        if len(names) < _ENOUGH and len(query) > 1 and not query.isascii():
            for score, document in self._similar(query, limit, allowed):
                found.setdefault(document, (score, Why.SIMILAR))
        return found

    def _literal(
        self, word: str, limit: int, allowed: int, found: dict[int, tuple[float, Why]]
    ) -> None:
        """Fill ``found`` with what holds ``word`` as it stands, tier by tier."""
        if word.isascii():
            for document in self._by_code(word, limit, allowed):
                found.setdefault(document, (_EXACT, Why.CODE))
        for document in islice(members(self._whole.bits(word) & allowed), limit):
            why = Why.NAME if self._names[document] == word else Why.KEYWORD
            found.setdefault(document, (_EXACT, why))
        holders = self._text.all_of(pairs(word) or (word,)) & allowed
        starts = holders & self._text.bits(_START + word[0])
        for document in self._looked_at(starts):
            if len(found) >= limit:
                return
            if self._names[document].startswith(word):
                found.setdefault(document, (_STARTS, Why.NAME))
        said: list[int] = []
        for document in self._looked_at(holders):
            if len(found) >= limit:
                return
            if word in self._names[document]:
                found.setdefault(document, (_CONTAINS, Why.NAME))
            elif any(word in saying for saying in self._sayings[document]):
                said.append(document)
        for document in said[:limit]:
            found.setdefault(document, (_SAID, Why.KEYWORD))
        if word.isascii():
            self._by_initials(word, limit, allowed, found)

    def _by_code(self, word: str, limit: int, allowed: int) -> Iterator[int]:
        """Items whose code starts with ``word``; from four characters on, or holds it."""
        for needle in ("\n" + word, word) if len(word) >= 4 else ("\n" + word,):
            place, given = self._codes.find(needle), 0
            for _ in range(_MOST_LOOKED_AT):
                if place < 0 or given >= limit:
                    break
                document = bisect_right(self._code_starts, place) - 1
                if allowed >> document & 1:
                    yield document
                    given += 1
                place = self._codes.find(needle, place + 1)

    def _by_initials(
        self, word: str, limit: int, allowed: int, found: dict[int, tuple[float, Why]]
    ) -> None:
        starting = _PART + word
        for needle, tier in ((starting, _STARTS), (word, _CONTAINS)):
            holders = self._spelled.all_of(pairs(needle) or (needle,)) & allowed
            for document in self._looked_at(holders):
                if len(found) >= limit:
                    return
                if needle in self._letters[document]:
                    found.setdefault(document, (tier, Why.INITIALS))

    def _together(self, words: list[str], allowed: int) -> Iterator[int]:
        """Items in which every word occurs somewhere."""
        for word in words:
            allowed &= self._may_hold(word)
        for document in self._looked_at(allowed):
            doc = self._docs[document]
            parts = (
                self._names[document],
                *self._sayings[document],
                self._letters[document],
                fold(doc.department),
                doc.code.casefold(),
            )
            whole = _PART.join(parts)
            if all(word in whole for word in words):
                yield document

    def _may_hold(self, word: str) -> int:
        """A set that is sure to hold every item in which ``word`` occurs, and few others."""
        pieces = pairs(word) or (word,)
        holders = self._text.all_of(pieces)
        for department, bits in self._departments.items():
            if word in department:
                holders |= bits
        if word.isascii():
            holders |= self._spelled.all_of(pieces)
            every = (1 << len(self._docs)) - 1
            holders |= bits_of(self._by_code(word, _MOST_LOOKED_AT, every), len(self._docs))
        return holders

    def _similar(self, query: str, limit: int, allowed: int) -> list[tuple[float, int]]:
        """Items by shared pieces, as (score below 50, document)."""
        pieces: dict[str, float] = {}
        whole: dict[str, float] = {}
        said = self._query_words.without_stops(query)
        _note(pieces, grams(said), 1.0)
        _note(whole, (part for part in substrings(query) if part in self._whole), _WHOLE_WORD)
        for meant in self._query_words.meanings(query):
            _note(pieces, grams(meant), _MEANT)
            parts = (part for part in substrings(meant) if part in self._whole)
            _note(whole, parts, _WHOLE_WORD * _MEANT)
        tally = Tally()
        for gram, weight in pieces.items():
            amount = weight * self._text.rarity(gram) * (1 if len(gram) > 1 else _SINGLE)
            tally.add(self._text.bits(gram), round(amount * _STEPS))
        for word, weight in whole.items():
            amount = weight * self._whole.rarity(word) * min(len(word), 4) / 3
            tally.add(self._whole.bits(word), round(amount * _STEPS))
        best = tally.best(limit, allowed)
        return [
            (round(_MOST_SIMILAR * total / (best[0][0] + 1), 2), document)
            for total, document in best
            if total >= best[0][0] * _LEAST_SHARE
        ]

    def _allowed(self, level: str | Collection[str] | None) -> int:
        if level is None:
            return (1 << len(self._docs)) - 1
        wanted = (level,) if isinstance(level, str) else level
        allowed = 0
        for name in wanted:
            allowed |= self._levels.get(name, 0)
        return allowed

    def _sets_by(self, keys: list[str]) -> dict[str, int]:
        groups: dict[str, list[int]] = {}
        for document, key in enumerate(keys):
            groups.setdefault(key, []).append(document)
        return {key: bits_of(found, len(keys)) for key, found in groups.items()}

    @staticmethod
    def _looked_at(bits: int) -> Iterator[int]:
        return islice(members(bits), _MOST_LOOKED_AT)


def _text_grams(name: str, sayings: tuple[str, ...]) -> set[str]:
    found = grams(name)
    found.add(_START + name[:1])
    for saying in sayings:
        found |= grams(saying)
    return found


def _note(weights: dict[str, float], keys: Collection[str] | Iterator[str], weight: float) -> None:
    for key in keys:
        if weights.get(key, 0.0) < weight:
            weights[key] = weight
