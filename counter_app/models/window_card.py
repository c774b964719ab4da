"""The card of a service window (窗口评价卡): what is printed and put on its table or glass."""

from __future__ import annotations

import msgspec

from counter_app.models.reference_terms import Term


class CardSize(Term):
    """How cards are printed (窗口评价卡规格)."""

    #: four to a sheet, to be cut apart
    SHEET = ("sheet", "A4 一页四张，裁开用")
    TABLE = ("table", "A5 桌面立牌，一页一张")
    SMALL = ("small", "A6 小卡，一页一张")


class WindowCard(msgspec.Struct, frozen=True):
    """One card: whose window it is and the address in its code."""

    place: str
    number: int
    name: str
    url: str
    supervise_phone: str = ""
