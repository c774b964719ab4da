"""The text of a crash report, and messages of Qt without what could be somebody's.

A report holds types, places in the code and versions, never values: no message of a foreign
exception, no local variables, no path outside the program. It may be sent to the maintainers.
"""

from __future__ import annotations

import platform
import re
import threading
import time
import traceback
from pathlib import Path

from PySide6.QtCore import qVersion

from counter_app import __version__
from counter_app.errors import Bug

_PACKAGE = Path(__file__).resolve().parent.parent.parent


def describe(error: BaseException) -> str:
    """The text of a report: versions, then types and places of the error and its causes."""
    lines = [
        f"counter-app {__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        f"thread {threading.current_thread().name}",
        time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    ]
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        said = f": {current.message}" if isinstance(current, Bug) else ""
        lines += ["", f"{type(current).__module__}.{type(current).__qualname__}{said}"]
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return "\n".join(lines) + "\n"


def without_values(text: str) -> str:
    """A message of Qt without what could be somebody's name or number."""
    return re.sub(r"\d{5,}", "#", re.sub(r"[^\x20-\x7e]+", "?", text))[:300]


def _place(filename: str) -> str:
    """Where a file lies within the program or its library folder; no home folders."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        relative = path.relative_to(_PACKAGE).as_posix()
        return relative.rpartition("site-packages/")[2]
    return path.name
