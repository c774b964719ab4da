"""A name as somebody writes it: lines with pressure, for tests of everything that takes one."""

from __future__ import annotations

from math import sin

from counter_app.models.signature import Strokes


def written(words: int = 3) -> Strokes:
    """About as long and as wild as a name of ``words`` characters."""
    strokes = []
    for word in range(words):
        left = 350 + 800 * word
        for line in range(5):
            points: list[int] = []
            for step in range(30):
                x = left + 18 * step + 20 * line
                y = 250 + 110 * line + 60 * sin(step / 4 + line + word)
                points += [x, round(y), round(40 + 35 * sin(step / 5 + line))]
            strokes.append(tuple(points))
    return tuple(strokes)


#: Somebody touched the pad by accident.
DOT: Strokes = ((500, 500, 40),)
#: One short dash.
DASH: Strokes = ((500, 500, 40, 640, 505, 40),)
