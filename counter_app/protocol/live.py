"""Live updates: what a device is told the moment there is something to fetch."""

from __future__ import annotations

import msgspec

#: The county holds a request without news at most so long, in seconds. Proxies between must
#: be more patient than this.
HOLD_S = 25.0


class LiveReply(msgspec.Struct, frozen=True):
    """How far the feed of the device's place and the reference data have come.

    The same numbers as asked with: nothing happened while the county held the request.
    """

    position: int
    edition: int
