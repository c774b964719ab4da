"""Half-typed work saves itself: within a third of a second of a key, on the writer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from counter_app.desk import intake
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Intake, IntakeParty
from counter_app.models.changes import Changes
from counter_app.store import drafts
from counter_app.ui.tasks import Tasks

#: Longest time (ms) a keystroke is only in memory. The timer is not pushed back by typing on.
PAUSE_MS = 250


def is_blank(typed: Intake) -> bool:
    """Whether nothing was typed that somebody would miss."""
    party = typed.applicant
    told = (party.name, party.id_number, party.phone, party.address, party.legal_person)
    ticked = any(each.form != "missing" for each in typed.materials)
    return not (typed.item_code or any(told) or typed.form or typed.note or ticked) and (
        typed.agent is None or typed.agent.party == IntakeParty()
    )


class DraftKeeper(QObject):
    """``collect()`` gives what stands on the page. ``saved``: it is safe now."""

    saved = Signal(object)

    def __init__(
        self, desk: Desk, tasks: Tasks, collect: Callable[[], Intake], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._collect = collect
        self._kept: Intake | None = None
        self.draft_id = uuid.uuid4().hex
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.flush)

    def touch(self) -> None:
        """Something was typed."""
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._timer.stop()
        typed = self._collect()
        if typed == self._kept:
            return
        before, self._kept = self._kept, typed
        if not is_blank(typed):
            self._tasks.run_write(
                partial(intake.save_draft, self._desk, self.draft_id, typed), self.on_saved
            )
        elif before is not None and not is_blank(before):
            self._tasks.run_write(
                partial(drafts.discard, self._desk.store, self.draft_id), self.on_discarded
            )

    def begin(self, draft_id: str = "", kept: Intake | None = None) -> None:
        """Go on with another draft, or with a new one."""
        self._timer.stop()
        self.draft_id = draft_id or uuid.uuid4().hex
        self._kept = kept

    def stop(self) -> None:
        """What is on the page is becoming a case: nothing more is saved under this draft."""
        self._timer.stop()

    def on_saved(self, changes: Changes) -> None:
        self.saved.emit(changes)

    def on_discarded(self, draft: drafts.Draft | None) -> None:
        self.saved.emit(Changes(drafts=True))
