"""Who can open this profile: sealed copies of the data key, one a person (design §2).

The file holds work numbers, public keys and ciphertext; without somebody's password nothing opens.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from counter_app.errors import BadInput, Trouble, os_words
from counter_app.store.door import (
    MAX_TRIES,
    PAUSE_MS,
    LockedOut,
    UnknownPerson,
    WrongTry,
    no_keyring,
)
from counter_app.store.files import overwrite, write_durably

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from counter_app.models.reference import Credential


#: A password is changed while an exchange may admit people.
_WRITING = threading.Lock()
#: A new password has at least so many characters.
LEAST_PASSWORD = 8


class Wrapped(msgspec.Struct, frozen=True):
    """One person's way to the data key."""

    public_key: bytes
    locked_key: bytes
    salt: Annotated[bytes, msgspec.Meta(min_length=8)]
    ops: Annotated[int, msgspec.Meta(ge=1, le=100)]
    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1 << 21)]
    sealed: bytes
    #: what the county issued, where the person has chosen another password here since
    issued_key: bytes = b""


class KeyringFile(msgspec.Struct, frozen=True):
    """The whole file. ``last``: work number of whoever signed in last."""

    format: int = 1
    last: str = ""
    people: dict[str, Wrapped] = {}


class Attempts(msgspec.Struct, frozen=True):
    """Wrong tries of one person; ``until_ms``: no further try before this instant."""

    wrong: int = 0
    until_ms: int = 0


class Keyring:
    """The keyring of one profile folder."""

    def __init__(self, path: Path, attempts: Path) -> None:
        self._path = path
        self._attempts = attempts

    def read(self) -> KeyringFile:
        """The file. Raises :class:`NotEnrolled` or :class:`KeysGone` when there is none."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=KeyringFile)
        except FileNotFoundError:
            raise no_keyring(self._path) from None
        except OSError as error:
            raise Trouble("无法使用数据文件夹", hint=os_words(error)) from error
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            raise Trouble("本机的钥匙文件已损坏", hint="请从备份恢复或重新登记") from error

    def unlock(self, work_no: str, password: str, *, now_ms: int | None = None) -> bytes:
        """The data key (32 bytes). Counts the try before it is made, so a kill gains nothing.

        Raises :class:`NotEnrolled`, :class:`UnknownPerson`, :class:`LockedOut`,
        :class:`WrongTry`.
        """
        from counter_app.protocol.credentials import open_sealed

        private, wrapped = self._private(work_no, password, now_ms)
        return open_sealed(private, wrapped.sealed)

    def change_password(self, work_no: str, old: str, new: str) -> None:
        """Lock this person's key by another password, on this machine only.

        The old password is tried as at signing in, with the same errors. Raises
        :class:`BadInput` (``new``) for one that is too short or no other.
        """
        from counter_app.protocol.credentials import relock

        if len(new) < LEAST_PASSWORD:
            raise BadInput("new", f"新密码至少要 {LEAST_PASSWORD} 个字符")
        if new in (old, work_no):
            raise BadInput("new", "新密码不能与原密码或工号相同")
        private, _ = self._private(work_no, old, None)
        made = relock(private, work_no, new)
        with _WRITING:
            ring = self.read()
            before = ring.people[work_no]
            after = Wrapped(
                public_key=made.public_key,
                locked_key=made.locked_key,
                salt=made.salt,
                ops=made.ops,
                memory_kib=made.memory_kib,
                sealed=before.sealed,
                issued_key=before.issued_key or before.locked_key,
            )
            self._write(KeyringFile(ring.format, ring.last, {**ring.people, work_no: after}))

    def _private(
        self, work_no: str, password: str, now_ms: int | None
    ) -> tuple[X25519PrivateKey, Wrapped]:
        """The person's private key, every try counted."""
        from counter_app.models.reference import Credential
        from counter_app.protocol.credentials import WrongPassword, unlock

        now = int(time.time() * 1000) if now_ms is None else now_ms
        ring = self.read()
        wrapped = ring.people.get(work_no)
        if wrapped is None:
            raise UnknownPerson(
                f"工号 {work_no} 还不能在本机登录", hint="新到岗人员请先联网同步一次"
            )
        everyone = self._read_attempts()
        mine = everyone.get(work_no, Attempts())
        if now < mine.until_ms:
            raise LockedOut(mine.until_ms)
        wrong = (0 if mine.until_ms else mine.wrong) + 1
        pause = now + PAUSE_MS if wrong >= MAX_TRIES else 0
        self._write_attempts({**everyone, work_no: Attempts(wrong, pause)})
        credential = Credential(
            work_no=work_no,
            public_key=wrapped.public_key,
            locked_key=wrapped.locked_key,
            salt=wrapped.salt,
            ops=wrapped.ops,
            memory_kib=wrapped.memory_kib,
        )
        try:
            private = unlock(credential, password)
        except WrongPassword:
            if pause:
                raise LockedOut(pause) from None
            raise WrongTry(MAX_TRIES - wrong) from None
        self._write_attempts({who: a for who, a in everyone.items() if who != work_no})
        if ring.last != work_no:
            # Who it was is a convenience; a full disk keeps nobody out for it.
            with _WRITING, suppress(Trouble):
                self._write(KeyringFile(ring.format, work_no, self.read().people))
        return private, wrapped

    def admit(self, credentials: Iterable[Credential], data_key: bytes) -> bool:
        """Let exactly these people open the profile from now on; True when anything changed.

        A person whose key did not change keeps the sealed copy, so nothing is rewritten; a
        password chosen here stays until the county issues another key.
        """
        with _WRITING:
            return self._admit(credentials, data_key)

    def _admit(self, credentials: Iterable[Credential], data_key: bytes) -> bool:
        from counter_app.protocol.credentials import seal

        old = self.read() if self._path.exists() else KeyringFile()
        people: dict[str, Wrapped] = {}
        for each in credentials:
            before = old.people.get(each.work_no)
            issued = (before.issued_key or before.locked_key) if before is not None else b""
            if before is not None and issued == each.locked_key:
                people[each.work_no] = before
                continue
            people[each.work_no] = Wrapped(
                public_key=each.public_key,
                locked_key=each.locked_key,
                salt=each.salt,
                ops=each.ops,
                memory_kib=each.memory_kib,
                sealed=seal(each.public_key, data_key),
            )
        if people == old.people:
            return False
        self._write(KeyringFile(old.format, old.last, people))
        return True

    def _write(self, ring: KeyringFile) -> None:
        write_durably(self._path, msgspec.json.encode(ring))

    def _read_attempts(self) -> dict[str, Attempts]:
        try:
            return msgspec.json.decode(self._attempts.read_bytes(), type=dict[str, Attempts])
        except FileNotFoundError:
            return {}
        except (msgspec.DecodeError, msgspec.ValidationError):
            # A damaged counter must not keep people out; the key itself is still guarded.
            return {}

    def _write_attempts(self, attempts: dict[str, Attempts]) -> None:
        data = msgspec.json.encode(attempts)
        try:
            write_durably(self._attempts, data)
        except Trouble:
            # On a full disk the file's own block is still ours, and people must get in to look
            # and to send: half-written it would count as no tries.
            try:
                overwrite(self._attempts, data)
            except OSError as error:
                raise Trouble("写入本机文件失败，请检查磁盘空间", hint=os_words(error)) from error
