"""Files on a stick: read whole, written so that a stick pulled out early shows it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from counter_app.errors import Refused, Trouble, os_words
from counter_app.protocol import bundle
from counter_app.store.files import write_durably

#: Room that is left on the stick beside the file (its folder grows, too), in bytes.
_SPARE = 256 * 1024


def read_file(path: Path) -> bytes:
    """The whole file. Raises :class:`Trouble` when it cannot be read or is far too large."""
    try:
        if path.stat().st_size > bundle.MAX_FILE:
            raise Trouble("文件太大，不是U盘同步包")
        return path.read_bytes()
    except FileNotFoundError:
        raise Trouble("没有这个文件，请检查U盘是否插好", hint=path.name) from None
    except OSError as error:
        raise Trouble("读不了这个文件，请检查U盘", hint=os_words(error)) from error


def write_file(path: Path, data: bytes) -> None:
    """Write aside, sync, rename, sync the folder: when this returns, the stick may go.

    Raises :class:`Trouble` when there is no room or no stick; what stood there is untouched.
    """
    try:
        free = shutil.disk_usage(path.absolute().parent).free
    except OSError as error:
        raise Trouble("写不了这个位置，请检查U盘是否插好", hint=os_words(error)) from error
    if free < len(data) + _SPARE:
        raise Trouble(
            "U盘空间不够，没有写出", hint=f"需要 {len(data) // 1024 + 1} KB，剩 {free // 1024} KB"
        )
    try:
        write_durably(path, data)
    except Trouble as error:
        with suppress(OSError):
            path.with_name(path.name + ".new").unlink()
        raise Trouble("同步包没有写成，请检查U盘后重新导出", hint=error.hint) from error


def check_replaceable(path: Path, way: str, sender: str) -> None:
    """Raise :class:`Refused` when something stands there that a bundle of ours must not replace.

    An earlier bundle of the same sender may be: the later one has all that it had.
    """
    if path.is_dir():
        raise Refused("这是一个文件夹，请写明文件名", hint=path.name)
    try:
        with path.open("rb") as file:
            start = file.read(2 * 1024 * 1024)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Trouble("读不了这个位置上已有的文件", hint=os_words(error)) from error
    if not start:
        return
    try:
        header = bundle.peek(start)
    except bundle.BundleFault:
        raise Refused("已有同名文件，没有覆盖，请换一个文件名", hint=path.name) from None
    if (header.way, header.sender) == (way, sender):
        return
    whose = f"设备 {header.sender}" if header.way == "up" else f"服务点 {header.sender}"
    raise Refused(f"这个文件是{whose}的同步包，没有覆盖，请换一个文件名", hint=path.name)
