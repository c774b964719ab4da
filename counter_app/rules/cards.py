"""What an identity card says once it has been read, whatever read it: the noun of every reader.

A reader hands over what the chip holds; :func:`judged` adds what a clerk must know about it.
A card is never thrown away because something on it looks wrong: it lies on the counter.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from counter_app.rules.identity import IdType, check_identity

#: What stands on the chip instead of a last day of validity.
LONG_TERM = "长期"


class CardKind(StrEnum):
    """Which card it is; the two of foreign permanent residents have different layouts."""

    RESIDENT = "resident"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_2017 = "foreign_2017"
    FOREIGN_2023 = "foreign_2023"
    UNKNOWN = "unknown"


ID_TYPES: dict[CardKind, IdType] = {
    CardKind.RESIDENT: IdType.RESIDENT_ID,
    CardKind.HMT_RESIDENCE: IdType.HMT_RESIDENCE,
    CardKind.FOREIGN_2017: IdType.FOREIGN_PERMANENT,
    CardKind.FOREIGN_2023: IdType.FOREIGN_PERMANENT,
    CardKind.UNKNOWN: IdType.OTHER,
}


class CardRead(msgspec.Struct, frozen=True):
    """One card (证件) as it was read. Text is NFC and trimmed, "" where the card says nothing.

    ``nation`` is the name of the nationality (民族) without 族; ``until`` is None both for
    长期 (then ``long_term``) and for a date that cannot be read. ``warnings`` are Chinese
    sentences without personal data. ``photo`` is as the chip keeps it (compressed, vendor
    format); it lives in memory only.
    """

    kind: CardKind
    name: str
    id_number: str
    sex: str = ""
    nation: str = ""
    birth: dt.date | None = None
    address: str = ""
    issuer: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    long_term: bool = False
    #: name in Latin letters and nationality (ISO 3166 alpha-3) of a foreign resident
    latin_name: str = ""
    country: str = ""
    #: 通行证号码 of a resident of Hong Kong, Macao or Taiwan
    permit: str = ""
    warnings: tuple[str, ...] = ()
    photo: bytes = b""

    def __repr__(self) -> str:
        """Without anything personal: it may stand in a crash report."""
        return f"CardRead({self.kind.value}, {len(self.warnings)} warnings)"

    @property
    def id_type(self) -> IdType:
        """The kind of document as forms and records name it."""
        return ID_TYPES[self.kind]


def judged(card: CardRead, today: dt.date) -> CardRead:
    """The card with its number in stored spelling and everything doubtful put into words."""
    check = check_identity(card.id_type, card.id_number, today=today)
    found = list(check.warnings)
    if not check.ok:
        found.append(f"读到的号码有误：{check.problem}")
    if not card.name and not card.latin_name:
        found.append("没有读到姓名，请照证面填写")
    if check.birth is not None and card.birth is not None and check.birth != card.birth:
        found.append("证件上的出生日期与号码中的不一致，请核对")
    if card.until is not None and card.until < today:
        found.append(f"证件已于 {card.until.isoformat()} 到期")
    elif card.until is None and not card.long_term:
        found.append("没有读到有效期限，请看证面")
    if any("\ue000" <= each <= "\uf8ff" for each in card.name + card.address):
        found.append("姓名或住址中有系统没有收录的字，请照证面核对")
    return msgspec.structs.replace(card, id_number=check.normal, warnings=(*card.warnings, *found))
