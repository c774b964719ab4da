"""The panel at the side in which a deed asks what it needs; the case stays in sight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter_app.errors import BadInput, CounterError
from counter_app.models.ledger import AnyState
from counter_app.ui import theme
from counter_app.ui.case.deed import Answers, Asked, Deed
from counter_app.ui.case.tick_list import TickList
from counter_app.ui.forms import Editor
from counter_app.ui.spec_form import SpecForm
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.type_ahead import TypeAhead, at_once

#: a command may name a field otherwise than the panel does
_FIELD_OF = {"to_place": "place", "at": "place", "number": "number"}
_TICK_FIELDS = ("points", "materials")
_PLACE = "place"


class DeedPanel(QFrame):
    """``given(command)`` when everything asked for is there; ``left`` when the person goes back."""

    given = Signal(object)
    left = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        look = theme.tokens()
        self._today = today
        self._deed: Deed | None = None
        self._state: AnyState = None
        self._asked = Asked()
        self._form: SpecForm | None = None
        self._ticks: TickList | None = None
        self._place: TypeAhead | None = None
        self._places: tuple[Hit, ...] = ()
        self._icon = IconLabel("", "accent", 0, self)
        self._title = label("", "heading", self)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._problem = label("", "problem", self, wrap=True)
        self._problem.hide()
        self._back = Button("返回", self.on_back, key="Esc", parent=self)
        self._go = Button("", self.on_given, variant="primary", key="F9", parent=self)
        head = QHBoxLayout()
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.space_m, look.space_m, look.space_m, look.space_m)
        column.setSpacing(look.space_s)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._problem)
        column.addLayout(foot)

    @property
    def deed(self) -> Deed | None:
        """What is being asked for; None while nothing is."""
        return self._deed

    def ask(self, deed: Deed, state: AnyState, asked: Asked, places: Sequence[Hit]) -> None:
        """Put the questions of a deed. ``places``: where a case can go."""
        self._deed, self._state, self._asked = deed, state, asked
        self._places = tuple(places)
        self._icon.show_icon(deed.icon, "danger" if deed.grave else "accent")
        self._title.setText(deed.text)
        self._go.setText(deed.text if len(deed.text) <= 6 else "确定")
        theme.set_look(self._go, variant="danger" if deed.grave else "primary")
        self._go.setEnabled(True)
        self._problem.hide()
        self._build()

    def typed(self) -> Answers:
        """What stands in the panel now, checked or not."""
        values = self._form.written() if self._form is not None else {}
        chosen = self._place.choice if self._place is not None else None
        ticked = self._ticks.ticked if self._ticks is not None else {}
        return Answers(values, str(chosen.value) if chosen is not None else "", ticked)

    def clear(self) -> None:
        """Nothing is asked any more; what was typed is gone."""
        self._deed = None
        self._scroll.setWidget(QWidget())

    def busy(self) -> None:
        """The command is on its way."""
        self._go.setEnabled(False)

    def refuse(self, error: BaseException) -> None:
        """Say at the field, or below, why it was not taken; everything typed stays."""
        self._go.setEnabled(True)
        if isinstance(error, BadInput) and self._at_field(error):
            return
        said = str(error) if isinstance(error, CounterError) else "没有办成，请再试一次"
        self._problem.setText(said)
        self._problem.show()

    @property
    def problem(self) -> str:
        """What is said to be wrong, at a field or below."""
        if not self._problem.isHidden():
            return self._problem.text()
        return self._form.problem if self._form is not None else ""

    def editor(self, key: str) -> Editor:
        """The editor of a field that is asked for now."""
        assert self._form is not None
        return self._form.editor(key)

    @property
    def ticks(self) -> TickList | None:
        return self._ticks

    @property
    def place(self) -> TypeAhead | None:
        return self._place

    def take_focus(self) -> None:
        """To the first thing that is not answered yet."""
        ticks = self._asked.ticks
        if self._ticks is not None and ticks is not None and not ticks.last:
            self._ticks.take_focus()
        elif self._place is not None and self._place.choice is None:
            self._place.setFocus()
        elif self._form is not None and self._form.rows:
            self._form.focus_first()
        else:
            self._go.setFocus()

    # ---- slots

    def on_given(self) -> None:
        deed, state, form = self._deed, self._state, self._form
        if deed is None or state is None or form is None or not self._go.isEnabled():
            return
        self._problem.hide()
        if self._ticks is not None:
            self._ticks.show_problem("")
        values, wrong = form.check()
        place = ""
        if self._place is not None:
            place = str(self._place.choice.value) if self._place.choice else ""
            if not place:
                wrong[_PLACE] = "请从列表里选一个地点"
        form.show_problems(wrong)
        if wrong:
            form.focus_first_problem()
            return
        ticked = self._ticks.ticked if self._ticks is not None else {}
        try:
            command = deed.make(state, Answers(values, place, ticked))
        except CounterError as error:
            self.refuse(error)
            return
        self.given.emit(command)

    def on_back(self) -> None:
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.on_back()
        elif event.key() == Qt.Key.Key_F9:
            self.on_given()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    # ---- inside

    def _build(self) -> None:
        look = theme.tokens()
        inner = QWidget()
        inner.setObjectName("Scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, look.space_s, 0)
        column.setSpacing(look.space_s)
        if self._asked.note:
            column.addWidget(label(self._asked.note, "muted", inner, wrap=True))
        self._ticks = None
        ticks = self._asked.ticks
        if ticks is not None:
            self._ticks = TickList(ticks, inner)
            if not ticks.last:
                column.addWidget(self._ticks)
        asked = self._asked
        self._place = None
        self._form = SpecForm(
            asked.fields, self._today, values=asked.values, hints=asked.hints, parent=inner
        )
        self._form.finished.connect(self.on_given)
        if asked.place:
            self._add_place(self._form)
        self._form.build()
        column.addWidget(self._form)
        if self._ticks is not None and ticks is not None and ticks.last:
            column.addWidget(self._ticks)
        column.addStretch(1)
        self._scroll.setWidget(inner)

    def _add_place(self, form: SpecForm) -> None:
        self._place = TypeAhead(
            at_once(self._find_place), placeholder="输入地名中的几个字", nothing="没有这个地点"
        )
        known = next((hit for hit in self._places if hit.value == self._asked.place_code), None)
        self._place.set_choice(known)
        form.add(_PLACE, self._asked.place, self._place, required=True)

    def _find_place(self, text: str) -> list[Hit]:
        words = text.split()
        return [
            hit
            for hit in self._places
            if all(word in f"{hit.title}{hit.detail}{hit.key}" for word in words)
        ]

    def _at_field(self, error: BadInput) -> bool:
        field = _FIELD_OF.get(error.field, error.field)
        if field in _TICK_FIELDS and self._ticks is not None:
            self._ticks.show_problem(error.why, error.row)
            return True
        return self._form is not None and self._form.tell(field, error.why)
