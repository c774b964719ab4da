"""Things that are read out and typed once: enrolment codes and first passwords."""

from __future__ import annotations

import hashlib
import secrets

#: No 0/O, 1/I/L, U/V: read out over a phone and typed by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_CODE_LENGTH = 12
_GROUP = 4

_CONSONANTS = "bdfghjkmnprstwz"
_VOWELS = "aeiu"


def new_code() -> str:
    """A one-time enrolment code like ``7K3Q-9XHM-2RPD`` (58 random bits)."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
    return "-".join(text[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))


def code_hash(code: str) -> bytes | None:
    """What is kept of a code; None for text that cannot be one. Case and dashes do not count."""
    text = "".join(code.upper().replace("-", " ").split())
    if len(text) != _CODE_LENGTH or any(letter not in ALPHABET for letter in text):
        return None
    return hashlib.sha256(b"counter-app enrolment code v1\0" + text.encode()).digest()


def new_password() -> str:
    """A first password that can be read out, like ``Tafe-ruki-4827`` (37 random bits)."""
    words = "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(4))
    digits = "".join(secrets.choice("23456789") for _ in range(4))
    return f"{words[:4].capitalize()}-{words[4:]}-{digits}"
