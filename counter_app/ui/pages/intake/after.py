"""What can be done with a case that has just been saved: its papers, its page."""

from __future__ import annotations

from PySide6.QtCore import QObject

from counter_app.models.case import CaseState
from counter_app.ui.case.files import FileWork
from counter_app.ui.case.signatures import SignatureWork
from counter_app.ui.citizen.wording import outcome_at
from counter_app.ui.context import Counter
from counter_app.ui.copy_over import CopyRun
from counter_app.ui.page import Page
from counter_app.ui.print_run import PrintRun
from counter_app.ui.rating_asking import RatingAsk, RatingNote


class AfterSaving(QObject):
    """Holds the case until the next citizen."""

    def __init__(self, counter: Counter, parent: Page) -> None:
        super().__init__(parent)
        self._counter = counter
        self._page = parent
        self._case: CaseState | None = None
        self.prints = PrintRun(counter, parent)
        self.files = FileWork(counter, parent)
        self.signatures = SignatureWork(counter, parent)
        self.signatures.ended.connect(self.on_signed)
        self.copying = CopyRun(counter, parent, key="C")
        self.asking = RatingAsk(counter, parent)
        parent.header.add(RatingNote(self.asking, parent))

    def take(self, case: CaseState | None) -> None:
        """This case was saved; None: somebody else is next."""
        self.copying.end()
        self._case = case
        self.asking.told.emit("")
        if case is not None:
            self.asking.after(case)

    @property
    def has_paper(self) -> bool:
        return self._case is not None and bool(self._case.papers)

    def print(self) -> None:
        """Everything that was made out for it, as originals: nothing is counted as a re-print."""
        if self._case is not None:
            papers = tuple(each.number for each in self._case.papers)
            self.prints.first(self._case.number, papers)

    def preview(self) -> None:
        """The first document on the screen; from there the others."""
        if self._case is not None and self._case.papers:
            paper = self._case.papers[0].number
            self._counter.go("paper", number=self._case.number, paper=paper, fresh=True)

    def sign(self) -> None:
        """Whoever handed the papers in signs; the number is shown again afterwards."""
        if self._case is not None:
            self.signatures.ask(self._case, self._case.papers[0].number)

    def shoot(self) -> None:
        """Pictures of what was handed over, while it still lies on the counter."""
        if self._case is not None:
            self.files.shoot(self._case.number)

    def rate(self) -> None:
        """Ask the citizen how he was served."""
        if self._case is not None:
            self.asking.ask(self._case)

    def on_signed(self) -> None:
        if self._case is not None and self._page.isVisible():
            self._page.take_focus()
            self._counter.citizen.show(outcome_at(self._counter.desk, self._case))

    def copy(self) -> None:
        """Its next field to the clipboard, for a department's own system."""
        if self._case is not None:
            item = self._counter.workplace.catalogue().items.get(self._case.item.code)
            self.copying.step(self._case, item.fields if item is not None else ())

    def view(self) -> None:
        if self._case is not None:
            self._counter.go("case", number=self._case.number)
