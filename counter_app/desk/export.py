"""Exporting cases (导出): every case in full, one JSON object a line."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from counter_app.errors import Trouble, os_words
from counter_app.store import queries
from counter_app.store.store import Store


def export_cases(store: Store, path: Path) -> int:
    """Write all cases held here; returns how many. The file is plain text: guard it."""
    encoder = msgspec.json.Encoder()
    count = 0
    try:
        # Readable by whoever made it and nobody else: it holds what the profile encrypts.
        with open(path, "wb", opener=_private) as file:
            for state in queries.every_case(store):
                file.write(encoder.encode(state) + b"\n")
                count += 1
    except OSError as error:
        raise Trouble("写不进导出文件", hint=os_words(error)) from error
    return count


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
