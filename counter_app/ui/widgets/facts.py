"""Facts that are only read: a label and what stands behind it, one below the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.labels import label


class Facts(QWidget):
    """Declare rows by ``add``; ``tell`` fills them. A row without a value takes no room.

    ``width``: of the labels, in Chinese characters.
    """

    def __init__(self, *, width: int = 5, parent: QWidget | None = None) -> None:
        self._width = width
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.tokens().space_m)
        self._grid.setVerticalSpacing(theme.tokens().space_xs)
        self._grid.setColumnStretch(1, 1)

    def add(self, name: str, title: str, value: QWidget | None = None) -> QWidget:
        """One more row; ``value`` a widget of the page's own, else plain wrapping text."""
        head = label(title, "label", self)
        head.setFixedWidth(self._width * theme.tokens().body + 2)
        if value is None:
            made = label("", "", self, wrap=True)
            made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            made.setAccessibleName(title)
            value = made
        line = self._grid.rowCount()
        top = isinstance(value, QLabel)
        side = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(head, line, 0, side)
        self._grid.addWidget(value, line, 1)
        self._rows[name] = (head, value)
        return value

    def tell(self, name: str, text: str) -> None:
        """Show a value; "" hides the row."""
        head, value = self._rows[name]
        if isinstance(value, QLabel):
            value.setText(text)
        self.show_row(name, bool(text))
        head.setBuddy(value)

    def rename(self, name: str, title: str) -> None:
        """Another label for a row."""
        self._rows[name][0].setText(title)

    def show_row(self, name: str, shown: bool) -> None:
        for each in self._rows[name]:
            each.setVisible(shown)

    def text(self, name: str) -> str:
        """What a row says now, "" while it is hidden."""
        head, value = self._rows[name]
        return value.text() if isinstance(value, QLabel) and not head.isHidden() else ""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for head, _ in self._rows.values():
                head.setFixedWidth(self._width * theme.tokens().body + 2)
