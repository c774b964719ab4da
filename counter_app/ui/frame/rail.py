"""The way to every page: icon, name and key, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.key_words import key_label
from counter_app.ui.theme.fonts import text_font
from counter_app.ui.widgets.labels import label

#: Room left and right of the buttons.
_EDGE = 6


@dataclass(frozen=True)
class RailEntry:
    """One page in the rail."""

    id: str
    title: str
    icon: str
    key: str
    #: in the narrow rail
    short: str = ""


class RailButton(QPushButton):
    """Draws its own content: icon, name, key at the right, and a count when there is one."""

    #: an arrow was pressed: -1 up, 1 down
    stepped = Signal(int)

    def __init__(self, entry: RailEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.narrow = False
        self._count = 0
        self.setCheckable(True)
        self.setAccessibleName(f"{entry.title} {key_label(entry.key)}")
        self._fit()

    def show_count(self, count: int) -> None:
        """How many things wait there; 0 shows nothing."""
        self._count = count
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow
        self.setToolTip(f"{self.entry.title}  {key_label(self.entry.key)}" if narrow else "")
        self._fit()

    def sizeHint(self) -> QSize:
        look = theme.tokens()
        height = round(look.control * (1.5 if self.narrow else 1.12))
        return QSize((look.rail_narrow if self.narrow else look.rail_width) - 2 * _EDGE, height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        if self.narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter)

    def _paint_wide(self, painter: QPainter) -> None:
        look = theme.tokens()
        box = self.rect().adjusted(12, 0, -10, 0)
        icon = QRect(box.x(), box.center().y() - look.icon // 2, look.icon, look.icon)
        theme.icon(self.entry.icon, "rail_text").paint(painter, icon)
        painter.setPen(theme.colour("rail_text"))
        painter.setFont(text_font(look.body, bold=self.isChecked()))
        words = box.adjusted(look.icon + 10, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.entry.title)
        if self._count:
            self._paint_count(painter, QPoint(box.right(), box.center().y()))
            return
        painter.setFont(text_font(look.small))
        painter.setOpacity(0.75 if look.name == "light" else 1.0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, right, key_label(self.entry.key))

    def _paint_narrow(self, painter: QPainter) -> None:
        look = theme.tokens()
        icon = QRect(0, 6, look.icon, look.icon)
        icon.moveLeft((self.width() - look.icon) // 2)
        theme.icon(self.entry.icon, "rail_text").paint(painter, icon)
        painter.setPen(theme.colour("rail_text"))
        painter.setFont(text_font(look.small, bold=self.isChecked()))
        words = QRect(0, icon.bottom(), self.width(), self.height() - icon.bottom())
        shown = painter.fontMetrics().elidedText(
            self.entry.short or self.entry.title, Qt.TextElideMode.ElideRight, self.width() - 4
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown)
        if self._count:
            self._paint_count(painter, QPoint(self.width() - 1, 12))

    def _paint_count(self, painter: QPainter, right: QPoint) -> None:
        look = theme.tokens()
        painter.setFont(text_font(look.small, bold=True))
        text = str(self._count) if self._count < 1000 else "999+"
        height = look.small + 6
        width = max(height, painter.fontMetrics().horizontalAdvance(text) + 10)
        pill = QRect(right.x() - width, right.y() - height // 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.colour("rail_text"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(theme.colour("rail"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()


class Rail(QFrame):
    """``asked(page_id)`` when a page is wanted. ``mark`` shows where one is."""

    asked = Signal(str)

    def __init__(self, name: str, entries: Sequence[RailEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("Rail")
        self._narrow = False
        self._name = label(name, "heading", self)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons: dict[str, RailButton] = {}
        inner = QWidget()
        inner.setObjectName("Scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(_EDGE, 4, _EDGE, 6)
        column.setSpacing(2)
        for entry in entries:
            button = RailButton(entry, inner)
            button.clicked.connect(self.on_clicked)
            button.stepped.connect(self.on_stepped)
            self._buttons[entry.id] = button
            column.addWidget(button)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._name)
        outer.addWidget(scroll, 1)
        self._scroll = scroll
        self._fit()

    @property
    def entries(self) -> tuple[RailEntry, ...]:
        return tuple(each.entry for each in self._buttons.values())

    @property
    def marked(self) -> str:
        """Id of the page that is marked, "" for none."""
        return next((id_ for id_, each in self._buttons.items() if each.isChecked()), "")

    def mark(self, page_id: str) -> None:
        for id_, button in self._buttons.items():
            marked = id_ == page_id
            button.setChecked(marked)
            if marked:
                self._scroll.ensureWidgetVisible(button)
            # Tab stops once in the rail, the arrows do the rest.
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if marked else Qt.FocusPolicy.ClickFocus
            )

    def show_count(self, page_id: str, count: int) -> None:
        """How many things wait on a page of the rail."""
        if page_id in self._buttons:
            self._buttons[page_id].show_count(count)

    def set_narrow(self, narrow: bool) -> None:
        """Icons with small names, for small screens and large type."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._name.setVisible(not narrow)
            for button in self._buttons.values():
                button.set_narrow(narrow)
            self._fit()

    def take_focus(self) -> None:
        button = self._buttons.get(self.marked) or next(iter(self._buttons.values()), None)
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, RailButton):
            self.asked.emit(button.entry.id)

    def on_stepped(self, step: int) -> None:
        buttons = list(self._buttons.values())
        there = next((i for i, each in enumerate(buttons) if each.hasFocus()), 0) + step
        if 0 <= there < len(buttons):
            buttons[there].setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (button := self._buttons.get(self.marked)) is not None:
            self._scroll.ensureWidgetVisible(button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        look = theme.tokens()
        self._name.setFixedHeight(look.bar)
        self.setFixedWidth(look.rail_narrow if self._narrow else look.rail_width)
