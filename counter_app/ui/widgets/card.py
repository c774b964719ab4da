"""A white surface with a heading, into which a page puts what belongs together."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.header import SectionHeader
from counter_app.ui.widgets.labels import label

#: Below so many characters a line card puts its buttons under its words.
_NARROW = 56
#: More buttons than these stand below each other then.
_IN_ONE_ROW = 2
#: Width of the headings of line cards below each other, in characters.
_HEADING = 10


class Card(QFrame):
    """Put things into ``column``. Without ``title`` there is no heading."""

    def __init__(self, title: str = "", icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        look = theme.tokens()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_m)
        self.column.setSpacing(look.space_s)
        self.heading: SectionHeader | None = None
        if title:
            self.heading = SectionHeader(title, icon=icon, parent=self)
            self.column.addWidget(self.heading)


class LineCard(Card):
    """A card of one line: what it is about, ``said`` in one sentence, and buttons."""

    def __init__(
        self, title: str, icon: str, buttons: Iterable[QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        look = theme.tokens()
        self.column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_s)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(look.space_s)
        self._head = SectionHeader(title, icon=icon, parent=self)
        self.said: QLabel = label("", "muted", self, wrap=True)
        self._line.addWidget(self._head)
        self._line.addWidget(self.said, 1)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(look.space_m)
        for each in buttons:
            self._buttons.addWidget(each)
        self._line.addLayout(self._buttons)
        self._line.setAlignment(self._buttons, Qt.AlignmentFlag.AlignLeft)
        self.column.addLayout(self._line)

    def minimumSizeHint(self) -> QSize:
        """As wide as its widest button at least: side by side they must not hold the page open."""
        hint = super().minimumSizeHint()
        margins = self.column.contentsMargins()
        widths = [
            self._buttons.itemAt(at).widget().sizeHint().width()
            for at in range(self._buttons.count())
        ]
        widest = max(widths, default=0) + margins.left() + margins.right()
        hint.setWidth(min(hint.width(), widest))
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        body = theme.tokens().body
        narrow = self.width() < _NARROW * body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._head.setMinimumWidth(0 if narrow else _HEADING * body)
        self._line.setDirection(down if narrow else across)
        many = self._buttons.count() > _IN_ONE_ROW
        self._buttons.setDirection(down if narrow and many else across)
