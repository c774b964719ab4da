"""Asks to confirm the date before a dated paper is printed on a machine whose clock is off.

Confirmed once, it is not asked again that day. Only this program remembers: after a restart
it asks again, and it says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QWidget

from counter_app.protocol.clock import DRIFT_TOLD_MS
from counter_app.rules.case_context import local_day
from counter_app.settings import LOCAL_ZONE
from counter_app.store.store import Store
from counter_app.ui.widgets.confirm import ConfirmPanel

#: The day on which somebody last said that the date is right, by open profile.
_confirmed: WeakKeyDictionary[Store, date] = WeakKeyDictionary()


def asks(store: Store) -> bool:
    """Whether the date of this machine is in doubt and nobody has confirmed it today."""
    if abs(store.head.drift_ms) <= DRIFT_TOLD_MS:
        return False
    return _confirmed.get(store) != local_day(store.now_ms())


class DateGuard:
    """The question of one page; ``host`` is what the panel covers."""

    def __init__(self, store: Store, host: QWidget) -> None:
        self._store = store
        self._host = host
        self.panel: ConfirmPanel | None = None

    @property
    def asks(self) -> bool:
        """Whether printing would be asked about now."""
        return asks(self._store)

    def run(self, print_it: Callable[[], object]) -> None:
        """Print, after asking where that is needed; nothing happens when it is not confirmed."""
        if not self.asks:
            print_it()
            return
        if self.panel is None:
            self.panel = ConfirmPanel(self._host)
        here = self._store.now_ms()
        there = here + self._store.head.drift_ms

        def confirmed(_reason: str) -> None:
            _confirmed[self._store] = local_day(self._store.now_ms())
            print_it()

        self.panel.ask(
            "本机时钟和县平台不一致，文书上的日期对吗？",
            confirmed,
            yes="日期无误，打印",
            detail=f"本机现在是 {_moment(here)}，县平台约为 {_moment(there)}。"
            "文书印的是出具时的本机日期；不对就先改好本机时钟。"
            "今天确认一次即可，重新打开程序后会再问。",
        )


def _moment(ms: int) -> str:
    try:
        return f"{datetime.fromtimestamp(ms / 1000, LOCAL_ZONE):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        return "无法识别的时间"
