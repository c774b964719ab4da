"""How the counter looks on this PC (外观): colours, sizes, type, the idle lock and sound.

Chosen before anybody signs in, so it belongs to the PC, not to a person. The size of everything
is a matter of Qt's own scaling, which can only be told before the application is made; colours
and type change at once. Read by hand: the window must be there before msgspec is loaded.
"""

from __future__ import annotations

import json
import os
from collections.abc import MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from counter_app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

#: of store/local_settings.py
SECTION = "look"
NAMES = ("light", "high_contrast")
#: per cent of what the system shows
SIZES = (100, 125, 150, 175, 200)
TYPES = (100, 112, 125)
IDLE_MINUTES = (5, 10, 15, 30, 60)
_SCALE = "QT_SCALE_FACTOR"


class Look(NamedTuple):
    """One choice. ``size`` and ``type`` in per cent; ``idle_minutes`` until the window locks."""

    name: str = NAMES[0]
    size: int = 100
    type: int = 100
    idle_minutes: int = 15
    sound: bool = False


def chosen(path: Path) -> Look:
    """What the settings file of this PC says; what is not offered counts as not chosen."""
    try:
        stored = json.loads(path.read_bytes())[SECTION]
    except (OSError, ValueError, KeyError, TypeError):
        return Look()
    return of(stored if isinstance(stored, dict) else {})


def of(stored: dict[str, Any]) -> Look:
    """A look of what was stored."""
    usual = Look()
    offered = {"name": NAMES, "size": SIZES, "type": TYPES, "idle_minutes": IDLE_MINUTES}
    values = {name: stored.get(name) for name in Look._fields}
    right: dict[str, Any] = {
        name: value for name, value in values.items() if value in offered.get(name, ())
    }
    return usual._replace(**right, sound=values["sound"] is True)


def scale(look: Look, environment: MutableMapping[str, str] | None = None) -> None:
    """Tell Qt the size of everything. Before the application is made; later it changes nothing.

    A factor that the administrator has set for this PC is left alone while none was chosen.
    """
    if look.size != 100:
        told = os.environ if environment is None else environment
        told[_SCALE] = f"{look.size / 100:g}"


def wear(application: QApplication, look: Look) -> None:
    """Put on colours and type now; every window follows."""
    theme.use(application, look.name, factor=look.type / 100)
