"""Exporting cases (导出): every case in full, one JSON object a line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import msgspec

from counter_app.errors import Trouble, os_words
from counter_app.store import queries
from counter_app.store.files import sync_folder
from counter_app.store.store import Store


def export_cases(store: Store, path: Path) -> int:
    """Write all cases held here; returns how many. The file is plain text: guard it.

    Until it is complete, ``path`` is what it was before. Raises :class:`Trouble`.
    """
    try:
        if path.exists() and not path.is_file():  # a folder, which is refused, or a pipe
            with open(path, "wb") as file:
                return _write(store, file)
        aside = path.with_name(path.name + ".new")
        try:
            # Readable by whoever made it and nobody else: it holds what the profile encrypts.
            with open(aside, "wb", opener=_private) as file:
                count = _write(store, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
            sync_folder(path.parent)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise Trouble("写不进导出文件，原有的文件没有变动", hint=os_words(error)) from error
    return count


def _write(store: Store, file: IO[bytes]) -> int:
    encoder = msgspec.json.Encoder()
    count = 0
    for state in queries.every_case(store):
        file.write(encoder.encode(state) + b"\n")
        count += 1
    return count


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
