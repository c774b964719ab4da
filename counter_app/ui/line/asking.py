"""Deeds whose act is what was answered: the questions are declared once, asking and making follow.

A question's key is the name of the act's field, so a refusal that names the field is shown at
the question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counter_app.models.acts.base import Act
from counter_app.models.reference import FieldSpec
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat

#: What stands in a question at first: a value, or what the state and the seat make of it.
Start = str | Callable[[Any, Seat], str]


@dataclass(frozen=True)
class Question:
    """One field of an act as it is asked for.

    ``words``: what is chosen -> what is stored; none: what is written is stored. ``start`` of a
    choice is the stored value.
    """

    spec: FieldSpec
    words: Mapping[str, str] = field(default_factory=dict)
    start: Start = ""
    hint: str = ""

    def at_first(self, state: Any, seat: Seat) -> str:
        value = self.start(state, seat) if callable(self.start) else self.start
        return word_of(self.words, value)

    def value(self, answers: Answers) -> object:
        """What the act stores: a day, cents, a whole number, or text."""
        said = answers.get(self.spec.key)
        match self.spec.kind:
            case "date":
                return answers.day(self.spec.key)
            case "money":
                return cents(said)
            case "number":
                return answers.number(self.spec.key)
            case _:
                return self.words.get(said, "") if self.words else said


def text(key: str, title: str, *, start: Start = "", hint: str = "", **more: Any) -> Question:
    """A line of text. ``more``: fields of :class:`FieldSpec` (required, when, max_length …)."""
    return Question(FieldSpec(key, title, "text", **more), start=start, hint=hint)


def lines(
    key: str, title: str, *, start: Start = "", hint: str = "", max_length: int = 500, **more: Any
) -> Question:
    """Text of several lines."""
    spec = FieldSpec(key, title, "multiline", max_length=max_length, **more)
    return Question(spec, start=start, hint=hint)


def day(key: str, title: str, *, start: Start = "", hint: str = "", **more: Any) -> Question:
    """A date; stored as None when nothing was written."""
    return Question(FieldSpec(key, title, "date", **more), start=start, hint=hint)


def money(key: str, title: str, *, hint: str = "", **more: Any) -> Question:
    """An amount in yuan, stored in cents."""
    return Question(FieldSpec(key, title, "money", **more), hint=hint)


def number(key: str, title: str, *, start: Start = "", hint: str = "", **more: Any) -> Question:
    """A whole number; stored as 0 when nothing was written."""
    return Question(FieldSpec(key, title, "number", **more), start=start, hint=hint)


def choice(
    key: str,
    title: str,
    words: Mapping[str, str],
    *,
    start: Start = "",
    hint: str = "",
    required: bool = True,
    **more: Any,
) -> Question:
    """One of several; ``words``: what is shown -> what is stored."""
    spec = FieldSpec(key, title, "choice", required=required, choices=tuple(words), **more)
    return Question(spec, words, start, hint)


def labelled(*kinds: Any) -> dict[str, str]:
    """Words of an enumeration with labels, for :func:`choice`."""
    return {each.label: each.value for kind in kinds for each in kind}


def word_of(words: Mapping[str, str], value: str) -> str:
    """The word that stands for a stored value; the value itself when no word does."""
    return next((word for word, each in words.items() if each == value), value)


def cents(written: str) -> int:
    """An amount as it was written, in cents; nothing written is nothing."""
    return round(float(written) * 100) if written else 0


def asked(state: Any, seat: Seat, *questions: Question, note: str = "") -> Asked:
    """What the questions are to a panel."""
    return Asked(
        tuple(each.spec for each in questions),
        {each.spec.key: each.at_first(state, seat) for each in questions},
        hints={each.spec.key: each.hint for each in questions if each.hint},
        note=note,
    )


def plain(
    id: str,
    text: str,
    key: str,
    group: str,
    icon: str,
    act: type[Act],
    done: str,
    *questions: Question,
    note: str = "",
    fits: Callable[[Any], bool] = lambda state: True,
    grave: bool = False,
    **fixed: object,
) -> Deed:
    """A deed that makes ``act`` of the answers. ``fixed``: fields that nobody is asked for."""

    def ask(state: Any, seat: Seat) -> Asked:
        return asked(state, seat, *questions, note=note)

    def make(state: Any, answers: Answers) -> object:
        return act(**fixed, **{each.spec.key: each.value(answers) for each in questions})

    return Deed(id, text, key, group, icon, act, ask, make, done, fits, grave)
