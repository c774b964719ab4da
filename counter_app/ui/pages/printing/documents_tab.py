"""文书设置: for each kind of document its printer, paper, tray, copies, and whether it prints by
itself. What is chosen holds at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from counter_app.devices.printers import PrinterInfo, Tray
from counter_app.ui.pages.printing.rows import (
    DOCUMENT_COLUMNS,
    DocumentRow,
    document_rows,
    size_label,
)
from counter_app.ui.pages.printing.tab import Tab
from counter_app.ui.print_settings import MOST_COPIES, DocumentChoice, PrintSettings
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.labels import label


class DocumentsTab(Tab):
    """``chose(kind, DocumentChoice)``; ``trays_wanted(printer)``: show them by ``show_trays``."""

    chose = Signal(str, object)
    trays_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(DataTable(DOCUMENT_COLUMNS, key=lambda row: row.kind), parent)
        self._filling = False
        self._printers: tuple[PrinterInfo, ...] = ()
        self.table.current_changed.connect(self.on_current)
        self.table.opened.connect(self.on_opened)
        self.printer, self.sheet, self.tray, self.copies = (QComboBox(self) for _ in range(4))
        self.silent = QCheckBox("出具后自动打印", self)
        self.silent.setToolTip("保存时不用再按键，直接送到这台打印机")
        for number in range(1, MOST_COPIES + 1):
            self.copies.addItem(f"{number} 份", number)
        self.form = Form(label_width=4, parent=self)
        for name, title, editor in (
            ("printer", "打印机", self.printer),
            ("size", "纸张", self.sheet),
            ("tray", "纸盒", self.tray),
            ("copies", "份数", self.copies),
        ):
            self.form.add(name, title, editor)
            editor.activated.connect(self.on_edited)
        self.form.add("silent", "自动", self.silent)
        self.form.finished.connect(self.table.setFocus)
        self.silent.clicked.connect(self.on_edited)
        card = Card(parent=self)
        self._title = label("", "strong", card)
        card.column.addWidget(self._title)
        card.column.addWidget(self.form)
        note = label("改了就生效。Enter 到这里修改，F7 开关自动打印。", "small", card, wrap=True)
        card.column.addWidget(note)
        self.side.addWidget(card)
        self.side.addStretch(1)

    @property
    def row(self) -> DocumentRow | None:
        found = self.table.current
        return found if isinstance(found, DocumentRow) else None

    def show_settings(self, chosen: PrintSettings, printers: Sequence[PrinterInfo]) -> None:
        self._printers = tuple(printers)
        self.table.show_rows(document_rows(chosen))
        if self.row is None:
            self.table.go_to_row(0)
        self.on_current(self.row)

    def show_trays(self, printer: str, trays: Sequence[Tray]) -> None:
        """The trays of a printer; without any there is nothing to choose."""
        row = self.row
        if row is None or printer != self._named(row.choice):
            return
        self._fill(
            self.tray,
            [("打印机自己选", ""), *((each.label, each.code) for each in trays)],
            row.choice.tray,
        )
        self.tray.setEnabled(bool(trays))
        self.form.row("tray").show_hint("" if trays else "这台打印机不能选纸盒")

    def toggle_silent(self) -> None:
        if self.row is not None:
            self.silent.setChecked(not self.silent.isChecked())
            self.on_edited()

    def on_current(self, row: DocumentRow | None) -> None:
        self.form.setEnabled(row is not None)
        if row is None:
            return
        choice = row.choice
        self._title.setText(row.title)
        usual = next((each.name for each in self._printers if each.default), "")
        names = [each.name for each in self._printers]
        gone = [choice.printer] if choice.printer and choice.printer not in names else []
        follow = f"系统默认（{usual}）" if usual else "系统默认"
        self._fill(
            self.printer,
            [
                (follow, ""),
                *((name, name) for name in names),
                *((f"{name}（现在没有）", name) for name in gone),
            ],
            choice.printer,
        )
        slip = any(each.slip and each.name == choice.printer for each in self._printers)
        sizes = [(size_label(row.size), "")] if slip else _sizes(row.kind)
        self._fill(self.sheet, sizes, "" if slip else choice.size)
        self.sheet.setEnabled(not slip)
        self.form.row("size").show_hint("小票机只有一种纸" if slip else "")
        self._fill(self.copies, None, choice.copies or 1)
        self.silent.setChecked(choice.silent)
        self._fill(self.tray, [("打印机自己选", "")], "")
        self.tray.setEnabled(False)
        self.trays_wanted.emit(self._named(choice))

    def on_opened(self, row: DocumentRow) -> None:
        self.form.focus_first()

    def on_edited(self) -> None:
        row = self.row
        if row is None or self._filling:
            return
        printer = str(self.printer.currentData() or "")
        tray = str(self.tray.currentData() or "") if printer == row.choice.printer else ""
        copies = int(self.copies.currentData() or 1)
        choice = DocumentChoice(
            printer=printer,
            size=str(self.sheet.currentData() or "") if self.sheet.isEnabled() else "",
            tray=tray,
            copies=copies if copies > 1 else 0,
            silent=self.silent.isChecked(),
        )
        if choice != row.choice:
            self.chose.emit(row.kind, choice)

    def _named(self, choice: DocumentChoice) -> str:
        """The printer that a choice means now."""
        usual = next((each.name for each in self._printers if each.default), "")
        return choice.printer or usual

    def _fill(
        self, box: QComboBox, items: Sequence[tuple[str, str]] | None, wanted: object
    ) -> None:
        self._filling = True
        if items is not None:
            box.clear()
            for text, data in items:
                box.addItem(text, data)
        box.setCurrentIndex(max(box.findData(wanted), 0))
        self._filling = False


def _sizes(kind: str) -> list[tuple[str, str]]:
    """(label, code) of each size a document has; the usual one is stored as ""."""
    from counter_app.ui.print_draw import sizes_of

    return [(size_label(size), size if at else "") for at, size in enumerate(sizes_of(kind))]
