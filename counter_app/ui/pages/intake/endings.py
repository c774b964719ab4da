"""The two notices that end an intake otherwise: what they are filled with, what they come to."""

from __future__ import annotations

from counter_app.desk.desk import Desk
from counter_app.desk.intake import Outcome
from counter_app.store.catalogue import Catalogue
from counter_app.ui.pages.intake.correction_panel import CorrectionPanel
from counter_app.ui.pages.intake.decline_panel import DeclinePanel
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.material_lines import points_of


class Endings:
    """告知补正 and 不予受理 for what stands in the form."""

    def __init__(
        self, form: IntakeForm, correction: CorrectionPanel, refusal: DeclinePanel
    ) -> None:
        self._form = form
        self._correction = correction
        self._refusal = refusal
        self._shown: CorrectionPanel | DeclinePanel = correction

    def present_correction(self, desk: Desk, catalogue: Catalogue) -> None:
        """The notice that tells everything that is missing, as it would be issued now."""
        self._shown = self._correction
        self._correction.present(
            f"一次性告知补正：{self._who()}",
            points_of(self._form.materials.lines),
            desk.rules.correction_days,
            desk.today,
            catalogue.calendar,
        )

    def present_refusal(self) -> None:
        """Ask why this is not taken on."""
        self._shown = self._refusal
        lines = self._form.materials.lines
        returned = tuple(line.name for line in lines if line.form.present)
        self._refusal.present(f"不予受理：{self._who()}", returned)

    def decided(self) -> Outcome | None:
        """How the intake ends by the notice in sight; None after saying what it lacks."""
        fault = self._shown.fault()
        self._shown.show_problem(fault)
        return None if fault else self._shown.outcome()

    def show_problem(self, sentence: str) -> None:
        self._shown.show_problem(sentence)

    def _who(self) -> str:
        item = self._form.item
        return f"{self._form.party().name} · {item.name if item is not None else ''}"
