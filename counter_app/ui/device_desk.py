"""The devices of the person at work: watched while somebody is signed in, told to the window.

Every device has a plain thread of its own; the GUI thread only ever receives finished values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from queue import Empty, SimpleQueue
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from counter_app.devices import driver_of
from counter_app.devices.choices import SECTION, USUAL_SAMPLES, DeviceChoices
from counter_app.devices.idcard import sample_reader
from counter_app.devices.ports import DeviceKind, Driver
from counter_app.devices.watch import News, Pace, Standing, Watch
from counter_app.rules.burst import GAP_MS
from counter_app.rules.cards import CardRead, judged
from counter_app.store.local_settings import LocalSettings

#: Longest wait for a driver when somebody signs out, in s; they end at once.
_LAST_S = 0.5


class DeviceDesk(QObject):
    """``start`` after signing in, ``stop`` before the workplace is closed.

    ``card_read(CardRead)`` and ``code_read(str)`` when something was read; ``news(kind)`` when
    a device stands otherwise than before.
    """

    card_read = Signal(object)
    code_read = Signal(str)
    news = Signal(str)
    _posted = Signal()

    def __init__(
        self,
        settings: LocalSettings,
        today: Callable[[], date],
        parent: QObject | None = None,
        *,
        pace: Pace | None = None,
        samples: bool = False,
    ) -> None:
        super().__init__(parent)
        self.samples = samples
        self._settings = settings
        self._today = today
        self._pace = pace
        self._watches: dict[DeviceKind, Watch[Any]] = {}
        self._newest: dict[DeviceKind, News[Any]] = {}
        self._arrived: SimpleQueue[tuple[Watch[Any], DeviceKind, News[Any]]] = SimpleQueue()
        self._posted.connect(self._on_posted, Qt.ConnectionType.QueuedConnection)
        self._running = False
        self.choices = settings.get(SECTION, DeviceChoices)

    # ---- life

    def start(self) -> None:
        """Open what is chosen."""
        self._running = True
        for kind in DeviceKind:
            self._begin(kind)

    def stop(self) -> None:
        """Give every device back. Ends at once, also while a card is being read."""
        self._running = False
        for watch in [self._end(kind) for kind in DeviceKind]:
            if watch is not None:
                watch.stop(_LAST_S)
        sample_reader.put_away()

    # ---- what is chosen

    def driver(self, kind: DeviceKind) -> Driver[Any] | None:
        """The chosen driver; a pretended one counts only where samples are allowed."""
        chosen = self.choices.drivers.get(kind.value)
        if chosen is None and self.samples and kind in USUAL_SAMPLES:
            chosen = USUAL_SAMPLES[kind]
        driver = self.choices.driver(kind) if chosen is None else driver_of(chosen)
        return None if driver is not None and driver.sample and not self.samples else driver

    def options(self, driver: Driver[Any]) -> Any:
        return self.choices.options_of(driver)

    def choose(self, kind: DeviceKind, driver_id: str) -> None:
        """Use another driver from now on. Raises :class:`Trouble` when it cannot be kept."""
        self._keep(self.choices.with_driver(kind, driver_id), kind)

    def set_options(self, driver: Driver[Any], options: Any) -> None:
        """Use a driver with other options from now on."""
        self._keep(self.choices.with_options(driver, options), driver.kind)

    def again(self, kind: DeviceKind) -> None:
        """Close the device and open it anew: a person asked."""
        before = self._end(kind)
        if self._running:
            self._begin(kind, before)
        self.news.emit(kind.value)

    # ---- how it stands

    def newest(self, kind: DeviceKind) -> News[Any] | None:
        """The last news of a device that has a line of its own."""
        return self._newest.get(kind)

    def watches(self, kind: DeviceKind) -> bool:
        return kind in self._watches

    def typed(self, text: str) -> None:
        """A burst of keys that no person typed: a card or a code."""
        found = self._understood(text)
        if found is not None:
            self._hand_over(found[0], News(Standing.READY, found[1]))

    def understands(self, text: str) -> bool:
        """Whether a burst of keys means anything to what is chosen."""
        return self._understood(text) is not None

    @property
    def key_gap_ms(self) -> int:
        """Longest time between two keys of what types like a keyboard; 0: nothing does."""
        chosen = [driver for kind in DeviceKind if (driver := self.driver(kind)) is not None]
        gaps = [getattr(self.options(each), "gap_ms", GAP_MS) for each in chosen if each.typed]
        return max(gaps, default=0)

    # ---- inside

    def _understood(self, text: str) -> tuple[DeviceKind, Any] | None:
        for kind in (DeviceKind.ID_CARD, DeviceKind.GUN):
            driver = self.driver(kind)
            if driver is not None and driver.typed is not None:
                value = driver.typed(self.options(driver), text)
                if value is not None:
                    return kind, value
        return None

    def _keep(self, choices: DeviceChoices, kind: DeviceKind) -> None:
        self._settings.put(SECTION, choices)
        self.choices = choices
        self.again(kind)

    def _begin(self, kind: DeviceKind, after: Watch[Any] | None = None) -> None:
        driver = self.driver(kind)
        if driver is None or driver.open is None:
            return
        options, open_source = self.options(driver), driver.open
        watch: Watch[Any] = Watch(
            kind.value,
            lambda: open_source(options),
            lambda news: self._tell(watch, kind, news),
            self._pace,
            after=after,
        )
        self._watches[kind] = watch
        watch.start()

    def _end(self, kind: DeviceKind) -> Watch[Any] | None:
        """Order it to end; what it still says is not heard."""
        watch = self._watches.pop(kind, None)
        self._newest.pop(kind, None)
        if watch is not None:
            watch.order_stop()
        return watch

    def _tell(self, watch: Watch[Any], kind: DeviceKind, news: News[Any]) -> None:
        """On the device's thread."""
        self._arrived.put((watch, kind, news))
        if shiboken6.isValid(self):
            self._posted.emit()

    def _on_posted(self) -> None:
        while True:
            try:
                watch, kind, news = self._arrived.get_nowait()
            except Empty:
                return
            # What a device said before it was closed is not what the next one says.
            if self._watches.get(kind) is watch:
                self._hand_over(kind, news)

    def _hand_over(self, kind: DeviceKind, news: News[Any]) -> None:
        value = news.value
        if isinstance(value, CardRead):
            value = judged(value, self._today())
            news = News(news.standing, value, news.trouble)
        self._newest[kind] = news
        self.news.emit(kind.value)
        if isinstance(value, CardRead):
            self.card_read.emit(value)
        elif isinstance(value, str):
            self.code_read.emit(value)
