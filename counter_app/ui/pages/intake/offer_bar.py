"""What this person told before, under the ID number: each thing with its date and source."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.pages.intake.earlier import Earlier, Offer
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, KeyHint, label

#: So many single things have a key of their own.
MOST = 6


def key_of(place: int) -> str:
    """The key that takes one thing over; ``place`` counts from 0."""
    return f"Alt+{place + 1}"


class OfferBar(QFrame):
    """``button`` takes over everything; a key of its own each single thing. Hidden while there
    is nothing to take over."""

    def __init__(self, button: ActionButton, parent: QWidget) -> None:
        super().__init__(parent)
        self.earlier: Earlier | None = None
        self.offers: tuple[Offer, ...] = ()
        self._lines: list[QWidget] = []
        self._words = ElidedLabel("", "", self)
        self._warning = label("", "warning", self, wrap=True)
        self._offer = QWidget(self)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel("history", "accent", parent=self))
        row.addWidget(self._words, 1)
        row.addWidget(button)
        look = theme.tokens()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(look.icon + look.space_s, 0, 0, 0)
        self._grid.setHorizontalSpacing(look.space_s)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(3, 1)
        inner = QVBoxLayout(self._offer)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(2)
        inner.addLayout(row)
        inner.addLayout(self._grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.space_xs)
        column.setSpacing(2)
        column.addWidget(self._offer)
        column.addWidget(self._warning)
        self._offer.hide()
        self.hide()

    def show_earlier(self, earlier: Earlier | None, item_name: str) -> None:
        """This is known of the person, or nothing is; :meth:`show_offers` says what is open."""
        self.earlier = earlier
        self._words.show_text(earlier.sentence if earlier else "")
        if earlier is None:
            self.show_offers((), {})
        self.show_warning(item_name)

    def show_offers(self, offers: Sequence[Offer], labels: dict[str, str]) -> None:
        """Offer these; ``labels``: what their fields are called here."""
        offers = tuple(offers)
        if offers != self.offers:
            self.offers = offers
            for line in self._lines:
                self._grid.removeWidget(line)
                line.hide()
                line.deleteLater()
            self._lines = []
            for place, offer in enumerate(offers[:MOST]):
                self._add(place, offer, labels.get(offer.key, ""))
        self._offer.setVisible(bool(offers))
        self.setVisible(bool(offers) or not self._warning.isHidden())

    def show_warning(self, item_name: str) -> None:
        """Say so when a case of this item is open already."""
        said = self.earlier.warning(item_name) if self.earlier and item_name else ""
        self._warning.setText(said)
        self._warning.setVisible(bool(said))
        self.setVisible(bool(said) or not self._offer.isHidden())

    @property
    def offered(self) -> bool:
        """Whether there is something to take over."""
        return bool(self.offers)

    @property
    def said(self) -> str:
        """Everything that stands here, for a reader."""
        lines = [each.text() for each in self._lines if isinstance(each, QLabel)]
        return " ".join([self._words.whole, *lines])

    def _add(self, place: int, offer: Offer, title: str) -> None:
        parts = (
            KeyHint(key_of(place), self._offer),
            label(title, "small", self._offer),
            label(offer.shown, "", self._offer),
            ElidedLabel(offer.source, "small", self._offer),
        )
        for column, part in enumerate(parts):
            self._grid.addWidget(part, place, column)
            part.show()
        self._lines += parts
