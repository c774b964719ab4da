"""The blocks of a document on an 80 mm roll: lines instead of grids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from counter_app.documents.blocks import (
    heading_strips,
    line_strips,
    notice_strips,
    numbered_strips,
    paragraph_strips,
)
from counter_app.documents.codes import code_strips
from counter_app.documents.fonts import Typeface
from counter_app.documents.marks import MM, RuleMark, Strip
from counter_app.documents.paper import (
    Block,
    Codes,
    Heading,
    KeyValues,
    Notice,
    Numbered,
    Paragraph,
    SealArea,
    Signatures,
    SignedLines,
    Table,
)
from counter_app.documents.rows import Job, text_marks
from counter_app.documents.signing import seal_strips, signature_strips
from counter_app.documents.text import COLON

#: Labels take at most this part of the line; longer ones get a line of their own.
_LABEL_SHARE = 0.42
_INDENT = 4 * MM


def pair_strips(block: KeyValues, job: Job) -> list[Strip]:
    """``label:value`` below each other; the values begin at one x where labels are short."""
    sheet, setter = job.sheet, job.setter
    most = sheet.inner * _LABEL_SHARE
    labels = [
        setter.line(f"{pair.label}{COLON}", Typeface.BOLD, sheet.grid) for pair in block.pairs
    ]
    start = max((label.width for label in labels if label.width <= most), default=0.0)
    strips: list[Strip] = []
    for label, pair in zip(labels, block.pairs, strict=True):
        if label.width > most:
            text = setter.wrap(f"{pair.label}{COLON}", Typeface.BOLD, sheet.grid, sheet.inner)
            strips += line_strips(text, job, sheet.left)
            x = sheet.left + _INDENT
            strips += line_strips(
                setter.wrap(pair.value, sheet.body, sheet.grid, sheet.edge - x), job, x
            )
            continue
        x = sheet.left + start
        mine = line_strips(setter.wrap(pair.value, sheet.body, sheet.grid, sheet.edge - x), job, x)
        mine[0].marks[:0] = text_marks([label], sheet.left, start, 0, sheet.leading)
        strips += mine
    return strips


def table_strips(block: Table, job: Job) -> list[Strip]:
    """Each row: its first column, then the others as ``header value``, a thin rule between."""
    sheet, setter = job.sheet, job.setter
    strips: list[Strip] = []
    if block.caption:
        strips += line_strips(
            setter.wrap(block.caption, Typeface.BOLD, sheet.grid, sheet.inner), job, sheet.left
        )
    numbering = _is_numbering(block)
    for at, row in enumerate(block.rows):
        first = 1 if numbering else 0
        rest, headers = row[first + 1 :], block.columns[first + 1 :]
        number = setter.line(f"{row[0]}. " if numbering else "", sheet.body, sheet.grid)
        hang = number.width + 0.4 * sheet.grid if numbering else 0.0
        lead = setter.wrap(row[first], sheet.body, sheet.grid, sheet.inner - hang)
        mine = line_strips(lead, job, sheet.left + hang)
        mine[0].marks[:0] = text_marks([number], sheet.left, hang, 0, sheet.leading)
        facts = "  ".join(
            f"{column.header} {text}" for column, text in zip(headers, rest, strict=True) if text
        )
        if facts:
            x = sheet.left + _INDENT
            mine += line_strips(setter.wrap(facts, sheet.body, sheet.small, sheet.edge - x), job, x)
        mine[0].gap = 0.6 * MM if at or block.caption else 0.0
        strips += mine
    return strips


def _is_numbering(block: Table) -> bool:
    return len(block.columns) > 1 and all(
        row[0].isdecimal() and len(row[0]) <= 3 for row in block.rows
    )


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
    SealArea: seal_strips,
}


def dashed_rule(job: Job) -> Strip:
    """A dashed line across the roll."""
    sheet = job.sheet
    return Strip(0.4 * MM, [RuleMark(sheet.left, 0, sheet.edge, 0, 0.6, 2.5)])


def slip_strips(blocks: tuple[Block, ...], job: Job) -> list[Strip]:
    """All blocks in order, with a dashed line before most of them."""
    strips: list[Strip] = []
    before: Block | None = None
    for block in blocks:
        mine = _BUILDERS[type(block)](block, job)
        if not mine:
            continue
        joined = isinstance(before, Heading) or isinstance(block, (Paragraph, Notice, SealArea))
        if joined:
            mine[0].gap = 0.0 if isinstance(before, Heading) else job.sheet.block_gap / 2
        else:
            rule = dashed_rule(job)
            rule.gap = job.sheet.block_gap / 2
            strips.append(rule)
            mine[0].gap = job.sheet.block_gap / 2
        strips += mine
        before = block
    return strips
