"""Keys as people read them. The first window names keys before it has actions."""

from __future__ import annotations


def key_label(key: str) -> str:
    """A key as people read it: ``Ctrl+Return`` → ``Ctrl+Enter``."""
    names = {
        "Return": "Enter",
        "PgUp": "PageUp",
        "PgDown": "PageDown",
        "Del": "Delete",
        "Left": "←",
        "Right": "→",
        "Up": "↑",
        "Down": "↓",
        "Space": "空格",
    }
    return "+".join(names.get(part, part) for part in key.split("+")) if key else ""
