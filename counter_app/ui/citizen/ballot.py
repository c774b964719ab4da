"""One asking for a rating: what the citizen chose on his own screen, or that he did not."""

from __future__ import annotations

from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, Signal

from counter_app.rules.pinyin_typing import PinyinTyping
from counter_app.ui.citizen.views import CitizenView


class Choice(msgspec.Struct, frozen=True):
    """What was chosen: the grade and the reasons by their codes, and a word of one's own."""

    grade: str
    reasons: tuple[str, ...] = ()
    text: str = ""


class Left(StrEnum):
    """Why there is no rating (未评): said so, time over, or the window was locked."""

    DECLINED = "declined"
    LAPSED = "lapsed"


class Ballot(QObject):
    """``touched`` at every touch, ``given`` with a :class:`Choice`, ``left`` with a
    :class:`Left`; ``closed`` when the screen may show something else. Only the citizen's window
    makes one say anything: nothing on the clerk's side can enter a grade."""

    touched = Signal()
    given = Signal(object)
    left = Signal(object)
    closed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.begun = False
        self.over = False
        #: with which words can be written on the screen; None: only grades and reasons
        self.typing: PinyinTyping | None = None

    def touch(self) -> None:
        """The citizen is at it: he is not hurried, and what the clerk goes on to waits."""
        self.begun = True
        self.touched.emit()

    def give(self, choice: Choice) -> None:
        if not self.over:
            self.over = True
            self.given.emit(choice)

    def leave(self, why: Left) -> None:
        if not self.over:
            self.over = True
            self.left.emit(why)

    def close(self, view: CitizenView | None = None) -> None:
        """It is dealt with; ``view`` is shown now, unless something else has been waiting."""
        self.over = True
        self.closed.emit(view)
