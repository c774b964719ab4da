"""Cards with the codes of a place's windows (窗口评价卡), signed by this device."""

from __future__ import annotations

from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.reference import Role
from counter_app.models.window_card import WindowCard
from counter_app.protocol.window_cards import Pen, cards_of

#: Who hands out cards.
ROLES = frozenset({Role.SUPERVISION, Role.ADMINISTRATION})


def may_print_cards(desk: Desk) -> bool:
    """Whether this person makes the cards out, to show the entry."""
    return bool(ROLES & desk.actor.roles)


def window_cards(desk: Desk, place: str = "", window: int = 0) -> tuple[WindowCard, ...]:
    """One card for each window in use, by number. ``place``: "" = where this device stands;
    ``window``: 0 = all of them.

    Nothing is recorded: a code is only an address. Raises :class:`Refused` for who may not, and
    where the county has told no address; :class:`BadInput` for no such place or window.
    """
    identity = desk.store.identity
    if not may_print_cards(desk):
        raise Refused("您的岗位没有这项权限", hint="窗口评价卡由督导或管理人员打印")
    if not identity.public_url:
        raise Refused("县平台还没有给出群众用的网址", hint="请联系县平台")
    catalogue = desk.catalogue()
    now_s = desk.store.now_ms() // 1000
    pen = Pen(identity.signing_key, identity.serial, now_s, identity.public_url)
    known = catalogue.places.get(place or identity.place)
    return cards_of(known, catalogue.windows, window, pen)
