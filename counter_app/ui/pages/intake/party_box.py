"""Who applies (申请人), or who acts for somebody (代理人): the rows of one party."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk.intake_check import ADDRESS_MAX, NAME_MAX, IntakeParty
from counter_app.models.party import PartyKind
from counter_app.models.reference import FieldSpec
from counter_app.rules.identity import IdType
from counter_app.ui import theme
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.forms.choice import ListEditor
from counter_app.ui.forms.id_number import IdNumberEditor
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.labels import label

KINDS: dict[str, PartyKind] = {"个人": PartyKind.PERSON, "单位": PartyKind.ORGANISATION}
_OF_BODIES = (IdType.USCC, IdType.OTHER, IdType.NONE)
_OF_PERSONS = tuple(each for each in IdType if each is not IdType.USCC)
LABEL_WIDTH = 7


class PartyBox(QWidget):
    """``path`` is how problems name this party: ``applicant`` or ``agent``.

    ``without`` leaves rows out. ``edited``: anything changed; ``shape_changed``: kind or
    document, so other fields may be asked; ``id_complete(number)``: it is whole and right, or
    "" when it is so no longer.
    """

    edited = Signal()
    shape_changed = Signal()
    id_complete = Signal(str)
    left = Signal(str)

    def __init__(
        self,
        path: str,
        heading: str,
        today: date,
        parent: QWidget,
        *,
        without: tuple[str, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.heading = heading
        self._told_id = ""
        self._today = today
        self.kind = make_editor(
            FieldSpec("kind", "类别", "choice", choices=tuple(KINDS)), today, self
        )
        self.kind.set("个人")
        self.id_type = self._id_type_editor(_OF_PERSONS)
        self.id_number = self._editor("id_number", "证件号码", "id_number", 60)
        assert isinstance(self.id_number, IdNumberEditor)
        self.id_number.set_id_type(IdType.RESIDENT_ID)
        self.name = self._editor("name", "姓名", "text", NAME_MAX)
        self.phone = self._editor("phone", "电话", "phone", 0)
        self.address = self._editor("address", "地址", "address", ADDRESS_MAX)
        self.legal_person = self._editor("legal_person", "法定代表人", "text", NAME_MAX)
        self.rows: dict[str, FieldRow] = {}
        self._heading = label(heading, "heading", self)
        self.head = QHBoxLayout()
        self._lay_out()
        for name in without:
            (self.rows[name] if name in self.rows else self._editors()[name]).hide()
        for editor in self._editors().values():
            editor.edited.connect(self.edited)
            editor.left.connect(self.on_left)
        self.kind.edited.connect(self.on_kind_changed)
        self.id_type.edited.connect(self.on_id_type_changed)
        self.id_number.edited.connect(self.on_id_edited)

    # ---- values

    @property
    def is_organisation(self) -> bool:
        return KINDS.get(self.kind.get()) is PartyKind.ORGANISATION

    def get(self) -> IntakeParty:
        """The party as typed."""
        kind = KINDS.get(self.kind.get(), PartyKind.PERSON)
        return IntakeParty(
            kind=kind.value,
            name=self.name.get(),
            id_type=self.chosen_id_type.value,
            id_number=self.id_number.get(),
            phone=self.phone.get(),
            address=self.address.get(),
            legal_person=self.legal_person.get() if self.is_organisation else "",
        )

    def set(self, party: IntakeParty) -> None:
        """Show a party."""
        words = next((w for w, kind in KINDS.items() if kind.value == party.kind), "个人")
        self.kind.set(words)
        self.on_kind_changed()
        try:
            self.id_type.set(IdType(party.id_type).label)
        except ValueError:
            self.id_type.set(IdType.OTHER.label)
        self.on_id_type_changed()
        self._told_id = party.id_number
        for name in ("name", "id_number", "phone", "address", "legal_person"):
            self._editors()[name].set(getattr(party, name))

    @property
    def chosen_id_type(self) -> IdType:
        words = self.id_type.get()
        return next((each for each in IdType if each.label == words), IdType.OTHER)

    def set_kind(self, kind: PartyKind) -> None:
        self.kind.set(next(words for words, each in KINDS.items() if each is kind))

    def fill(self, party: IntakeParty) -> None:
        """Take over what is known and not typed yet."""
        for name in ("name", "phone", "address", "legal_person"):
            editor = self._editors()[name]
            if not editor.get():
                editor.set(getattr(party, name))

    def stops(self) -> list[QWidget]:
        """What Enter visits. Kind and document are rarely changed: Tab or their keys go there."""
        names = ("id_number", "name", "legal_person", "phone", "address")
        return [self._editors()[name] for name in names]

    def editor_of(self, field: str) -> Editor | None:
        """The editor of ``applicant.name`` …, None when it is another party's."""
        who, _, name = field.partition(".")
        return self._editors().get(name) if who == self.path else None

    def mark_demanded(self, demanded: frozenset[str]) -> None:
        """Say which rows must be filled in for the chosen item."""
        always = {f"{self.path}.name"}
        if self.chosen_id_type is not IdType.NONE:
            always.add(f"{self.path}.id_number")
        for name, row in self.rows.items():
            star = "* " if f"{self.path}.{name}" in demanded | always else ""
            row.title.setText(star + self._title(name))

    # ---- slots

    def on_kind_changed(self) -> None:
        body = self.is_organisation
        wanted = _OF_BODIES if body else _OF_PERSONS
        if self.chosen_id_type not in wanted or self.id_type.spec.choices != _labels(wanted):
            self._replace_id_type(wanted)
        self.rows["legal_person"].setVisible(body)
        for name, row in self.rows.items():
            row.title.setText(self._title(name))
        self.on_id_type_changed()

    def on_id_type_changed(self) -> None:
        if not self.id_type.get():
            self.id_type.set(self.id_type.spec.choices[0])
            return
        assert isinstance(self.id_number, IdNumberEditor)
        self.id_number.set_id_type(self.chosen_id_type)
        self.id_number.setEnabled(self.chosen_id_type is not IdType.NONE)
        if self.chosen_id_type is IdType.NONE:
            self.id_number.set("")
        self.on_id_edited()
        self.shape_changed.emit()

    def on_id_edited(self) -> None:
        verdict = self.id_number.judge()
        number = "" if verdict.wrong else verdict.normal
        if number != self._told_id:
            self._told_id = number
            self.id_complete.emit(number)

    def on_left(self, editor: Editor) -> None:
        self.left.emit(f"{self.path}.{editor.spec.key}")

    # ---- making

    def _editors(self) -> dict[str, Editor]:
        return {
            "kind": self.kind,
            "id_type": self.id_type,
            "id_number": self.id_number,
            "name": self.name,
            "phone": self.phone,
            "address": self.address,
            "legal_person": self.legal_person,
        }

    def _editor(self, key: str, title: str, kind: str, longest: int) -> Editor:
        return make_editor(FieldSpec(key, title, kind, max_length=longest), self._today, self)

    def _id_type_editor(self, types: tuple[IdType, ...]) -> Editor:
        spec = FieldSpec("id_type", "证件类型", "choice", choices=_labels(types))
        editor = ListEditor(spec, self._today, self)
        editor.set(spec.choices[0])
        return editor

    def _replace_id_type(self, types: tuple[IdType, ...]) -> None:
        before, was = self.id_type, self.chosen_id_type
        self.id_type = self._id_type_editor(types)
        if was in types:
            self.id_type.set(was.label)
        self.head.replaceWidget(before, self.id_type)
        before.hide()
        before.deleteLater()
        self.id_type.edited.connect(self.edited)
        self.id_type.edited.connect(self.on_id_type_changed)

    def _title(self, name: str) -> str:
        body = self.is_organisation
        return {
            "id_number": "证件号码",
            "name": "单位名称" if body else "姓名",
            "phone": "电话",
            "address": "住所" if body else "地址",
            "legal_person": "法定代表人",
        }[name]

    def _lay_out(self) -> None:
        look = theme.tokens()
        self.head.setSpacing(look.space_m)
        self.head.addWidget(self._heading)
        self.head.addWidget(self.kind)
        self.head.addWidget(self.id_type)
        self.head.addStretch(1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.space_m)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        places = {
            "id_number": (0, 0, 1, 2),
            "name": (1, 0, 1, 1),
            "phone": (1, 1, 1, 1),
            "legal_person": (2, 0, 1, 1),
            "address": (3, 0, 1, 2),
        }
        for name, place in places.items():
            row = FieldRow(
                f"{self.path}.{name}",
                self._title(name),
                self._editors()[name],
                label_width=LABEL_WIDTH,
                parent=self,
            )
            self.rows[name] = row
            grid.addWidget(row, *place)
        self.rows["legal_person"].hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_s)
        column.addLayout(self.head)
        column.addLayout(grid)


def _labels(types: tuple[IdType, ...]) -> tuple[str, ...]:
    return tuple(each.label for each in types)
