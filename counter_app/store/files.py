"""Small files that must never be half-written: written aside, synced, then renamed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from counter_app.errors import Trouble, os_words


def write_durably(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` so that a power cut leaves either the old or the new file."""
    aside = path.with_name(path.name + ".new")
    try:
        with open(aside, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise Trouble("写入本机文件失败，请检查磁盘空间", hint=os_words(error)) from error


def overwrite(path: Path, data: bytes) -> None:
    """Write ``data`` over a file that is there, in the room that it has. A cut may leave a mixture.

    Raises :class:`OSError`.
    """
    with open(path, "r+b", buffering=0) as file:
        file.write(data)
        file.truncate()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def check_writable(path: Path) -> None:
    """Raise :class:`Trouble` when ``path`` could not be written just now. Leaves nothing behind."""
    if path.is_dir():
        raise Trouble(f"{path} 是一个文件夹，不能写成文件")
    aside = path.with_name(path.name + ".new")
    try:
        with open(aside, "ab"):
            pass
        aside.unlink()
    except OSError as error:
        raise Trouble(f"不能写入 {path}", hint=os_words(error)) from error
