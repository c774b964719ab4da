"""Words in the size of their screen: read from a metre away, by people without their glasses."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from counter_app.documents.qr import QUIET_ZONE, Symbol, qr_symbol
from counter_app.ui.theme.fonts import text_font

#: No letter on this screen is smaller, in pixels of the monitor.
LEAST = 24
#: A face is laid out for a screen of so many letters; smaller than that it would be cut.
ACROSS, DOWN = 40, 24


def unit_for(width: int, height: int, ratio: float = 1.0) -> int:
    """Size of the body text for a screen, in logical pixels; everything else is a multiple.

    ``ratio``: pixels of the monitor to a logical one (2 at 200 %).
    """
    long, short = max(width, height), min(width, height)
    return max(ceil(LEAST / ratio), min(round(short / 26), round(long / 44)))


class Words(QLabel):
    """Text of ``scale`` times the unit, never less than one."""

    def __init__(
        self,
        text: str = "",
        scale: float = 1.0,
        *,
        tone: str = "",
        bold: bool = False,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._scale = scale
        self._bold = bold
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if tone:
            self.setProperty("tone", tone)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.fit(LEAST)

    def fit(self, unit: int) -> None:
        self._unit = unit
        self.setFont(text_font(round(unit * max(self._scale, 1.0)), bold=self._bold))

    def rescale(self, scale: float) -> None:
        self._scale = scale
        self.fit(self._unit)

    def tint(self, tone: str) -> None:
        """Another colour; the style sheet then has to be asked anew, and forgets the size."""
        self.setProperty("tone", tone)
        self.style().polish(self)
        self.fit(self._unit)

    def say(self, text: str) -> None:
        """Show a text; without one it takes no room."""
        self.setText(text)
        self.setVisible(bool(text))


class BigButton(QPushButton):
    """A button for a finger. It never takes the keyboard: that is the clerk's."""

    def __init__(self, text: str, variant: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if variant:
            self.setProperty("variant", variant)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.fit(LEAST)

    def fit(self, unit: int) -> None:
        self.setFont(text_font(unit))
        self.setMinimumHeight(round(unit * 2.4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class QrCode(QWidget):
    """A QR code black on white in any look, with the empty space that readers need."""

    def __init__(self, scale: float = 8.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._unit = LEAST
        self._side = round(LEAST * scale)
        self._symbol: Symbol | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def encoded(self) -> bool:
        return self._symbol is not None

    def encode(self, url: str) -> None:
        """Show the code of an address; without one it takes no room."""
        self._symbol = qr_symbol(url) if url else None
        self.setVisible(bool(url))
        self.update()

    def fit(self, unit: int) -> None:
        self._unit = unit
        self._side = round(unit * self._scale)
        self.updateGeometry()

    def rescale(self, scale: float) -> None:
        """``scale``: side of the code in units."""
        self._scale = scale
        self.fit(self._unit)

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._symbol is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        modules = self._symbol.side + 2 * QUIET_ZONE
        # Whole device pixels a module: a blurred edge is what a telephone stumbles over.
        ratio = self.devicePixelRatioF()
        module = max(1, int(min(self.width(), self.height()) * ratio / modules)) / ratio
        left = (self.width() - module * modules) / 2 + QUIET_ZONE * module
        top = (self.height() - module * modules) / 2 + QUIET_ZONE * module
        painter.translate(left, top)
        painter.scale(module, module)
        for column, row, columns, rows in self._symbol.bars:
            painter.fillRect(column, row, columns, rows, Qt.GlobalColor.black)
        painter.end()


def fit_all(root: QWidget, unit: int) -> None:
    """Give everything below ``root`` the size of the screen."""
    for words in root.findChildren(Words):
        words.fit(unit)
    for button in root.findChildren(BigButton):
        button.fit(unit)
    for code in root.findChildren(QrCode):
        code.fit(unit)
