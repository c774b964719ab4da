"""What somebody could not get done, written down in half a minute: a name, a digit or two, and
what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import NAME_MAX
from counter_app.desk.item_finder import finder_of
from counter_app.desk.trouble_check import TroubleTyped
from counter_app.desk.trouble_rules import terms_of
from counter_app.models.reference import FieldSpec, Item, TroubleList
from counter_app.models.trouble import Channel
from counter_app.ui import theme
from counter_app.ui.digit_choice import DigitChoice
from counter_app.ui.forms.choice import ListEditor
from counter_app.ui.pages.troubles.ticks import DigitTicks
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.form import FieldRow, Form
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.type_ahead import TypeAhead, reading

_CHANNELS = {each.label: each.value for each in Channel if each is not Channel.BACKFILL}
#: The way of the Enter key; what is seldom asked for is reached by Tab.
_ORDER = ("name", "kind", "reasons", "text", "item_name", "case", "tried")
#: Width in characters of how often somebody came.
_TRIPS = 5
#: Lines of what happened that are seen at once.
_LINES = 2
#: As many reasons as there are digits.
_MOST = 9


class QuickForm(Form):
    """``typed()`` is what stands here; ``edited`` whenever something else does."""

    edited = Signal()

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(columns=3, label_width=5, parent=parent)
        self._desk = desk
        terms = terms_of(desk.catalogue())
        self._kinds = {each.name: each.code for each in terms.offered(TroubleList.KIND)}
        self._reasons = {
            code: {each.code: each.name for each in terms.offered(TroubleList.REASON, code)[:_MOST]}
            for code in self._kinds.values()
        }
        self.name = _line(self, NAME_MAX, "姓名或单位名称")
        self.phone = _line(self, 20, "便于当日联系")
        self.anonymous = QCheckBox("不愿公开姓名", self)
        kinds = FieldSpec("kind", "类别", "choice", required=True, choices=tuple(self._kinds))
        self.kind = DigitChoice(kinds, desk.today, self)
        self.reasons = DigitTicks("具体情形", "先选类别", self)
        self.text = QPlainTextEdit(self)
        self.text.setPlaceholderText("什么事没有办成、卡在哪里；Ctrl+Enter 到下一项")
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 16)
        self.item = TypeAhead(
            reading(tasks, self.look_for), placeholder="可不填；名称、拼音首字母", parent=self
        )
        self.case = _line(self, 60, "可不填；可扫码")
        self.tried = _line(self, 400, "可不填；如 10.9 不动产窗口 说缺档案")
        self.tried.setToolTip("日期 地点 结果，几次用分号隔开")
        self.tried.setAccessibleName("此前办理")
        self.trips = _line(self, 4, "跑几次")
        self.trips.setAccessibleName("跑动次数")
        self.trips.setFixedWidth(_TRIPS * theme.tokens().body)
        before = QWidget(self)
        beside = QHBoxLayout(before)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.tried, 1)
        beside.addWidget(self.trips)
        before.setFocusProxy(self.tried)
        self.department = _line(self, NAME_MAX, "可不填")
        self.complained = _line(self, NAME_MAX, "可不填；工号或姓名")
        channel = FieldSpec("channel", "渠道", "choice", choices=tuple(_CHANNELS))
        self.channel = ListEditor(channel, desk.today, self)
        self.add("name", "反映人", self.name, required=True)
        self.add("phone", "电话", self.phone)
        self.add("channel", "渠道", self.channel)
        self.add("kind", "类别", self.kind, required=True, span=3)
        self.add("reasons", "情形", self.reasons, span=3)
        self.add("text", "反映内容", self.text, required=True, span=3)
        self.add("item_name", "事项", self.item)
        self.add("case", "办件编号", self.case)
        self.add("tried", "此前办理", before)
        self.add("department", "涉及部门", self.department)
        self.add("complained", "被反映人", self.complained)
        self.add("anonymous", "匿名", self.anonymous)
        self.kind.picked.connect(self.on_kind_picked)
        self.kind.edited.connect(self.on_kind_edited)
        self.reasons.passed.connect(self.text.setFocus)
        for line in self._lines:
            line.textChanged.connect(self.edited)
        for other in (self.kind, self.reasons, self.channel):
            other.edited.connect(self.edited)
        self.text.textChanged.connect(self.edited)
        self.item.textChanged.connect(self.edited)
        self.anonymous.toggled.connect(self.edited)
        self.fill(TroubleTyped())

    def _walk(self) -> Iterable[FieldRow]:
        yield from (self.row(name) for name in _ORDER)

    @property
    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.name, self.phone, self.case, self.tried, self.trips, self.department,
            self.complained,
        )  # fmt: skip

    def look_for(self, text: str) -> Sequence[Hit]:
        """On the reader: items that the words find."""
        finder = finder_of(self._desk.catalogue(), self._desk.store.identity.place)
        return [_hit(item) for item in finder.search(text)]

    def typed(self) -> TroubleTyped:
        """What stands here now."""
        chosen = self.item.choice
        return TroubleTyped(
            name=self.name.text(),
            phone=self.phone.text(),
            anonymous=self.anonymous.isChecked(),
            kind=self._kinds.get(self.kind.get(), ""),
            reasons=self.reasons.get(),
            text=self.text.toPlainText(),
            item_code=chosen.key if chosen is not None else "",
            item_name=chosen.title if chosen is not None else self.item.text().strip(),
            case=self.case.text(),
            tried=self.tried.text(),
            trips=self.trips.text(),
            department=self.department.text(),
            complained=self.complained.text(),
            channel=_CHANNELS.get(self.channel.get(), Channel.WINDOW.value),
        )

    @property
    def touched(self) -> bool:
        """Whether anything stands here that somebody typed."""
        return self.typed() != TroubleTyped()

    def fill(self, typed: TroubleTyped) -> None:
        """Show what was typed before; an empty one clears the form."""
        self.name.setText(typed.name)
        self.phone.setText(typed.phone)
        self.anonymous.setChecked(typed.anonymous)
        self.kind.set(_word(self._kinds, typed.kind))
        self.on_kind_edited()
        self.reasons.set(typed.reasons)
        self.text.setPlainText(typed.text)
        item = self._desk.catalogue().items.get(typed.item_code) if typed.item_code else None
        self.item.set_choice(_hit(item) if item is not None else None)
        if item is None:
            self.item.setText(typed.item_name)
        self.case.setText(typed.case)
        self.tried.setText(typed.tried)
        self.trips.setText(typed.trips)
        self.department.setText(typed.department)
        self.complained.setText(typed.complained)
        self.channel.set(_word(_CHANNELS, typed.channel))
        self.show_problems({})

    # ---- slots

    def on_kind_picked(self) -> None:
        if not self.reasons.take_focus():
            self.text.setFocus()

    def on_kind_edited(self) -> None:
        self.reasons.offer(self._reasons.get(self._kinds.get(self.kind.get(), ""), {}))


def _line(parent: QWidget, longest: int, hint: str) -> QLineEdit:
    line = QLineEdit(parent)
    line.setMaxLength(longest)
    line.setPlaceholderText(hint)
    return line


def _word(choices: dict[str, str], value: str) -> str:
    return next((word for word, each in choices.items() if each == value), "")


def _hit(item: Item) -> Hit:
    return Hit(item.code, item.name, item.department, item.level.label, item)
