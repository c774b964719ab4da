"""The blocks of a document on A4 and A5: each becomes strips that a page can take one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from counter_app.documents.codes import code_strips
from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM, Strip
from counter_app.documents.paper import (
    Align,
    Block,
    Codes,
    Heading,
    KeyValues,
    Notice,
    Numbered,
    Pair,
    Paragraph,
    SealArea,
    Signatures,
    SignedLines,
    Table,
)
from counter_app.documents.rows import (
    Cell,
    Job,
    close_rows,
    lines_height,
    row_strips,
    text_marks,
)
from counter_app.documents.signing import codes_fit_beside, seal_strips, signature_strips
from counter_app.documents.text import COLON, FIRST_IDEOGRAPHIC, Line

#: A value that needs more lines than this in half the width gets the whole width.
_HALF_LINES = 2
#: Labels take at most this part of the grid.
_LABEL_SHARE = 0.26
_LABEL = Typeface.SANS


def pair_strips(block: KeyValues, job: Job) -> list[Strip]:
    """Facts in a grid of labels and values."""
    sheet, setter = job.sheet, job.setter
    pad, size = sheet.padding, sheet.grid
    widest = max((setter.line(p.label, _LABEL, size).width for p in block.pairs), default=0.0)
    label_width = min(widest + 0.6 * size, sheet.inner * _LABEL_SHARE) + 2 * pad
    half = sheet.inner / 2 - label_width - 2 * pad
    full = sheet.inner - label_width - 2 * pad

    def fits_half(pair: Pair) -> bool:
        if pair.wide or block.columns < 2:
            return False
        lines = len(setter.wrap(pair.value, sheet.body, size, half))
        # A code or number is not broken while there is a wider place for it.
        return lines <= (_HALF_LINES if _ideographic(pair.value) else 1)

    def cells(pair: Pair, width: float) -> list[Cell]:
        label = setter.wrap(pair.label, _LABEL, size, label_width - 2 * pad)
        value = setter.wrap(pair.value, sheet.body, size, width)
        return [Cell(tuple(label), Align.CENTER), Cell(tuple(value))]

    strips: list[Strip] = []
    left, middle, right = sheet.left, sheet.left + sheet.inner / 2, sheet.edge
    for row in _pair_rows(block.pairs, fits_half):
        if len(row) == 2:
            xs = [left, left + label_width, middle, middle + label_width, right]
            strips += row_strips([*cells(row[0], half), *cells(row[1], half)], xs, sheet)
        else:
            strips += row_strips(cells(row[0], full), [left, left + label_width, right], sheet)
    return close_rows(strips)


def _ideographic(text: str) -> bool:
    return any(ord(char) >= FIRST_IDEOGRAPHIC for char in text)


def _pair_rows(
    pairs: tuple[Pair, ...], fits_half: Callable[[Pair], bool]
) -> Iterator[tuple[Pair, ...]]:
    waiting: Pair | None = None
    for pair in pairs:
        half = fits_half(pair)
        if waiting is not None and half:
            yield waiting, pair
            waiting = None
        elif half:
            waiting = pair
        else:
            if waiting is not None:
                yield (waiting,)
                waiting = None
            yield (pair,)
    if waiting is not None:
        yield (waiting,)


def table_strips(block: Table, job: Job) -> list[Strip]:
    """A table; its headers are repeated on every page it reaches."""
    sheet, setter = job.sheet, job.setter
    total = sum(column.width for column in block.columns)
    xs = [sheet.left]
    for column in block.columns:
        xs.append(xs[-1] + sheet.inner * column.width / total)
    widths = [b - a - 2 * sheet.padding for a, b in pairwise(xs)]

    head = row_strips(
        [
            Cell(tuple(setter.wrap(column.header, _LABEL, sheet.grid, width)), Align.CENTER)
            for column, width in zip(block.columns, widths, strict=True)
        ],
        xs,
        sheet,
    )
    for strip in head:
        strip.keep_next = True
    header = tuple(head)
    rows: list[Strip] = []
    for row in block.rows:
        cells = [
            Cell(tuple(setter.wrap(text, sheet.body, sheet.grid, width)), column.align)
            for text, width, column in zip(row, widths, block.columns, strict=True)
        ]
        rows += row_strips(cells, xs, sheet, header)
    strips = close_rows([*head, *rows])
    return [*_caption(block.caption, job), *strips]


def _caption(text: str, job: Job) -> list[Strip]:
    if not text:
        return []
    return [_words(job, text, Typeface.SANS, job.sheet.grid, keep_next=True, below=0.8 * MM)]


def _words(
    job: Job, text: str, face: Typeface, size: float, *, keep_next: bool, below: float = 0.0
) -> Strip:
    sheet = job.sheet
    lines = job.setter.wrap(text, face, size, sheet.inner)
    marks = text_marks(lines, sheet.left, sheet.inner, 0, sheet.leading)
    return Strip(lines_height(lines, sheet.leading) + below, marks, keep_next=keep_next)


def heading_strips(block: Heading, job: Job) -> list[Strip]:
    return [_words(job, block.text, Typeface.BOLD, job.sheet.text, keep_next=True, below=0.6 * MM)]


def line_strips(
    lines: list[Line], job: Job, x: float, align: Align = Align.LEFT, indent: float = 0.0
) -> list[Strip]:
    """A strip a line; the first two and the last two stay together."""
    sheet = job.sheet
    strips = []
    for at, line in enumerate(lines):
        shift = indent if at == 0 else 0.0
        marks = text_marks([line], x + shift, sheet.edge - x - shift, 0, sheet.leading, align)
        keep = len(lines) > 1 and at in (0, len(lines) - 2)
        strips.append(Strip(line.size * sheet.leading, marks, keep_next=keep))
    return strips


def paragraph_strips(block: Paragraph, job: Job) -> list[Strip]:
    sheet = job.sheet
    indent = 2 * sheet.text if block.indent and block.align is Align.LEFT else 0.0
    face = Typeface.BOLD if block.strong else sheet.body
    lines = job.setter.wrap(block.text, face, sheet.text, sheet.inner, indent)
    return line_strips(lines, job, sheet.left, block.align, indent)


def numbered_strips(block: Numbered, job: Job) -> list[Strip]:
    """Numbers hang in the margin of their points; details stand under the point."""
    sheet, setter = job.sheet, job.setter
    labels = [setter.line(f"{n}.", sheet.body, sheet.text) for n in range(1, len(block.points) + 1)]
    hang = max((label.width for label in labels), default=0.0) + 0.5 * sheet.text
    x = sheet.left + hang
    strips: list[Strip] = []
    for label, point in zip(labels, block.points, strict=True):
        lines = setter.wrap(point.text, sheet.body, sheet.text, sheet.edge - x)
        mine = line_strips(lines, job, x)
        mine[0].marks[:0] = text_marks([label], sheet.left, hang, 0, sheet.leading)
        mine[0].gap = 0.8 * MM if strips else 0.0
        mine[-1].keep_next = bool(point.details)
        for detail in point.details:
            mine += _detail_strips(detail, job, x)
        strips += mine
    return strips


def _detail_strips(detail: Pair, job: Job, x: float) -> list[Strip]:
    sheet, setter = job.sheet, job.setter
    label = setter.line(f"{detail.label}{COLON}", _LABEL, sheet.grid)
    start = x + label.width
    lines = setter.wrap(detail.value, sheet.body, sheet.grid, sheet.edge - start)
    strips = line_strips(lines, job, start)
    strips[0].marks[:0] = text_marks([label], x, label.width, 0, sheet.leading)
    return strips


def notice_strips(block: Notice, job: Job) -> list[Strip]:
    sheet, setter = job.sheet, job.setter
    inner = sheet.inner - 2 * sheet.padding
    lines: list[Line] = []
    if block.title:
        lines += setter.wrap(block.title, Typeface.BOLD, sheet.grid, inner)
    lines += setter.wrap(block.text, sheet.body, sheet.grid, inner)
    return close_rows(row_strips([Cell(tuple(lines))], [sheet.left, sheet.edge], sheet))


_BUILDERS: dict[type, Callable[[Any, Job], list[Strip]]] = {
    KeyValues: pair_strips,
    Table: table_strips,
    Numbered: numbered_strips,
    Heading: heading_strips,
    Paragraph: paragraph_strips,
    Notice: notice_strips,
    Codes: code_strips,
    Signatures: signature_strips,
    SignedLines: signature_strips,
}


def sheet_strips(blocks: tuple[Block, ...], job: Job) -> list[Strip]:
    """All blocks in order; the first strip of each carries the space above it."""
    strips: list[Strip] = []
    before: Block | None = None
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        closing = _closing(blocks[at - 1 :], job)
        if closing is not None:
            mine, used = closing
            at += used - 1
        else:
            mine = _BUILDERS[type(block)](block, job)
        if mine:
            mine[0].gap = _gap(before, block, job)
        strips += mine
        before = block
    return strips


def _closing(blocks: tuple[Block, ...], job: Job) -> tuple[list[Strip], int] | None:
    """Codes, signatures and seal in one band if the next blocks are these; and how many."""
    codes = blocks[0] if isinstance(blocks[0], Codes) else None
    rest = blocks[1:] if codes else blocks
    signatures = rest[0] if rest and isinstance(rest[0], Signatures) else None
    rest = rest[1:] if signatures else rest
    if not rest or not isinstance(rest[0], SealArea):
        return None
    if codes is not None and not codes_fit_beside(codes, job):
        return None
    return seal_strips(rest[0], job, signatures, codes), len(blocks) - len(rest) + 1


def _gap(before: Block | None, block: Block, job: Job) -> float:
    usual = job.sheet.block_gap
    if isinstance(before, Heading):
        return 0.0
    if isinstance(block, Paragraph) and isinstance(before, Paragraph):
        return usual * 0.2
    return usual
