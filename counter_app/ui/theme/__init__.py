"""How the counter looks: tokens, fonts, icons and the style sheet, applied in one place.

There is one look for the whole application, as there is one ``QApplication``: ``use`` sets it,
the rest asks for it. No other module names a colour or sets a style sheet.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt, QTemporaryDir
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.ui.theme import fonts, icons, stylesheet
from counter_app.ui.theme.tokens import LARGE, LIGHT, SETS, Tokens, enlarged

__all__ = ["colour", "icon", "pixmap", "set_look", "stylesheet_text", "tokens", "use"]

_now: Tokens = LIGHT
_glyphs: QTemporaryDir | None = None


def tokens() -> Tokens:
    """The look in use."""
    return _now


def colour(name: str) -> QColor:
    """A colour token of the look in use."""
    return QColor(getattr(_now, name))


@lru_cache(maxsize=256)
def icon(name: str, tone: str = "text") -> QIcon:
    """A shipped icon that follows the look; ``tone`` is the name of a colour token."""
    from counter_app.ui.theme.token_icon import TokenIcon  # not before the first window

    return QIcon(TokenIcon(name, tone, tokens))


def pixmap(name: str, tone: str, size: int, ratio: float) -> QPixmap:
    """An icon as a picture of ``size`` logical pixels, in the colours of this moment."""
    return icons.draw(name, getattr(_now, tone), size, ratio)


def use(
    application: QApplication, name: str = "light", *, large: bool = False, factor: float = 1.0
) -> None:
    """Put on a look: fonts, palette and style sheet. Widgets hear of it by ``StyleChange``.

    ``factor``: of type and of the heights that hold type; ``large`` is one step of it.
    """
    global _now
    factor = max(factor, LARGE) if large else factor
    _now = enlarged(SETS[name], factor) if factor != 1.0 else SETS[name]
    fonts.load_text_fonts()
    application.setFont(fonts.text_font(_now.body))
    application.setPalette(_palette(_now))
    application.setStyleSheet(stylesheet_text(_now))


def stylesheet_text(look: Tokens) -> str:
    """The style sheet of a look."""
    return stylesheet.render(stylesheet.source(), look, _glyph_file)


def set_look(widget: QWidget, **properties: str | bool) -> None:
    """Set the dynamic properties that base.qss speaks of, and draw the widget anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it takes its look when it is first shown
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _palette(look: Tokens) -> QPalette:
    """For what no style sheet reaches: placeholder text, links, selections, tooltips."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: look.background,
        QPalette.ColorRole.WindowText: look.text,
        QPalette.ColorRole.Base: look.surface,
        QPalette.ColorRole.AlternateBase: look.sunken,
        QPalette.ColorRole.Text: look.text,
        QPalette.ColorRole.Button: look.surface,
        QPalette.ColorRole.ButtonText: look.text,
        QPalette.ColorRole.Highlight: look.accent,
        QPalette.ColorRole.HighlightedText: look.on_accent,
        QPalette.ColorRole.PlaceholderText: look.muted,
        QPalette.ColorRole.ToolTipBase: look.surface,
        QPalette.ColorRole.ToolTipText: look.text,
        QPalette.ColorRole.Link: look.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(look.disabled))
    return palette


def _glyph_file(name: str, tint: str) -> str:
    """Path of a tinted icon: style sheets can draw a picture from a file only."""
    global _glyphs
    if _glyphs is None:
        _glyphs = QTemporaryDir()
    path = _glyphs.filePath(f"{name}-{tint.lstrip('#')}.svg")
    with open(path, "wb") as file:
        file.write(icons.tinted(name, tint))
    return path
