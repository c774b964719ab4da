"""What somebody typed and has not saved yet, kept for the next time the page is opened."""

from __future__ import annotations

from functools import partial
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QObject, QTimer

from counter_app.desk.desk import Desk
from counter_app.desk.typed_drafts import keep_typed, typed_before
from counter_app.ui.context import Counter

#: Pause (ms) after which what was typed is kept.
_PAUSE_MS = 800

Typed = TypeVar("Typed", bound=msgspec.Struct)


class TypedDraft(QObject, Generic[Typed]):
    """One half-written form of one person. ``kind`` names it among drafts; ``empty``: the form
    with nothing in it."""

    def __init__(self, counter: Counter, kind: str, empty: Typed, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._kind = kind
        self.empty = empty
        self._kept = empty
        self._next = empty
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    def note(self, typed: Typed) -> None:
        """Something else stands in the form now; it is kept after a pause."""
        self._next = typed
        self._pause.start()

    def keep(self) -> None:
        """Keep it at once, when it is not kept yet."""
        self._pause.stop()
        if self._next == self._kept:
            return
        self._kept = self._next
        typed = self._kept if self._kept != self.empty else None
        self._counter.tasks.run_write(partial(keep_typed, self._counter.desk, self._kind, typed))

    def read(self, desk: Desk) -> Typed | None:
        """On the reader: what was kept, None when nothing was."""
        return typed_before(desk, self._kind, type(self.empty))

    def taken_up(self, typed: Typed) -> None:
        """What was kept stands in the form again."""
        self._pause.stop()
        self._kept = self._next = typed
