"""One signed line to the county: requests, clock correction, and what errors mean."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from counter_app.errors import Trouble
from counter_app.protocol import auth, wire
from counter_app.protocol.journal import UNREADABLE
from counter_app.store.identity import Identity

_Reply = TypeVar("_Reply")

#: Seconds to wait for a connection and between bytes: a 2G line is slow, a dead one is told soon.
_TIMEOUT = httpx.Timeout(60.0, connect=8.0)
#: Seconds that an idle connection is kept: a little less than the county keeps it.
_LIMITS = httpx.Limits(max_connections=4, keepalive_expiry=50.0)


class Offline(Trouble):
    """The county cannot be reached now. Work goes on; nothing is lost."""


class Rejected(Trouble):
    """The county answered and refused; ``refusal`` says why."""

    def __init__(self, refusal: wire.Refusal) -> None:
        super().__init__(refusal.message or "县平台拒绝了这次请求")
        self.refusal = refusal


class Line:
    """Signed requests of one device over connections that stay open. ``close()`` when done.

    Learns how far the two clocks are apart.
    """

    def __init__(
        self,
        identity: Identity,
        *,
        drift_ms: int = 0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.identity = identity
        self._key = identity.signing_key
        self.drift_ms = drift_ms
        self._http = open_http(identity.county_url, transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def become(self, identity: Identity) -> None:
        """Sign as this device from now on."""
        self.identity = identity
        self._key = identity.signing_key

    def get(self, target: str, kind: type[_Reply]) -> _Reply:
        """GET ``target`` (path with query). Raises :class:`Offline`, :class:`Rejected`."""
        return wire.unpack(self._send("GET", target, b""), kind)

    def get_bytes(self, target: str) -> bytes:
        """GET bytes that are no message. Raises :class:`Offline`, :class:`Rejected`."""
        return self._send("GET", target, b"")

    def post(self, target: str, message: object, kind: type[_Reply]) -> _Reply:
        """POST one message."""
        return wire.unpack(self._send("POST", target, wire.pack(message)), kind)

    def _send(self, method: str, target: str, body: bytes) -> bytes:
        try:
            return self._once(method, target, body)
        except Rejected as error:
            if error.refusal.reason != "clock" or not error.refusal.server_ms:
                raise
            # The county's clock decides what "now" is on the wire; ours only says how far off.
            self.drift_ms = error.refusal.server_ms - int(time.time() * 1000)
            return self._once(method, target, body)

    def _once(self, method: str, target: str, body: bytes) -> bytes:
        now = int(time.time() * 1000) + self.drift_ms
        headers = auth.sign_request(self._key, self.identity.device, method, target, now, body)
        headers["Content-Type"] = wire.MEDIA_TYPE
        return send(self._http, method, target, body, headers)


def open_http(url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client whose connections stay open between requests. Close it when done."""
    return httpx.Client(base_url=url, timeout=_TIMEOUT, limits=_LIMITS, transport=transport)


def send(
    http: httpx.Client, method: str, target: str, body: bytes, headers: dict[str, str]
) -> bytes:
    """One request. Raises :class:`Offline` or :class:`Rejected`; returns the body of a 2xx."""
    try:
        try:
            answer = http.request(method, target, content=body, headers=headers)
        except httpx.RemoteProtocolError:
            # The county had just let go of an idle connection. Repeating anything is harmless.
            answer = http.request(method, target, content=body, headers=headers)
    except httpx.TransportError as error:
        raise Offline("连不上县平台,可继续离线办理", hint=type(error).__name__) from error
    if answer.is_success:
        return answer.content
    try:
        refusal = msgspec.json.decode(answer.content, type=wire.Refusal)
    except UNREADABLE:
        # A proxy or captive portal speaks here, not the county.
        raise Offline(
            "线路上有别的设备应答,没有连到县平台", hint=f"HTTP {answer.status_code}"
        ) from None
    raise Rejected(refusal)
