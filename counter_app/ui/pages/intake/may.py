"""What may be done on the intake page now. Actions ask before the page is built, and ever after."""

from __future__ import annotations

from counter_app.models.reference import Handling
from counter_app.store.catalogue import Catalogue
from counter_app.ui.pages.intake.actions import Mode
from counter_app.ui.pages.intake.after import AfterSaving
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.saving import Saving


class May:
    """The page's parts as far as they are there, and the questions about them."""

    _mode = Mode.FORM
    _catalogue: Catalogue | None = None
    _saving: Saving | None = None
    _form: IntakeForm | None = None
    _after: AfterSaving | None = None

    @property
    def form(self) -> IntakeForm:
        assert self._form is not None
        return self._form

    @property
    def after(self) -> AfterSaving:
        assert self._after is not None
        return self._after

    def in_mode(self, *modes: Mode) -> bool:
        return self._mode in modes

    def may_save(self) -> bool:
        free = self._saving is not None and not self._saving.busy and self._catalogue is not None
        return free and self.in_mode(Mode.FORM, Mode.CORRECT, Mode.DECLINE)

    def may_close(self) -> bool:
        item = self._form.item if self._form is not None else None
        return self.may_save() and item is not None and item.handling is Handling.INSTANT

    def may_adopt(self, place: int = 0) -> bool:
        return self._form is not None and len(self._form.offer.offers) > place

    def may_tick(self) -> bool:
        return self._form is not None and bool(self._form.materials.lines)

    def has_paper(self) -> bool:
        return self._after is not None and self._after.has_paper
