"""The face that asks for a signature."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.citizen.face import Face, fixed
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.pad import SignaturePad
from counter_app.ui.citizen.views import Sign
from counter_app.ui.citizen.words import BigButton, Words


class SignFace(Face):
    """What is signed, the box, and three buttons for a finger."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink: Ink | None = None
        self._title = fixed(Words("请签名", 1.8, tone="accent", bold=True, parent=self))
        self._what = Words("", 1.1, parent=self)
        self._why = Words("", 1.1, tone="danger", bold=True, parent=self)
        self.pad = SignaturePad(self)
        self.undo = BigButton("撤销一笔", parent=self)
        self.again = BigButton("重写", parent=self)
        self.done = BigButton("签好了", "primary", parent=self)
        self._row = QHBoxLayout()
        self._row.addWidget(self.undo)
        self._row.addWidget(self.again)
        self._row.addStretch(1)
        self._row.addWidget(self.done)
        self._column = QVBoxLayout(self)
        for each in (self._title, self._what):
            self._column.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addWidget(self.pad, 1)
        self._column.addWidget(self._why)
        self._column.addLayout(self._row)
        self._why.hide()
        self.undo.clicked.connect(self.on_undo)
        self.again.clicked.connect(self.on_again)
        self.done.clicked.connect(self.on_done)

    def tell(self, view: Sign) -> None:
        who = f"，{view.who}签名" if view.who else ""
        self._what.say(f"《{view.what}》{who}。用笔或手指在框里写下姓名。")
        self._why.say("")

    def write_into(self, ink: Ink | None) -> None:
        """Where the lines go; None ends it."""
        if self._ink is not None:
            self._ink.refused.disconnect(self.on_refused)
            self._ink.changed.disconnect(self.on_changed)
        self._ink = ink
        self.pad.use(ink)
        if ink is not None:
            ink.refused.connect(self.on_refused)
            ink.changed.connect(self.on_changed)

    def forget(self) -> None:
        super().forget()
        self.write_into(None)

    def on_refused(self, why: str) -> None:
        self._why.say(why)

    def on_changed(self) -> None:
        self._why.say("")

    def on_undo(self) -> None:
        if self._ink is not None:
            self._ink.undo()

    def on_again(self) -> None:
        if self._ink is not None:
            self._ink.clear()

    def on_done(self) -> None:
        if self._ink is not None:
            self._ink.confirm()

    def fit(self, unit: int, *, portrait: bool) -> None:
        self._column.setContentsMargins(unit, unit // 2, unit, unit // 2)
        self._column.setSpacing(unit // 2)
        self._row.setSpacing(unit)
        super().fit(unit, portrait=portrait)
