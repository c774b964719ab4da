"""What is the same for everybody of the list: day, event, kind, group, item, helper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk.desk import Desk
from counter_app.desk.help_bulk import Common
from counter_app.desk.item_finder import finder_of
from counter_app.models.help import HelpGroup, HelpKind
from counter_app.models.reference import FieldSpec, Item, Staff
from counter_app.store.catalogue import Catalogue
from counter_app.ui.digit_choice import DigitChoice
from counter_app.ui.forms import make_editor
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.type_ahead import TypeAhead, at_once, reading

_KINDS = {each.label: each.value for each in HelpKind}
_GROUPS = {each.label: each.value for each in HelpGroup}


class CommonForm(Form):
    """``common()`` is what stands here; ``edited`` whenever it is something else."""

    edited = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(columns=2, label_width=5, parent=parent)
        self._desk = desk
        today = desk.today
        self.day = make_editor(FieldSpec("day", "日期", "date", required=True), today)
        self.where = make_editor(FieldSpec("where", "活动地点", "text", max_length=100), today)
        self.kind = DigitChoice(_spec("kind", "方式", _KINDS), today, self)
        self.group = DigitChoice(_spec("group", "服务对象", _GROUPS), today, self)
        self.item = TypeAhead(
            reading(tasks, self.find_item), placeholder="可不填；名称、拼音首字母", parent=self
        )
        self.helper = TypeAhead(
            at_once(self.find_helper), placeholder="姓名或工号", nothing="没有这个人", parent=self
        )
        self.add("day", "日期", self.day, required=True)
        self.add("where", "活动地点", self.where)
        self.add("kind", "方式", self.kind, required=True, span=2)
        self.add("group", "对象", self.group, required=True, span=2)
        self.add("item_name", "事项", self.item)
        self.add("helper", "帮代办员", self.helper)
        self.kind.picked.connect(self.group.take_focus)
        self.group.picked.connect(self.item.setFocus)
        for editor in (self.day, self.where, self.kind, self.group):
            editor.edited.connect(self.edited)
        for line in (self.item, self.helper):
            line.textChanged.connect(self.edited)
        self.fill(Common(today))

    def common(self) -> Common:
        """What stands here. A day that cannot be read is today; ``day_problem`` says so."""
        item, helper = self.item.choice, self.helper.choice
        return Common(
            day=self._day() or self._desk.today,
            kind=_KINDS.get(self.kind.get(), ""),
            group=_GROUPS.get(self.group.get(), ""),
            where=self.where.get(),
            item_code=item.key if item is not None else "",
            item_name=item.title if item is not None else self.item.text().strip(),
            helper=helper.key if helper is not None else "",
        )

    @property
    def day_problem(self) -> str:
        return "" if self._day() is not None else "请填写日期，如 11-25"

    @property
    def helper_problem(self) -> str:
        """A helper who was typed must have been chosen."""
        lost = self.helper.choice is None and self.helper.text().strip()
        return "请从列表里选一位" if lost else ""

    def fill(self, common: Common) -> None:
        """Show what was there before."""
        catalogue = self._desk.catalogue()
        self.day.set(common.day.isoformat())
        self.where.set(common.where)
        self.kind.set(_word(_KINDS, common.kind))
        self.group.set(_word(_GROUPS, common.group))
        item = catalogue.items.get(common.item_code) if common.item_code else None
        self.item.set_choice(_item_hit(item) if item is not None else None)
        if item is None:
            self.item.setText(common.item_name)
        staff = catalogue.staff.get(common.helper or self._desk.actor.work_no)
        self.helper.set_choice(_staff_hit(staff, catalogue) if staff is not None else None)
        self.show_problems({})

    def find_item(self, text: str) -> Sequence[Hit]:
        """On the reader: items that the words find."""
        finder = finder_of(self._desk.catalogue(), self._desk.store.identity.place)
        return [_item_hit(item) for item in finder.search(text)]

    def find_helper(self, text: str) -> Sequence[Hit]:
        """Who is at work, those of this place first."""
        here, catalogue = self._desk.actor.place, self._desk.catalogue()
        found = [
            person
            for person in catalogue.staff.values()
            if person.active and text.casefold() in f"{person.name}{person.work_no}".casefold()
        ]
        found.sort(key=lambda person: (person.place != here, person.name))
        return [_staff_hit(person, catalogue) for person in found]

    def _day(self) -> date | None:
        return _date_of(self.day.get)


def _date_of(get: Callable[[], str]) -> date | None:
    try:
        return date.fromisoformat(get())
    except ValueError:
        return None


def _spec(key: str, title: str, choices: dict[str, str]) -> FieldSpec:
    return FieldSpec(key, title, "choice", required=True, choices=tuple(choices))


def _word(choices: dict[str, str], value: str) -> str:
    return next((word for word, each in choices.items() if each == value), "")


def _item_hit(item: Item) -> Hit:
    return Hit(item.code, item.name, item.department, item.level.label, item)


def _staff_hit(person: Staff, catalogue: Catalogue) -> Hit:
    return Hit(person.work_no, person.name, catalogue.place_name(person.place), person.work_no)
