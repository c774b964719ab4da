"""The drawer at the right that tells everything about an item; what lies beneath stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from counter_app.models.reference import Item
from counter_app.ui import theme
from counter_app.ui.actions import ActionSet
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.item_card.content import CardView, MaterialView, card_view
from counter_app.ui.item_card.printing import print_advice
from counter_app.ui.situation_box import SituationBox
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import IconLabel, label, line
from counter_app.ui.widgets.overlay import Overlay

#: Width of the drawer in Chinese characters; on a small screen it takes what there is.
_WIDTH = 34
_STEP = 40


class ItemCard(Overlay):
    """``present(item, answers)``; ``taken(item)``: somebody wants to begin with it.

    ``answered(answers)`` when a situation was chosen here. Esc closes.
    """

    taken = Signal(object)
    answered = Signal(object)
    veil = 60

    def __init__(self, host: QWidget, counter: Counter, *, take_words: str = "收这一项") -> None:
        super().__init__(host)
        self._counter = counter
        self._item: Item | None = None
        self._sets: tuple[ActionSet, ...] = ()
        self._facts: dict[str, Facts] = {}
        self._made: list[QWidget] = []
        self.setAccessibleName("事项卡")
        look = theme.tokens()
        self._drawer = QFrame(self)
        self._drawer.setObjectName("Sheet")
        self._title = label("", "title", self._drawer, wrap=True)
        self._code = label("", "small", self._drawer)
        self.situations = SituationBox(counter.desk.today, self._drawer)
        self.situations.edited.connect(self.on_answered)
        inner = QWidget()
        inner.setObjectName("Scrolled")
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 0, look.space_s, 0)
        self._body.setSpacing(look.space_xs)
        self.area = QScrollArea(self._drawer)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("事项内容，↑↓ 滚动")
        self.area.setWidget(inner)
        close = Button("关闭", self.vanish, variant="quiet", icon="close", key="Esc", parent=self)
        self._take = Button(take_words, self.on_take, variant="primary", key="Return", parent=self)
        self._a4 = Button("告知单 A4", partial(self.on_print, "A4"), icon="print", key="P")
        self._a5 = Button("A5", partial(self.on_print, "A5"), icon="print", key="S")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.setSpacing(look.space_s)
        for button in (self._take, self._a4, self._a5):
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self._drawer)
        column.setContentsMargins(look.space_l, look.space_s, look.space_s, look.space_m)
        column.setSpacing(look.space_s)
        column.addLayout(head)
        column.addWidget(self._code)
        column.addWidget(self.situations)
        column.addWidget(self.area, 1)
        column.addLayout(foot)
        around = QHBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addStretch(1)
        around.addWidget(self._drawer)

    def present(
        self, item: Item, answers: Mapping[str, str], sets: Sequence[ActionSet] = ()
    ) -> None:
        """Show this item, with what is known of the situation. ``sets``: whose keys are silent
        meanwhile, besides those of the host."""
        self._item = item
        self._sets = tuple(sets)
        self._drawer.setFixedWidth(min(_WIDTH * theme.tokens().body, self._host.width()))
        self._title.setText(item.name)
        self._code.setText(f"{item.level.label} · 实施编码 {item.code}")
        self.situations.set(answers)
        self.situations.ask(item)
        self._empty()
        self.appear()
        self.area.setFocus()
        self.area.verticalScrollBar().setValue(0)
        self._read()

    def key_sets(self) -> tuple[ActionSet, ...]:
        return self._sets or super().key_sets()

    @property
    def item(self) -> Item | None:
        """Of which item it tells."""
        return self._item

    @property
    def answers(self) -> dict[str, str]:
        """What was chosen of the item's situations."""
        return self.situations.applying(self._item) if self._item is not None else {}

    # ---- slots

    def on_answered(self) -> None:
        self._read()
        self.answered.emit(self.answers)

    def on_take(self) -> None:
        item = self._item
        self.vanish()
        if item is not None:
            self.taken.emit(item)

    def on_print(self, size: str) -> None:
        if self._item is not None:
            print_advice(self._counter, self._item.code, self.answers, size)

    def on_read(self, view: CardView) -> None:
        if view.item is not self._item:
            return
        self._empty()
        self._section("要收的材料", self._materials(view.materials))
        if view.more:
            self._section("其他情形下还要", self._materials(view.more))
        if view.item.conditions:
            self._section("办理条件", [self._words(view.item.conditions)])
        if view.item.tips:
            self._section("常见差错", [self._words(view.item.tips)], "warning")
        self._section("时限与收费", [self._pairs(view.facts)])
        if view.where:
            self._section("在哪里办、问谁", [self._pairs(view.where)])
        if view.item.basis:
            sure = "" if view.item.basis_sure else "（依据尚未核对）"
            self._section("依据", [self._words(view.item.basis + sure)])
        self._body.addStretch(1)

    def on_failed(self, error: BaseException) -> None:
        self._section("没有读出来", [self._words(said(error))])

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The drawer's own keys; everything else goes nowhere."""
        bar = self.area.verticalScrollBar()
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Escape: self.vanish,
            Qt.Key.Key_Return: self.on_take,
            Qt.Key.Key_Enter: self.on_take,
            Qt.Key.Key_P: partial(self.on_print, "A4"),
            Qt.Key.Key_S: partial(self.on_print, "A5"),
            Qt.Key.Key_Down: partial(bar.setValue, bar.value() + _STEP),
            Qt.Key.Key_Up: partial(bar.setValue, bar.value() - _STEP),
        }
        move = moves.get(event.key())
        if move is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            move()
        else:
            self.situations.answer_next(event.text())
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays within the drawer."""
        stops = [self.area, *self.situations.stops(), self._take, self._a4, self._a5]
        here = next((n for n, each in enumerate(stops) if _holds_focus(each)), 0)
        there = stops[(here + (1 if forward else -1)) % len(stops)]
        there.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    # ---- inside

    def _read(self) -> None:
        if self._item is None:
            return
        counter, item = self._counter, self._item
        answers, place = self.answers, counter.desk.actor.place

        def read() -> CardView:
            return card_view(counter.workplace.catalogue(), item, answers, place)

        counter.tasks.run_read(read, self.on_read, self.on_failed, latest="item_card")

    def _empty(self) -> None:
        while self._body.count():
            self._body.takeAt(0)
        for each in self._made:
            each.hide()
            each.deleteLater()
        self._made = []

    def _section(self, title: str, widgets: Iterable[QWidget], icon: str = "") -> None:
        if self._made:
            self._put(line(self._drawer))
        if icon:
            head = QWidget(self._drawer)
            row = QHBoxLayout(head)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(IconLabel(icon, "warning", parent=head))
            row.addWidget(label(title, "strong", head), 1)
            self._put(head)
        else:
            self._put(label(title, "strong", self._drawer))
        for each in widgets:
            self._put(each)

    def _put(self, widget: QWidget) -> None:
        self._made.append(widget)
        self._body.addWidget(widget)

    def _materials(self, views: Iterable[MaterialView]) -> list[QWidget]:
        made: list[QWidget] = []
        for number, view in enumerate(views, 1):
            made.append(self._words(f"{number}. {view.name}"))
            details = "；".join(filter(None, (view.what, view.note)))
            small = label(details, "small", self._drawer, wrap=True)
            small.setContentsMargins(theme.tokens().body, 0, 0, theme.tokens().space_xs)
            made.append(small)
        return made or [self._words("不需要提交材料。")]

    def _words(self, text: str) -> QLabel:
        made = label(text, "", self._drawer, wrap=True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> Facts:
        facts = Facts(parent=self._drawer)
        for number, (title, words) in enumerate(pairs):
            facts.add(str(number), title)
            facts.tell(str(number), words)
        return facts


def _holds_focus(widget: QWidget) -> bool:
    now = widget.window().focusWidget()
    return now is not None and (now is widget or widget.isAncestorOf(now))
