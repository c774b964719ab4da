"""A line that finds while one types. The cursor never leaves it; the list only follows.

``find(text, deliver)`` is asked and may answer at any later time by ``deliver(hits)``;
``reading`` makes one from a blocking function, ``at_once`` from a fast one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.ui import theme
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.hit_list import SHOWN, Hit, HitList

Deliver = Callable[[Sequence[Hit]], None]
Find = Callable[[str, Deliver], object]

#: Found things kept in the list.
MOST = 50
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: SHOWN,
    Qt.Key.Key_PageUp: -SHOWN,
}


def reading(tasks: Tasks, find: Callable[[str], Sequence[Hit]]) -> Find:
    """Search on the reader thread; of several searches only the newest answers."""

    topic = object()

    def ask(text: str, deliver: Deliver) -> None:
        tasks.run_read(partial(find, text), deliver, latest=topic)

    return ask


def at_once(find: Callable[[str], Sequence[Hit]]) -> Find:
    """Search where we are: for an index in memory that answers within a frame."""

    def ask(text: str, deliver: Deliver) -> None:
        deliver(find(text))

    return ask


class _Question(QObject):
    """One search that was asked; answers only while it is the newest."""

    answered = Signal(object)

    def deliver(self, hits: Sequence[Hit]) -> None:
        self.answered.emit(tuple(hits[:MOST]))


class TypeAhead(QLineEdit):
    """``chosen(hit)``: Enter or a click. ``cleared``: what was chosen no longer stands there.

    ``keep`` False empties the line after choosing, for adding one thing after another.
    """

    chosen = Signal(object)
    cleared = Signal()

    def __init__(
        self,
        find: Find,
        *,
        placeholder: str = "",
        nothing: str = "没有找到，请换个说法",
        least: int = 1,
        pause_ms: int = 60,
        keep: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._nothing = nothing
        self._least = least
        self._keep = keep
        self._choice: Hit | None = None
        self._question: _Question | None = None
        self._entered = False
        self._list: HitList | None = None
        self.setPlaceholderText(placeholder)
        self.setMaxLength(100)
        self.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.on_pause)
        self.textEdited.connect(self.on_edited)

    @property
    def choice(self) -> Hit | None:
        """What was chosen, None while nothing is."""
        return self._choice

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What the open list shows; empty while it is closed."""
        return self._list.hits if self._list is not None and self._list.isVisible() else ()

    @property
    def marked(self) -> Hit | None:
        """The hit that Enter would choose now, None while the list is closed."""
        return self._list.current if self._list is not None and self._list.isVisible() else None

    def wants_enter(self) -> bool:
        """Whether Enter belongs to the list now; a form asks before it walks on."""
        open_list = self._list is not None and self._list.isVisible()
        return open_list or self._timer.isActive() or self._question is not None

    def set_choice(self, hit: Hit | None) -> None:
        """Fill in from outside (a draft); emits nothing."""
        self._choice = hit
        self.setText(hit.title if hit is not None else "")
        self.setCursorPosition(0)
        self.close_list()

    def close_list(self) -> None:
        self._entered = False
        self._timer.stop()
        self._drop_question()
        if self._list is not None:
            self._list.hide()

    # ---- slots

    def on_edited(self, text: str) -> None:
        self._entered = False
        if self._choice is not None:
            self._choice = None
            self.cleared.emit()
        if len(text.strip()) < self._least:
            self.close_list()
        else:
            self._timer.start()

    def on_pause(self) -> None:
        self._drop_question()
        self._question = _Question(self)
        self._question.answered.connect(self.on_answered)
        self._find(self.text().strip(), self._question.deliver)

    def on_answered(self, hits: tuple[Hit, ...]) -> None:
        entered, self._entered = self._entered, False
        self._drop_question()
        if entered and len(hits) == 1:
            self.on_picked(hits[0])
        elif self.hasFocus():
            self._popup().show_below(self, hits)

    def on_picked(self, hit: Hit) -> None:
        self.close_list()
        self._choice = hit if self._keep else None
        self.setText(hit.title if self._keep else "")
        self.setCursorPosition(0)
        self.chosen.emit(hit)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        popup = self._list if self._list is not None and self._list.isVisible() else None
        if enter and (self._timer.isActive() or self._question is not None):
            self._enter_early()
        elif popup is not None and key in _STEPS:
            popup.move_by(_STEPS[Qt.Key(key)])
        elif popup is not None and enter:
            if popup.current is not None:
                self.on_picked(popup.current)
        elif popup is not None and key == Qt.Key.Key_Escape:
            self.close_list()
        elif key == Qt.Key.Key_Down and len(self.text().strip()) >= self._least:
            self.on_pause()
        else:
            super().keyPressEvent(event)

    def _enter_early(self) -> None:
        """Enter before the answer (a scanner, a fast hand): take the answer if it is the only
        one, otherwise show what was found rather than guess."""
        self._entered = True
        if self._timer.isActive():
            self._timer.stop()
            self.on_pause()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.close_list()
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.close_list()
        return False

    def _popup(self) -> HitList:
        """Made when first needed: only then the window is known."""
        window = self.window()
        if self._list is not None and self._list.window_below is not window:
            self._list.deleteLater()
            self._list = None
        if self._list is None:
            self._list = HitList(window, self._nothing)
            self._list.picked.connect(self.on_picked)
            self.destroyed.connect(self._list.deleteLater)
            window.installEventFilter(self)
        return self._list

    def _drop_question(self) -> None:
        """An answer to an older text must not arrive."""
        if self._question is not None:
            self._question.deleteLater()
            self._question.answered.disconnect(self.on_answered)
            self._question = None
