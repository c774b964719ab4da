"""Readers that type what they read, like a keyboard (键盘式阅读器).

What they type is set up on the reader: the fields in some order with a sign between them. The
same is set up here.
"""

from __future__ import annotations

import re

import msgspec

from counter_app.devices.idcard.layout import nations, read_day
from counter_app.rules.cards import LONG_TERM, CardKind, CardRead
from counter_app.rules.check_digits import passes_mod_11_2
from counter_app.rules.text import PRIVATE_TO_UNICODE

#: What may stand at a place; "skip" is for what is not needed.
FIELDS = (
    "name", "sex", "nation", "birth", "address", "id_number", "issuer", "since", "until",
    "period", "skip",
)  # fmt: skip
#: Signs that readers are delivered with.
SEPARATORS = ("|", "#", ",", ";", "\t", "^")
USUAL_ORDER = "name,sex,nation,birth,address,id_number,issuer,since,until"
#: Numbers of GB/T 2261.1, or whatever the reader spells out.
_SEXES = {"1": "male", "2": "female", "男": "male", "女": "female"}
_NOT_DIGITS = re.compile(r"\D")
_SIGN = {"tab": "\t"}


class WedgeOptions(msgspec.Struct, frozen=True):
    """``order``: names of :data:`FIELDS` with commas; ``separator``: one sign, or ``tab``."""

    order: str = USUAL_ORDER
    separator: str = "|"

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(each.strip() for each in self.order.split(",") if each.strip())


def read_typed(options: WedgeOptions, text: str) -> CardRead | None:
    """The card in what was typed; None when it is something else.

    It is a card when it has the expected number of fields and an 18-digit number in its place
    (also with a wrong check digit, which is then said to the clerk).
    """
    sign = _SIGN.get(options.separator, options.separator)
    order = options.fields
    if not sign or "id_number" not in order:
        return None
    parts = [part.strip() for part in text.strip("\r\n").split(sign)]
    if len(parts) == len(order) + 1 and not parts[-1]:
        parts.pop()  # a sign after the last field too
    if len(parts) != len(order):
        return None
    found = {
        name: value.translate(PRIVATE_TO_UNICODE) for name, value in zip(order, parts, strict=True)
    }
    number = found["id_number"].upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    since, until = _period(found)
    return CardRead(
        kind=_kind_of(number),
        name=found.get("name", ""),
        id_number=number,
        sex=_SEXES.get(found.get("sex", "")[:1], ""),
        nation=_nation(found.get("nation", "")),
        birth=read_day(_NOT_DIGITS.sub("", found.get("birth", ""))),
        address=found.get("address", ""),
        issuer=found.get("issuer", ""),
        since=read_day(_NOT_DIGITS.sub("", since)),
        until=read_day(_NOT_DIGITS.sub("", until)),
        # Many are set up without the dates; what was never sent is not missing.
        long_term=until.startswith(LONG_TERM) or not {"until", "period"} & set(order),
    )


def _period(found: dict[str, str]) -> tuple[str, str]:
    """First and last day, in two fields or in one (``20200101-20400101``)."""
    if "period" not in found:
        return found.get("since", ""), found.get("until", "")
    whole = found["period"]
    if LONG_TERM in whole:
        return whole.split(LONG_TERM)[0], LONG_TERM
    digits = _NOT_DIGITS.sub("", whole)
    return digits[:8], digits[8:]


def _nation(text: str) -> str:
    return nations().get(text) or text.removesuffix("族")


def _kind_of(number: str) -> CardKind:
    if number[0] == "9" and passes_mod_11_2(number):
        return CardKind.FOREIGN_2023
    if number[:2] in ("81", "82", "83"):
        return CardKind.HMT_RESIDENCE
    return CardKind.RESIDENT
