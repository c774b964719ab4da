"""The nouns of identity checks: kinds of documents, area codes, and a verdict on one number."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

import msgspec

Sex = Literal["male", "female"]


class IdType(StrEnum):
    """Kind of identity document (证件类型)."""

    RESIDENT_ID = "resident_id"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_PERMANENT = "foreign_permanent"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    MILITARY = "military"
    USCC = "uscc"
    NONE = "none"
    OTHER = "other"

    @property
    def label(self) -> str:
        return ID_TYPE_LABELS[self]


ID_TYPE_LABELS: dict[IdType, str] = {
    IdType.RESIDENT_ID: "居民身份证",
    IdType.HMT_RESIDENCE: "港澳台居民居住证",
    IdType.FOREIGN_PERMANENT: "外国人永久居留身份证",
    IdType.PASSPORT: "护照",
    IdType.HK_MACAU_PERMIT: "港澳居民来往内地通行证",
    IdType.TAIWAN_PERMIT: "台湾居民来往大陆通行证",
    IdType.MILITARY: "军人证件",
    IdType.USCC: "统一社会信用代码",
    IdType.NONE: "无/未取得",
    IdType.OTHER: "其他证件",
}


class AreaCode(msgspec.Struct, frozen=True):
    """One county-level area code (GB/T 2260). Years of use; ``until`` None = still in use."""

    name: str
    since: int | None = None
    until: int | None = None


class IdentityCheck(msgspec.Struct, frozen=True):
    """Verdict on one number.

    ``normal`` is the spelling to store (also when not ``ok``, as far as it can be made),
    ``problem`` a Chinese sentence exactly when not ``ok``, ``warnings`` Chinese sentences that
    a person may overrule. ``birth`` and ``sex`` only where the number itself tells them.
    """

    ok: bool
    normal: str
    problem: str | None = None
    warnings: tuple[str, ...] = ()
    birth: dt.date | None = None
    sex: Sex | None = None
