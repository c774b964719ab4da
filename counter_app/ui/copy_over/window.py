"""The small window over a department's own program: what is on the clipboard, what comes next.

It never takes the cursor away from there: a click copies, and the other window keeps typing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from counter_app.ui import theme
from counter_app.ui.copy_over.fields import CopyField
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import ElidedLabel, label

_WIDTH = 24
_ROWS = 7
_TOP = (
    Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.WindowDoesNotAcceptFocus
)


class CopyWindow(QWidget):
    """``next_asked``, ``back_asked``, ``picked(index)``, ``entered`` (it is in the other system
    now), ``ended``."""

    next_asked = Signal()
    back_asked = Signal()
    picked = Signal(int)
    entered = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget, key: str) -> None:
        super().__init__(parent, _TOP)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("CopyWindow")
        self.setWindowTitle("抄录")
        look = theme.tokens()
        self.setFixedWidth(_WIDTH * look.body)
        self._case = ElidedLabel("", "small", self)
        self._now = label("", "strong", self, wrap=True)
        self._left = label("", "small", self, wrap=True)
        self._next = Button("", self.next_asked.emit, variant="primary", key=key, parent=self)
        self._next.setMinimumHeight(round(look.control * 1.4))
        self._list = QListWidget(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFixedHeight(round(_ROWS * look.body * 1.9))
        self._list.setAccessibleName("各栏，点一下复制这一栏")
        self._list.itemClicked.connect(self.on_clicked)
        back = Button("上一栏", self.back_asked.emit, parent=self)
        entered = Button("已录入部门系统", self.entered.emit, icon="check", parent=self)
        end = Button("结束", self.ended.emit, variant="quiet", parent=self)
        row = QHBoxLayout()
        row.addWidget(back)
        row.addWidget(entered)
        row.addStretch(1)
        row.addWidget(end)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space_m, look.space_s, look.space_m, look.space_s)
        column.setSpacing(look.space_s)
        for each in (self._case, self._now, self._left, self._next, self._list):
            column.addWidget(each)
        column.addLayout(row)

    def present(self, title: str, fields: Sequence[CopyField]) -> None:
        """Show these fields, beside the lower right corner of the screen."""
        self._case.show_text(title)
        self._list.clear()
        for field in fields:
            item = QListWidgetItem(f"{field.label}  {field.shown}")
            item.setToolTip(field.label)
            self._list.addItem(item)
        self.adjustSize()
        screen = self.screen().availableGeometry()
        margin = theme.tokens().space_xl
        self.move(
            screen.right() - self.width() - margin, screen.bottom() - self.height() - 2 * margin
        )
        self.show()

    def tell(self, now: CopyField | None, following: CopyField | None, at: int) -> None:
        """What is on the clipboard, and what the next key copies."""
        if now is not None:
            self._now.setText(f"已复制 {now.label}：{now.shown}")
            self._list.setCurrentRow(at)
        self._next.setText(f"复制下一栏：{following.label}" if following else "都抄完了")
        self._next.setEnabled(following is not None)

    def tell_left(self, seconds: int) -> None:
        """When the clipboard is emptied."""
        self._left.setText(
            f"粘贴后点下一栏。剪贴板 {seconds} 秒后自动清空。"
            if seconds
            else "剪贴板已清空。点一栏可以再复制。"
        )

    @property
    def words(self) -> str:
        """What it says is on the clipboard."""
        return self._now.text()

    def on_clicked(self, item: QListWidgetItem) -> None:
        self.picked.emit(self._list.row(item))
