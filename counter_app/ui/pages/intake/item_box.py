"""Which item (事项) it is about: the search line, and the strip that says what matters of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk.item_finder import ItemFinder
from counter_app.models.reference import Handling, Item, LimitUnit
from counter_app.rules.workdays import TimeUnit, WorkCalendar
from counter_app.ui import theme
from counter_app.ui.case_words import full_day
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.chip import StatusChip
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.labels import ElidedLabel, label
from counter_app.ui.widgets.type_ahead import TypeAhead, reading

_PROMPT = "名称、拼音首字母、编码或群众的说法"


class ItemSearch(TypeAhead):
    """Enter belongs to the list while one is open, else it walks on."""

    @property
    def keeps_enter(self) -> bool:
        return self.choice is None and bool(self.text().strip())


class ItemBox(Card):
    """``chosen(Item | None)``: another item, or none any more."""

    chosen = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.item: Item | None = None
        self._finder: ItemFinder | None = None
        self.search = ItemSearch(reading(tasks, self.look_for), placeholder=_PROMPT, parent=self)
        self.row = FieldRow("item", "* 事项", self.search, label_width=7, parent=self)
        self.row.show_hint("输入后用 ↑↓ 选择，Enter 选定")
        self._chip = StatusChip(parent=self)
        self._limits = ElidedLabel("", "strong", self)
        self._where = ElidedLabel("", "muted", self)
        self._tip = label("", "warning", self, wrap=True)
        self._strip = QWidget(self)
        self._lay_out()
        self.search.chosen.connect(self.on_chosen)
        self.search.cleared.connect(self.on_cleared)
        self._strip.hide()

    def use(self, finder: ItemFinder) -> None:
        """Search in this catalogue from now on."""
        self._finder = finder

    def look_for(self, text: str) -> Sequence[Hit]:
        """On the reader: what the words find."""
        finder = self._finder
        if finder is None:
            return ()
        return [hit_of(item) for item in finder.search(text)]

    def show_item(self, item: Item | None, today: date, calendar: WorkCalendar) -> None:
        """Show an item that was chosen here or came with a draft."""
        self.item = item
        if self.search.choice is None or item is None or self.search.choice.key != item.code:
            self.search.set_choice(hit_of(item) if item is not None else None)
        self._strip.setVisible(item is not None)
        self.row.show_hint("" if item is not None else "输入后用 ↑↓ 选择，Enter 选定")
        if item is None:
            return
        instant = item.handling is Handling.INSTANT
        self._chip.show_state(item.handling.label, "success" if instant else "accent")
        self._limits.show_text(limits_of(item, today, calendar))
        where = [item.department, item.fee.note or ("收费" if item.fee.charged else "不收费")]
        if item.result.name:
            where.append(f"结果：{item.result.name}")
        self._where.show_text(" · ".join(where))
        self._tip.setText(f"常见差错：{item.tips}" if item.tips else "")
        self._tip.setVisible(bool(item.tips))

    def on_chosen(self, hit: Hit) -> None:
        self.chosen.emit(hit.value)

    def on_cleared(self) -> None:
        self.chosen.emit(None)

    def _lay_out(self) -> None:
        look = theme.tokens()
        head = QHBoxLayout()
        head.setSpacing(look.space_s)
        head.addWidget(self._chip)
        head.addWidget(self._limits, 1)
        column = QVBoxLayout(self._strip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_xs)
        column.addLayout(head)
        column.addWidget(self._where)
        column.addWidget(self._tip)
        self.column.addWidget(self.row)
        self.column.addWidget(self._strip)


def hit_of(item: Item) -> Hit:
    """An item as the search list shows it."""
    tag = "即办" if item.handling is Handling.INSTANT else item.level.label
    return Hit(item.code, item.name, item.department, tag, item)


def limits_of(item: Item, today: date, calendar: WorkCalendar) -> str:
    """``承诺 10 个工作日,今天受理到 12月7日 · 法定 30 个工作日``."""
    said = []
    if item.promised_days is not None:
        words = f"承诺 {item.promised_days} {_unit(item.promised_unit)}"
        if item.promised_days == 0:
            words = "当场办结"
        elif item.handling is not Handling.INSTANT:
            due = calendar.deadline(today, item.promised_days, TimeUnit(item.promised_unit.value))
            words += f"，今天受理到 {full_day(due.date)}"
        said.append(words)
    if item.legal_days is not None:
        said.append(f"法定 {item.legal_days} {_unit(item.legal_unit)}")
    return " · ".join(said) or "没有规定时限"


def _unit(unit: LimitUnit) -> str:
    return f"个{unit.label}" if unit is LimitUnit.WORKING_DAY else unit.label
