"""The page of what must not happen names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "failures.md"


def test_every_named_test_is_there() -> None:
    named = re.findall(r"`([a-z_/]+\.py)(?:::(\w+))?`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TESTS / path).exists()
        or (name and f"def {name}(" not in (TESTS / path).read_text(encoding="utf-8"))
    ]
    assert missing == []
