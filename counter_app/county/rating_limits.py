"""How often the rating page may be opened and sent: generous for people, too little for floods.

A hall's whole Wi-Fi is one address, and a window's card is many people's, so each of them alone
may do much; one address with one code may do less, lest it uses up everybody's share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from counter_app.county.limits import Limit, network

_MINUTE_S = 60.0
_TEN_MINUTES_S = 10 * _MINUTE_S
_DAY_S = 24 * 60 * _MINUTE_S

#: Opened in a minute.
OPENED_BY_ADDRESS = 120
OPENED_BY_CODE = 60
#: Sent in ten minutes; by one address with one code, also in a day.
SENT_BY_ADDRESS = 60
SENT_BY_CODE = 60
SENT_BY_BOTH = 10
SENT_BY_BOTH_A_DAY = 40


class RatingLimits:
    """The limits of one server process."""

    def __init__(self) -> None:
        self._opened_by_address = Limit(OPENED_BY_ADDRESS, _MINUTE_S)
        self._opened_by_code = Limit(OPENED_BY_CODE, _MINUTE_S)
        self._sent_by_address = Limit(SENT_BY_ADDRESS, _TEN_MINUTES_S)
        self._sent_by_code = Limit(SENT_BY_CODE, _TEN_MINUTES_S)
        self._sent_by_both = Limit(SENT_BY_BOTH, _TEN_MINUTES_S)
        self._sent_by_both_a_day = Limit(SENT_BY_BOTH_A_DAY, _DAY_S)

    def may_open(self, address: str, code: str) -> bool:
        who, what = network(address), _short(code)
        return _take([(self._opened_by_address, who), (self._opened_by_code, what)])

    def may_send(self, address: str, code: str) -> bool:
        who, what = network(address), _short(code)
        both = f"{who} {what}"
        return _take(
            [
                (self._sent_by_address, who),
                (self._sent_by_both, both),
                (self._sent_by_both_a_day, both),
                (self._sent_by_code, what),
            ]
        )


def _take(limits: Iterable[tuple[Limit, str]]) -> bool:
    """In this order: an address that had its share uses up nobody's share of a code."""
    return all(limit.take(name) for limit, name in limits)


def _short(code: str) -> str:
    """So much is remembered of a code, however long it is."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
