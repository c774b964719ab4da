"""A profile folder and who holds it: one process at a time, by an OS lock (design §6).

keyring.json    who can open the profile (work numbers and sealed keys, no names)
attempts.json   wrong passwords so far
counter.db      the encrypted cache (with -wal and -shm beside it while open)
attachments.db  scans and photos, encrypted by the same key; made with the first of them
counter-….db    one set aside: by a later enrolment because its keyring was gone, or by a
                restore (with keyring-….json and attachments-….db)
enrolling       keys of an enrolment that is not finished, opened by its code
enrolling.part  what it has fetched so far, encrypted
settings.json   choices of this PC (look, printers, devices), nothing personal
profile.lock    locked while a process works here; tells which one
logs/           crash reports without personal data
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

from counter_app.errors import Trouble, os_words

#: The file of attachments, beside the database.
ATTACHMENTS = "attachments.db"
#: Windows locks bytes, not files: one far behind the text keeps the text readable.
_LOCK_AT = 1 << 20


class Holder(NamedTuple):
    """What the lock file tells about the process that holds the profile."""

    pid: int
    command: str


class Profile:
    """The folder of one device. ``lock()`` before anything in it is changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def database(self) -> Path:
        return self.root / "counter.db"

    @property
    def attachments(self) -> Path:
        return self.root / ATTACHMENTS

    @property
    def keyring(self) -> Path:
        return self.root / "keyring.json"

    @property
    def attempts(self) -> Path:
        return self.root / "attempts.json"

    @property
    def enrolling(self) -> Path:
        return self.root / "enrolling"

    @property
    def first_parts(self) -> Path:
        return self.root / "enrolling.part"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def enrolled(self) -> bool:
        return self.keyring.exists() and self.database.exists()

    def set_unopenable_aside(self) -> None:
        """Rename a database without keyring: an enrolment was cut off, and its key is gone.

        Not deleted: should the keyring only have been lost, its backup still opens the file.
        """
        if not self.keyring.exists() and self.database.exists():
            self.set_database_aside()

    def set_database_aside(self) -> None:
        """Rename everything that holds data or opens it; nothing is deleted.

        The database goes first: it is never seen without its log. A log that a cut left behind
        follows under the name of the database it belongs to.
        """
        stamp = time.strftime("%Y%m%d-%H%M%S")
        for stem in ("counter", "attachments"):
            path = self.root / f"{stem}.db"
            aside = self.root / f"{stem}-{stamp}.db"
            if path.exists():
                path.replace(aside)
            else:
                aside = max(self.root.glob(f"{stem}-*.db"), default=aside)
            for ending in ("-wal", "-shm", "-journal"):
                beside = path.with_name(path.name + ending)
                if beside.exists():
                    beside.replace(aside.with_name(aside.name + ending))
        if self.keyring.exists():
            self.keyring.replace(self.root / f"keyring-{stamp}.json")

    def lock(self) -> ProfileLock:
        """Hold the profile. Raises :class:`Trouble` naming the process that has it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if os.name == "posix":
                self.root.chmod(0o700)
        except OSError as error:
            raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error
        return ProfileLock(self.root / "profile.lock")


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
            who = f"进程 {holder.pid}({holder.command})" if holder else "另一个进程"
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
