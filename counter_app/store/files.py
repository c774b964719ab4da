"""Small files that must never be half-written: written aside, synced, then renamed."""

from __future__ import annotations

import os
from pathlib import Path

from counter_app.errors import Trouble


def write_durably(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` so that a power cut leaves either the old or the new file."""
    aside = path.with_name(path.name + ".new")
    try:
        with open(aside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        if os.name == "posix":
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        raise Trouble("写入本机文件失败,请检查磁盘空间", hint=error.strerror or "") from error
