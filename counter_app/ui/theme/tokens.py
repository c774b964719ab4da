"""The looks of the counter as named values: two colour sets, one scale of sizes and type.

The only place where a colour is written down. Names say what a colour is for, never what it
looks like; sizes are logical pixels at 96 dpi.
"""

from __future__ import annotations

from typing import NamedTuple

#: ``large`` multiplies type and the heights that hold type by this factor.
LARGE = 1.25


class Tokens(NamedTuple):
    """One look. Colours are #rrggbb, the rest logical pixels.

    A named tuple: made before the first window, and a dataclass of this size takes 5 ms.
    """

    name: str

    background: str
    surface: str
    sunken: str
    border: str
    edge: str  # outline of what can be typed into: at least 3:1 on surface
    text: str
    muted: str
    disabled: str
    accent: str
    accent_strong: str  # hovered, pressed
    accent_soft: str
    on_accent: str
    focus: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    neutral: str
    neutral_soft: str
    rail: str
    rail_raised: str
    rail_text: str

    space_xs: int = 4
    space_s: int = 8
    space_m: int = 12
    space_l: int = 16
    space_xl: int = 24
    radius: int = 4
    radius_card: int = 6
    focus_width: int = 2

    small: int = 12
    body: int = 14
    heading: int = 16
    title: int = 20
    display: int = 28
    control: int = 32  # height of a button or an editor
    row: int = 32  # height of a table row
    bar: int = 44  # height of the top bar
    status: int = 30  # height of the status bar
    rail_width: int = 176
    rail_narrow: int = 64
    icon: int = 18


LIGHT = Tokens(
    name="light",
    background="#f2f4f7",
    surface="#ffffff",
    sunken="#eaeef3",
    border="#d3dae3",
    edge="#7f8ea3",
    text="#1a2433",
    muted="#55637a",
    disabled="#8a95a6",
    accent="#1d5b9b",
    accent_strong="#154678",
    accent_soft="#e2edf8",
    on_accent="#ffffff",
    focus="#d2690a",
    success="#1a7040",
    success_soft="#e2f3e8",
    warning="#8f5200",
    warning_soft="#fdf0d7",
    danger="#b3261e",
    danger_soft="#fce8e6",
    neutral="#55637a",
    neutral_soft="#e8ecf1",
    rail="#16304f",
    rail_raised="#254a75",
    rail_text="#e3ecf6",
)

HIGH_CONTRAST = Tokens(
    name="high_contrast",
    background="#ffffff",
    surface="#ffffff",
    sunken="#f0f0f0",
    border="#000000",
    edge="#000000",
    text="#000000",
    muted="#1f1f1f",
    disabled="#5c5c5c",
    accent="#00337a",
    accent_strong="#001f4d",
    accent_soft="#d6e6ff",
    on_accent="#ffffff",
    focus="#a83200",
    success="#00441b",
    success_soft="#ffffff",
    warning="#5c3300",
    warning_soft="#ffffff",
    danger="#8a0000",
    danger_soft="#ffffff",
    neutral="#1f1f1f",
    neutral_soft="#ffffff",
    rail="#000000",
    rail_raised="#00337a",
    rail_text="#ffffff",
    focus_width=3,
)

#: Every look that can be chosen in the settings, by name.
SETS: dict[str, Tokens] = {each.name: each for each in (LIGHT, HIGH_CONTRAST)}

_TYPE = ("small", "body", "heading", "title", "display")
_HEIGHTS = ("control", "row", "bar", "status", "rail_width", "rail_narrow", "icon")


def enlarged(tokens: Tokens, factor: float = LARGE) -> Tokens:
    """The same look with larger type, and room for it."""
    sizes = {name: round(getattr(tokens, name) * factor) for name in (*_TYPE, *_HEIGHTS)}
    return tokens._replace(**sizes)


def colour_names() -> tuple[str, ...]:
    """Names of the tokens that are colours."""
    return tuple(name for name in Tokens._fields if str(getattr(LIGHT, name)).startswith("#"))
