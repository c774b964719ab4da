"""What a list says when there is nothing in it: one sentence and the one thing to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.ui.actions import BoundAction
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import IconLabel, label


class EmptyState(QWidget):
    """Icon, sentence, and a button when an action is given."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        action: BoundAction | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = IconLabel(icon, "disabled", 40, self)
        self._sentence = label(sentence, "muted", self, wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._sentence)
        if action is not None:
            button = ActionButton(action, parent=self)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)

    def show_text(self, sentence: str) -> None:
        self._sentence.setText(sentence)
