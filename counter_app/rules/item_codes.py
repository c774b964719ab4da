"""The code of a service item (实施编码) and the part of it that the levels share."""

from __future__ import annotations

#: 18 characters of the body, one of the level, 12 of the item.
_WHOLE = 31
_BASE_AT = 19


def base_of(code: str) -> str:
    """The base code (基本编码) of a whole one; any other code is its own base."""
    return code[_BASE_AT:] if len(code) == _WHOLE else code
