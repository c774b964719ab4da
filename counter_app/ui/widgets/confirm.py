"""Asks once more, in place, before something that cannot be undone. Nothing else is asked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.overlay import Overlay

YES_KEY = "Alt+Y"


class ConfirmPanel(Overlay):
    """One panel per page. ``ask`` shows it; Esc always leaves everything as it was."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._run: Callable[[str], object] | None = None
        panel = QFrame(self)
        panel.setObjectName("ConfirmPanel")
        panel.setMinimumWidth(420)
        panel.setMaximumWidth(560)
        self._question = label("", "heading", panel, wrap=True)
        self._detail = label("", "muted", panel, wrap=True)
        self._reason_label = label("", "label", panel)
        self._reason = QLineEdit(panel)
        self._reason.setMaxLength(200)
        self._reason.textChanged.connect(self.on_reason_changed)
        self._reason.returnPressed.connect(self.on_yes)
        self._no = Button("返回", self.on_no, key="Esc", parent=panel)
        self._yes = Button("确定", self.on_yes, variant="danger", key=YES_KEY, parent=panel)
        key = QShortcut(QKeySequence(YES_KEY), self)
        key.activated.connect(self.on_yes)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("warning", "danger", 22, panel), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._question, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._no)
        foot.addWidget(self._yes)
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        for each in (self._detail, self._reason_label, self._reason):
            column.addWidget(each)
        column.addLayout(foot)
        around = QVBoxLayout(self)
        around.addWidget(panel, 0, Qt.AlignmentFlag.AlignCenter)

    def ask(
        self,
        question: str,
        run: Callable[[str], object],
        *,
        yes: str,
        detail: str = "",
        reason: str = "",
    ) -> None:
        """``yes`` names the act (作废). ``reason``: label of a sentence that must be given; it is
        passed to ``run`` ("" when none was asked for)."""
        self._run = run
        self._question.setText(question)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._yes.setText(yes)
        self._reason_label.setText(reason)
        self._reason_label.setVisible(bool(reason))
        self._reason.setVisible(bool(reason))
        self._reason.clear()
        self.on_reason_changed()
        self.appear()
        (self._reason if reason else self._no).setFocus()

    def on_reason_changed(self) -> None:
        asked = bool(self._reason_label.text())
        self._yes.setEnabled(not asked or bool(self._reason.text().strip()))

    def on_yes(self) -> None:
        run = self._run
        if run is None or not self._yes.isEnabled():
            return
        self._run = None
        reason = self._reason.text().strip()
        self.vanish()
        run(reason)

    def on_no(self) -> None:
        self._run = None
        self.vanish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.on_no()
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the question until it is answered."""
        stops = [
            each
            for each in (self._reason, self._no, self._yes)
            if each.isVisible() and each.isEnabled()
        ]
        if not stops:
            return False
        here = next((i for i, each in enumerate(stops) if each.hasFocus()), 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(here + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True
