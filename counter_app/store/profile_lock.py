"""Who holds a profile: one process at a time, by an OS lock."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

from counter_app.errors import Trouble, os_words

#: Windows locks bytes, not files: one far behind the text keeps the text readable.
_LOCK_AT = 1 << 20


class Holder(NamedTuple):
    """What the lock file tells about the process that holds the profile."""

    pid: int
    command: str


class ProfileLock:
    """An OS file lock: a killed process leaves nothing behind."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: IO[bytes] | None = open(path, "a+b")  # noqa: SIM115  held until release
        except OSError as error:
            raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error
        try:
            _lock(self._file)
        except OSError:
            holder = _holder(self._file)
            self._file.close()
            self._file = None
            who = f"进程 {holder.pid}（{holder.command}）" if holder else "另一个进程"
            raise Trouble(f"本机数据正被{who}使用", hint="请先关闭它") from None
        command = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
        verb = " ".join(word for word in sys.argv[1:3] if word.isascii() and word.isalpha())
        self._file.seek(0)
        self._file.truncate()
        holder = Holder(os.getpid(), f"{command} {verb}".strip())
        self._file.write(json.dumps(holder._asdict()).encode())
        self._file.flush()

    def release(self) -> None:
        if self._file is not None:
            self._file.close()  # closing gives the lock back
            self._file = None

    def __enter__(self) -> ProfileLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _holder(file: IO[bytes]) -> Holder | None:
    try:
        file.seek(0)
        said = json.loads(file.read(4096))
        return Holder(int(said["pid"]), str(said["command"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        file.seek(_LOCK_AT)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
