"""What a barcode gun or a camera read, made sense of: a case or another ledger's line, an item,
a number, or nothing.

Codes of this program are links of the county (``/q/`` progress, ``/r/`` rating, ``/g/`` guide)
and bare numbers. Which host a link names does not matter: a receipt printed before the county
moved is still a receipt.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

import msgspec

from counter_app.protocol import tokens, window_tokens
from counter_app.protocol.ledgers import CASE, numbered, read_number
from counter_app.rules import numbers
from counter_app.rules.check_digits import passes_mod_11_2
from counter_app.rules.identity_numbers import HMT_PREFIXES, PROVINCES, check_uscc

#: Longer than any code that is printed on paper.
LONGEST = 2000
_LINK = re.compile(r"/([qrg])/([A-Za-z0-9_.~-]+)/?(?:[?#].*)?$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: 事项编码: the code of the department and of the item, 31 to 33 places.
_ITEM = re.compile(r"1[0-9A-Z]{30,32}")


class ScanKind(StrEnum):
    """What was scanned."""

    CASE = "case"
    #: a line of another ledger; its letter tells which
    LEDGER = "ledger"
    ITEM = "item"
    PERSON = "person"
    ORGANISATION = "organisation"
    WINDOW = "window"
    UNKNOWN = "unknown"


class Scanned(msgspec.Struct, frozen=True):
    """A scan that is understood. ``value``: number, item code, ID number, credit code,
    place and window (``421321101000/3``), or what was read, without control characters."""

    kind: ScanKind
    value: str

    def __repr__(self) -> str:
        """Without the value: it may be a person's number."""
        return f"Scanned({self.kind.value})"


def read_scan(text: str, county_code: str) -> Scanned:
    """What ``text`` stands for; ``county_code`` completes the number in a token.

    The signature of a token is not asked: a forged receipt can only name a case, and the clerk
    then sees that case for what it is.
    """
    clean = unicodedata.normalize("NFKC", _CONTROL.sub("", text[:LONGEST])).strip()
    link = _LINK.search(clean)
    if link is not None:
        page, rest = link[1], link[2]
        if page == "g":
            return Scanned(ScanKind.ITEM, rest.upper())
        if card := window_tokens.read(rest):
            return Scanned(ScanKind.WINDOW, f"{card[0].place}/{card[0].window}")
        number = _of_token(rest, county_code)
        return Scanned(ScanKind.CASE, number) if number else Scanned(ScanKind.UNKNOWN, clean)
    bare = clean.upper()
    # A case number has 19 places or more: it is never taken for a person's 18.
    if _is_person(bare):
        # A credit code may be all digits as well; it has two check characters to prove itself.
        body = check_uscc(bare)
        mine = ScanKind.ORGANISATION if body.ok and not body.warnings else ScanKind.PERSON
        return Scanned(mine, bare)
    read = read_number(clean, county_code)
    if read is not None:
        kind = ScanKind.CASE if numbered(read) is CASE else ScanKind.LEDGER
        return Scanned(kind, read)
    if _ITEM.fullmatch(bare):
        return Scanned(ScanKind.ITEM, bare)
    if len(bare) == 18 and check_uscc(bare).ok:
        return Scanned(ScanKind.ORGANISATION, bare)
    number = _of_token(clean, county_code)
    return Scanned(ScanKind.CASE, number) if number else Scanned(ScanKind.UNKNOWN, clean)


def _is_person(text: str) -> bool:
    """An 18-digit number of a resident, of a Hong Kong, Macao or Taiwan resident, or of a
    foreign permanent resident."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", text) or not passes_mod_11_2(text):
        return False
    return text[0] == "9" or text[:2] in PROVINCES | HMT_PREFIXES


def _of_token(text: str, county_code: str) -> str:
    read = tokens.read(text)
    if read is None:
        return ""
    token = read[0]
    return numbers.case_number(county_code, token.device_serial, 2000 + token.year, token.running)
