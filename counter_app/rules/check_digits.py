"""Check characters of the national numbering standards, computed over plain text.

Sources: ISO 7064 MOD 11-2 (used by GB 11643 for identity numbers), GB 32100-2015 for unified
social credit codes, GB 11714-1997 for organisation codes.
"""

from __future__ import annotations

#: GB 32100 leaves out I, O, S, V and Z; the index of a character is its value.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_MOD_11_CHARACTERS = "0123456789X"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC_VALUES = {character: value for value, character in enumerate(USCC_ALPHABET)}


def mod_11_2(digits: str) -> str:
    """The ISO 7064 MOD 11-2 check character, ``0``-``9`` or ``X``, of any string of digits.

    Every wrong digit and every swap of two neighbours changes it. Raises ValueError when
    ``digits`` is empty or holds anything but ASCII digits.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("MOD 11-2 is defined over ASCII digits")
    remainder = 0
    for digit in digits:
        remainder = (remainder + int(digit)) * 2 % 11
    return _MOD_11_CHARACTERS[(12 - remainder) % 11]


def passes_mod_11_2(text: str) -> bool:
    """Whether the last character of ``text`` is the MOD 11-2 check of the digits before it."""
    body = text[:-1]
    return body.isascii() and body.isdigit() and text[-1] == mod_11_2(body)


def uscc_check(body: str) -> str:
    """The 18th character of a unified social credit code (统一社会信用代码) from its first 17.

    Raises ValueError for another length or a character outside :data:`USCC_ALPHABET`.
    """
    if len(body) != 17 or any(character not in _USCC_VALUES for character in body):
        raise ValueError("a credit code body has 17 characters of the GB 32100 alphabet")
    pairs = zip(body, _USCC_WEIGHTS, strict=True)
    total = sum(_USCC_VALUES[character] * weight for character, weight in pairs)
    return USCC_ALPHABET[(31 - total % 31) % 31]


def organisation_code_check(body: str) -> str:
    """The 9th character of an organisation code (组织机构代码) from its first eight.

    Raises ValueError unless ``body`` is eight characters of 0-9 and A-Z.
    """
    if len(body) != 8 or not all(c.isascii() and (c.isdigit() or c.isupper()) for c in body):
        raise ValueError("an organisation code body has eight characters of 0-9, A-Z")
    pairs = zip(body, _ORG_WEIGHTS, strict=True)
    total = sum(int(character, 36) * weight for character, weight in pairs)
    return "0123456789X0"[11 - total % 11]
