"""Asking for a signature: on the citizen's screen where there is one, else here on this panel.

What is written is seen on both at the same time, so the clerk sees what will be kept.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.documents.signature import signed
from counter_app.models.signature import Signed, Strokes
from counter_app.ui import theme
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.pad import SignaturePad
from counter_app.ui.citizen.port import CitizenPort
from counter_app.ui.citizen.views import Sign
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.overlay import Overlay

_HERE = "请当事人在下面的框里签名：用笔、手指或鼠标。"
_THERE = "群众屏上正在请当事人签名，写下的笔画这里同时看得到。"


class SignPanel(Overlay):
    """Over a page. ``ask(what, who, done)``: ``done`` gets a :class:`Signed`, or is never
    called when the signature is given up. ``closed`` either way."""

    closed = Signal()

    def __init__(self, host: QWidget, citizen: Callable[[], CitizenPort]) -> None:
        self._asking = False
        super().__init__(host)
        look = theme.tokens()
        self._citizen = citizen
        self._view = Sign("")
        self._done: Callable[[Signed], object] | None = None
        self.ink = Ink(self)
        self._sheet = QWidget(self)
        self._sheet.setObjectName("Sheet")
        self._sheet.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label("", "title", self._sheet)
        self.hint = label("", "muted", self._sheet, wrap=True)
        self.pad = SignaturePad(self._sheet)
        self.problem = label("", "problem", self._sheet, wrap=True)
        self.undo = Button("撤销一笔", self.ink.undo, key="Ctrl+Z", icon="undo", parent=self._sheet)
        self.again = Button("重写", self.ink.clear, key="Del", icon="trash", parent=self._sheet)
        self.cancel = Button("不签了", self.on_cancelled, key="Esc", parent=self._sheet)
        self.accept = Button(
            "签好了", self.ink.confirm, key="Return", variant="primary", parent=self._sheet
        )
        row = QHBoxLayout()
        row.setSpacing(look.space_s)
        for each in (self.undo, self.again):
            row.addWidget(each)
        row.addStretch(1)
        for each in (self.cancel, self.accept):
            row.addWidget(each)
        column = QVBoxLayout(self._sheet)
        column.setContentsMargins(*(4 * (look.space_l,)))
        column.setSpacing(look.space_s)
        column.addWidget(self.title)
        column.addWidget(self.hint)
        column.addWidget(self.pad, 1)
        column.addWidget(self.problem)
        column.addLayout(row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*(4 * (look.space_xl,)))
        outer.addWidget(self._sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ink.refused.connect(self.on_refused)
        self.ink.changed.connect(self.on_changed)
        self.ink.finished.connect(self.on_finished)

    def ask(self, what: str, who: str, done: Callable[[Signed], object]) -> None:
        """``what``: the paper it will stand under; ``who``: in what quality (领取人)."""
        self._view = Sign(what, who)
        self._done = done
        self._asking = True
        self.ink.clear()
        self.pad.use(self.ink)
        citizen = self._citizen()
        self.title.setText(f"{who or '当事人'}签名：《{what}》")
        self.hint.setText(_THERE if citizen.shown else _HERE)
        self.problem.setText("")
        self._fit()
        self.appear()
        self.setFocus()
        citizen.sign(self._view, self.ink)

    # ---- slots

    def on_refused(self, why: str) -> None:
        self.problem.setText(why)

    def on_changed(self) -> None:
        self.problem.setText("")

    def on_finished(self, strokes: Strokes) -> None:
        done, self._done = self._done, None
        view = self._view
        self.vanish()
        if done is not None:
            done(signed(strokes, view.what, view.who))

    def on_cancelled(self) -> None:
        self._done = None
        self.vanish()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            self.on_cancelled()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ink.confirm()
        elif key == Qt.Key.Key_Z and control:
            self.ink.undo()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.ink.clear()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        """However it ends, the lines are gone here and on the citizen's side."""
        super().hideEvent(event)
        if event.spontaneous() or not self._asking:
            return
        self._asking = False
        self.pad.use(None)
        self.ink.clear()
        self._citizen().clear()
        if not self.isHidden():  # the whole page went: another page, the lock
            self.on_cancelled()

    def vanish(self) -> None:
        shown = not self.isHidden()
        super().vanish()
        if shown:  # the keys beneath are free again
            self.closed.emit()

    def _fit(self) -> None:
        host = self.parentWidget()
        width = min(host.width() - 48, 900) if host is not None else 900
        room = host.height() - 220 if host is not None else 300
        self._sheet.setFixedWidth(max(width, 300))
        self.pad.setFixedHeight(max(90, min(width // 3, room)))
