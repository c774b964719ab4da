"""The card that examines this machine's data and says in words what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.store.checks import Health
from counter_app.ui import theme
from counter_app.ui.health_words import health_lines
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import IconLabel, label


class HealthCard(Card):
    """``wait`` while the work runs, then ``tell`` or ``fail``."""

    def __init__(self, button: ActionButton, parent: QWidget | None = None) -> None:
        super().__init__("本机数据", "certificate", parent)
        what = "检查数据库、记录链和显示是否完好。办件很多时要一两分钟。"
        self._said = label(what, "muted", self, wrap=True)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.tokens().space_xs)
        self._shown: list[QWidget] = []
        self.column.addWidget(self._said)
        self.column.addLayout(self._lines)
        self.column.addStretch(1)
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def texts(self) -> list[str]:
        """What was found, line by line."""
        return [str(each.property("said")) for each in self._shown]

    def wait(self) -> None:
        self._clear()
        self._said.setText("正在检查，可以继续收件…")
        self._said.show()

    def tell(self, health: Health, at: str) -> None:
        self._clear()
        self._said.setText(f"{at} 检查：" + ("数据完好" if health.ok else "发现问题"))
        for good, text in health_lines(health):
            self._add(good, text)

    def fail(self, text: str) -> None:
        self._clear()
        self._said.setText(text)

    def _add(self, good: bool, text: str) -> None:
        holder = QWidget(self)
        holder.setProperty("said", text)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.tokens().space_s)
        icon, tone = ("success", "success") if good else ("warning", "danger")
        row.addWidget(IconLabel(icon, tone, 16, holder), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, "", holder, wrap=True), 1)
        self._lines.addWidget(holder)
        self._shown.append(holder)

    def _clear(self) -> None:
        for each in self._shown:
            self._lines.removeWidget(each)
            each.deleteLater()
        self._shown = []
