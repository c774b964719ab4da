"""Lines break as Chinese is set, never lose a character and never get too wide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from counter_app.documents.fonts import Typeface
from counter_app.documents.text import Setter

SIZE = 10.0
CLOSING = "、。》〕”\uff0c\uff1b\uff09"
OPENING = "《〔“\uff08"


def lines(text: str, width_em: float, indent: float = 0.0) -> list[str]:
    return [
        line.text
        for line in Setter().wrap(text, Typeface.SANS, SIZE, width_em * SIZE, indent * SIZE)
    ]


def test_a_full_stop_does_not_begin_a_line():
    assert lines("一二三四五。六", 5) == ["一二三四", "五。六"]


def test_an_opening_mark_does_not_end_a_line():
    assert lines("一二三四《五》", 5) == ["一二三四", "《五》"]


def test_a_number_stays_whole():
    assert lines("编号421321-0017-26-000042-7收", 13) == ["编号", "421321-0017-26-000042-7收"]


def test_what_is_too_wide_is_broken_where_it_must_be():
    long = "A" * 100
    assert "".join(lines(long, 5)) == long
    assert len(lines(long, 5)) > 10


def test_the_first_line_is_shorter_by_its_indent():
    assert lines("一二三四五六七八", 5, indent=2) == ["一二三", "四五六七八"]


def test_new_lines_are_kept():
    assert lines("一\r\n二\n\n三", 5) == ["一", "二", "", "三"]
    assert lines("", 5) == [""]


def test_a_dash_of_two_is_one_mark():
    assert lines("一二三四——五", 5) == ["一二三", "四——五"]


@pytest.mark.parametrize("char", ["\u200b", "\ufe00", "\U000e0100", "\u202e"])
def test_invisible_marks_are_left_out_and_told(char):
    setter = Setter()
    assert setter.line(f"张{char}三", Typeface.SERIF, SIZE).text == "张三"
    assert setter.missing == (f"U+{ord(char):04X}",)


@pytest.mark.parametrize("char", ["\U000323b0", "\ue170", "\x07"])
def test_what_no_font_has_is_a_boxed_code_point(char):
    setter = Setter()
    line = setter.line(f"张{char}三", Typeface.SERIF, SIZE)
    name = f"U+{ord(char):04X}"
    assert line.text == f"张{name}三"
    assert [run.boxed for run in line.runs] == ["", char, ""]
    assert setter.missing == (name,)


texts = st.text(
    alphabet=st.sampled_from("县政务服务王𠮷龘ab19 -/" + CLOSING + OPENING), max_size=120
)


@given(text=texts, width=st.floats(4, 30))
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_and_nothing_sticks_out(text, width):
    made = Setter().wrap(text, Typeface.SANS, SIZE, width * SIZE)
    assert all(line.width <= width * SIZE + 1e-6 for line in made)
    assert "".join(line.text for line in made).replace(" ", "") == text.replace(" ", "")


@given(text=st.text(alphabet="县政务" + CLOSING[0] + OPENING[0], max_size=80))
@settings(max_examples=80, deadline=None)
def test_marks_stand_where_they_may(text):
    for mark in ("、、、、", "《《《《"):
        text = text.replace(mark, "县")
    made = lines(text, 12)
    assert not any(line[:1] in CLOSING for line in made[1:] if line)
    assert not any(line[-1:] in OPENING for line in made[:-1] if line)
