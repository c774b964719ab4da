"""resources/style/base.qss with its ``{{ token }}`` places filled in.

A place is a token name, optionally minus a number: ``{{ control - 2 }}``. The path of a tinted
icon, ``{{ glyph:check:accent }}``, is for the few places where only a style sheet can draw.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from counter_app.errors import Bug
from counter_app.settings import resource
from counter_app.ui.theme.tokens import Tokens

_PLACE = re.compile(
    r"\{\{\s*(?P<name>[a-z_]+)(?:\s*-\s*(?P<less>\d+)|:(?P<glyph>[a-z-]+):(?P<tone>[a-z_]+))?\s*\}\}"
)


def source() -> str:
    """The template as shipped."""
    return resource("style/base.qss").read_text(encoding="utf-8")


def render(template: str, tokens: Tokens, glyph: Callable[[str, str], str]) -> str:
    """The finished style sheet. Raises :class:`Bug` for a token that does not exist."""

    def fill(place: re.Match[str]) -> str:
        if place["glyph"]:
            return glyph(place["glyph"], getattr(tokens, place["tone"]))
        value = getattr(tokens, place["name"], None)
        if value is None:
            raise Bug(f"样式表用了不存在的名称 {place['name']}")
        return str(value - int(place["less"])) if place["less"] else str(value)

    return _PLACE.sub(fill, template)
