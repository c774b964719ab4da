"""Watching one device on a thread of its own: opened, polled, lost, opened again.

Unplugging is a normal thing at a counter: the watch waits calmly and goes on when the device
is back. It can be ended at any moment; nothing it says after that is passed on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypeVar

import msgspec

from counter_app.devices.ports import Source
from counter_app.devices.trouble import DeviceTrouble, Fault

T = TypeVar("T")


class Pace(msgspec.Struct, frozen=True):
    """How calmly a device is asked, all in s: between two looks, and before it is opened again
    (twice as long each time, up to ``calm_s``)."""

    look_s: float = 0.4
    again_s: float = 0.5
    calm_s: float = 5.0


class Standing(StrEnum):
    """How a watched device stands."""

    OPENING = "opening"
    READY = "ready"
    TROUBLE = "trouble"


class News(msgspec.Struct, Generic[T], frozen=True):
    """What a watch says: how it stands, and what came or what went wrong just now.

    With READY and a ``trouble`` the device is good and only this card was not read.
    """

    standing: Standing
    value: T | None = None
    trouble: DeviceTrouble | None = None


class Watch(Generic[T]):
    """One thread for one device. ``tell`` is called on that thread, with every news once.

    ``open_source`` blocks and raises :class:`DeviceTrouble`, as drivers do. What else it or the
    source raises is a fault of the driver: it is told as trouble, with the error as its cause.
    ``after``: a stopped watch that may still hold the same device; it is waited for.
    """

    def __init__(
        self,
        name: str,
        open_source: Callable[[], Source[T]],
        tell: Callable[[News[T]], object],
        pace: Pace | None = None,
        *,
        after: Watch[Any] | None = None,
    ) -> None:
        self._open = open_source
        self._tell = tell
        self._pace = pace or Pace()
        self._after = after
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._source: Source[T] | None = None
        self._worked = False
        self._thread = threading.Thread(target=self._run, name=f"device-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def order_stop(self) -> None:
        """It is to end now; does not wait until it has."""
        self._ended.set()
        with self._lock:
            if self._source is not None:
                self._source.interrupt()

    def stop(self, timeout_s: float = 3.0) -> bool:
        """End it and wait until the device is given back. False: a driver does not let go
        within the time; it is left alone and ends with the program."""
        self.order_stop()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    # ---- on the thread

    def _run(self) -> None:
        wait = self._pace.again_s
        told: DeviceTrouble | None = None
        self._say(News(Standing.OPENING))
        if self._after is not None:
            self._after._thread.join()
            self._after = None
        while not self._ended.is_set():
            self._worked = False
            try:
                self._one_life()
            except Exception as error:
                trouble = _as_trouble(error)
                if self._worked or not _same(trouble, told):
                    self._say(News(Standing.TROUBLE, trouble=trouble))
                told = trouble
            wait = self._pace.again_s if self._worked else min(wait * 2, self._pace.calm_s)
            self._ended.wait(wait)

    def _one_life(self) -> None:
        """From opening to the trouble or the order that ends it."""
        source = self._open()
        with self._lock:
            self._source = source
        try:
            while not self._ended.is_set():
                self._look(source)
                self._ended.wait(self._pace.look_s)
        finally:
            with self._lock:
                self._source = None
            source.close()

    def _look(self, source: Source[T]) -> None:
        value: T | None = None
        trouble: DeviceTrouble | None = None
        try:
            value = source.poll()
        except DeviceTrouble as error:
            if error.fault is not Fault.CARD:
                raise
            trouble = error
        # That a device is good is known when it has answered, not when its port opened.
        if not self._worked or value is not None or trouble is not None:
            self._worked = True
            self._say(News(Standing.READY, value, trouble))

    def _say(self, news: News[T]) -> None:
        if not self._ended.is_set():
            self._tell(news)


def _same(one: DeviceTrouble, other: DeviceTrouble | None) -> bool:
    return other is not None and (one.fault, one.message) == (other.fault, other.message)


def _as_trouble(error: Exception) -> DeviceTrouble:
    if isinstance(error, DeviceTrouble):
        return error
    made = DeviceTrouble(
        Fault.BROKEN,
        f"设备驱动程序出错（{type(error).__name__}）",
        hint="办件不受影响，可以手工录入；请把这句话告诉管理员",
    )
    made.__cause__ = error
    return made
