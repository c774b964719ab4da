"""A table's columns as data: what a row shows in each, derived from frozen values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


def _nothing(row: object) -> str:
    return ""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """``width`` in Chinese characters; 0 takes what is left. ``tone`` and ``icon`` give a colour
    token and an icon name for a row, "" for none; a tone never stands without text or icon.

    ``drop``: where there is not room for all, the columns with the highest number go first;
    0 stays. What went is seen when the row is opened.
    """

    id: str
    title: str
    text: Callable[[Row], str]
    width: float = 0
    icon: Callable[[Row], str] = _nothing
    tone: Callable[[Row], str] = _nothing
    tooltip: Callable[[Row], str] = _nothing
    right: bool = False
    bold: bool = False
    drop: int = 0
