"""How personal data look on screens, lists and papers until somebody asks for them.

Masks count code points and keep a variation selector with its character, so a name outside
the basic plane never falls apart. Masking is for showing; it is not a protection of stored data.
"""

from __future__ import annotations

import re
import unicodedata

#: Surnames of two characters in use (复姓); the mask keeps them whole.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳司马上官诸葛夏侯皇甫尉迟公孙慕容令狐宇文长孙司徒司空东方独孤南宫万俟闻人赫连澹台"
        "公冶宗政濮阳淳于单于太叔申屠仲孙轩辕钟离鲜于闾丘呼延端木百里东郭南门西门拓跋第五左丘"
        "宰父谷梁段干梁丘微生东门公羊公良漆雕乐正巫马颛孙壤驷亓官",
    )
)

_SEPARATORS = frozenset(" ·.-'")


def mask_id(number: str) -> str:
    """``4213**********0015``: four and four of a long number, fewer of a short one."""
    length = len(number)
    if length >= 15:
        keep = 4
    elif length >= 9:
        keep = 2
    else:
        keep = 1 if length >= 3 else 0
    return _covered(number, keep, keep)


def mask_phone(phone: str) -> str:
    """``138****5678``; a landline keeps area code and the last four; hotlines stay whole.

    Expects the spelling that :func:`counter_app.rules.contact.check_phone` makes.
    """
    if len(phone) <= 6 or phone.startswith(("400", "800", "95", "96")):
        return phone
    area, dash, rest = phone.partition("-")
    if dash and area.startswith("0"):
        local, extension_dash, extension = rest.partition("-")
        return f"{area}-{_covered(local, 0, 4)}{extension_dash}{'*' * len(extension)}"
    return _covered(phone, 3, 4) if len(phone) >= 9 else _covered(phone, 1, 2)


def mask_name(name: str) -> str:
    """``张*``, ``李*国``, ``欧阳*国``, ``阿*****·**提``: from three on the last stays.

    Middle dots, hyphens and blanks stay where they are, so the shape of the name can be
    recognised. A name of one character is covered whole.
    """
    characters = _clusters(name.strip())
    letters = [place for place, text in enumerate(characters) if text not in _SEPARATORS]
    shown: set[int] = set()
    if len(letters) >= 2:
        shown.add(letters[0])
    if len(letters) >= 3:
        shown.add(letters[-1])
    if len(letters) >= 4 and "".join(characters[:2]) in COMPOUND_SURNAMES:
        shown.add(letters[1])
    return "".join(
        text if place in shown or text in _SEPARATORS else "*"
        for place, text in enumerate(characters)
    )


def mask_address(address: str) -> str:
    """The first six characters (province and county) and ``****``; half of a shorter one."""
    text = address.strip()
    if not text:
        return ""
    return text[: 6 if len(text) > 6 else len(text) // 2] + "****"


def _covered(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return "*" * len(text)
    return text[:head] + "*" * hidden + text[len(text) - tail :]


def _clusters(text: str) -> list[str]:
    """Characters with the combining marks and variation selectors that belong to them."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character) in ("Mn", "Me"):
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
