"""What is wrong with what was typed, and when it is said: not before a field was left.

A number that is wrong however the typing goes on is told at once; what is merely missing is
told when the cursor has been there, or when somebody asks to save.
"""

from __future__ import annotations

from datetime import date

from counter_app.desk.intake_check import CheckedIntake, Intake, Problem, check_intake
from counter_app.forms.situations import open_questions
from counter_app.store.catalogue import Catalogue
from counter_app.ui.pages.intake import answers
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.walk import go_to


class Problems:
    """The problems of one form."""

    def __init__(self, form: IntakeForm) -> None:
        self._form = form
        self._visited: set[str] = set()
        self._all = False
        self._shown: dict[str, str] = {}

    def forget(self) -> None:
        """A new form: nothing has been visited."""
        self._visited.clear()
        self._all = False
        self._form.materials.show_problem("")

    def visited(self, field: str) -> None:
        self._visited.add(field)

    def check(
        self, typed: Intake, catalogue: Catalogue, today: date, *, whole_form: bool = True
    ) -> tuple[CheckedIntake | None, dict[str, str]]:
        """The clean intake, or None and what must be mended, by the field where it is mended."""
        checked, found = check_intake(typed, catalogue, today, whole_form=whole_form)
        placed = self._placed(typed, catalogue, found)
        item = catalogue.items.get(typed.item_code)
        if item is not None and whole_form:
            # What is to be handed in hangs on it, so here it is not left open.
            for question in open_questions(item, typed.form):
                placed.setdefault(f"form.{question.key}", "请选择")
        return (None if placed else checked), placed

    def show(self, problems: dict[str, str], *, everything: bool = False) -> None:
        """Say under each field what is wrong with it, as far as it is time to say so."""
        self._all = self._all or everything
        for field, row in self._form.rows().items():
            editor = self._form.editor_of(field)
            wrong = problems.get(field, "")
            warning = ""
            if editor is not None:
                verdict = editor.judge()
                certain = verdict.wrong if verdict.certain else ""
                wrong = certain or (wrong if self._is_time(field) else "")
                warning = verdict.warning
            elif not self._is_time(field):
                wrong = ""
            said = wrong or warning
            if row.problem != said:
                row.show_problem(said, "error" if wrong else "warning")
                if editor is not None:
                    editor.show_problem(said, serious=bool(wrong))

    def go_to_first(self, problems: dict[str, str]) -> None:
        """Put the cursor where the first thing is to be mended, in the order of the form."""
        widgets = [self._form.widget_of(field) for field in problems]
        for stop in self._form.stops():
            if stop in widgets:
                go_to(stop)
                return

    def _is_time(self, field: str) -> bool:
        return self._all or field in self._visited

    def _placed(
        self, typed: Intake, catalogue: Catalogue, found: tuple[Problem, ...]
    ) -> dict[str, str]:
        item = catalogue.items.get(typed.item_code)
        placed: dict[str, str] = {}
        for problem in found:
            field = problem.field
            if item is not None:
                with_agent = typed.agent is not None
                field = answers.place_of(field, item, typed.applicant, with_agent)
            placed.setdefault(field, problem.why)
        return placed
