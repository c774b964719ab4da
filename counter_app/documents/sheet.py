"""The kinds of paper: measures, margins and type sizes. Lengths in points."""

from __future__ import annotations

from dataclasses import dataclass, replace

from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM
from counter_app.documents.paper import PaperSize

#: A roll has no foot; this is where a second length of it begins (4 m).
_ROLL = 4000 * MM


@dataclass(frozen=True)
class Sheet:
    """How a document looks on one kind of paper.

    ``text``: running text, ``grid``: tables and facts, ``small``: foot and captions.
    ``leading``: distance of lines in parts of the size, ``tight``: the same in cells.
    ``module``: the smallest module of a QR code, ``bar``: the same of a bar code, ``snap``: the
    printer's dot, to which codes are aligned (0 = fine enough).
    """

    size: PaperSize
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    body: Typeface
    organ: float
    title: float
    text: float
    grid: float
    small: float
    leading: float
    tight: float
    padding: float
    block_gap: float
    sign_row: float
    bar_height: float
    qr_side: float
    module: float
    bar: float
    snap: float = 0.0

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - self.left - self.right

    @property
    def edge(self) -> float:
        """x of the right margin."""
        return self.width - self.right

    @property
    def roll(self) -> bool:
        return self.size is PaperSize.SLIP80


SHEETS: dict[PaperSize, Sheet] = {
    PaperSize.A4: Sheet(
        size=PaperSize.A4,
        width=210 * MM,
        height=297 * MM,
        left=24 * MM,
        right=20 * MM,
        top=10 * MM,
        bottom=9 * MM,
        body=Typeface.SERIF,
        organ=15,
        title=22,
        text=11.5,
        grid=10.5,
        small=9,
        leading=1.5,
        tight=1.38,
        padding=1.2 * MM,
        block_gap=3.6 * MM,
        sign_row=11 * MM,
        bar_height=7 * MM,
        qr_side=26.5 * MM,
        module=0.42 * MM,
        bar=0.33 * MM,
    ),
    PaperSize.A5: Sheet(
        size=PaperSize.A5,
        width=148 * MM,
        height=210 * MM,
        left=12 * MM,
        right=10 * MM,
        top=7 * MM,
        bottom=6 * MM,
        body=Typeface.SERIF,
        organ=11.5,
        title=16,
        text=10,
        grid=9,
        small=7.5,
        leading=1.38,
        tight=1.3,
        padding=0.65 * MM,
        block_gap=2 * MM,
        sign_row=9.5 * MM,
        bar_height=6.5 * MM,
        qr_side=26.5 * MM,
        module=0.42 * MM,
        bar=0.3 * MM,
    ),
    PaperSize.SLIP80: Sheet(
        size=PaperSize.SLIP80,
        width=80 * MM,
        height=_ROLL,
        left=4 * MM,
        right=4 * MM,
        top=3 * MM,
        bottom=5 * MM,
        body=Typeface.SANS,
        organ=10,
        title=14.5,
        text=9.5,
        grid=9.5,
        small=8,
        leading=1.35,
        tight=1.35,
        padding=0.6 * MM,
        block_gap=2.2 * MM,
        sign_row=11 * MM,
        bar_height=11 * MM,
        qr_side=26 * MM,
        module=0.5 * MM,
        bar=0.375 * MM,
        snap=0.125 * MM,
    ),
}
SHEETS[PaperSize.A4_WIDE] = replace(
    SHEETS[PaperSize.A4],
    size=PaperSize.A4_WIDE,
    width=297 * MM,
    height=210 * MM,
    left=14 * MM,
    right=14 * MM,
    title=18,
    grid=8,
    small=8,
    padding=0.8 * MM,
)
