"""What just happened, at the foot of the window: never a dialog, never over the work.

Good news goes by itself, bad news stays until it is read (Esc). An action such as 撤销 can be
taken from the notice by its key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.undo_key import UndoKey

#: kind -> icon, colour token, seconds until it goes (0: it stays)
KINDS = {
    "info": ("info", "accent", 6.0),
    "success": ("success", "success", 6.0),
    "warning": ("warning", "warning", 0.0),
    "error": ("error", "danger", 0.0),
}
#: A notice with an action stays long enough to change one's mind.
SECONDS_WITH_ACTION = 12.0
MOST = 3


#: The key of an undo that works wherever the cursor is; Ctrl+Z does where nothing is typed.
UNDO = "Alt+Z"


class NoticeAction(NamedTuple):
    """One thing that can be done from a notice."""

    text: str
    run: Callable[[], object]
    key: str = UNDO

    @property
    def shown_key(self) -> str:
        """As it stands on the button: what takes something back has the usual key too."""
        return "Ctrl+Z" if self.key == UNDO else self.key


class Notice(QFrame):
    """One message. ``gone`` asks the bar to take it away."""

    gone = Signal(QObject)

    def __init__(
        self,
        kind: str,
        text: str,
        action: NoticeAction | None,
        seconds: float | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Notice")
        self.setProperty("kind", kind)
        self.kind = kind
        self.text = text
        self._action = action
        icon, tone, usual = KINDS[kind]
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(10)
        words = label(text, "strong" if kind in ("error", "warning") else "", self, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(IconLabel(icon, tone, 18, self))
        row.addWidget(words, 1)
        if action is not None:
            button = Button(action.text, self.on_action, key=action.shown_key, parent=self)
            row.addWidget(button)
            key = QShortcut(QKeySequence(action.key), self)
            key.activated.connect(self.on_action)
            usual = usual and SECONDS_WITH_ACTION
        row.addWidget(
            Button("关闭", self.on_close, variant="quiet", icon="close", key="Esc", parent=self)
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.on_close)
        wait = usual if seconds is None else seconds
        if wait:
            self._timer.setInterval(int(wait * 1000))
            self._timer.start()

    @property
    def key(self) -> str:
        """Key of its action, "" when there is none."""
        return self._action.key if self._action is not None else ""

    @property
    def lasting(self) -> bool:
        """Whether it waits to be read."""
        return not self._timer.isActive()

    def on_action(self) -> None:
        action, self._action = self._action, None
        if action is not None:
            self.gone.emit(self)
            action.run()

    def on_close(self) -> None:
        self.gone.emit(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        # While somebody points at it, it stays.
        if self._timer.isActive():
            self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self._timer.interval():
            self._timer.start()


class NoticeBar(QWidget):
    """Up to three notices, the newest on top. Takes no room when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[Notice] = []
        self._undo = UndoKey(self.on_undo, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def tell(
        self,
        kind: str,
        text: str,
        action: NoticeAction | None = None,
        seconds: float | None = None,
    ) -> Notice:
        """``kind``: info, success, warning, error. ``seconds`` 0: stays; None: as usual."""
        key = action.key if action is not None else ""
        for old in tuple(self._notices):
            passing = not old.lasting and not old.key
            if passing or (old.kind, old.text) == (kind, text) or (key and old.key == key):
                self.on_gone(old)
        while len(self._notices) >= MOST:
            self.on_gone(
                next((each for each in self._notices if not each.lasting), self._notices[0])
            )
        notice = Notice(kind, text, action, seconds, self)
        notice.gone.connect(self.on_gone)
        self._notices.append(notice)
        self._column.insertWidget(0, notice)
        self.show()
        self._undo.watch(self._newest_undo() is not None)
        return notice

    def on_undo(self) -> None:
        """Ctrl+Z: take back what the newest notice offers."""
        notice = self._newest_undo()
        if notice is not None:
            notice.on_action()

    def _newest_undo(self) -> Notice | None:
        return next((each for each in reversed(self._notices) if each.key == UNDO), None)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is being said, oldest first."""
        return tuple(each.text for each in self._notices)

    def dismiss(self) -> bool:
        """Take the newest away (Esc). False when there was none."""
        if not self._notices:
            return False
        self.on_gone(self._notices[-1])
        return True

    def clear(self) -> None:
        while self.dismiss():
            pass

    def on_gone(self, notice: QObject) -> None:
        if not isinstance(notice, Notice) or notice not in self._notices:
            return
        self._notices.remove(notice)
        self._column.removeWidget(notice)
        notice.hide()
        notice.deleteLater()
        self._undo.watch(self._newest_undo() is not None)
        self.setVisible(bool(self._notices))
