"""One quiet line under the ID number: this person has been here before."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.pages.intake.earlier import Earlier
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, label


class OfferBar(QFrame):
    """``button`` takes over what is known. Hidden while nothing is known."""

    def __init__(self, button: ActionButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.earlier: Earlier | None = None
        self._words = ElidedLabel("", "", self)
        self._warning = label("", "warning", self, wrap=True)
        self._offer = QWidget(self)
        row = QHBoxLayout(self._offer)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel("history", "accent", parent=self))
        row.addWidget(self._words, 1)
        row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.tokens().space_xs)
        column.setSpacing(2)
        column.addWidget(self._offer)
        column.addWidget(self._warning)
        self._offer.hide()
        self.hide()

    def show_earlier(self, earlier: Earlier | None, item_name: str) -> None:
        """Offer this, or nothing."""
        self.earlier = earlier
        self._words.show_text(earlier.sentence if earlier else "")
        self._offer.setVisible(earlier is not None)
        self.show_warning(item_name)

    def show_warning(self, item_name: str) -> None:
        """Say so when a case of this item is open already."""
        said = self.earlier.warning(item_name) if self.earlier and item_name else ""
        self._warning.setText(said)
        self._warning.setVisible(bool(said))
        self.setVisible(bool(said) or not self._offer.isHidden())

    def taken(self) -> None:
        """The offer was accepted; the warning stays."""
        self._offer.hide()
        self.setVisible(not self._warning.isHidden())

    @property
    def offered(self) -> bool:
        """Whether there is something to take over."""
        return not self.isHidden() and not self._offer.isHidden()
