"""Numbers and days as people write them by hand: understood, never sent back."""

from __future__ import annotations

import pytest

from counter_app.forms.chinese_numbers import read_integer
from counter_app.forms.values import read_date, read_money, read_number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿五", 25),
        ("一百零五", 105),
        ("三千五百", 3500),
        ("两万", 20000),
        ("壹万贰仟叁佰", 12300),
        ("一亿零三万", 100030000),
        ("二〇二六", 2026),
        ("三人", None),
        ("12", None),
        ("", None),
        ("三五百", None),
    ],
)
def test_whole_numbers(written: str, number: int | None) -> None:
    assert read_integer(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "二〇二六年十一月二十六日",
        "二零二六年11月廿六日",
        "２０２６年１１月２６号",
        "2026 年 11 月 26 日",
    ],
)
def test_days(written: str) -> None:
    assert read_date(written) == "2026-11-26"


def test_a_day_that_is_none_is_refused() -> None:
    for wrong in ("二〇二六年十三月一日", "二〇二六年二月三十日", "年月日"):
        with pytest.raises(ValueError, match=r"日期|这一天"):
            read_date(wrong)


def test_in_fields() -> None:
    assert read_number("四人", unit="人") == "4"
    assert read_money("三千五百元") == "3500.00"
    assert read_money("五万元") == "50000.00"
    assert read_money("１,２００．５０元整") == "1200.50"
