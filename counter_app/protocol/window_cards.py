"""The cards of a place's windows (窗口评价卡), each with a code that one key signs."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.errors import BadInput
from counter_app.models.reference import Place, Window
from counter_app.models.window_card import WindowCard
from counter_app.protocol import window_tokens
from counter_app.protocol.window_tokens import WindowToken


class Pen(msgspec.Struct, frozen=True):
    """Who signs cards. ``issuer``: device serial, or ``window_tokens.COUNTY``; ``issued_s``: s
    since the epoch; ``public_url``: where the codes lead to."""

    key: Ed25519PrivateKey
    issuer: int
    issued_s: int
    public_url: str


def cards_of(
    place: Place | None, windows: Iterable[Window], number: int, pen: Pen
) -> tuple[WindowCard, ...]:
    """One card for each window in use of this place, by number; ``number`` 0 = all of them.

    Raises :class:`BadInput` when the place or the window is none in use.
    """
    if place is None or not place.active:
        raise BadInput("place", "没有这个代码的服务场所，或者它已经停用")
    found = [
        each
        for each in windows
        if each.place == place.code and each.active and number in (0, each.number)
    ]
    if not found:
        what = f"{number} 号窗口" if number else "在用的窗口"
        raise BadInput("window", f"{place.name}没有{what}")
    return tuple(_card(place, each, pen) for each in sorted(found, key=lambda row: row.number))


def _card(place: Place, window: Window, pen: Pen) -> WindowCard:
    token = WindowToken(place.code, window.number, pen.issuer, pen.issued_s)
    url = f"{pen.public_url}/r/{window_tokens.issue(pen.key, token)}"
    return WindowCard(place.name, window.number, window.name, url, place.supervise_phone)
