"""The main window: a frame. It shows one page at a time and knows nothing of what pages do.

Before sign-in and while locked it shows a cover; after ``enter`` the rail, the bars and pages.
Only what the cover needs is imported at the top: the window must be there at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from counter_app.errors import Bug
from counter_app.settings import APP_TITLE, LOCAL_ZONE

if TYPE_CHECKING:
    from counter_app.models.changes import Changes
    from counter_app.ui.actions import Action
    from counter_app.ui.context import Counter
    from counter_app.ui.frame.bars import Who
    from counter_app.ui.frame.frame import Frame
    from counter_app.ui.frame.idle import IdleWatch
    from counter_app.ui.page import Page
    from counter_app.ui.sync_view import SyncView
    from counter_app.ui.widgets.notice import NoticeAction, NoticeBar

#: The smallest screen the counter is for, in logical pixels: 1366 × 768 at 200 %.
LEAST = (640, 360)
#: What the window takes when it is not maximised.
USUAL = (1280, 720)


def _now() -> datetime:
    return datetime.now(LOCAL_ZONE)


class Shell(QMainWindow):
    """``locked(reason)``: show a cover now. ``closing``: the window goes, nothing is typed any
    more. ``page_changed(page_id)``."""

    locked = Signal(str)
    closing = Signal()
    page_changed = Signal(str)

    def __init__(self, *, clock: Callable[[], datetime] = _now) -> None:
        super().__init__()
        self._clock = clock
        self._cover: QWidget | None = None
        self._frame: Frame | None = None
        self._sync: SyncView | None = None
        self._idle: IdleWatch | None = None
        #: a fault is heard as well as seen
        self.audible = False
        self.setWindowTitle(APP_TITLE)
        self.setMinimumSize(*LEAST)
        self.resize(*USUAL)
        centre = QWidget(self)
        self._stack = QStackedWidget(centre)
        self._notices: NoticeBar | None = None
        self._column = column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)

    # ---- cover and frame

    def show_cover(self, cover: QWidget) -> None:
        """Put a sign-in page over everything; the one before is destroyed."""
        old, self._cover = self._cover, cover
        cover.setObjectName(cover.objectName() or "Cover")
        self._stack.addWidget(cover)
        self._stack.setCurrentWidget(cover)
        self._place_notices()
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        cover.setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(
        self,
        who: Who,
        pages: Sequence[type[Page]],
        counter: Counter,
        *,
        actions: Iterable[Action] = (),
        start: str = "",
    ) -> None:
        """Somebody signed in: build the rail and open ``start``, or the first page.

        ``actions`` belong to the whole window (同步, 退出登录).
        """
        from counter_app.ui.frame.frame import Frame

        self._drop_frame()
        frame = Frame(
            who,
            pages,
            counter,
            clock=self._clock,
            rail_name=APP_TITLE,
            actions=actions,
            parent=self._stack,
        )
        frame.lock_asked.connect(self.lock)
        frame.page_changed.connect(self.page_changed)
        self._frame = frame
        self._stack.addWidget(frame)
        self.setWindowTitle(f"{APP_TITLE} - {who.place}")
        if self._sync is not None:
            frame.show_sync(self._sync)
        self._stack.setCurrentWidget(frame)
        self._place_notices()
        self._drop_cover()
        if frame.page_ids:
            frame.go(start or frame.page_ids[0])

    def lock(self, reason: str = "") -> None:
        """Hide the work; ``locked`` asks whoever put the program together for a cover."""
        if self._frame is None or self._stack.currentWidget() is not self._frame:
            return
        if not self._frame.leaving():
            return
        self.notices.clear()
        self.locked.emit(reason)

    def resume(self) -> None:
        """The same person is back: show the work as it was."""
        frame = self._need_frame()
        self._stack.setCurrentWidget(frame)
        self._place_notices()
        self._drop_cover()
        frame.catch_up()

    def leave(self) -> bool:
        """Sign out: destroy every page. False when the page in sight does not let go."""
        if self._frame is not None and not self._frame.leaving():
            return False
        self._drop_frame()
        self.notices.clear()
        self._sync = None
        self.setWindowTitle(APP_TITLE)
        return True

    def lock_when_idle(self, minutes: float) -> None:
        """Lock after so many minutes without key or mouse. Call after ``show``; again to change
        the minutes."""
        from counter_app.ui.frame.idle import IdleWatch

        if self._idle is not None:
            self._idle.deleteLater()
        handle = self.windowHandle()
        if handle is None:
            raise Bug("窗口显示以后才能设置自动锁定")
        self._idle = IdleWatch(handle, minutes, self)
        self._idle.idle.connect(self.on_idle)
        self._idle_words = f"已 {minutes:g} 分钟没有操作，自动锁定"

    # ---- what pages are given (see Counter)

    def go(self, page_id: str, **params: Any) -> bool:
        """Open a page; False when the page in sight does not let go."""
        return self._need_frame().go(page_id, **params)

    def notify(
        self,
        kind: str,
        text: str,
        *,
        action: NoticeAction | None = None,
        seconds: float | None = None,
    ) -> None:
        """One sentence at the foot of the window. ``kind``: info, success, warning, error.
        ``seconds`` 0: until Esc; None: good news 6 s, bad news until Esc."""
        self.notices.tell(kind, text, action, seconds)
        if self.audible and kind == "error":
            QApplication.beep()

    def knows(self, page_id: str) -> bool:
        """Whether the person who is signed in has this page."""
        return self._frame is not None and self._frame.knows(page_id)

    def changed(self, changes: Changes) -> None:
        """Something is different now; pages look after themselves."""
        if self._frame is not None:
            self._frame.changed(changes)

    # ---- what the composition root tells

    def show_sync(self, view: SyncView) -> None:
        """How the exchange with the county stands."""
        self._sync = view
        if self._frame is not None:
            self._frame.show_sync(view)

    def show_count(self, page_id: str, count: int) -> None:
        """A number at a rail entry: things that wait there."""
        if self._frame is not None:
            self._frame.show_count(page_id, count)

    @property
    def page(self) -> Page | None:
        """The page in sight, None under a cover."""
        if self._frame is None or self._stack.currentWidget() is not self._frame:
            return None
        return self._frame.page

    @property
    def frame(self) -> Frame | None:
        """Rail and bars; None before ``enter``."""
        return self._frame

    @property
    def notices(self) -> NoticeBar:
        """The bar of messages; made when there is something to say."""
        if self._notices is None:
            from counter_app.ui.widgets.notice import NoticeBar

            self._notices = NoticeBar(self)
            self._place_notices()
        return self._notices

    # ---- slots and Qt

    def on_idle(self) -> None:
        self.lock(self._idle_words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.notices.dismiss():
            event.accept()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._frame is not None and not self._frame.leaving():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _need_frame(self) -> Frame:
        if self._frame is None:
            raise Bug("还没有登录")
        return self._frame

    def _place_notices(self) -> None:
        """Above the status bar of the frame, or at the foot of a cover."""
        if self._notices is None:
            return
        if self._frame is not None and self._stack.currentWidget() is self._frame:
            self._frame.hold(self._notices)
        else:
            self._column.addWidget(self._notices)

    def _drop_cover(self) -> None:
        if self._cover is not None:
            self._stack.removeWidget(self._cover)
            self._cover.deleteLater()
            self._cover = None

    def _drop_frame(self) -> None:
        if self._frame is not None:
            frame, self._frame = self._frame, None
            self._stack.removeWidget(frame)
            self._place_notices()
            frame.deleteLater()
