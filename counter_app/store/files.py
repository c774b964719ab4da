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


def check_writable(path: Path) -> None:
    """Raise :class:`Trouble` when ``path`` could not be written just now. Leaves nothing behind."""
    if path.is_dir():
        raise Trouble(f"{path} 是一个文件夹,不能写成文件")
    aside = path.with_name(path.name + ".new")
    try:
        with open(aside, "ab"):
            pass
        aside.unlink()
    except OSError as error:
        raise Trouble(f"不能写入 {path}", hint=error.strerror or "") from error
