"""The text on the chip: 256 bytes UTF-16LE, fields of fixed width filled up with blanks.

Four layouts, told apart by the letter at byte 248: a blank is a resident's card, ``J`` the
residence permit of Hong Kong, Macao and Taiwan residents, ``I`` and ``Y`` the cards of foreign
permanent residents of 2017 and 2023. Widths are in bytes; a character outside the basic plane
takes four, so a field is cut by bytes and decoded as a whole.
"""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from functools import cache

from counter_app.devices.trouble import DeviceTrouble, Fault
from counter_app.rules.cards import LONG_TERM, CardKind, CardRead
from counter_app.rules.text import PRIVATE_TO_UNICODE
from counter_app.settings import resource

TEXT_BYTES = 256
_TYPE_AT = 248

Layout = tuple[tuple[str, int], ...]

RESIDENT: Layout = (
    ("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70), ("id_number", 36),
    ("issuer", 30), ("since", 16), ("until", 16),
)  # fmt: skip
#: after the same 220 bytes, the number of the travel permit and how often it was issued
HMT: Layout = (*RESIDENT, ("permit", 18), ("times", 4))
FOREIGN_2017: Layout = (
    ("latin_name", 120), ("sex", 2), ("id_number", 30), ("country", 6), ("name", 30),
    ("since", 16), ("until", 16), ("birth", 16), ("version", 4), ("authority", 8),
)  # fmt: skip
FOREIGN_2023: Layout = (
    ("name", 30), ("sex", 2), ("times", 4), ("birth", 16), ("latin_name", 70),
    ("id_number", 36), ("reserved", 30), ("since", 16), ("until", 16), ("latin_rest", 22),
    ("country", 6),
)  # fmt: skip

#: letter at byte 248 -> kind and layout
LAYOUTS: dict[str, tuple[CardKind, Layout]] = {
    " ": (CardKind.RESIDENT, RESIDENT),
    "J": (CardKind.HMT_RESIDENCE, HMT),
    "I": (CardKind.FOREIGN_2017, FOREIGN_2017),
    "Y": (CardKind.FOREIGN_2023, FOREIGN_2023),
}
_SEXES = {"1": "male", "2": "female"}


def read_text(text: bytes, photo: bytes = b"") -> CardRead:
    """What the chip says. Raises :class:`DeviceTrouble` (CARD) for a text of another length.

    A letter of type that is not known here is read as a resident's card, if its number looks
    like one; what is shown is checked by a person anyhow.
    """
    if len(text) != TEXT_BYTES:
        raise DeviceTrouble(Fault.CARD, "证件内容没有读全", hint="请拿开证件，重新平放在读卡器上")
    letter = text[_TYPE_AT : _TYPE_AT + 2].decode("utf-16-le", "replace")
    kind, layout = LAYOUTS.get(letter, (CardKind.UNKNOWN, RESIDENT))
    found = _fields(text, layout)
    number = found["id_number"].replace(" ", "")
    if kind is CardKind.UNKNOWN and len(number) == 18:
        kind = CardKind.RESIDENT
    until = found["until"]
    return CardRead(
        kind=kind,
        name=found["name"],
        id_number=number,
        sex=_SEXES.get(found["sex"], ""),
        nation=nations().get(found.get("nation", ""), ""),
        birth=read_day(found["birth"]),
        address=found.get("address", ""),
        issuer=found.get("issuer", ""),
        since=read_day(found["since"]),
        until=read_day(until),
        long_term=until.startswith(LONG_TERM),
        latin_name=(found.get("latin_name", "") + found.get("latin_rest", "")).strip(),
        country=found.get("country", ""),
        permit=found.get("permit", ""),
        photo=photo,
    )


def write_text(kind: CardKind, values: dict[str, str]) -> bytes:
    """The text of a card with these fields, for the software reader and for tests.

    Raises ValueError when a value is longer than its field.
    """
    letter, layout = next((a, b[1]) for a, b in LAYOUTS.items() if b[0] is kind)
    made = bytearray()
    for name, width in layout:
        value = values.get(name, "").encode("utf-16-le")
        if len(value) > width:
            raise ValueError(f"{name} is longer than {width} bytes")
        made += value + b" \0" * ((width - len(value)) // 2)
    made += b" \0" * ((TEXT_BYTES - len(made)) // 2)
    made[_TYPE_AT : _TYPE_AT + 2] = letter.encode("utf-16-le")
    return bytes(made)


def decode(field: bytes) -> str:
    """The bytes of one field as stored text: old private-use characters mapped, NFC, trimmed.

    A half of a surrogate pair that stands alone becomes a replacement character: it cannot be
    stored, and the clerk sees that something is missing.
    """
    text = field.decode("utf-16-le", "replace").replace("\0", " ")
    return unicodedata.normalize("NFC", text.translate(PRIVATE_TO_UNICODE)).strip()


def read_day(digits: str) -> dt.date | None:
    """``20260105`` as a day; None for anything else, 长期 included."""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@cache
def nations() -> dict[str, str]:
    """Names of the nationalities by their code (GB/T 3304), as on the chip."""
    path = resource("reference/nations_gb3304.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def _fields(text: bytes, layout: Layout) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    for name, width in layout:
        field = text[at : at + width]
        # A long name goes on in a second field; the blank between two words may fall there.
        found[name] = field.decode("utf-16-le", "replace") if "latin" in name else decode(field)
        at += width
    return found
