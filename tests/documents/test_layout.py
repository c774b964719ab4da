"""Pages as marks: inside the margins, nothing over anything else, headers where they belong."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings, strategies as st
from paper_samples import LONG_ITEM, correction, gallery, receipt

from counter_app.documents.flow import lay_out
from counter_app.documents.marks import MM, BarsMark, CircleMark, Page, RuleMark, TextMark
from counter_app.documents.paper import (
    Column,
    KeyValues,
    Notice,
    Numbered,
    Pair,
    PaperSize,
    Paragraph,
    Point,
    Table,
)
from counter_app.documents.qr import QUIET_ZONE
from counter_app.documents.sheet import SHEETS
from counter_app.documents.text import Setter

Box = tuple[float, float, float, float]


def texts(page: Page) -> list[tuple[Box, str]]:
    """(left, top, right, bottom) of the ink of every line, and its words."""
    found = []
    for top, marks in page.placed:
        for mark in marks:
            if isinstance(mark, TextMark) and mark.line.text:
                size, y = mark.line.size, top + mark.y
                right = mark.x + mark.line.width
                found.append(((mark.x, y - 0.86 * size, right, y + 0.1 * size), mark.line.text))
    return found


def codes(page: Page) -> Iterator[tuple[Box, BarsMark]]:
    for top, marks in page.placed:
        for mark in marks:
            if isinstance(mark, BarsMark):
                right = mark.x + mark.unit_x * max(b[0] + b[2] for b in mark.bars)
                bottom = top + mark.y + mark.unit_y * max(b[1] + b[3] for b in mark.bars)
                yield (mark.x, top + mark.y, right, bottom), mark


def meet(a: Box, b: Box) -> bool:
    slack = 0.05
    return (
        a[0] < b[2] - slack and b[0] < a[2] - slack and a[1] < b[3] - slack and b[1] < a[3] - slack
    )


def check(pages: list[Page], size: PaperSize) -> None:
    sheet = SHEETS[size]
    for page in pages:
        found = texts(page)
        for (left, top, right, bottom), words in found:
            assert left >= sheet.left - 0.1, words
            assert right <= sheet.edge + 0.1, words
            assert top >= sheet.top - 0.1, words
            assert bottom <= page.height - sheet.bottom + 0.1, words
        for at, (box, words) in enumerate(found):
            for other, other_words in found[at + 1 :]:
                assert not meet(box, other), (words, other_words)
        for box, bars in codes(page):
            is_qr = bars.unit_x == bars.unit_y
            quiet = QUIET_ZONE * bars.unit_x if is_qr else 0.0
            zone = (box[0] - quiet, box[1] - quiet, box[2] + quiet, box[3] + quiet)
            assert zone[0] >= sheet.left - 0.1
            assert zone[2] <= sheet.edge + 0.1
            assert not any(meet(zone, text) for text, _ in found)
            assert not any(meet(zone, rule) for rule in rules(page))


def rules(page: Page) -> Iterator[Box]:
    for top, marks in page.placed:
        for mark in marks:
            if isinstance(mark, RuleMark):
                yield (mark.x0 - 0.2, top + mark.y0 - 0.2, mark.x1 + 0.2, top + mark.y1 + 0.2)


@pytest.mark.parametrize("copy_no", [1, 12])
@pytest.mark.parametrize("name", gallery())
def test_nothing_is_cut_off_or_overlaps(name, copy_no):
    paper = gallery()[name]
    check(lay_out(paper, Setter(), copy_no), paper.size)


words = st.text(alphabet="随县政务服务中心A1-、。\uff08\uff09 𠮷\U000323b0", max_size=260)


@given(st.sampled_from(PaperSize), words, words, words, words)
@settings(max_examples=40, deadline=None)
def test_any_words_find_their_place(size, a, b, c, d):
    paper = msgspec.structs.replace(
        receipt(size, name=a),
        organ=c[:60],
        title=b[:40],
        number=d[:60],
        blocks=(
            KeyValues((Pair(a[:30], b), Pair("标签", c), Pair(d[:12], a))),
            Table((Column(a[:20], 1), Column(b, 3)), ((c, d), (a * 4, b), ("", "")), caption=c),
            Numbered((Point(a, (Pair(b[:10], c),)), Point(d))),
            Notice(a, title=b),
            Paragraph(c),
            *receipt(size).blocks[3:],
        ),
    )
    check(lay_out(paper, Setter()), size)


@pytest.mark.parametrize("size", [PaperSize.A4, PaperSize.A5])
def test_a_table_repeats_its_headers(size):
    pages = lay_out(receipt(size, rows=60), Setter())
    with_rows = [page for page in pages if any("身份证" in words for _, words in texts(page))]
    assert len(with_rows) >= 2
    for page in with_rows:
        said = [words for _, words in texts(page)]
        assert said.count("材料名称") == 1
        assert said.index("材料名称") < next(i for i, w in enumerate(said) if "身份证" in w)
    count = len(pages)
    for at, page in enumerate(pages, start=1):
        assert f"第 {at} 页 共 {count} 页" in [words for _, words in texts(page)]


@pytest.mark.parametrize("size", [PaperSize.A4, PaperSize.A5])
def test_a_row_higher_than_a_page_goes_on(size):
    table = Table((Column("说明"), Column("值", 4)), (("长", LONG_ITEM * 60), ("短", "完")))
    paper = msgspec.structs.replace(receipt(size), blocks=(table,))
    pages = lay_out(paper, Setter())
    assert len(pages) >= 2
    check(pages, size)
    said = "".join(words for page in pages for _, words in texts(page))
    assert said.count("告知承诺制办理") == 60 or said.count("建设工程消防设计审查验收") >= 50


@pytest.mark.parametrize("size", PaperSize)
def test_the_place_of_the_seal_is_clear(size):
    circles = 0
    for page in lay_out(correction(size), Setter()):
        for top, marks in page.placed:
            for mark in marks:
                if not isinstance(mark, CircleMark):
                    continue
                circles += 1
                assert mark.radius * 2 >= 45 * MM
                x, y, r = mark.x, top + mark.y, mark.radius
                for (left, upper, right, lower), words in texts(page):
                    nearest = (max(left, min(x, right)) - x, max(upper, min(y, lower)) - y)
                    inside = nearest[0] ** 2 + nearest[1] ** 2 < (r - 0.1) ** 2
                    assert words == "盖章处" or not inside, words
    assert circles == 1


def test_a_heading_never_stands_alone_at_the_foot():
    for points in range(1, 14):
        for page in lay_out(correction(PaperSize.A4, points), Setter()):
            said = [words for _, words in texts(page)]
            if "逾期未补正的后果" in said:
                assert "无正当理由" in "".join(said)


def test_a_slip_is_as_long_as_it_has_to_be():
    short, long = (lay_out(receipt(PaperSize.SLIP80, rows=n), Setter()) for n in (1, 30))
    assert len(short) == len(long) == 1
    assert short[0].height < long[0].height
    assert short[0].width == pytest.approx(80 * MM)
    assert (short[0].height / MM) == pytest.approx(round(short[0].height / MM))
