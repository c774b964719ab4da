"""The check of one normalised number, a function for each kind of document.

Vectors: GB 11643 and GB 32100; the numbers of foreign permanent residents follow the card of
December 2023, of which only the check character is public.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from counter_app.rules.check_digits import (
    USCC_ALPHABET,
    mod_11_2,
    organisation_code_check,
    passes_mod_11_2,
    uscc_check,
)
from counter_app.rules.identity_types import AreaCode, IdentityCheck, IdType, Sex
from counter_app.settings import COUNTY_CODE

#: First two digits of GB/T 2260: provinces, regions and municipalities that ever issued numbers.
PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71))
    for code in range(first, last + 1)
)
#: First two digits of residence permits of Hong Kong, Macao and Taiwan residents.
HMT_PREFIXES = frozenset({"81", "82", "83"})

_EARLIEST_BIRTH = dt.date(1900, 1, 1)
_LETTERS_NOT_USED = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2"}


def wrong(number: str, problem: str) -> IdentityCheck:
    """A refusal. ``problem`` names places and rules, never digits: it may reach a log."""
    return IdentityCheck(False, number, problem)


def _eighteen(number: str) -> str | None:
    """What is wrong with the shape or the check character of an 18-digit number."""
    if len(number) != 18:
        return f"应为 18 位，现在是 {len(number)} 位"
    for place, character in enumerate(number[:17], 1):
        if not (character.isascii() and character.isdigit()):
            return f"第 {place} 位应为数字"
    if number[17] not in "0123456789X":
        return "最后一位应为数字或 X"
    if not passes_mod_11_2(number):
        return "校验位不对，请对照证件逐位核对"
    return None


def read_birth(digits: str, today: dt.date) -> dt.date | str:
    """The birth date in eight digits, or the Chinese sentence that says what is wrong."""
    try:
        birth = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return "出生日期（第 7 至 14 位）不存在"
    if birth < _EARLIEST_BIRTH:
        return "出生日期早于 1900 年"
    if birth > today:
        return "出生日期晚于今天"
    return birth


def _sex(digit: str) -> Sex:
    return "male" if int(digit) % 2 else "female"


def check_resident(
    number: str, today: dt.date, archive: bool, areas: Mapping[str, AreaCode]
) -> IdentityCheck:
    """Resident identity number (GB 11643); 15 digits only for ``archive``."""
    if len(number) == 15 and number.isascii() and number.isdigit():
        return _old_resident(number, today, archive, areas)
    shape = _eighteen(number)
    if shape is not None:
        return wrong(number, f"身份证号码{shape}")
    province = number[:2]
    if number[0] == "9":
        return wrong(number, "9 开头的不是居民身份证号码，外国人永久居留身份证请改选证件类型")
    if province not in PROVINCES | HMT_PREFIXES:
        return wrong(number, "没有这个省级代码，请核对前两位")
    birth = read_birth(number[6:14], today)
    if isinstance(birth, str):
        return wrong(number, birth)
    if province in HMT_PREFIXES:
        warnings: tuple[str, ...] = ("这是港澳台居民居住证的号码，请核对证件类型",)
    else:
        warnings = _area_warnings(number[:6], birth, areas)
    return IdentityCheck(True, number, None, warnings, birth, _sex(number[16]))


def _old_resident(
    number: str, today: dt.date, archive: bool, areas: Mapping[str, AreaCode]
) -> IdentityCheck:
    if not archive:
        return wrong(number, "15 位旧号码已停用，请按现在的证件录入 18 位号码")
    if number[:2] not in PROVINCES:
        return wrong(number, "没有这个省级代码，请核对前两位")
    birth = read_birth("19" + number[6:12], today)
    if isinstance(birth, str):
        return wrong(number, birth)
    warnings = (
        "15 位旧号码没有校验位，请与档案逐位核对",
        *_area_warnings(number[:6], birth, areas),
    )
    return IdentityCheck(True, number, None, warnings, birth, _sex(number[14]))


def upgrade_15(number: str) -> str:
    """The 18-digit number (GB 11643-1999) that follows from a 15-digit one of the 1900s.

    Raises ValueError unless ``number`` is 15 ASCII digits.
    """
    if len(number) != 15:
        raise ValueError("an old number has 15 digits")
    body = f"{number[:6]}19{number[6:]}"
    return body + mod_11_2(body)


def _area_warnings(code: str, birth: dt.date, areas: Mapping[str, AreaCode]) -> tuple[str, ...]:
    area = areas.get(code)
    if area is None:
        if code.endswith("00"):
            return ("地址码（前 6 位）不是县级代码，请核对证件",)
        if areas and code[:4] == COUNTY_CODE[:4]:
            return ("地址码（前 6 位）不在本市代码表中，请核对证件",)
        return ()
    if area.until is None:
        return ()
    if birth.year > area.until:
        return (f"地址码（{area.name}）在出生前已停用，请核对证件",)
    return (f"地址码（{area.name}）是旧代码，号码仍然有效",)


def check_hmt(number: str, today: dt.date) -> IdentityCheck:
    """Residence permit of Hong Kong, Macao and Taiwan residents: GB 11643 with 81, 82, 83."""
    shape = _eighteen(number)
    if shape is not None:
        return wrong(number, f"居住证号码{shape}")
    if number[:2] not in HMT_PREFIXES:
        return wrong(number, "港澳台居民居住证号码以 81、82 或 83 开头，请核对证件类型")
    birth = read_birth(number[6:14], today)
    if isinstance(birth, str):
        return wrong(number, birth)
    return IdentityCheck(True, number, None, (), birth, _sex(number[16]))


def check_foreign(number: str, today: dt.date) -> IdentityCheck:
    """New cards: 18 characters starting with 9, checked by MOD 11-2; old cards: 3 letters + 12.

    The inner split of the new number is not published as a statute, so an impossible birth
    date only warns.
    """
    if re.fullmatch(r"[A-Z]{3}\d{12}", number):
        return IdentityCheck(True, number)
    if re.match(r"[A-Z]", number):
        return wrong(number, "旧版永久居留证号码应为 3 位字母加 12 位数字")
    shape = _eighteen(number)
    if shape is not None:
        return wrong(number, f"永久居留身份证号码{shape}")
    if number[0] != "9":
        return wrong(number, "外国人永久居留身份证号码以 9 开头，请核对证件类型")
    birth = read_birth(number[6:14], today)
    if isinstance(birth, str):
        return IdentityCheck(True, number, None, (f"{birth}，请核对证件",))
    return IdentityCheck(True, number, None, (), birth)


def check_uscc(number: str) -> IdentityCheck:
    """GB 32100: alphabet and last character; the organisation code inside only warns."""
    problem = uscc_character_problem(number)
    if problem is not None:
        return wrong(number, problem)
    if len(number) != 18:
        return wrong(number, f"统一社会信用代码应为 18 位，现在是 {len(number)} 位")
    if uscc_check(number[:17]) != number[17]:
        return wrong(number, "统一社会信用代码校验位不对，请对照证照逐位核对")
    if organisation_code_check(number[8:16]) != number[16]:
        warning = "其中的组织机构代码（第 9 至 17 位）校验不符，请与证照核对"
        return IdentityCheck(True, number, None, (warning,))
    return IdentityCheck(True, number)


def uscc_character_problem(number: str) -> str | None:
    """The first character that no credit code holds, and which one it was probably meant to be."""
    for place, character in enumerate(number, 1):
        if character in USCC_ALPHABET:
            continue
        likely = _LETTERS_NOT_USED.get(character)
        if likely is None:
            return f"信用代码第 {place} 位只能是数字或大写字母"
        return f"信用代码不使用字母 {character}，第 {place} 位可能是 {likely}"
    return None


_LOOSE_SHAPES: dict[IdType, tuple[str, str, str]] = {
    # type: must match, usually matches, how it usually looks
    IdType.PASSPORT: (r"[A-Z0-9]{5,18}", r"[A-Z0-9]{5,18}", ""),
    IdType.HK_MACAU_PERMIT: (r"[A-Z0-9]{8,18}", r"[HM]\d{8}(\d\d)?", "H 或 M 加 8 位数字"),
    IdType.TAIWAN_PERMIT: (r"[A-Z0-9()]{8,18}", r"\d{8}|\d{10}[A-Z]?", "8 位数字"),
}


def check_loose(id_type: IdType, number: str) -> IdentityCheck:
    """Documents without a check character: charset and length, an unusual shape only warns."""
    if id_type not in _LOOSE_SHAPES:
        if any(unicodedata.category(character)[0] == "C" for character in number):
            return wrong(number, f"{id_type.label}号码中有不能保存的字符，请重新输入")
        return IdentityCheck(True, number)
    must, usual, looks = _LOOSE_SHAPES[id_type]
    if not re.fullmatch(must, number):
        return wrong(number, f"{id_type.label}号码应由字母和数字组成，请核对位数")
    if not re.fullmatch(usual, number):
        return IdentityCheck(True, number, None, (f"号码与常见样式（{looks}）不同，请核对证件",))
    return IdentityCheck(True, number)
