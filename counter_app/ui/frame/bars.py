"""The bar above the page (where, who, when) and the bar below it (how the exchange stands)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counter_app.settings import LOCAL_ZONE
from counter_app.ui import theme
from counter_app.ui.actions import BoundAction
from counter_app.ui.sync_view import SyncView
from counter_app.ui.widgets.button import ActionButton, Button
from counter_app.ui.widgets.labels import ElidedLabel, IconLabel, label

_WEEKDAYS = "一二三四五六日"


def local_now() -> datetime:
    """The clock of the machine, in China's time."""
    return datetime.now(LOCAL_ZONE)


def date_words(now: datetime) -> str:
    """2026年11月23日 星期一"""
    return f"{now.year}年{now.month}月{now.day}日 星期{_WEEKDAYS[now.weekday()]}"


@dataclass(frozen=True)
class Who:
    """What the top bar says about the signed-in person and the window."""

    place: str
    window: str
    name: str
    work_no: str = ""
    roles: str = ""


class TopBar(QFrame):
    """Place and window, the way to everything, date and time, person, lock."""

    def __init__(
        self,
        who: Who,
        find: BoundAction,
        lock: BoundAction,
        clock: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("TopBar")
        self._clock = clock
        self._place = ElidedLabel(who.place, "heading", self)
        self._window = ElidedLabel(who.window, "muted", self)
        self._date = label("", "muted", self)
        self._time = label("", "strong", self)
        self._person = ElidedLabel(who.name, "strong", self)
        self._roles = ElidedLabel(who.roles, "small", self)
        if who.work_no:
            self._person.setToolTip(f"工号 {who.work_no}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("hall", "accent", 20, self))
        row.addWidget(self._place)
        row.addWidget(self._window)
        row.addStretch(1)
        # not one that follows its action: that would come back on a small screen
        self._find = Button(
            find.text(),
            find.trigger,
            variant="quiet",
            icon="search",
            key=find.action.key,
            parent=self,
        )
        row.addWidget(self._find)
        row.addWidget(self._date)
        row.addWidget(self._time)
        row.addSpacing(16)
        row.addWidget(IconLabel("person", "muted", 18, self))
        row.addWidget(self._person)
        row.addWidget(self._roles)
        row.addSpacing(4)
        row.addWidget(ActionButton(lock, variant="quiet", parent=self))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.on_tick)
        self._timer.start()
        self.on_tick()
        self._fit()

    def on_tick(self) -> None:
        now = self._clock()
        self._date.setText(date_words(now))
        self._time.setText(f"{now:%H:%M}")

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what can be missed on a small screen."""
        for each in (self._find, self._date):
            each.setVisible(not narrow)
        self._roles.setVisible(not narrow)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(theme.tokens().bar)


class StatusBar(QFrame):
    """How the exchange with the county stands, in words; ``sync_asked`` when it is pressed."""

    sync_asked = Signal()

    def __init__(
        self,
        help_action: BoundAction,
        details_key: str,
        clock: Callable[[], datetime],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("StatusBar")
        self._clock = clock
        self._icon = IconLabel("cloud-off", "neutral", 18, self)
        self._words = label("", "strong", self)
        self._last = label("", "small", self)
        self._detail = ElidedLabel("", "small", self)
        self._more = Button(
            "详情", self.sync_asked.emit, variant="quiet", key=details_key, parent=self
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        for each in (self._icon, self._words, self._last):
            row.addWidget(each)
        row.addWidget(self._detail, 1)
        row.addWidget(self._more)
        row.addWidget(ActionButton(help_action, variant="quiet", parent=self))
        self._more.hide()
        self._fit()

    def show_sync(self, view: SyncView) -> None:
        self._icon.show_icon(view.icon, view.tone)
        self._words.setText(view.words)
        self._last.setText(view.last_words(self._clock()))
        # At every moment it can be seen whether this machine may be switched off.
        safe = view.safe[1]
        self._detail.show_text(f"{view.detail} · {safe}" if view.detail else safe)

    def offer_details(self, offered: bool) -> None:
        """Whether there is a page that tells more."""
        self._more.setVisible(offered)

    @property
    def words(self) -> str:
        return self._words.text()

    @property
    def last(self) -> str:
        return self._last.text()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _fit(self) -> None:
        self.setFixedHeight(theme.tokens().status)
