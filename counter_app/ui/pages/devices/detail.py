"""One device in full: which driver, its options, how it stands, and what the last try gave."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from counter_app.errors import CounterError
from counter_app.models.reference import FieldSpec
from counter_app.ui import theme
from counter_app.ui.devices.row import Choice, DeviceRow
from counter_app.ui.forms import Editor
from counter_app.ui.spec_form import SpecForm
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import IconLabel, label, line

_DRIVER = "driver"
_LABEL_WIDTH = 5


class Detail(Card):
    """``show_row`` shows another device, ``draw`` shows it as it is now."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._today = today
        self._row: DeviceRow | None = None
        self._drawn: tuple[object, ...] = ()
        self._form: SpecForm | None = None
        # Other options follow a choice; an editor is not replaced while it handles its key.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.on_rebuild)
        look = theme.tokens()
        self._kind = IconLabel("settings", "accent", parent=self)
        self._title = label("", "heading", self)
        self.note = label("", "muted", self, wrap=True)
        self._icon = IconLabel("dash", "neutral", look.icon + 4, self)
        self.state = label("", "strong", self, wrap=True)
        self.hint = label("", "", self, wrap=True)
        self.result = label("", "", self, wrap=True)
        self.result.setAccessibleName("测试结果")
        self.state.setAccessibleName("状态")
        for each in (self.state, self.hint, self.result):
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        said = QHBoxLayout()
        said.setSpacing(look.space_s)
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.state, 1)
        head = QHBoxLayout()
        head.setSpacing(look.space_s)
        head.addWidget(self._kind)
        head.addWidget(self._title, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.note)
        self.column.addLayout(said)
        self.column.addWidget(self.hint)
        self.column.addWidget(self.result)
        self.column.addWidget(line(self))
        self.column.addLayout(self._holder)
        self.column.addStretch(1)

    @property
    def form(self) -> SpecForm | None:
        """Driver and options of the device that is shown."""
        return self._form

    def show_row(self, row: DeviceRow) -> None:
        self._row = row
        self.draw()

    def draw(self) -> None:
        row = self._row
        if row is None:
            return
        self._kind.show_icon(row.icon, "accent")
        self._title.setText(row.title)
        self.note.setText(row.note)
        specs = (_driver_field(row), *row.fields())
        if self._drawn[:1] != (row.id,):
            self.on_rebuild()
        elif self._drawn != (row.id, specs):
            self._later.start()
        else:
            self._fill(row)
        state = row.state()
        self._icon.show_icon(state.icon, state.tone)
        self.state.setText(state.words)
        self.hint.setText(state.hint)
        self.hint.setVisible(bool(state.hint))
        self.result.setText(row.result())
        self.result.setVisible(bool(row.result()))

    def menu(self) -> QMenu | None:
        """What else can be done with the device; None for nothing."""
        actions = self._row.actions() if self._row is not None else ()
        if not actions:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, each in enumerate(actions, 1):
            menu.addAction(f"&{number} {each.text}" if number < 10 else each.text, each.run)
        menu.setActiveAction(menu.actions()[0])
        return menu

    # ---- slots

    def on_changed(self) -> None:
        form, row = self._form, self._row
        if form is None or row is None:
            return
        focused = self._focused()
        for key, text in form.written().items():
            editor = form.editor(key)
            # A line is kept when the cursor leaves it, a choice at once.
            if key != focused or editor.spec.kind == "choice":
                self._keep(editor, text)

    def on_left(self, editor: Editor) -> None:
        self._keep(editor, editor.get())

    def on_rebuild(self) -> None:
        """Draw the fields anew as the row has them now."""
        self._later.stop()
        if self._row is not None:
            specs = (_driver_field(self._row), *self._row.fields())
            self._rebuild(self._row, specs)
            self._drawn = (self._row.id, specs)

    # ---- inside

    def _keep(self, editor: Editor, text: str) -> None:
        row, key = self._row, editor.spec.key
        if row is None or self._form is None or text == self._standing(row, key):
            return
        try:
            if key == _DRIVER:
                row.choose(_id_of(row.drivers(), text))
            else:
                row.set_value(key, text)
        except CounterError as error:
            self._form.row(key).show_problem(error.message)

    def _standing(self, row: DeviceRow, key: str) -> str:
        if key == _DRIVER:
            return _name_of(row.drivers(), row.driver())
        return row.values().get(key, "")

    def _rebuild(self, row: DeviceRow, specs: tuple[FieldSpec, ...]) -> None:
        old, had = self._form, self._focused()
        form = SpecForm(
            specs,
            self._today,
            values={each.key: self._standing(row, each.key) for each in specs},
            hints={each.key: each.note for each in specs},
            label_width=_LABEL_WIDTH,
            parent=self,
        )
        form.build()
        self._form = form
        self._holder.addWidget(form)
        form.show()  # only what is shown takes the cursor
        form.changed.connect(self.on_changed)
        for each in specs:
            form.editor(each.key).left.connect(self.on_left)
        if had:
            form.editor(had if had in form.written() else _DRIVER).take_focus()
        if old is not None:
            self._holder.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _focused(self) -> str:
        """The field that has the cursor, "" for none."""
        at = QApplication.focusWidget()
        if self._form is None or at is None:
            return ""
        keys = self._form.written()
        return next((key for key in keys if self._form.editor(key).isAncestorOf(at)), "")

    def _fill(self, row: DeviceRow) -> None:
        """Show kept values, but never under somebody's hands."""
        assert self._form is not None
        focused = self._focused()
        for key, text in self._form.written().items():
            kept = self._standing(row, key)
            if key != focused and text != kept:
                self._form.editor(key).set(kept)


def _driver_field(row: DeviceRow) -> FieldSpec:
    return FieldSpec(_DRIVER, "驱动", "choice", choices=tuple(e.name for e in row.drivers()))


def _name_of(choices: tuple[Choice, ...], driver_id: str) -> str:
    return next((each.name for each in choices if each.id == driver_id), choices[0].name)


def _id_of(choices: tuple[Choice, ...], name: str) -> str:
    return next((each.id for each in choices if each.name == name), "")
