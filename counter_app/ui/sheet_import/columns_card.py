"""Which column of the sheet is what: its heading, what stands there, and what it is taken for."""

from __future__ import annotations

import re

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from counter_app.desk.headed_rows import Headings, Plan, ReadSheet
from counter_app.desk.sheets import column_letter
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.ui import theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import ElidedLabel, label

#: So many rows are looked at for an example of what stands in a column.
_EXAMPLES = 3
#: Below so many characters one column of the sheet stands in a line, else two.
_NARROW = 62
_LONG_NUMBER = re.compile(r"[0-9+ -]{10,}[0-9Xx]")
#: Digits of a phone number at most.
_PHONE = 13
_NOTE, _NOTHING = "记入备注", "不收"


def _shown(text: str) -> str:
    """A cell as an example: a day without its hour, and nobody's number in full."""
    bare = text.strip().partition("T00:00")[0]
    if not _LONG_NUMBER.fullmatch(bare):
        return bare
    return mask_phone(bare) if len(bare) <= _PHONE else mask_id(bare)


class _Meaning(QComboBox):
    """What one column is taken for. The wheel scrolls the page, not the choice."""

    def __init__(self, heading: str, field: str, book: Headings, parent: QWidget) -> None:
        super().__init__(parent)
        silent = book.silent(field)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.addItem(_NOTHING if silent else _NOTE, field if silent else "")
        for each, title in book.titles.items():
            self.addItem(title, each)
        self.setCurrentIndex(max(0, self.findData(field)))
        self.setAccessibleName(f"“{heading}”列当作")

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ColumnsCard(Card):
    """``plan`` is what was chosen. ``changed`` whenever something else was."""

    changed = Signal()

    def __init__(self, book: Headings, parent: QWidget | None = None) -> None:
        super().__init__("各列当作什么", "list", parent)
        self._plan = Plan(book)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.tokens().space_m)
        self._grid.setVerticalSpacing(theme.tokens().space_xs)
        self._lines: list[tuple[QWidget, ...]] = []
        self.meanings: dict[int, _Meaning] = {}
        self._across = 0
        self.missing = label("", "warning", self, wrap=True)
        self.column.addWidget(self.missing)
        self.column.addLayout(self._grid)

    @property
    def plan(self) -> Plan:
        return self._plan

    def show_sheet(self, sheet: ReadSheet) -> None:
        """List the columns of this sheet with an example of each."""
        for line in self._lines:
            for each in line:
                self._grid.removeWidget(each)
                each.deleteLater()
        self._lines, self.meanings, self._plan = [], {}, sheet.plan
        below = [texts for number, texts in sheet.rows if number > sheet.plan.row][:20]
        for index, heading in enumerate(sheet.plan.headings):
            said = (_shown(texts[index]) for texts in below if index < len(texts))
            examples = list(dict.fromkeys(filter(None, said)))
            if not heading and not examples:
                continue
            field = sheet.plan.fields[index]
            meaning = _Meaning(heading, field, sheet.plan.book, self)
            meaning.currentIndexChanged.connect(self.on_chosen)
            self.meanings[index] = meaning
            name: QLabel = label(f"{column_letter(index)}  {heading or '(没有列名)'}", "", self)
            like = ElidedLabel("、".join(examples[:_EXAMPLES]), "small", self)
            self._lines.append((name, like, meaning))
        self._arrange(anew=True)
        self._tell()

    def on_chosen(self, at: int) -> None:
        fields = list(self._plan.fields)
        for index, meaning in self.meanings.items():
            fields[index] = meaning.currentData()
        self._plan = replace(self._plan, fields=tuple(fields))
        self._tell()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _tell(self) -> None:
        """What is missing or named twice, in one sentence."""
        titles = self._plan.book.titles
        named = [each for each in self._plan.fields if each in titles]
        twice = dict.fromkeys(each for each in named if named.count(each) > 1)
        parts = []
        if self._plan.missing:
            words = "、".join(f"“{titles[each]}”" for each in self._plan.missing)
            parts.append(f"还没有指明{words}是哪一列，指明后才能补录。")
        if twice:
            words = "、".join(f"“{titles[each]}”" for each in twice)
            parts.append(f"{words}指了不止一列，只收最左边的一列，其余记入备注。")
        self.missing.setText("".join(parts))
        self.missing.setVisible(bool(parts))
        needed = [titles[each] for each in self._plan.book.needed]
        assert self.heading is not None
        note = f"{'、'.join(needed)}必须有；没有指明的列记入备注"
        self.heading.show_text("各列当作什么", note)

    def _arrange(self, *, anew: bool = False) -> None:
        across = 1 if self.width() < _NARROW * theme.tokens().body else 2
        if across == self._across and not anew:
            return
        self._across = across
        down = -(-len(self._lines) // across) or 1
        for number, line in enumerate(self._lines):
            row, side = number % down, number // down
            for place, widget in enumerate(line):
                self._grid.addWidget(widget, row, side * 3 + place)
        for side in range(2):
            self._grid.setColumnStretch(side * 3 + 1, 1 if side < across else 0)
