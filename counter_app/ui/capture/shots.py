"""The pages taken so far: in memory, in their order, each made anew when it is changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from counter_app.documents.straight import Page, develop
from counter_app.errors import CounterError
from counter_app.ui.case_words import said
from counter_app.ui.tasks import Tasks

#: Pages that are taken in one go; more would only be lost together.
MOST = 40
#: The lane of the camera: nobody waits for it but the one who takes pictures.
CAMERA = "camera"


class Shot(msgspec.Struct, frozen=True):
    """One photo. ``cut``: find its edges; ``turns``: quarter turns to the right; ``page``: what
    came of it, None while it is being made."""

    number: int
    photo: bytes = b""
    cut: bool = True
    turns: int = 0
    page: Page | None = None


class Shots(QObject):
    """``changed`` whenever the list is another one; ``refused(why)`` for what is no picture."""

    changed = Signal()
    refused = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shots: list[Shot] = []
        self._gone: list[tuple[int, Shot]] = []
        self._next = 1
        self.current = -1

    @property
    def all(self) -> tuple[Shot, ...]:
        return tuple(self._shots)

    @property
    def pages(self) -> tuple[bytes, ...]:
        """What is finished, in its order."""
        return tuple(each.page.jpeg for each in self._shots if each.page is not None)

    @property
    def busy(self) -> bool:
        return any(each.page is None for each in self._shots)

    @property
    def shot(self) -> Shot | None:
        """The one under the cursor."""
        return self._shots[self.current] if 0 <= self.current < len(self._shots) else None

    # ---- one after the other

    def take(self, photo: Callable[[], bytes], *, cut: bool) -> None:
        """One more page; ``photo`` is asked for its bytes on the worker."""
        if len(self._shots) >= MOST:
            self.refused.emit(f"一次最多 {MOST} 页。请先保存这些，再接着拍。")
            return
        shot = Shot(self._next, cut=cut)
        self._next += 1
        self._shots.append(shot)
        self.current = len(self._shots) - 1
        self._make(shot, photo)
        self.changed.emit()

    def turn(self) -> None:
        """A quarter turn to the right."""
        if (shot := self.shot) is not None and shot.photo:
            self._again(msgspec.structs.replace(shot, turns=(shot.turns + 1) % 4))

    def switch_cut(self) -> None:
        """With or without finding the edges."""
        if (shot := self.shot) is not None and shot.photo:
            self._again(msgspec.structs.replace(shot, cut=not shot.cut))

    def move(self, by: int) -> None:
        """The page under the cursor, forwards or backwards."""
        to = self.current + by
        if self.shot is not None and 0 <= to < len(self._shots):
            self._shots.insert(to, self._shots.pop(self.current))
            self.current = to
            self.changed.emit()

    def go(self, by: int) -> None:
        """The cursor."""
        self.current = min(max(self.current + by, 0), len(self._shots) - 1)
        self.changed.emit()

    def remove(self) -> None:
        """It can be brought back until the list is cleared."""
        if self.shot is not None:
            self._gone.append((self.current, self._shots.pop(self.current)))
            self.current = min(self.current, len(self._shots) - 1)
            self.changed.emit()

    def restore(self) -> None:
        """The page that was removed last, where it was."""
        if self._gone:
            at, shot = self._gone.pop()
            at = min(at, len(self._shots))
            self._shots.insert(at, shot)
            self.current = at
            if shot.page is None and shot.photo:
                self._make(shot, lambda: shot.photo)
            self.changed.emit()

    def clear(self) -> None:
        self._shots.clear()
        self._gone.clear()
        self.current = -1
        self.changed.emit()

    # ---- making

    def on_made(self, number: int, made: tuple[bytes, Page]) -> None:
        for at, shot in enumerate(self._shots):
            if shot.number == number:
                self._shots[at] = msgspec.structs.replace(shot, photo=made[0], page=made[1])
                self.changed.emit()

    def on_failed(self, number: int, error: BaseException) -> None:
        self._shots = [each for each in self._shots if each.number != number]
        self.current = min(self.current, len(self._shots) - 1)
        self.changed.emit()
        if not isinstance(error, CounterError):
            raise error
        self.refused.emit(said(error))

    def _again(self, shot: Shot) -> None:
        # A new number: an answer that is still on its way is about the page as it was.
        fresh = msgspec.structs.replace(shot, number=self._next, page=None)
        self._next += 1
        self._shots[self.current] = fresh
        self._make(fresh, lambda: fresh.photo)
        self.changed.emit()

    def _make(self, shot: Shot, photo: Callable[[], bytes]) -> None:
        self._tasks.run(
            CAMERA,
            partial(_developed, photo, shot.cut, shot.turns),
            partial(self.on_made, shot.number),
            partial(self.on_failed, shot.number),
            receiver=self,
        )


def _developed(photo: Callable[[], bytes], cut: bool, turns: int) -> tuple[bytes, Page]:
    data = photo()
    return data, develop(data, cut=cut, turns=turns)
