"""A signature (签名) as it was written: lines with their pressure, not a picture."""

from __future__ import annotations

import msgspec

from counter_app.models.scan import Scan

#: The box that people write in, in its own units: three times as wide as it is high.
BOX = (3000, 1000)

#: One line without lifting the pen: x, y, pressure (0-100), x, y, pressure …
Stroke = tuple[int, ...]
#: In the order in which they were written.
Strokes = tuple[Stroke, ...]


class Signed(msgspec.Struct, frozen=True):
    """A signature with its picture as it is kept, and what it stands under."""

    strokes: Strokes
    picture: Scan
    #: the paper (送达回证 …) and in what quality the person signed (领取人 …)
    paper: str
    who: str = ""
