"""Kinds of identity documents, and the check of one number at the moment it is handed over.

Strict only where a statute defines a check character (GB 11643, GB 32100 and the permits that
follow them); elsewhere rather loose than turning away a real document. An area code is where
a number was first issued and is often long repealed: it warns, it never refuses.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from typing import Literal

import msgspec

from counter_app.rules.identity_numbers import (
    HMT_PREFIXES,
    PROVINCES,
    check_foreign,
    check_hmt,
    check_loose,
    check_resident,
    check_uscc,
    read_birth,
    upgrade_15,
    uscc_character_problem,
    wrong,
)
from counter_app.rules.identity_types import (
    ID_TYPE_LABELS,
    AreaCode,
    IdentityCheck,
    IdType,
    Sex,
)

__all__ = [
    "ID_TYPE_LABELS",
    "AreaCode",
    "IdType",
    "IdentityCheck",
    "Sex",
    "TypingCheck",
    "as_you_type",
    "check_identity",
    "normalise",
    "upgrade_15",
]

_LONGEST = 60
_BETWEEN = re.compile("[\\s\\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
_EIGHTEEN = (IdType.RESIDENT_ID, IdType.HMT_RESIDENCE, IdType.FOREIGN_PERMANENT)


class TypingCheck(msgspec.Struct, frozen=True):
    """What can be said of a number while it is being typed; ``hint`` is a short Chinese clause."""

    state: Literal["incomplete", "ok", "wrong"]
    hint: str = ""


def normalise(id_type: IdType, text: str) -> str:
    """One spelling of a number: full-width to ASCII, capitals, no blanks and hyphens.

    A ``*`` typed on the number pad in the last place of an 18-digit number means X. The
    numbers of free form (military, other) keep single blanks and hyphens inside.
    """
    folded = unicodedata.normalize("NFKC", text[: _LONGEST * 2]).strip().upper()
    if id_type in (IdType.MILITARY, IdType.OTHER):
        return " ".join(folded.split())
    number = _BETWEEN.sub("", folded)
    if id_type in _EIGHTEEN and len(number) == 18 and number[-1] in "*×":
        number = number[:-1] + "X"
    return number


def check_identity(
    id_type: IdType,
    text: str,
    *,
    today: dt.date,
    archive: bool = False,
    areas: Mapping[str, AreaCode] | None = None,
) -> IdentityCheck:
    """Check one document number.

    ``today`` bounds the birth date; ``archive`` accepts 15-digit numbers of old files (with a
    warning); ``areas`` maps six-digit area codes to their history, for warnings only.
    """
    number = normalise(id_type, text)
    if len(text) > _LONGEST:
        return wrong(number[:_LONGEST], "号码过长，请核对")
    if id_type is IdType.NONE:
        if number:
            return wrong(number, "已选“无/未取得”，请不要填写号码，或改选证件类型")
        return IdentityCheck(True, "")
    if not number:
        return wrong("", f"请填写{id_type.label}号码")
    if id_type is IdType.RESIDENT_ID:
        return check_resident(number, today, archive, areas or {})
    if id_type is IdType.HMT_RESIDENCE:
        return check_hmt(number, today)
    if id_type is IdType.FOREIGN_PERMANENT:
        return check_foreign(number, today)
    if id_type is IdType.USCC:
        return check_uscc(number)
    return check_loose(id_type, number)


def as_you_type(
    id_type: IdType, text: str, *, today: dt.date | None = None, archive: bool = False
) -> TypingCheck:
    """The state of a half-typed number, cheap enough to ask on every key.

    A wrong digit is told as soon as it is certain (letter among digits, 13th month, unknown
    province). The right check character is never told: it would be typed without looking at
    the document, and a wrong number would pass for a right one. Without ``today`` a birth
    date in the future is left to :func:`check_identity`.
    """
    number = normalise(id_type, text)
    if not number:
        return TypingCheck("ok" if id_type is IdType.NONE else "incomplete")
    early = _certainly_wrong(id_type, number, today or dt.date.max, archive)
    if early is not None:
        return TypingCheck("wrong", early)
    check = check_identity(id_type, text, today=today or dt.date.max, archive=archive)
    missing = _expected_length(id_type, number) - len(number)
    if missing > 0 and not check.ok:
        return TypingCheck("incomplete", f"还差 {missing} 位")
    if not check.ok:
        return TypingCheck("wrong", check.problem or "")
    return TypingCheck("ok", check.warnings[0] if check.warnings else "")


def _expected_length(id_type: IdType, number: str) -> int:
    """How many characters a number that begins like this has at least."""
    if id_type is IdType.FOREIGN_PERMANENT and number[0].isalpha():
        return 15
    return _LENGTHS.get(id_type, 0)


_LENGTHS = {
    IdType.RESIDENT_ID: 18,
    IdType.HMT_RESIDENCE: 18,
    IdType.FOREIGN_PERMANENT: 18,
    IdType.USCC: 18,
    IdType.PASSPORT: 5,
    IdType.HK_MACAU_PERMIT: 9,
    IdType.TAIWAN_PERMIT: 8,
}


def _certainly_wrong(id_type: IdType, number: str, today: dt.date, archive: bool) -> str | None:
    """What can be seen to be wrong before the number is complete."""
    length = _expected_length(id_type, number)
    if length >= 15 and len(number) > length:
        return f"多了 {len(number) - length} 位"
    if id_type is IdType.USCC:
        return uscc_character_problem(number)
    if length != 18:
        return None
    for place, character in enumerate(number[:17], 1):
        if not (character.isascii() and character.isdigit()):
            return f"第 {place} 位应为数字"
    if len(number) >= 2 and not _known_start(id_type, number[:2]):
        return "前两位不对，请核对证件类型"
    if id_type is IdType.FOREIGN_PERMANENT or archive:
        return None
    return _birth_so_far(number[6:14], today)


def _known_start(id_type: IdType, start: str) -> bool:
    if id_type is IdType.RESIDENT_ID:
        return start in PROVINCES or start in HMT_PREFIXES
    if id_type is IdType.HMT_RESIDENCE:
        return start in HMT_PREFIXES
    return start[0] == "9"


def _birth_so_far(digits: str, today: dt.date) -> str | None:
    if len(digits) == 8:
        birth = read_birth(digits, today)
        return birth if isinstance(birth, str) else None
    if len(digits) >= 2 and digits[:2] not in ("19", "20"):
        return "出生年份不对"
    if len(digits) >= 6 and not 1 <= int(digits[4:6]) <= 12:
        return "出生月份不对"
    return None
