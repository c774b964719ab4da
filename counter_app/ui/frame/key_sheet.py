"""F1: everything that can be done here with its key. Typing narrows it, Enter does it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.actions import Action, ActionSet
from counter_app.ui.key_words import key_label
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import KeyHint, label
from counter_app.ui.widgets.overlay import Overlay
from counter_app.ui.widgets.search_box import SearchBox

#: Keys that every page understands without declaring them.
GENERAL = (
    ("Tab / Shift+Tab", "下一处 / 上一处"),
    ("Enter", "表单中到下一栏；列表中打开"),
    ("↑ ↓", "在列表中移动"),
    ("Esc", "关闭提示、清除搜索、返回"),
)


def _enabled_tone(action: Action) -> str:
    return "" if action.enabled_when() else "disabled"


class KeySheet(Overlay):
    """Covers the window; Esc or F1 closes it."""

    veil = 200

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._actions: tuple[Action, ...] = ()
        self._sets: tuple[ActionSet, ...] = ()
        panel = QFrame(self)
        panel.setObjectName("Sheet")
        panel.setMaximumSize(640, 560)
        self._search = SearchBox("输入要做的事，Enter 执行", panel, pause_ms=0)
        self._search.searched.connect(self.on_searched)
        self._table: DataTable[Action] = DataTable(
            (
                Column("group", "在哪里", lambda each: each.group, 7, tone=_enabled_tone),
                Column("text", "做什么", lambda each: each.text, tone=_enabled_tone),
                Column("key", "按键", lambda each: key_label(each.key), 8, tone=_enabled_tone),
            ),
            key=lambda each: each.id,
            parent=panel,
        )
        self._table.set_empty(EmptyState("search", "这里没有这样的操作"))
        self._table.opened.connect(self.on_opened)
        self._search.set_target(self._table)
        head = QHBoxLayout()
        head.addWidget(label("操作与按键", "title", panel))
        head.addStretch(1)
        head.addWidget(KeyHint("Esc", panel))
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 14, 20, 14)
        column.setSpacing(theme.tokens().space_s)
        column.addLayout(head)
        column.addWidget(self._search)
        column.addWidget(self._table, 1)
        general = QGridLayout()
        general.setHorizontalSpacing(theme.tokens().space_s)
        for number, (keys, words) in enumerate(GENERAL):
            line, side = divmod(number, 2)
            general.addWidget(KeyHint(keys, panel), line, 2 * side)
            general.addWidget(label(words, "small", panel), line, 2 * side + 1)
        general.setColumnStretch(1, 1)
        general.setColumnStretch(3, 1)
        column.addLayout(general)
        around = QHBoxLayout(self)
        around.addStretch(1)
        around.addWidget(panel, 4)
        around.addStretch(1)

    def present(self, sets: Sequence[ActionSet]) -> None:
        """Show these actions; the page's own first, then the window's."""
        self._sets = tuple(sets)
        self._actions = tuple(each for keys in sets for each in keys)
        self._search.clear()
        self._show("")
        self.appear()
        self._search.setFocus()

    def key_sets(self) -> tuple[ActionSet, ...]:
        return self._sets

    @property
    def listed(self) -> tuple[Action, ...]:
        return self._table.rows

    def on_searched(self, text: str) -> None:
        self._show(text)

    def on_opened(self, action: Action) -> None:
        self.vanish()
        if action.enabled_when():
            # After the keyboard is back where it was, as the key itself would find it.
            QTimer.singleShot(0, self, action.run)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.vanish()
        event.accept()

    def _show(self, text: str) -> None:
        sought = text.casefold()
        found = [
            each
            for each in self._actions
            if sought in f"{each.text}{each.group}{each.key}".casefold()
        ]
        self._table.show_rows(found)
        self._table.go_to_row(0)
