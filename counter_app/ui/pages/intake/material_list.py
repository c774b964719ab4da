"""The checklist under somebody's hands: one key a line, two lines of text a material."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from counter_app.models.case import MaterialForm
from counter_app.ui import theme
from counter_app.ui.pages.intake.material_lines import FORM_KEYS, Line
from counter_app.ui.theme.fonts import text_font

_LINE = Qt.ItemDataRole.UserRole
_ROOT = QModelIndex()
#: Width of the place where the state stands, in Chinese characters.
_STATE_WIDTH = 9


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def replace(self, lines: Sequence[Line]) -> None:
        same = [line.name for line in lines] == [line.name for line in self.lines]
        if same:
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.name}，{asked_words(line)}，{state_words(line)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (line.name, asked_words(line), line.note)))
        return line if role == _LINE else None


class MaterialList(QListView):
    """``changed(lines)`` when a line was given another form; ``passed`` at Enter in the last."""

    changed = Signal(object)
    passed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = _Lines(self)
        self.setModel(self._model)
        self.setItemDelegate(_LineDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("材料清单")
        self._fit()

    @property
    def lines(self) -> tuple[Line, ...]:
        return self._model.lines

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines; emits nothing."""
        fresh = [line.name for line in lines] != [line.name for line in self.lines]
        self._model.replace(lines)
        if fresh and lines:
            self.setCurrentIndex(self._model.index(0))
        self._fit()

    def take_focus(self) -> None:
        """Begin at the first line that nobody has looked at yet."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        open_at = next((i for i, line in enumerate(self.lines) if line.owed), 0)
        self._go_to(open_at)

    @property
    def keeps_enter(self) -> bool:
        """Enter goes down the list before it leaves it."""
        return self.currentIndex().row() < len(self.lines) - 1

    def put(self, form: MaterialForm) -> None:
        """Give the current line this form."""
        row = self.currentIndex().row()
        if 0 <= row < len(self.lines):
            self._change(row, self.lines[row].put(form))

    def row_rect(self) -> QRect:
        """Where the current line is, for scrolling."""
        return self.visualRect(self.currentIndex())

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or row < 0:
            super().keyPressEvent(event)
            return
        line = self.lines[row]
        key = event.text()
        if key in FORM_KEYS:
            self._change(row, line.put(FORM_KEYS[key]))
            self._go_to(row + 1)
        elif event.key() == Qt.Key.Key_Space:
            self._change(row, line.put(line.asked))
            self._go_to(row + 1)
        elif key in ("+", "=", "-") and line.form.present:
            self._change(row, line.counted(-1 if key == "-" else 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_to(row + 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.position().x() > self.width() - state_width():
            self._offer(index, event.globalPosition().toPoint())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self._go_to(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(320, self.maximumHeight())

    # ---- inside

    def on_form_picked(self, action: QAction) -> None:
        self.put(MaterialForm(action.data()))

    def _offer(self, index: QModelIndex, at: QPoint) -> None:
        """For the mouse: the forms as a menu, each with its key."""
        menu = QMenu(self)
        for key, form in FORM_KEYS.items():
            menu.addAction(f"{form.label}\t{key}").setData(form.value)
        menu.triggered.connect(self.on_form_picked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _change(self, row: int, line: Line) -> None:
        if line != self.lines[row]:
            lines = (*self.lines[:row], line, *self.lines[row + 1 :])
            self._model.replace(lines)
            self.changed.emit(lines)

    def _go_to(self, row: int) -> None:
        if 0 <= row < len(self.lines):
            self.setCurrentIndex(self._model.index(row))

    def _fit(self) -> None:
        """As high as its lines: the page scrolls, not the list."""
        self.doItemsLayout()
        self.setFixedHeight(max(1, len(self.lines)) * row_height() + 2 * self.frameWidth() + 2)


class _LineDelegate(QStyledItemDelegate):
    """Icon, name over what is asked, state at the right."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, row_height())

    def paint(
        self,
        painter: QPainter,
        option: Any,  # its fields are missing in the stubs
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line: Line = index.data(_LINE)
        look = theme.tokens()
        view = self.parent()
        focused = isinstance(view, QWidget) and view.hasFocus()
        rect = option.rect
        painter.save()
        if focused and option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("accent_soft"))
            painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.colour("focus"))
        painter.setPen(theme.colour("sunken"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        icon, tone = state_look(line)
        side = look.icon
        box = QRect(rect.x() + look.space_s, rect.center().y() - side // 2, side, side)
        theme.icon(icon, tone).paint(painter, box)
        state = rect.adjusted(rect.width() - state_width(), 0, -look.space_s, 0)
        _write(painter, state, state_words(line), tone, look.body, bold=True, right=True)
        words = rect.adjusted(look.space_s * 2 + side, 4, -state_width(), -4)
        half = words.height() // 2
        upper = QRect(words.x(), words.y(), words.width(), half)
        lower = QRect(words.x(), words.y() + half, words.width(), half)
        _write(painter, upper, line.name, "text", look.body)
        _write(painter, lower, asked_words(line), "muted", look.small)
        painter.restore()


def row_height() -> int:
    look = theme.tokens()
    return round((look.body + look.small) * 1.4) + 10


def state_width() -> int:
    return _STATE_WIDTH * theme.tokens().body


def asked_words(line: Line) -> str:
    """``必要 · 原件核验+复印件 1 份 · 可用电子证照``."""
    said = [line.need, f"{line.asked_words} {line.asked_count} 份"]
    if line.certificate:
        said.append("可用电子证照")
    return " · ".join(said)


def state_words(line: Line) -> str:
    words = "核验+复印" if line.form is MaterialForm.CHECKED else line.form.label
    return f"{words} ×{line.count}" if line.form.present and line.count > 1 else words


def state_look(line: Line) -> tuple[str, str]:
    """Icon and colour token of a line's state."""
    if line.form.present:
        return "check", "success"
    if line.form is MaterialForm.LATER:
        return "clock", "warning"
    return ("lamp-none", "text") if line.required else ("dash", "muted")


def _write(
    painter: QPainter,
    box: QRect,
    text: str,
    tone: str,
    pixels: int,
    *,
    bold: bool = False,
    right: bool = False,
) -> None:
    painter.setFont(text_font(pixels, bold=bold))
    painter.setPen(theme.colour(tone))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
