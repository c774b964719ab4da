"""One line of text, cut with an ellipsis where it has no room: for lists that draw themselves."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from counter_app.ui import theme
from counter_app.ui.theme.fonts import text_font


def write_line(
    painter: QPainter,
    box: QRect,
    text: str,
    tone: str,
    pixels: int,
    *,
    right: bool = False,
    bold: bool = False,
) -> int:
    """Draw it in the tone of a token; returns the width it took, in logical pixels."""
    if not text:
        return 0
    painter.setFont(text_font(pixels, bold=bold))
    painter.setPen(theme.colour(tone))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
    return painter.fontMetrics().horizontalAdvance(shown)
