"""One kind of device on the page 设备: what can be chosen, how it stands, and how it is tried.

A row is a value with behaviour, not a widget: the page draws every row in the same way. A new
kind of device is a subclass and its line in ``counter_app/ui/devices/__init__.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import msgspec
from PySide6.QtCore import QObject, Signal

from counter_app.models.reference import FieldSpec
from counter_app.ui.context import Counter


class Choice(msgspec.Struct, frozen=True):
    """One thing that can be chosen. ``name`` is what people read."""

    id: str
    name: str


#: The first choice of every row.
NONE = Choice("", "不使用")


class RowState(msgspec.Struct, frozen=True):
    """How a device stands: a word with an icon, and what to do when something is wrong.

    ``tone``: neutral, accent, success, warning or danger.
    """

    words: str = "没有使用"
    icon: str = "dash"
    tone: str = "neutral"
    hint: str = ""


class RowAction(msgspec.Struct, frozen=True):
    """One more thing that can be done with a row, such as laying a sample card on the reader."""

    text: str
    run: Callable[[], object]


class DeviceRow(QObject):
    """Subclass with ``id``, ``title``, ``icon`` and override what the kind has.

    ``changed``: the state, the choices or the result are different now; the page draws it anew.
    Nothing here may block: look for devices with ``counter.tasks`` and say ``changed``.
    """

    changed = Signal()

    id: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    #: what the device is good for, in one line
    note: ClassVar[str] = ""
    #: what the button of ``actions`` says
    more: ClassVar[str] = "其他操作"

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.counter = counter

    # ---- choosing

    def drivers(self) -> tuple[Choice, ...]:
        """What can be chosen, the first being :data:`NONE`."""
        return (NONE,)

    def driver(self) -> str:
        """The id of what is chosen, "" for none."""
        return ""

    def choose(self, driver_id: str) -> None:
        """Choose and keep it (``counter.settings``)."""

    def fields(self) -> tuple[FieldSpec, ...]:
        """The options of what is chosen, as fields of a form (kinds of ``forms/kinds.py``)."""
        return ()

    def values(self) -> dict[str, str]:
        """What stands in the fields, by their key."""
        return {}

    def set_value(self, key: str, value: str) -> None:
        """Keep one option. Raises :class:`BadInput` when it cannot be so."""

    def look(self) -> None:
        """Look anew for what is plugged in; called when the page is opened and by its key."""

    # ---- how it stands

    def state(self) -> RowState:
        return RowState()

    def can_test(self) -> bool:
        return bool(self.driver())

    def test(self) -> None:
        """Try the device; what comes of it is told by ``result`` after ``changed``."""

    def result(self) -> str:
        """What the last try gave, masked; "" when there was none."""
        return ""

    def actions(self) -> tuple[RowAction, ...]:
        """What else can be done with it."""
        return ()
