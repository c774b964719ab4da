"""The window on the citizen's monitor: one face at a time, never the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.citizen.ballot import Ballot
from counter_app.ui.citizen.face import Face
from counter_app.ui.citizen.faces import DoneFace, IdleFace, WaitFace
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.lists import ConfirmFace, MissingFace
from counter_app.ui.citizen.rate_face import RateFace
from counter_app.ui.citizen.sign_face import SignFace
from counter_app.ui.citizen.views import (
    CitizenView,
    Confirm,
    Done,
    Idle,
    Missing,
    Rate,
    Sign,
    Wait,
)
from counter_app.ui.citizen.words import ACROSS, DOWN, LEAST, Words, unit_for


class CitizenWindow(QWidget):
    """``show_view`` shows a face and empties the one before. ``put_away``: closed by hand."""

    put_away = Signal()

    def __init__(self) -> None:
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setObjectName("Citizen")
        self.setWindowTitle("群众屏")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        # The program ends with the clerk's window, not with this one.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        least = LEAST / self.devicePixelRatioF()
        self.setMinimumSize(round(DOWN * least), round(DOWN * least))
        self.resize(round(ACROSS * least * 1.1), round(DOWN * least * 1.1))
        self._view: CitizenView = Idle()
        self.sign_face = SignFace(self)
        self.rate_face = RateFace(self)
        self._faces: dict[type, Face] = {
            Idle: IdleFace(self),
            Wait: WaitFace(self),
            Confirm: ConfirmFace(self),
            Missing: MissingFace(self),
            Sign: self.sign_face,
            Rate: self.rate_face,
            Done: DoneFace(self),
        }
        self._head = QFrame(self)
        self._head.setObjectName("CitizenHead")
        self._place = Words("", bold=True, wrap=False, parent=self._head)
        self._window = Words("", bold=True, wrap=False, parent=self._head)
        row = QHBoxLayout(self._head)
        row.addWidget(self._place)
        row.addStretch(1)
        row.addWidget(self._window)
        self._stack = QStackedWidget(self)
        for face in self._faces.values():
            self._stack.addWidget(face)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self._fit()
        self.show_view(Idle())

    @property
    def view(self) -> CitizenView:
        """What is in sight."""
        return self._view

    @property
    def face(self) -> Face:
        return self._faces[type(self._view)]

    def tell_where(self, idle: Idle) -> None:
        """Place and window, at the head of every face but the quiet one."""
        self._place.setText(idle.place)
        self._window.setText(f"{idle.window} 号窗口" if idle.window else "")

    def show_view(
        self, view: CitizenView, ink: Ink | None = None, ballot: Ballot | None = None
    ) -> None:
        before, face = self.face, self._faces[type(view)]
        if before is not face:
            before.forget()
        self._view = view
        face.tell(view)
        if face is self.sign_face:
            self.sign_face.write_into(ink)
        self.rate_face.answer_into(ballot)
        self._head.setVisible(not isinstance(view, Idle))
        self._stack.setCurrentWidget(face)

    def fill(self, screen: QScreen) -> None:
        """The whole of a monitor, without a frame."""
        self._set_flag(Qt.WindowType.FramelessWindowHint, True)
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def stand(self) -> None:
        """An ordinary window that can be moved."""
        self._set_flag(Qt.WindowType.FramelessWindowHint, False)
        self.showNormal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        if event.spontaneous():
            self.put_away.emit()
        super().closeEvent(event)

    def _set_flag(self, flag: Qt.WindowType, wanted: bool) -> None:
        if bool(self.windowFlags() & flag) != wanted:
            self.setWindowFlag(flag, wanted)

    def _fit(self) -> None:
        unit = unit_for(self.width(), self.height(), self.devicePixelRatioF())
        portrait = self.height() > self.width()
        self._place.fit(unit)
        self._window.fit(unit)
        row = self._head.layout()
        if row is not None:
            row.setContentsMargins(unit, unit // 3, unit, unit // 3)
        for face in self._faces.values():
            face.fit(unit, portrait=portrait)
        theme.set_look(self, portrait=portrait)
