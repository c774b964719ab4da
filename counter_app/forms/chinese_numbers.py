"""Numbers as they are written on paper: 三千五百, 二十, 壹万, 廿五, 二〇二六."""

from __future__ import annotations

_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict(zip("零壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "○": 0,
    "两": 2,
}
_STEPS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_TENS = {"廿": 20, "卅": 30}
#: Every character that a number may consist of.
NUMERALS = frozenset({*_DIGITS, *_STEPS, *_GROUPS, *_TENS})


def read_integer(text: str) -> int | None:
    """The whole number, None when it is none. ``二六`` read digit by digit is 26."""
    if not text or not set(text) <= NUMERALS:
        return None
    if set(text) <= _DIGITS.keys():
        return int("".join(str(_DIGITS[each]) for each in text))
    total = section = digit = 0
    waiting = False  # a digit that no step has taken yet
    for each in text:
        if each in _DIGITS:
            if waiting and digit:
                return None  # two digits side by side among steps: nobody writes so
            digit, waiting = _DIGITS[each], True
        elif each in _TENS:
            section += _TENS[each]
        elif each in _STEPS:
            section += (digit if waiting and digit else 1) * _STEPS[each]
            digit, waiting = 0, False
        else:
            group = _GROUPS[each]
            if 0 < total < group:  # 一万亿
                total = (total + section + digit) * group
            else:
                total += (section + digit) * group
            section, digit, waiting = 0, 0, False
    return total + section + digit
