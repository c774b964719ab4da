"""Settings: every section as a card; what is chosen is kept and felt at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.settings.about_card import AboutCard
from counter_app.ui.pages.settings.password_card import PasswordCard
from counter_app.ui.pages.settings.section_card import SectionCard
from counter_app.ui.pages.settings.sections import SECTIONS
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.labels import label

#: Below so many characters the two columns stand below each other.
_NARROW = 56
_GROUP = "设置"
#: Pages that hold settings of their own: (ids under which they may be there, words, key).
_ELSEWHERE = (
    (("devices",), "外接设备", "Alt+8"),
    (("printing", "printers"), "打印", "Alt+9"),
    (("citizen", "screen"), "群众屏", "Alt+0"),
)


class SettingsPage(Page):
    """设置."""

    id = "settings"
    title = "设置"
    icon = "settings"
    note = "这台电脑上的设置，选好即保存"
    watches = Changes(sync=True, reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        look = theme.tokens()
        self.cards = tuple(SectionCard(counter, section(), self) for section in SECTIONS)
        self.password = PasswordCard(
            counter, self.button("settings.password", variant="primary"), self
        )
        self.about = AboutCard(counter, self.button("settings.check"), self)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(look.space_m)
        left: tuple[QWidget, ...] = (*self.cards[:2], self.password)
        right: tuple[QWidget, ...] = (*self.cards[2:], self._links(), self.about)
        for cards in (left, right):
            column = QVBoxLayout()
            column.setSpacing(look.space_m)
            for each in cards:
                column.addWidget(each)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.body.addLayout(self._columns)
        self.body.addStretch(1)

    def page_actions(self) -> tuple[Action, ...]:
        jumps = (
            Action(
                f"settings.go.{section.id}", f"到“{section.title}”", f"Alt+{number}", _GROUP,
                partial(self.go_to, number - 1),
            )
            for number, section in enumerate(SECTIONS, 1)
        )  # fmt: skip
        links = (
            Action(
                f"settings.page.{ids[0]}", f"{words}设置", key, _GROUP, partial(self.open, ids),
                enabled_when=partial(self.is_there, ids), icon="arrow-right",
            )
            for ids, words, key in _ELSEWHERE
        )  # fmt: skip
        return (
            *jumps,
            *links,
            Action(
                "settings.password", "修改密码", "Ctrl+Return", _GROUP,
                lambda: self.password.change(), icon="key",
            ),
            Action(
                "settings.check", "检查本机数据", "Ctrl+D", _GROUP, lambda: self.about.check(),
                icon="certificate",
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self.refresh_actions()

    def refresh(self, changes: Changes) -> None:
        for card in self.cards:
            card.read()
        self.about.read()

    def leaving(self) -> bool:
        self.password.clear()
        return True

    def first_focus(self) -> QWidget:
        return self.cards[0].form.rows[0].editor

    # ---- what can be done

    def go_to(self, number: int) -> None:
        """Into a section."""
        card = self.cards[number]
        self._scroll.ensureWidgetVisible(card)
        card.form.focus_first()

    def is_there(self, ids: tuple[str, ...]) -> bool:
        return any(self.counter.knows(each) for each in ids)

    def open(self, ids: tuple[str, ...]) -> None:
        """The page that has these settings."""
        self.counter.go(next(each for each in ids if self.counter.knows(each)))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down if narrow else across)

    # ---- inside

    def _links(self) -> Card:
        card = Card("其他设置", "list", self)
        there = [ids for ids, _, _ in _ELSEWHERE if self.is_there(ids)]
        for ids in there:
            button = self.button(f"settings.page.{ids[0]}", variant="quiet")
            card.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        card.column.addWidget(label("打印机在“打印”时选，本机会记住。", "muted", card, wrap=True))
        card.setVisible(bool(there))
        return card
