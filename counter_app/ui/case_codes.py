"""What a scanner or a hand puts into a line, read as the number of a case.

A receipt's QR code holds a signed link; its token names device, year and running number. The
barcode holds the bare digits, and people type or dictate them in any spelling.
"""

from __future__ import annotations

import re

from counter_app.protocol import tokens
from counter_app.rules import numbers

_LINK = re.compile(r"/[qr]/([A-Za-z0-9_-]+)")
_TAIL = re.compile(r"(?<![0-9A-Za-z-])([0-9]{6})-?([0-9Xx])(?![0-9A-Za-z-])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read_case_code(text: str, county_code: str) -> str | None:
    """The case number in ``text``, or None when there is none.

    The signature of a token is not asked here: whether the case exists is seen in the store,
    and a forged receipt can only name a case that the clerk then sees for what it is.
    """
    clean = _CONTROL.sub("", text).strip()
    found = _LINK.search(clean)
    if found is not None:
        return _of_token(found[1], county_code)
    parsed = numbers.parse_case_number(clean, county_code)
    if parsed is not None:
        return parsed.text
    return _of_token(clean, county_code)


def by_tail(query: str) -> str:
    """The last two groups of a case number (000042-7) as the ending under which it is kept."""
    return _TAIL.sub(lambda found: (found[1] + found[2])[-6:], query)


def looks_scanned(text: str) -> bool:
    """Whether this is a link from a code rather than something typed."""
    return _LINK.search(text) is not None


def _of_token(text: str, county_code: str) -> str | None:
    read = tokens.read(text)
    if read is None:
        return None
    token = read[0]
    return numbers.case_number(county_code, token.device_serial, 2000 + token.year, token.running)
