"""Phone numbers and addresses: brought to one spelling, and checked as far as rules exist.

Source: the public numbering plan (公众电信网码号): mobile 1[3-9] + 9 digits, landline area code +
7 or 8 digits, service numbers. Rather loose than turning away a number that rings.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import msgspec

from counter_app.rules.text import clean_text

#: Area code of the prefecture (随州), put before a local number typed without one.
AREA_CODE = "0722"

_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u2212()\u00b7.]+")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#|,|;)\s*(\d{1,6})$", re.IGNORECASE)
_TYPED_EXTENSION = re.compile(r"^(0\d{2,3}[\s\-]?\d{7,8})-(\d{1,6})$")
_COUNTRY = re.compile(r"^(?:\+|00)86(?=[01])")
_BARE_COUNTRY = re.compile(r"^86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([2-9]\d{6,7})")
_LOCAL_SERVICE = re.compile(r"(010|02\d|0[3-9]\d{2})(1\d{4}|9[56]\d{3,4})")
_LOCAL = re.compile(r"[2-8]\d{6}")
_SERVICE = re.compile(r"(?:[48]00\d{7}|1\d{2}|1\d{4,5}|9[56]\d{3,6})")
_STRAY_ENDS = re.compile(r"^[ ,,。.;;、]+|[ ,,。.;;、]+$")
_ABROAD = re.compile(r"\+[1-9]\d{5,14}")


class PhoneKind(StrEnum):
    """What kind of number it is; only a mobile can receive short messages."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    ABROAD = "abroad"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    PhoneKind.MOBILE: "手机",
    PhoneKind.LANDLINE: "固定电话",
    PhoneKind.SERVICE: "服务热线",
    PhoneKind.ABROAD: "境外号码",
}


class PhoneCheck(msgspec.Struct, frozen=True):
    """Verdict on one phone number; ``problem`` is a Chinese sentence when not ``ok``."""

    ok: bool
    normal: str
    kind: PhoneKind | None = None
    problem: str | None = None


def check_phone(text: str, *, area_code: str = AREA_CODE) -> PhoneCheck:
    """Check one phone number and give its normal spelling.

    Mobile ``13812345678``; landline ``0722-3338888`` with an extension as ``-801``; service
    numbers as digits; abroad ``+85298765432``. A local number of seven digits gets
    ``area_code``. Empty text is not ok: whether a phone may be missing is the caller's rule.
    """
    if len(text) > 60:
        return PhoneCheck(False, text[:60], problem="电话号码过长，请核对")
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded:
        return PhoneCheck(False, "", problem="请填写联系电话")
    main, extension = _split_extension(folded)
    number = _SEPARATORS.sub("", main)
    number = _BARE_COUNTRY.sub("", _COUNTRY.sub("", number))
    if number.startswith("00"):
        number = "+" + number[2:]
    if _ABROAD.fullmatch(number):
        return PhoneCheck(True, number, PhoneKind.ABROAD)
    if not (number.isascii() and number.isdigit()):
        return PhoneCheck(False, folded, problem="电话号码只能由数字组成，请核对")
    return _judge(number, extension, area_code)


def _judge(number: str, extension: str, area_code: str) -> PhoneCheck:
    if _MOBILE.fullmatch(number):
        return PhoneCheck(True, number, PhoneKind.MOBILE)
    if _LOCAL.fullmatch(number):
        number = area_code + number
    landline = _LANDLINE.fullmatch(number)
    if landline:
        normal = "-".join(part for part in (*landline.groups(), extension) if part)
        return PhoneCheck(True, normal, PhoneKind.LANDLINE)
    local_service = _LOCAL_SERVICE.fullmatch(number)
    if local_service:
        return PhoneCheck(True, "-".join(local_service.groups()), PhoneKind.SERVICE)
    if _SERVICE.fullmatch(number):
        return PhoneCheck(True, number, PhoneKind.SERVICE)
    if number.startswith("1") and number[1:2] in tuple("3456789"):
        short = 11 - len(number)
        amount = f"少了 {short} 位" if short > 0 else f"多了 {-short} 位"
        return PhoneCheck(False, number, problem=f"手机号码应为 11 位，现在{amount}")
    return PhoneCheck(
        False, number, problem=f"不是有效的电话号码，固定电话请写成 {area_code}-3338888 的样子"
    )


def _split_extension(text: str) -> tuple[str, str]:
    typed = _TYPED_EXTENSION.match(text)
    if typed:
        return typed.group(1), typed.group(2)
    found = _EXTENSION.search(text)
    if found and found.start() >= 7:
        return text[: found.start()], found.group(1)
    return text, ""


def clean_address(value: object, *, field: str, required: bool = False) -> str:
    """An address (地址) as stored: at most 200 code points, without stray end punctuation.

    Raises :class:`counter_app.errors.BadInput` naming ``field`` as :func:`clean_text` does.
    """
    text = clean_text(value, field=field, max_len=200, required=required)
    return _STRAY_ENDS.sub("", text)
