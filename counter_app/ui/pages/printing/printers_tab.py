"""打印机: how each stands, which documents go there, its shift, a test page; slip printers can be
added here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from counter_app.devices.printers import PrinterInfo
from counter_app.ui import print_words as words
from counter_app.ui.pages.printing.rows import (
    PRINTER_COLUMNS,
    PrinterRow,
    offset_words,
    printer_rows,
    size_label,
)
from counter_app.ui.pages.printing.slip_form import SlipForm
from counter_app.ui.pages.printing.tab import Tab
from counter_app.ui.print_settings import MOST_MM, Offset, PrintSettings
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.labels import label

_PAPERS = ("A4", "A5")


class PrintersTab(Tab):
    """``shifted(name, Offset)`` when a shift was typed; ``chosen`` when the cursor moved;
    ``slip_form`` adds and changes slip printers."""

    shifted = Signal(str, object)
    chosen = Signal()

    def __init__(self, buttons: Sequence[ActionButton], parent: QWidget | None = None) -> None:
        super().__init__(DataTable(PRINTER_COLUMNS, key=lambda row: row.info.name), parent)
        self.empty = EmptyState(
            "print",
            "没有找到打印机。系统打印机请先在系统设置里添加；网络或USB小票机可在右边添加。",
        )
        self.table.set_empty(self.empty)
        self.table.current_changed.connect(self.on_current)
        self.table.opened.connect(self.on_opened)
        self.right, self.down = QLineEdit(self), QLineEdit(self)
        self.sheet = QComboBox(self)
        self.form = Form(label_width=4, parent=self)
        self.form.add("x", "右移", self.right, hint="毫米，往左填负数")
        self.form.add("y", "下移", self.down, hint="毫米，往上填负数")
        self.form.add("size", "测试页", self.sheet)
        self.form.finished.connect(self.on_form_finished)
        for field in (self.right, self.down):
            field.editingFinished.connect(self.on_shift_typed)
        self.card = Card(parent=self)
        self._title = label("", "strong", self.card, wrap=True)
        self._state = label("", "muted", self.card, wrap=True)
        self.card.column.addWidget(self._title)
        self.card.column.addWidget(self._state)
        self.card.column.addWidget(self.form)
        self.slip_form = SlipForm(self)
        self.slip_form.hide()
        self.side.addWidget(self.card)
        self.side.addWidget(self.slip_form)
        self._keys = QWidget(self)
        column = QVBoxLayout(self._keys)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.side.spacing())
        for each in buttons:
            column.addWidget(each)
        self.side.addWidget(self._keys)
        self.side.addStretch(1)
        self.on_current(None)

    @property
    def row(self) -> PrinterRow | None:
        found = self.table.current
        return found if isinstance(found, PrinterRow) else None

    @property
    def info(self) -> PrinterInfo | None:
        return self.row.info if self.row is not None else None

    @property
    def paper(self) -> str:
        """The size of a test page."""
        return str(self.sheet.currentData() or "")

    def show_printers(self, printers: Sequence[PrinterInfo], chosen: PrintSettings) -> None:
        self._chosen = chosen
        self.table.show_rows(printer_rows(printers, chosen))
        if self.row is None:
            self.table.go_to_row(0)
        self.on_current(self.row)

    def wait(self) -> None:
        """They are being looked for."""
        if not self.table.rows:
            self.empty.show_text("正在找打印机…")

    def not_found(self) -> None:
        self.empty.show_text(
            "没有找到打印机。系统打印机请先在系统设置里添加；网络或USB小票机可在右边添加。"
        )

    # ---- slip printers

    def open_slip_form(self) -> None:
        self.card.hide()
        self._keys.hide()
        self.slip_form.show()
        self.slip_form.form.focus_first()
        self.chosen.emit()

    def close_slip_form(self) -> None:
        self.slip_form.hide()
        self._keys.show()
        self.card.setVisible(self.row is not None)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit()

    # ---- slots

    def on_current(self, row: PrinterRow | None) -> None:
        self.card.setVisible(row is not None and self.slip_form.isHidden())
        if row is not None:
            self._title.setText(row.info.name)
            state = words.printer_state(row.info)
            hint = words.what_next(row.info.reason.value)
            detail = f"（{row.info.detail}）" if row.info.detail else ""
            self._state.setText(f"{state}{detail}" + (f"。{hint}。" if hint else ""))
            x, y = self._chosen.offset(row.info.name)
            for field, value in ((self.right, x), (self.down, y)):
                if not field.hasFocus():
                    field.setText(f"{value:g}")
            sizes = ("SLIP80",) if row.info.slip else _PAPERS
            if [self.sheet.itemData(at) for at in range(self.sheet.count())] != list(sizes):
                self.sheet.clear()
                for size in sizes:
                    self.sheet.addItem(size_label(size), size)
            self.form.show_problems({})
        self.chosen.emit()

    def on_opened(self, row: PrinterRow) -> None:
        self.form.focus_first()
        self.right.selectAll()

    def on_form_finished(self) -> None:
        self.on_shift_typed()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_shift_typed(self) -> None:
        row = self.row
        if row is None:
            return
        read = {
            name: _millimetres(field.text())
            for name, field in (("x", self.right), ("y", self.down))
        }
        self.form.show_problems(
            {
                name: f"填 -{MOST_MM:g} 到 {MOST_MM:g} 之间的毫米数"
                for name, value in read.items()
                if value is None
            }
        )
        x, y = read["x"], read["y"]
        if x is None or y is None:
            return
        if (x, y) != self._chosen.offset(row.info.name):
            self.shifted.emit(row.info.name, Offset(x, y))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.slip_form.isVisible():
            self.close_slip_form()
            event.accept()
            return
        super().keyPressEvent(event)

    _chosen = PrintSettings()


def shift_words(offset: Offset) -> str:
    return offset_words(offset.x_mm, offset.y_mm) or "不移动"


def _millimetres(text: str) -> float | None:
    """A number of mm with one decimal, None when it is none or too much."""
    text = text.strip().replace("\uff0c", ".").replace(",", ".").replace("\u3002", ".")
    try:
        value = round(float(text or "0"), 1)
    except ValueError:
        return None
    return value + 0.0 if abs(value) <= MOST_MM else None
