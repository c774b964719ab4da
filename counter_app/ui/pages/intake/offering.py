"""Looking up who stands at the window, and taking over what is known when it is asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from counter_app.desk import cases
from counter_app.desk.desk import Done
from counter_app.ui.context import Counter
from counter_app.ui.pages.intake.earlier import Earlier, look_up
from counter_app.ui.pages.intake.form import IntakeForm

_PURPOSE = "再次办件，沿用上次资料"


class Offering(QObject):
    """``changed`` when there is something to take over, or no longer."""

    changed = Signal()

    def __init__(self, counter: Counter, form: IntakeForm, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._form = form
        form.id_complete.connect(self.on_id_complete)
        form.item_changed.connect(self.on_item_changed)
        form.edited.connect(self.on_edited)

    def adopt(self, place: int | None = None) -> None:
        """Fill in everything that is offered, or the one at ``place``. Whoever takes masked
        data over has seen them, so the cases they come from record it."""
        offers = self._form.offer.offers
        taken = offers if place is None else offers[place : place + 1]
        self._form.adopt(taken)
        for number in dict.fromkeys(each.number for each in taken):
            self._counter.tasks.run_write(
                partial(cases.reveal, self._counter.desk, number, "applicant", _PURPOSE),
                self.on_revealed,
            )
        self.on_edited()

    def on_id_complete(self, number: str) -> None:
        if number:
            look = partial(look_up, self._counter.store, number)
            self._counter.tasks.run_read(look, self.on_found, latest="earlier")
        else:
            self._form.offer.show_earlier(None, "")
            self.changed.emit()

    def on_found(self, earlier: Earlier | None) -> None:
        if earlier is not None and earlier.party.id_number != self._form.party().id_number:
            return  # the number was changed meanwhile
        item = self._form.item
        self._form.offer.show_earlier(earlier, item.name if item is not None else "")
        self.on_edited()

    def on_edited(self) -> None:
        """What was filled in need not be offered any more."""
        if self._form.offer.earlier is None:
            return
        titles = {
            key: row.title.text().lstrip("* ") for key, row in self._form.offer_rows().items()
        }
        self._form.offer.show_offers(self._form.open_offers(), titles)
        self.changed.emit()

    def on_item_changed(self) -> None:
        item = self._form.item
        self._form.offer.show_warning(item.name if item is not None else "")
        self.on_edited()

    def on_revealed(self, done: Done) -> None:
        self._counter.changed(done.changes)
