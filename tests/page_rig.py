"""The real window on a real workplace, driven by keys: for tests of pages and for pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desk_rig import Rig
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.context import Counter
from counter_app.ui.frame.bars import Who
from counter_app.ui.page import Page
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

    from counter_app.ui.device_desk import DeviceDesk

_NONE = Qt.KeyboardModifier.NoModifier


class Elsewhere(Page):
    """Stands in for every page that the one under test only sends people to."""

    id = "elsewhere"
    title = "别处"
    icon = "cases"

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self.told: dict[str, object] = {}

    def opened(self, **params: object) -> None:
        self.told = params


def elsewhere(page_id: str) -> type[Page]:
    """A page of this id that remembers how it was opened."""
    return type(f"Elsewhere_{page_id}", (Elsewhere,), {"id": page_id, "rail": False})


@dataclass
class Window:
    """Keys go to whatever has the cursor, as at the counter. ``keys`` counts them."""

    shell: Shell
    counter: Counter
    rig: Rig
    keys: int = field(default=0)

    @property
    def page(self) -> Any:
        return self.shell.page

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.shell

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        self.keys += 1
        QTest.keyClick(self.focus, key, modifier)

    def type(self, text: str) -> None:
        """Type; Chinese comes as an input method commits it and counts one key a character."""
        self.keys += len(text)
        if text.isascii():
            QTest.keyClicks(self.focus, text)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(self.focus, event)

    def settle(self, qtbot: QtBot) -> None:
        """Wait until everything that was asked for has been answered."""
        qtbot.waitUntil(self.counter.tasks.idle, timeout=10_000)

    def close(self) -> None:
        """As when the program ends: what was typed is stored first."""
        self.shell.leave()
        self.shell.close()
        self.counter.tasks.close()
        self.shell.deleteLater()
        self.rig.close()

    def kill(self) -> None:
        """As when the power fails: nobody is asked to store anything."""
        self.counter.tasks.close()
        self.shell.hide()
        self.shell.deleteLater()
        self.rig.close()


def open_window(
    rig: Rig,
    pages: Sequence[type[Page]],
    *others: str,
    size: tuple[int, int] = (1366, 768),
    devices: DeviceDesk | None = None,
) -> Window:
    """Show the window; the first page is opened. ``others``: ids of pages that are not here."""
    shell = Shell()
    tasks = Tasks(on_error=lambda error: shell.notify("error", str(error)))
    counter = Counter(
        rig.workplace, tasks, shell.go, shell.notify, shell.changed,
        devices=devices, knows=shell.knows,
    )  # fmt: skip
    shell.resize(*size)
    shell.show()
    shell.activateWindow()
    catalogue = rig.catalogue()
    actor = rig.desk.actor
    place = catalogue.place_name(actor.place)
    who = Who(place, "1 号 综合窗口", actor.name, actor.work_no, "受理")
    shell.enter(who, (*pages, *map(elsewhere, others)), counter)
    return Window(shell, counter, rig)
