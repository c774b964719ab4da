"""The sentence about the profile or the last try, with a command that can be copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.pages.signin.standing import Standing
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import IconLabel, KeyHint, label

COPY_KEY = "Alt+C"


class StateNote(QFrame):
    """Hidden as long as there is nothing to say."""

    _ICONS = {  # noqa: RUF012  constant
        "info": ("info", "accent"),
        "warning": ("clock", "warning"),
        "error": ("error", "danger"),
    }

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("StateNote")
        self._icon = IconLabel(size=18, parent=self)
        self._text = label("", "strong", self, wrap=True)
        self._detail = label("", "muted", self, wrap=True)
        self._command = label("", "strong", self, wrap=True)
        self._command.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._copy = Button("复制命令", self.on_copy, icon="document", parent=self)
        self._copy.setAccessibleDescription(COPY_KEY)
        self._copy_hint = KeyHint(COPY_KEY, self)
        self._copy_key = QShortcut(QKeySequence(COPY_KEY), self)
        self._copy_key.activated.connect(self.on_copy)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._text, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._copy_hint)
        foot.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._detail)
        column.addWidget(self._command)
        column.addLayout(foot)
        self.hide()

    def show_standing(self, standing: Standing) -> None:
        self._text.setText(standing.text)
        self._detail.setText(standing.detail)
        self._detail.setVisible(bool(standing.detail))
        self._command.setText(standing.command)
        self._command.setVisible(bool(standing.command))
        self._copy.setVisible(bool(standing.command))
        self._copy_hint.setVisible(bool(standing.command))
        self._copy_key.setEnabled(bool(standing.command))
        if standing.kind:
            self._icon.show_icon(*self._ICONS[standing.kind])
            theme.set_look(self, kind=standing.kind)
        self.setVisible(bool(standing.kind))

    def on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._command.text())
        self._copy.setText("已复制")
