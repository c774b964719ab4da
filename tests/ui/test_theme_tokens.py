"""The look: readable in every set, no colour outside the tokens, icons that exist."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QIcon, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import counter_app.ui
from counter_app.errors import Bug
from counter_app.settings import resource
from counter_app.ui import theme
from counter_app.ui.theme import fonts, stylesheet
from counter_app.ui.theme.tokens import HIGH_CONTRAST, LIGHT, SETS, Tokens, colour_names, enlarged

UI = Path(counter_app.ui.__file__).parent
ICONS = sorted(path.stem for path in resource("icons").glob("*.svg"))


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, two: str) -> float:
    """WCAG contrast ratio."""
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_ON = [
    *product(("text", "muted", "accent", "danger", "warning", "success"), ("surface",)),
    *product(("text", "muted"), ("background", "sunken")),
    ("text", "accent_soft"), ("accent", "accent_soft"), ("on_accent", "accent"),
    ("on_accent", "accent_strong"), ("success", "success_soft"), ("warning", "warning_soft"),
    ("danger", "danger_soft"), ("neutral", "neutral_soft"), ("rail_text", "rail"),
    ("rail_text", "rail_raised"), ("text", "danger_soft"), ("text", "warning_soft"),
    ("text", "success_soft"),
]  # fmt: skip


@pytest.mark.parametrize(("look", "least"), [(LIGHT, 4.5), (HIGH_CONTRAST, 7.0)])
def test_text_is_readable(look: Tokens, least: float) -> None:
    weak = {
        (text, ground): round(contrast(getattr(look, text), getattr(look, ground)), 2)
        for text, ground in TEXT_ON
        if contrast(getattr(look, text), getattr(look, ground)) < least
    }
    assert weak == {}


@pytest.mark.parametrize("look", SETS.values(), ids=SETS)
def test_focus_and_outlines_can_be_seen(look: Tokens) -> None:
    for ground in ("surface", "background"):
        assert contrast(look.focus, getattr(look, ground)) >= 3
        assert contrast(look.edge, getattr(look, ground)) >= 3
    assert look.focus_width >= 2
    # in the rail the cursor is drawn in the colour of its words
    for ground in ("rail", "rail_raised"):
        assert contrast(look.rail_text, getattr(look, ground)) >= 3
    assert contrast(look.accent, look.accent_soft) >= 3


def test_large_type_takes_more_room() -> None:
    large = enlarged(LIGHT)
    assert (large.body, large.control, large.accent) == (18, 40, LIGHT.accent)


@pytest.mark.parametrize("look", [*SETS.values(), enlarged(LIGHT)], ids=lambda look: look.name)
def test_every_place_of_the_style_sheet_is_filled(look: Tokens, qapp: QApplication) -> None:
    text = theme.stylesheet_text(look)
    assert "{{" not in text
    assert "}}" not in text


def test_an_unknown_token_is_a_bug() -> None:
    with pytest.raises(Bug):
        stylesheet.render("{{ nothing_like_it }}", LIGHT, lambda name, tone: "")


def test_no_colour_stands_in_the_style_sheet_itself() -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])|rgba?\(", stylesheet.source()) == []


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_can_be_drawn(name: str, qapp: QApplication) -> None:
    source = resource(f"icons/{name}.svg").read_text(encoding="utf-8")
    assert "currentColor" in source
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", source)
    for ratio in (1.0, 1.25, 2.0):
        picture = theme.pixmap(name, "text", 18, ratio)
        assert picture.devicePixelRatio() == ratio
        image = picture.toImage()
        drawn = sum(
            image.pixelColor(x, y).alpha() > 64
            for x in range(image.width())
            for y in range(image.height())
        )
        assert drawn > image.width() / 2


def literal_icons() -> set[str]:
    """Names handed to ``icon=`` or ``icon(…)`` anywhere in the user interface."""
    names: set[str] = set()
    for path in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "icon":
                candidates = [node.value]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "theme.icon",
                "IconLabel",
            ):
                candidates = list(node.args[:1])
            else:
                continue
            names |= {
                c.value
                for c in candidates
                if isinstance(c, ast.Constant) and isinstance(c.value, str) and c.value
            }
    return names


def test_every_icon_that_is_named_is_shipped() -> None:
    assert literal_icons() - set(ICONS) == set()


def test_icons_follow_mode_and_look(qapp: QApplication) -> None:
    def middle(image: QImage) -> str:
        return image.pixelColor(image.width() // 2, image.height() // 2).name()

    icon = theme.icon("lamp-green", "success")
    normal = icon.pixmap(QSize(18, 18), 1.0).toImage()
    greyed = icon.pixmap(QSize(18, 18), 1.0, QIcon.Mode.Disabled).toImage()
    assert (middle(normal), middle(greyed)) == (LIGHT.success, LIGHT.disabled)
    theme.use(qapp, "high_contrast")
    try:
        assert middle(icon.pixmap(QSize(18, 18), 1.0).toImage()) == HIGH_CONTRAST.success
    finally:
        theme.use(qapp, "light")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_icons_are_as_sharp_as_the_screen(ratio: float, qapp: QApplication) -> None:
    picture = theme.icon("check").pixmap(QSize(16, 16), ratio)
    assert picture.width() == 16 * ratio


def test_every_colour_is_a_colour() -> None:
    for look in SETS.values():
        for name in colour_names():
            assert re.fullmatch(r"#[0-9a-f]{6}", getattr(look, name)), name


def test_fonts_hold_what_names_need(qapp: QApplication, qtbot: QtBot) -> None:
    metrics = QFontMetrics(fonts.text_font(14))
    assert all(metrics.inFontUcs4(ord(each)) for each in "县䶮㛃䜣")
    label = QLabel("\U0002a6d6")
    qtbot.addWidget(label)
    label.show()
    fonts.load_rare_font()
    qapp.processEvents()
    fonts.load_rare_font()  # a second call loads nothing
    drawn = label.grab().toImage()
    label.setText("\U0002a6d5")
    assert label.grab().toImage() != drawn  # two characters, not two boxes
