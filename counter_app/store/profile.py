"""A profile folder: what lies in it.

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

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.errors import Trouble, os_words

if TYPE_CHECKING:
    from counter_app.store.profile_lock import ProfileLock

#: The file of attachments, beside the database.
ATTACHMENTS = "attachments.db"


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
        from counter_app.store.profile_lock import ProfileLock  # not before the first window

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            if os.name == "posix":
                self.root.chmod(0o700)
        except OSError as error:
            raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error
        return ProfileLock(self.root / "profile.lock")
