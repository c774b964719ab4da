"""The case that is being handed out, large enough to be read aloud from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.rules import masking, numbers
from counter_app.ui import case_words as words, theme
from counter_app.ui.pages.delivery.handover import Handover
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import StatusChip
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, label

#: Names up to so many characters are shown in the largest type.
_SHORT = 12


class HandoverCard(Card):
    """``tell`` shows a case; ``form`` is put below by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        look = theme.tokens()
        self._name = label("", "display", self, wrap=True)
        self._chip = StatusChip("", parent=self)
        self._number = label("", "title", self)
        self._item = ElidedLabel("", "heading", self)
        self._document = label("", "muted", self)
        self._out = label("", "strong", self, wrap=True)
        self._back = label("", "strong", self, wrap=True)
        self._refusal = label("", "strong", self, wrap=True)
        self._refused = self._note(self._refusal)
        self._warning = label("", "warning", self, wrap=True)
        first = QHBoxLayout()
        first.setSpacing(look.space_m)
        first.addWidget(self._name, 1)
        first.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignVCenter)
        first.addWidget(self._number)
        second = QHBoxLayout()
        second.setSpacing(look.space_m)
        second.addWidget(self._item, 1)
        second.addWidget(self._document)
        self._lists = QWidget(self)
        lists = QHBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(look.space_xl)
        for icon, title, value in (
            ("certificate", "交给对方", self._out),
            ("undo", "退还原件", self._back),
        ):
            lists.addLayout(self._block(icon, title, value), 1)
        self.column.addLayout(first)
        self.column.addLayout(second)
        self.column.addWidget(self._lists)
        self.column.addWidget(self._warning)
        self.column.addWidget(self._refused)

    @property
    def refusal(self) -> str:
        """Why the case cannot be handed out, as shown; empty when it can."""
        return self._refusal.text()

    def tell(self, handover: Handover) -> None:
        state = handover.state
        name = state.applicant.name
        theme.set_look(self._name, role="display" if len(name) <= _SHORT else "title")
        self._name.setText(name)
        self._chip.show_state(state.status.label, words.STATUS_TONES[state.status])
        self._number.setText(numbers.spoken(state.number))
        self._item.show_text(state.item.name)
        masked = masking.mask_id(state.applicant.id_number)
        self._document.setText(f"{handover.document} {masked}" if masked else "")
        self._out.setText("\n".join(handover.hand_out))
        self._back.setText("\n".join(handover.give_back) or "没有")
        self._warning.setText(handover.warning)
        self._warning.setVisible(bool(handover.warning))
        self._lists.setVisible(not handover.refusal)
        self.refuse(handover.refusal)

    def refuse(self, why: str) -> None:
        """Say in the card why it cannot be done; "" takes it back."""
        self._refusal.setText(why)
        self._refused.setVisible(bool(why))

    def _note(self, words: QWidget) -> QFrame:
        """A frame that cannot be overlooked, without shouting."""
        note = QFrame(self)
        note.setObjectName("StateNote")
        note.setProperty("kind", "warning")
        row = QHBoxLayout(note)
        row.addWidget(IconLabel("warning", "warning", 20, note))
        row.addWidget(words, 1)
        return note

    def _block(self, icon: str, title: str, value: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.tokens().space_xs)
        head = QHBoxLayout()
        head.setSpacing(theme.tokens().space_xs)
        head.addWidget(IconLabel(icon, "muted", 16, self))
        head.addWidget(label(title, "small", self), 1)
        column.addLayout(head)
        column.addWidget(value)
        column.addStretch(1)
        return column
