"""The label of a stored word, also where a newer program wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Labelled(Protocol):
    """A member of a vocabulary that people can read."""

    @property
    def label(self) -> str: ...


def label_of(kind: Callable[[str], Labelled], value: str) -> str:
    """The label of a stored value; a value of a newer program stands for itself."""
    try:
        return kind(value).label
    except ValueError:
        return value
