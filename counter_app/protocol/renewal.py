"""Renewal (换发设备编号): a device that came out of a backup goes on under another identity."""

from __future__ import annotations

import msgspec


class RenewRequest(msgspec.Struct, frozen=True):
    """Signed by the old key: register this Ed25519 key (32 bytes) for the same window.

    ``forked``: the county refused a push of this device as a fork, so another machine may go
    on under the old identity, which then stays in use. Otherwise it is replaced.
    """

    public_key: bytes
    program: str
    protocol: int
    forked: bool = False


class RenewReply(msgspec.Struct, frozen=True):
    """Who the device is from now on; ``kept``: entries of the old one that the county holds."""

    device: str
    serial: int
    place: str
    window: int
    county_code: str
    public_url: str
    county_key: bytes
    server_ms: int
    kept: int
