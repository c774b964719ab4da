"""The thirty-second log: a name, two digits, perhaps an item, and it is written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.desk.desk import Desk
from counter_app.desk.help_check import WISH_MAX, HelpTyped
from counter_app.desk.intake_check import NAME_MAX
from counter_app.desk.item_finder import finder_of
from counter_app.models.help import HelpGroup, HelpKind
from counter_app.models.reference import FieldSpec, Item
from counter_app.ui.digit_choice import DigitChoice
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.form import FieldRow, Form
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.type_ahead import TypeAhead, reading

_KINDS = {each.label: each.value for each in HelpKind}
_GROUPS = {each.label: each.value for each in HelpGroup}


#: The way of the Enter key.
_ORDER = ("name", "kind", "group", "item_name", "wish", "phone")


class QuickForm(Form):
    """``typed()`` is what stands here; a digit in 方式 or 对象 moves on by itself.

    ``edited`` whenever something else stands here.
    """

    edited = Signal()
    #: a name was finished: perhaps somebody stands for it
    named = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(columns=2, label_width=5, parent=parent)
        self._desk = desk
        today: date = desk.today
        self.name = QLineEdit(self)
        self.name.setMaxLength(NAME_MAX)
        self.phone = QLineEdit(self)
        self.phone.setMaxLength(20)
        self.phone.setPlaceholderText("可不填")
        self.kind = DigitChoice(_spec("kind", "方式", _KINDS), today, self)
        self.group = DigitChoice(_spec("group", "服务对象", _GROUPS), today, self)
        self.item = TypeAhead(
            reading(tasks, self.look_for), placeholder="可不填；名称、拼音首字母", parent=self
        )
        self.wish = QLineEdit(self)
        self.wish.setMaxLength(WISH_MAX)
        self.wish.setPlaceholderText("可不填；帮了什么、结果怎样")
        self.add("name", "姓名", self.name, required=True)
        self.add("phone", "电话", self.phone)
        self.add("kind", "方式", self.kind, required=True, span=2)
        self.add("group", "对象", self.group, required=True, span=2)
        self.add("item_name", "事项", self.item)
        self.add("wish", "说明", self.wish)
        self.kind.picked.connect(self.group.take_focus)
        self.group.picked.connect(self.item.setFocus)
        self.name.editingFinished.connect(self.on_named)
        for line in (self.name, self.phone, self.item, self.wish):
            line.textChanged.connect(self.edited)
        for choice in (self.kind, self.group):
            choice.edited.connect(self.edited)

    def _walk(self) -> Iterable[FieldRow]:
        """The phone is rarely asked for: Enter goes from the name to what must be answered."""
        yield from (self.row(name) for name in _ORDER)

    def on_named(self) -> None:
        self.named.emit(self.name.text().strip())

    def show_officer(self, named: str, told: str) -> None:
        """Say at the name who stands for it, "" for nobody; then it is an enterprise."""
        if self.name.text().strip() != named:
            return
        self.row("name").show_hint(told)
        if told and not self.group.get():
            self.group.set(HelpGroup.ENTERPRISE.label)

    def look_for(self, text: str) -> Sequence[Hit]:
        """On the reader: items that the words find."""
        finder = finder_of(self._desk.catalogue(), self._desk.store.identity.place)
        return [_hit(item) for item in finder.search(text)]

    def typed(self) -> HelpTyped:
        """What stands here now."""
        chosen = self.item.choice
        return HelpTyped(
            name=self.name.text(),
            phone=self.phone.text(),
            kind=_KINDS.get(self.kind.get(), ""),
            group=_GROUPS.get(self.group.get(), ""),
            item_code=chosen.key if chosen is not None else "",
            item_name=chosen.title if chosen is not None else self.item.text().strip(),
            wish=self.wish.text(),
        )

    @property
    def touched(self) -> bool:
        """Whether anything stands here that somebody typed."""
        return self.typed() != HelpTyped()

    def fill(self, typed: HelpTyped) -> None:
        """Show what was typed before; an empty one clears the form."""
        self.name.setText(typed.name)
        self.phone.setText(typed.phone)
        self.kind.set(_word(_KINDS, typed.kind))
        self.group.set(_word(_GROUPS, typed.group))
        item = self._desk.catalogue().items.get(typed.item_code) if typed.item_code else None
        self.item.set_choice(_hit(item) if item is not None else None)
        if item is None:
            self.item.setText(typed.item_name)
        self.wish.setText(typed.wish)
        self.show_problems({})

    def fill_like(self, typed: HelpTyped) -> None:
        """The same help for the next person: everything but who it was."""
        who = self.typed()
        self.fill(msgspec.structs.replace(typed, name=who.name, phone=who.phone))


def _spec(key: str, title: str, choices: dict[str, str]) -> FieldSpec:
    return FieldSpec(key, title, "choice", required=True, choices=tuple(choices))


def _word(choices: dict[str, str], value: str) -> str:
    return next((word for word, each in choices.items() if each == value), "")


def _hit(item: Item) -> Hit:
    return Hit(item.code, item.name, item.department, item.level.label, item)
