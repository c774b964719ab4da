"""A download that is not complete yet: parts in a file, each encrypted and checked by itself.

Nothing of it is readable without a key that is kept in the encrypted database. A part that was
cut off or changed ends what is held: the download goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from counter_app.errors import Trouble, os_words

_NONCE_BYTES = 12
_TAG_BYTES = 16


class PartsFile:
    """Parts 0, 1, 2 … of equal size, the last shorter. ``key``: 32 bytes, of this file alone."""

    def __init__(self, path: Path, key: bytes, part_bytes: int, size: int) -> None:
        self._path = path
        self._cipher = ChaCha20Poly1305(key)
        self._part = part_bytes
        self._size = size
        self._frame = _NONCE_BYTES + part_bytes + _TAG_BYTES

    def held(self) -> int:
        """How many parts are here from the start, whole and unchanged."""
        count = 0
        for _ in self.read():
            count += 1
        return count

    def keep(self, number: int, data: bytes) -> None:
        """Write one part behind those before it. Not synced: what a cut spoils is fetched again.

        Raises :class:`Trouble` when there is no room.
        """
        if len(data) != self._length(number):
            raise Trouble("收到的数据不完整或格式不符")
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, data, _name(number))
        try:
            with open(self._path, "r+b" if self._path.exists() else "w+b") as file:
                file.seek(number * self._frame)
                file.write(sealed)
                file.truncate()
        except OSError as error:
            raise Trouble("写入本机文件失败，请检查磁盘空间", hint=os_words(error)) from error

    def read(self) -> Iterator[bytes]:
        """The parts from the start, as far as they are whole."""
        try:
            with open(self._path, "rb") as file:
                for number in range(-(-self._size // self._part)):
                    nonce = file.read(_NONCE_BYTES)
                    sealed = file.read(self._length(number) + _TAG_BYTES)
                    yield self._cipher.decrypt(nonce, sealed, _name(number))
        except (FileNotFoundError, InvalidTag, ValueError):
            return

    def delete(self) -> None:
        self._path.unlink(missing_ok=True)

    def _length(self, number: int) -> int:
        return max(0, min(self._part, self._size - number * self._part))


def _name(number: int) -> bytes:
    """What a part is sealed with besides: its number, so that none stands in for another."""
    return number.to_bytes(8, "big")
