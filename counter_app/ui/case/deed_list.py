"""The column of what can be done now, by group; what cannot be done is not in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.actions import BoundAction
from counter_app.ui.case.deed import Deed
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import label


class DeedList(QScrollArea):
    """``bound(id)`` gives the action of a deed; ``more`` are shown below in a group of theirs."""

    def __init__(
        self,
        bound: Callable[[str], BoundAction],
        deeds: Sequence[Deed],
        more: tuple[str, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("Scrolled")
        look = theme.tokens()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, look.space_xs, 0)
        column.setSpacing(look.space_xs)
        self._groups: list[tuple[QLabel, list[ActionButton]]] = []
        grouped: dict[str, list[BoundAction]] = {}
        for deed in deeds:
            grouped.setdefault(deed.group, []).append(bound(deed.id))
        if more:
            grouped["文书与信息"] = [bound(each) for each in more]
        for title, actions in grouped.items():
            head = label(title, "small", inner)
            column.addWidget(head)
            buttons = []
            for action in actions:
                button = ActionButton(action, parent=inner)
                column.addWidget(button)
                buttons.append(button)
            self._groups.append((head, buttons))
        column.addStretch(1)
        self.setWidget(inner)

    def fit(self) -> None:
        """Hide the headings of groups in which nothing can be done."""
        for head, buttons in self._groups:
            head.setVisible(any(not button.isHidden() for button in buttons))
        # The column is as wide as its widest button, and no wider.
        inner = self.widget()
        bar = self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(max(inner.sizeHint().width(), 10 * theme.tokens().body) + bar)
