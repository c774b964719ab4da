"""The card of an item beside the form: of the one chosen, or of the one marked in the list."""

from __future__ import annotations

from counter_app.forms.situations import is_situation
from counter_app.models.reference import Item
from counter_app.ui.context import Counter
from counter_app.ui.item_card import ItemCard
from counter_app.ui.page import Page
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.walk import go_to


class ItemSide:
    """``card`` is made when it is first wanted. Nothing of the form is lost by it."""

    def __init__(self, counter: Counter, form: IntakeForm, page: Page) -> None:
        self._counter = counter
        self._form = form
        self._page = page
        self.card: ItemCard | None = None

    @property
    def item(self) -> Item | None:
        """Of which item there is something to show."""
        marked = self._form.item_box.search.marked
        return marked.value if marked is not None else self._form.item

    def show(self) -> bool:
        """False when there is no item to show."""
        item = self.item
        if item is None:
            return False
        self._form.item_box.search.close_list()
        if self.card is None:
            self.card = ItemCard(self._page, self._counter)
            self.card.taken.connect(self.on_taken)
            self.card.answered.connect(self.on_answered)
        form = self._form.get().form if item is self._form.item else {}
        self.card.present(item, {key: form[key] for key in form if is_situation(key)})
        return True

    def on_answered(self, answers: dict[str, str]) -> None:
        """What was chosen on the card of the form's own item holds for the form too."""
        if self.card is not None and self.card.item is self._form.item:
            self._form.situations.set(self._form.situations.get() | answers)
            self._form.on_shape_changed()

    def on_taken(self, item: Item) -> None:
        """Begin with it; the item that is chosen already only gets the cursor back."""
        if item is not self._form.item:
            self._form.take_item(item)
        go_to(self._form.first_open())
