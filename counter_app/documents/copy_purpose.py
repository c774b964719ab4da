"""The words of the mark on a copy (复印件用途); apart, because pages know them before Pillow."""

from __future__ import annotations

from datetime import date


def purpose(item: str, day: date, place: str = "") -> str:
    """What stands on the copy. ``item``: name of the matter, "" when none is known."""
    used = f"仅供办理{item}使用，他用无效" if item else "仅供本次办事使用，他用无效"
    return " ".join(word for word in (used, place, day.isoformat()) if word)
