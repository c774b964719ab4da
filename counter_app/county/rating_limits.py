"""How often the rating page may be opened and sent: generous for people, too little for floods."""

from __future__ import annotations

import hashlib

from counter_app.county.limits import Limit, network

_MINUTE_S = 60.0

#: Opened, for each address and each code, in a minute.
OPENED_BY_ADDRESS = 120
OPENED_BY_CODE = 60
#: Sent, in ten minutes. A hall's whole Wi-Fi is one address, a window's card many people's.
SENT_BY_ADDRESS = 60
SENT_BY_CODE = 30
SENT_WITHIN_S = 10 * _MINUTE_S


class RatingLimits:
    """The limits of one server process."""

    def __init__(self) -> None:
        self._opened = (Limit(OPENED_BY_ADDRESS, _MINUTE_S), Limit(OPENED_BY_CODE, _MINUTE_S))
        self._sent = (Limit(SENT_BY_ADDRESS, SENT_WITHIN_S), Limit(SENT_BY_CODE, SENT_WITHIN_S))

    def may_open(self, address: str, code: str) -> bool:
        return _take(self._opened, address, code)

    def may_send(self, address: str, code: str) -> bool:
        return _take(self._sent, address, code)


def _take(limits: tuple[Limit, Limit], address: str, code: str) -> bool:
    """An address that had its share uses up nobody's share of a code."""
    by_address, by_code = limits
    short = hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
    return by_address.take(network(address)) and by_code.take(short)
