"""The shape of a section of settings: its fields as data, how they are read, kept and felt."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from counter_app.ui.context import Counter

Values = dict[str, object]


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: the words for people and the value that is kept."""

    words: str
    value: object


@dataclass(frozen=True)
class Field:
    """One setting. ``hint`` says when it takes effect, or what it means."""

    key: str
    title: str
    choices: tuple[Choice, ...]
    hint: str = ""

    def words_of(self, value: object) -> str:
        """The words for a value; "" for one that is not offered."""
        return next((each.words for each in self.choices if each.value == value), "")

    def value_of(self, words: str) -> object:
        return next(each.value for each in self.choices if each.words == words)


YES_NO = (Choice("开", True), Choice("关", False))


class Section:
    """One class per section; a new one is a class and a line in ``SECTIONS``.

    ``read`` and ``keep`` are called where blocking is allowed, ``apply`` on the GUI thread
    after a value was kept. ``told(values)`` is what the notice bar says.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]

    @abstractmethod
    def read(self, counter: Counter) -> Values:
        """What is chosen now, by the keys of the fields."""

    @abstractmethod
    def keep(self, counter: Counter, values: Values) -> None:
        """Make the choice durable."""

    def apply(self, counter: Counter, values: Values) -> None:
        """Let it be felt now."""

    def told(self, key: str) -> str:
        """One sentence after this field was changed."""
        return "设置已保存"
