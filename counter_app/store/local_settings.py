"""Choices of this PC (本机设置): look, printers, devices. Plain JSON beside the database.

They must be known before anybody signs in, so they are not encrypted and hold no personal
data. Every part of the program keeps a section of its own, a frozen struct with defaults.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from counter_app.store.files import write_durably

T = TypeVar("T", bound=msgspec.Struct)
_WRITING = threading.Lock()


class LocalSettings:
    """The sections of one file. Reading and writing are quick and may happen on any thread.

    Nothing is kept in memory: the window, the workplace and a command may each hold one.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def get(self, section: str, kind: type[T]) -> T:
        """A section; what is missing or unreadable in it counts as not chosen."""
        stored = _read(self.path).get(section)
        if not isinstance(stored, dict):
            return kind()
        try:
            return msgspec.convert(stored, kind)
        except msgspec.ValidationError:
            return _what_fits(stored, kind)

    def put(self, section: str, value: msgspec.Struct) -> None:
        """Keep a section. Raises :class:`Trouble` when the disk does not take it; what was
        chosen before is then still there."""
        with _WRITING:
            sections = {**_read(self.path), section: msgspec.to_builtins(value)}
            text = json.dumps(sections, ensure_ascii=False, indent=1, sort_keys=True)
            write_durably(self.path, text.encode())


def _read(path: Path) -> dict[str, Any]:
    """Settings are only conveniences: an unreadable file must not keep a clerk from work."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _what_fits(stored: dict[str, Any], kind: type[T]) -> T:
    """One wrong value must not cost the others."""
    good: dict[str, Any] = {}
    for name, value in stored.items():
        try:
            msgspec.convert({name: value}, kind)
        except msgspec.ValidationError:
            continue
        good[name] = value
    return msgspec.convert(good, kind)
