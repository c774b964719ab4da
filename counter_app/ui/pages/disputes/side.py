"""One side of a question: what happened there, large enough to be read aloud."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import label


class Told(msgspec.Struct, frozen=True):
    """One thing of a side: heading, sentence, and quiet lines below. ``doubt``: what is odd
    about it, "" for nothing.
    """

    head: str
    sentence: str
    lines: tuple[str, ...] = ()
    doubt: str = ""


class SideCard(Card):
    """``tell`` shows what one side did. ``chosen`` marks the side that would count."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(" ", icon, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._inner = QVBoxLayout()
        self._inner.setSpacing(theme.tokens().space_xs)
        self._shown: list[QWidget] = []
        self._said: list[str] = []
        self.column.addLayout(self._inner)
        self.column.addStretch(1)

    @property
    def text(self) -> str:
        """Everything that is shown, for reading aloud."""
        head = self.heading.title if self.heading is not None else ""
        return "\n".join((head, *self._said))

    def tell(self, title: str, told: Sequence[Told], note: str = "") -> None:
        self._clear()
        if self.heading is not None:
            self.heading.show_text(title, note)
        for number, each in enumerate(told):
            if number:
                self._gap()
            self._add(each.head, "title")
            self._add(each.sentence, "")
            for line in each.lines:
                self._add(line, "muted")
            self._add(each.doubt, "warning")

    def _add(self, text: str, role: str) -> None:
        if not text:
            return
        made = label(text, role, self, wrap=True)
        self._inner.addWidget(made)
        self._shown.append(made)
        self._said.append(text)

    def _gap(self) -> None:
        made = QWidget(self)
        made.setFixedHeight(theme.tokens().space_s)
        self._inner.addWidget(made)
        self._shown.append(made)

    def _clear(self) -> None:
        for each in self._shown:
            self._inner.removeWidget(each)
            each.hide()
            each.deleteLater()
        self._shown, self._said = [], []
