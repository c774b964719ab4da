"""Editor of a day (日期): typed in any usual way, moved by the arrow keys."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.line import LineEditor

_WEEKDAYS = "一二三四五六日"


class DateEditor(LineEditor):
    """``20260102``, ``2026.1.2`` and ``2026年1月2日`` are all one day. Up and Down move it.

    Without a day, Up and Down begin at today.
    """

    def __init__(self, spec: FieldSpec, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.narrow(13)
        self.line.installEventFilter(self)

    def placeholder(self) -> str:
        return "如 20260102"

    def read_back(self, normal: str) -> str:
        if not normal:
            return self.spec.note
        day = dt.date.fromisoformat(normal)
        return f"{day.month}月{day.day}日 周{_WEEKDAYS[day.weekday()]}"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
            if step is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self._move(step)
                return True
        return super().eventFilter(watched, event)

    def _move(self, step: int) -> None:
        normal = self.normal(self.line.text())
        if normal:
            day = dt.date.fromisoformat(normal) + dt.timedelta(days=step)
        elif self.line.text().strip():
            return
        else:
            day = self.today
        self.line.setText(day.isoformat())
