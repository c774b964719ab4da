"""Strips onto pages: nothing is cut off, nothing overlaps, headers are repeated."""

from __future__ import annotations

import math

from counter_app.documents.blocks import sheet_strips
from counter_app.documents.marks import MM, Mark, Page, RuleMark, Strip
from counter_app.documents.masthead import first_head, foot, next_head, page_number
from counter_app.documents.paper import Paper
from counter_app.documents.rows import THICK, Job
from counter_app.documents.sheet import SHEETS, Sheet
from counter_app.documents.slip import dashed_rule, slip_strips
from counter_app.documents.text import Setter

_ABOVE_FOOT = 2 * MM


def lay_out(paper: Paper, setter: Setter, copy_no: int = 1) -> list[Page]:
    """The pages of a document. ``copy_no``: 1 = original, from 2 on marked as a re-print."""
    job = Job(SHEETS[paper.size], setter)
    return _roll(paper, job, copy_no) if job.sheet.roll else _sheets(paper, job, copy_no)


class _Flow:
    """Fills pages from the top; knows where the foot begins."""

    def __init__(self, sheet: Sheet, head: list[Strip], again: Strip, floor: float) -> None:
        self.pages: list[Page] = []
        self._sheet = sheet
        self._again = again
        self._floor = floor
        self._y = 0.0
        self._frame: tuple[float, float] | None = None
        self._fresh = True
        self._new_page()
        for strip in head:
            self._y = self.pages[-1].put(self._y + strip.gap, strip)
        self._fresh = False

    @property
    def y(self) -> float:
        return self._y

    def _new_page(self) -> None:
        sheet = self._sheet
        if self.pages:
            self._close_frame(self._y)
        self.pages.append(Page(sheet.width, sheet.height))
        self._y = sheet.top
        if len(self.pages) > 1:
            self._y = self.pages[-1].put(self._y, self._again)
        self._fresh = True
        self._frame = None

    def _close_frame(self, y: float) -> None:
        if self._frame:
            x0, x1 = self._frame
            rule: list[Mark] = [RuleMark(x0, 0, x1, 0, THICK)]
            self.pages[-1].put(y, Strip(0, rule))

    def add(self, group: list[Strip]) -> None:
        """Strips that stay together if a page can hold them."""
        if not self._fresh and self._y + _height(group) > self._floor:
            self._new_page()
        for strip in group:
            self._add(strip)

    def _add(self, strip: Strip) -> None:
        if not self._fresh and self._y + strip.gap + strip.height > self._floor:
            self._new_page()
        gap = strip.gap
        if self._fresh:
            gap = 0.0
            for header in strip.header:
                self._y = self.pages[-1].put(self._y, header)
            if strip.frame:
                self._frame = strip.frame
                top = self._y - sum(header.height for header in strip.header)
                self._close_frame(top)
        self._y = self.pages[-1].put(self._y + gap, strip)
        self._frame = strip.frame
        self._fresh = False


def _height(strips: list[Strip]) -> float:
    return sum(strip.gap + strip.height for strip in strips)


def _groups(strips: list[Strip], most: float) -> list[list[Strip]]:
    """Chains of ``keep_next``, cut where one would not fit on a page."""
    groups: list[list[Strip]] = []
    group: list[Strip] = []
    for strip in strips:
        if group and _height([*group, strip]) > most:
            groups.append(group)
            group = []
        group.append(strip)
        if not strip.keep_next:
            groups.append(group)
            group = []
    return [*groups, group] if group else groups


def _sheets(paper: Paper, job: Job, copy_no: int) -> list[Page]:
    sheet = job.sheet
    again = next_head(paper, job, copy_no)
    below = foot(paper.footer, job)
    number_height = page_number(1, 1, job).height
    foot_top = sheet.height - sheet.bottom - number_height - below.height
    floor = foot_top - _ABOVE_FOOT
    head = first_head(paper, job, copy_no)
    flow = _Flow(sheet, head, again, floor)
    room = floor - sheet.top - again.height
    for group in _groups(sheet_strips(paper.blocks, job), room):
        flow.add(group)
    for at, page in enumerate(flow.pages, start=1):
        y = page.put(foot_top, below)
        page.put(y, page_number(at, len(flow.pages), job))
    return flow.pages


def _roll(paper: Paper, job: Job, copy_no: int) -> list[Page]:
    """As long as it has to be; a second length begins only after 4 m."""
    sheet = job.sheet
    below = foot(paper.footer, job)
    end: list[Strip] = []
    if below.height:
        rule = dashed_rule(job)
        rule.gap = sheet.block_gap
        below.gap = sheet.block_gap / 2
        rule.keep_next = True
        end = [rule, below]
    floor = sheet.height - sheet.bottom
    again = next_head(paper, job, copy_no)
    flow = _Flow(sheet, first_head(paper, job, copy_no), again, floor)
    strips = [*slip_strips(paper.blocks, job), *end]
    for group in _groups(strips, floor - sheet.top - again.height):
        flow.add(group)
    # Whole millimetres: the printer's dots then fall on the dots of its codes.
    flow.pages[-1].height = math.ceil((flow.y + sheet.bottom) / MM - 1e-6) * MM
    return flow.pages
