"""What the faces of the citizen's screen have in common."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.citizen.words import QrCode, Words, fit_all

#: Side of a code in units, and of each of two that stand one below the other.
SIDE, SIDE_OF_TWO = 10.0, 8.0


class Face(QWidget):
    """``tell`` fills it from its view, ``fit`` gives it the size and the shape of the screen,
    ``forget`` empties it: a widget that is not in sight holds nothing of anybody either."""

    @abstractmethod
    def tell(self, view: Any) -> None:
        """Show it."""

    def forget(self) -> None:
        """Let go of everything that was told."""
        for words in self.findChildren(Words):
            if words.property("kept") is None:
                words.clear()
        for code in self.findChildren(QrCode):
            code.encode("")

    def fit(self, unit: int, *, portrait: bool) -> None:
        fit_all(self, unit)


class CodeBlock(QWidget):
    """A QR code with what it is for, side by side or one below the other."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = QrCode(SIDE, self)
        self.caption = Words(caption, bold=True, parent=self)
        self.caption.setProperty("kept", True)
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.caption)

    def encode(self, url: str) -> None:
        self.code.encode(url)
        self.setVisible(bool(url))


def fixed(words: Words) -> Words:
    """Words that stand on the face itself and say nothing of anybody."""
    words.setProperty("kept", True)
    return words


def across(layout: QBoxLayout, *, portrait: bool) -> None:
    """Side by side on a wide screen, one below the other on a tall one."""
    down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
    layout.setDirection(down if portrait else right)
