"""What the citizen may see, as frozen values. Whoever makes one masks what must be masked."""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True):
    """A label and what was typed there, as it may be shown."""

    label: str
    value: str


class Line(msgspec.Struct, frozen=True):
    """A material (材料); ``hint``: how it was handed over, or what becomes of it."""

    name: str
    hint: str = ""


class Idle(msgspec.Struct, frozen=True):
    """Nobody is being served: where this is and whether the window is open. Nothing personal."""

    place: str = ""
    window: int = 0
    name: str = ""
    open: bool = False
    hours: str = ""
    phone: str = ""
    guide_url: str = ""


class Confirm(msgspec.Struct, frozen=True):
    """What was typed, to be looked over (请核对). ``until``: by when the rest is to be brought."""

    item: str
    facts: tuple[Fact, ...] = ()
    handed: tuple[Line, ...] = ()
    owed: tuple[Line, ...] = ()
    until: str = ""


class Missing(msgspec.Struct, frozen=True):
    """What must still be brought, and by when (补正告知)."""

    item: str
    owed: tuple[Line, ...]
    until: str = ""
    number: str = ""
    follow_url: str = ""


class Done(msgspec.Struct, frozen=True):
    """It is done: the number, what comes next. ``rating_url``: 扫码评, "" leaves its place out."""

    headline: str
    item: str = ""
    number: str = ""
    next_step: str = ""
    until: str = ""
    follow_url: str = ""
    rating_url: str = ""


class Sign(msgspec.Struct, frozen=True):
    """A signature is asked for: on ``what`` (收件凭证 …), by ``who`` (领取人 …)."""

    what: str
    who: str = ""


class Grade(msgspec.Struct, frozen=True):
    """One of the grades (评价等级) to choose from, the best first. ``reasons``: preset ones of this
    grade, each with its code; ``in_words``: codes of those that have to be told in words."""

    code: str
    word: str
    reasons: tuple[tuple[str, str], ...] = ()
    in_words: frozenset[str] = frozenset()


class Rate(msgspec.Struct, frozen=True):
    """The citizen may say how he was served (评价), and may as well not."""

    item: str
    number: str
    grades: tuple[Grade, ...]


class Wait(msgspec.Struct, frozen=True):
    """The clerk is busy with something that takes a while."""

    text: str = "请稍候"


CitizenView = Idle | Confirm | Missing | Done | Sign | Rate | Wait

#: These outlive the page that showed them: the citizen is still packing up.
LASTING = (Done, Missing, Rate)
