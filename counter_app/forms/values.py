"""Reading what people type: dates, numbers, amounts, yes and no. Normalise, don't reject.

Every function returns canonical text (ISO dates, plain decimals) or raises ``ValueError``
with a Chinese reason that follows the field's label in a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from counter_app.forms.chinese_numbers import read_integer

#: Digits in front of the decimal point beyond which nothing at a counter is meant.
MAX_DIGITS = 15

# Invisible leftovers of copying from web pages and spreadsheets.
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x2060, 0xFEFF))
_SEPARATED_DATE = re.compile(
    r"(?a)(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ]?0?0:00(?::00)?)?"
)
_PACKED_DATE = re.compile(r"(?a)(\d{4})(\d{2})(\d{2})")
_WRITTEN_DATE = re.compile(
    r"([〇○零一二三四五六七八九\d]{4})年([^年月日号]{1,3})月([^年月日号]{1,3})[日号]?"
)
_SHORT_YEAR = re.compile(r"(?a)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_DECIMAL = re.compile(r"(?a)[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_YES = frozenset({"是", "有", "对", "要", "y", "yes", "true", "1", "√", "✓", "✔"})
_NO = frozenset({"否", "无", "不", "没有", "不是", "不要", "n", "no", "false", "0", "×", "x"})


def fold(text: str) -> str:
    """Half-width form of digits, letters and signs, without any blanks."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())


def read_date(text: str) -> str:
    """ISO date of 2026-01-02, 2026.1.2, 2026/1/2, 2026年1月2日, 20260102, 二〇二六年一月二日."""
    folded = _in_digits(fold(text))
    match = _SEPARATED_DATE.fullmatch(folded) or _PACKED_DATE.fullmatch(folded)
    if match is None:
        if _SHORT_YEAR.fullmatch(folded):
            raise ValueError("年份请写四位，例如 2026年1月2日")
        raise ValueError("不是日期，例如 2026年1月2日")
    year, month, day = (int(part) for part in match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValueError("没有这一天，请核对年月日") from None


def _in_digits(folded: str) -> str:
    """A day written in words as the same day in digits; anything else as it is."""
    match = _WRITTEN_DATE.fullmatch(folded)
    if match is None:
        return folded
    parts = [int(e) if e.isascii() and e.isdigit() else read_integer(e) for e in match.groups()]
    if None in parts:
        return folded
    return "{}年{}月{}日".format(*parts)


def read_number(text: str, *, unit: str = "") -> str:
    """Plain decimal of 12, 1,200.50 or １２; a trailing ``unit`` may be written along."""
    folded = fold(text)
    if unit and folded.endswith(fold(unit)):
        folded = folded.removesuffix(fold(unit))
    return _plain(_decimal(folded, "不是数字"))


def read_money(text: str) -> str:
    """Yuan with two decimals of 1,000.5, ￥1000.50元, 5万元."""
    folded = fold(text).removeprefix("人民币").removeprefix("¥")
    folded = folded.removesuffix("整").removesuffix("元").removesuffix("圆")
    factor = Decimal(1)
    if folded.endswith("万"):
        folded, factor = folded.removesuffix("万"), Decimal(10000)
    amount = _decimal(folded, "不是金额，例如 1000.50") * factor
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("金额最多写到分（两位小数）")
    return f"{amount:.2f}"


def read_yes_no(text: str) -> str:
    """是 or 否."""
    folded = fold(text).casefold()
    if folded in _YES:
        return "是"
    if folded in _NO:
        return "否"
    raise ValueError("请填是或否")


def fen(amount: str) -> int:
    """Whole fen (1/100 yuan) of a canonical amount."""
    return int(Decimal(amount) * 100)


def _decimal(text: str, why: str) -> Decimal:
    written = read_integer(text)
    if written is not None:
        text = str(written)
    if _DECIMAL.fullmatch(text) is None or not text.isascii():
        raise ValueError(why)
    whole = text.lstrip("+-").partition(".")
    if len(whole[0].replace(",", "")) > MAX_DIGITS or len(whole[2]) > MAX_DIGITS:
        raise ValueError("位数过多，请核对")
    return Decimal(text.replace(",", ""))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
