"""From what stands on the page to a case: checked here, carried out on the writer, once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from counter_app.desk import intake
from counter_app.desk.desk import Desk, Done
from counter_app.desk.intake import Outcome, Then
from counter_app.desk.intake_check import CheckedIntake, Intake
from counter_app.errors import CounterError
from counter_app.store.catalogue import Catalogue
from counter_app.ui.pages.intake.draft_keeper import DraftKeeper
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.problems import Problems
from counter_app.ui.tasks import Tasks

#: A citizen who is told what is missing, or sent elsewhere, need not have filled in everything.
_WHOLE_FORM = frozenset({Then.RECEIVE, Then.ACCEPT, Then.INSTANT})
_ALL_MATERIALS = frozenset({Then.ACCEPT, Then.INSTANT})
#: Names told in one sentence.
_TOLD = 3


class Saving(QObject):
    """``saved(Done)``; ``refused(sentence)``: nothing was recorded, the draft is safe."""

    saved = Signal(object)
    refused = Signal(str)
    busy_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        form: IntakeForm,
        problems: Problems,
        keeper: DraftKeeper,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._form = form
        self._problems = problems
        self._keeper = keeper
        self.busy = False

    def fit(self, then: Then, catalogue: Catalogue) -> bool:
        """Whether it can be saved in this way; says under each field why not, and goes there."""
        return self._checked(then, catalogue) is not None

    def save(self, outcome: Outcome, catalogue: Catalogue) -> None:
        """Record it and make out its papers. Asked twice, it is done once."""
        if self.busy:
            return
        typed = self._form.get()
        checked = self._checked(outcome.then, catalogue, typed)
        if checked is None:
            return
        self._keeper.stop()
        self._set_busy(True)
        self._tasks.run_write(
            partial(intake.take_in, self._desk, checked, outcome, draft_id=self._keeper.draft_id),
            self.on_done,
            self.on_failed,
        )

    def on_done(self, done: Done) -> None:
        self._set_busy(False)
        self.saved.emit(done)

    def on_failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._keeper.touch()
        if not isinstance(error, CounterError):
            raise error
        self.refused.emit(f"没有收件：{error}。填写的内容都在。")

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()

    def _checked(
        self, then: Then, catalogue: Catalogue, typed: Intake | None = None
    ) -> CheckedIntake | None:
        typed = typed or self._form.get()
        checked, found = self._problems.check(
            typed, catalogue, self._desk.today, whole_form=then in _WHOLE_FORM
        )
        lacking = self._lacking(then)
        if checked is not None and not lacking:
            return checked
        if lacking:
            found["materials"] = lacking
        self._problems.show(found, everything=True)
        self._form.materials.show_problem(lacking.partition("。")[0])
        self._problems.go_to_first(found)
        others = len(found) - ("materials" in found)
        said = [f"还有 {others} 处需要填写或更正，已标在栏目下面。"] if others else []
        self.refused.emit("".join([*said, lacking]))
        return None

    def _lacking(self, then: Then) -> str:
        """What must lie on the counter for this, in one sentence; "" when it does."""
        lines = self._form.materials.lines
        owed = self._form.materials.owed
        if then in _ALL_MATERIALS and owed:
            names = "、".join(line.name for line in owed[:_TOLD])
            more = "等" if len(owed) > _TOLD else ""
            return (
                f"还缺 {len(owed)} 份必要材料：{names}{more}。"
                "可按 F6 告知补正，或在该行按 5 办理容缺后补。"
            )
        if then is Then.RECEIVE and owed and not any(line.form.present for line in lines):
            return "一份材料也没有登记。请在材料清单里逐行登记，或按 F6 告知补正。"
        return ""
