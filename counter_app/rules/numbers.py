"""Case numbers (办件编号) and document numbers (文号): unique while offline, readable over a phone.

A case number is county 6 + device serial 4 + year 2 + running number of that device in that
year 6 + ISO 7064 MOD 11-2 check character; printed as ``421321-0017-26-000042-5``. A device
that runs beyond a million takes a seventh and eighth digit.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from counter_app.errors import BadInput
from counter_app.rules.check_digits import mod_11_2, passes_mod_11_2
from counter_app.settings import COUNTY_CODE, COUNTY_NAME

_CENTURY = 2000
_BETWEEN = re.compile("[\\s\\-\u200b\u2010-\u2015\u2212\ufeff]+")
_NUMBER = re.compile(r"([0-9]{6})([0-9]{4})([0-9]{2})([0-9]{6}|[1-9][0-9]{6,7})([0-9X])")
#: lengths that lack the county's six digits
_SHORT_LENGTHS = (13, 14, 15)
#: keys of the number pad that stand for an X, and signs that look like one
_TYPED_X = "*.\u3002\u00d7"


class CaseNumber(msgspec.Struct, frozen=True):
    """The parts of a case number. ``year`` has four digits; ``text`` is the number to store."""

    text: str
    county: str
    device_serial: int
    year: int
    running: int

    @property
    def check(self) -> str:
        return self.text[-1]


def case_number(county: str, device_serial: int, year: int, running: int) -> str:
    """A new case number, 19 to 21 characters.

    Raises :class:`BadInput` when a part does not fit: the county issues other device serials
    long before that, so it is never met by a clerk.
    """
    if not (len(county) == 6 and county.isascii() and county.isdigit()):
        raise BadInput("county", "应为 6 位区划代码")
    _within("device_serial", device_serial, 1, 9999)
    _within("year", year, _CENTURY, _CENTURY + 99)
    _within("running", running, 1, 99_999_999)
    body = f"{county}{device_serial:04d}{year - _CENTURY:02d}{running:06d}"
    return body + mod_11_2(body)


def parse_case_number(text: str, default_county: str = COUNTY_CODE) -> CaseNumber | None:
    """Read a typed, scanned or dictated number; None when it cannot be a case number.

    Blanks, hyphens, full-width digits and a small x are forgiven; ``*`` or ``.`` of the number
    pad in the last place means X; a missing county is taken to be ``default_county``. The
    check character must fit: a single wrong or two swapped characters give None.
    """
    if len(text) > 80:
        return None
    number = bare(text)
    if number and number[-1] in _TYPED_X:
        number = number[:-1] + "X"
    if len(number) in _SHORT_LENGTHS:
        number = default_county + number
    found = _NUMBER.fullmatch(number)
    if found is None or not passes_mod_11_2(number):
        return None
    county, serial, year, running, _check = found.groups()
    if int(serial) == 0 or int(running) == 0:
        return None
    return CaseNumber(number, county, int(serial), _CENTURY + int(year), int(running))


def bare(text: str) -> str:
    """A number without what people put between its groups, in plain capitals."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:80])).upper()


def ledger_number(letter: str, county: str, device_serial: int, year: int, running: int) -> str:
    """A new number of another ledger: its letter before the same digits as a case would have.

    No number of two ledgers is the same, and an X in the last place is no letter in the first.
    """
    if not (len(letter) == 1 and letter.isascii() and letter.isupper()):
        raise BadInput("letter", "应为一个大写字母")
    return letter + case_number(county, device_serial, year, running)


def parse_ledger_number(
    text: str, letter: str, default_county: str = COUNTY_CODE
) -> CaseNumber | None:
    """Read a number of the ledger with this letter, as forgiving as a case's; None when it is
    none. ``text`` of the result is the number with its letter.
    """
    typed = unicodedata.normalize("NFKC", text).strip().upper()
    if not letter or not typed.startswith(letter):
        return None
    parsed = parse_case_number(typed[len(letter) :], default_county)
    return None if parsed is None else msgspec.structs.replace(parsed, text=letter + parsed.text)


def spoken(number: str) -> str:
    """The number in groups, as it is printed and read aloud: ``421321-0017-26-000042-5``.

    A ledger's letter stays in front, that of a stage (a rating's) behind. Text that is no
    number comes back unchanged.
    """
    if number[:1].isalpha():
        return number[:1] + spoken(number[1:])
    if number[-1:].isalpha() and _NUMBER.fullmatch(number[:-1]):
        return f"{spoken(number[:-1])}-{number[-1]}"
    if not _NUMBER.fullmatch(number):
        return number
    return "-".join((number[:6], number[6:10], number[10:12], number[12:-1], number[-1]))


def document_number(
    kind_word: str,
    device_serial: int,
    year: int,
    running: int,
    *,
    county_name: str = COUNTY_NAME,
) -> str:
    """The number of one document of a kind, device and year: ``随县受理〔2026〕0017-00012号``.

    ``running`` counts the documents of this kind on this device in this year, from 1.
    """
    _within("device_serial", device_serial, 1, 9999)
    _within("year", year, _CENTURY, _CENTURY + 99)
    _within("running", running, 1, 99_999_999)
    return f"{county_name}{kind_word}〔{year}〕{device_serial:04d}-{running:05d}号"


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise BadInput(name, f"应在 {low} 至 {high} 之间")
