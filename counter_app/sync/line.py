"""One signed line to the county: requests, clock correction, and what errors mean."""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import msgspec

from counter_app import __version__
from counter_app.errors import Trouble, line_words
from counter_app.protocol import auth, version, wire
from counter_app.protocol.attachments import CHUNK_TYPE
from counter_app.protocol.journal import UNREADABLE
from counter_app.store.identity import Identity

_Reply = TypeVar("_Reply")

#: Seconds to wait for a connection and between bytes: a 2G line is slow, a dead one is told soon.
_TIMEOUT = httpx.Timeout(60.0, connect=8.0)
#: Seconds that an idle connection is kept: a little less than the county keeps it.
_LIMITS = httpx.Limits(max_connections=4, keepalive_expiry=50.0)


#: A connection whose other end vanished without a word is noticed by the system: first
#: question after so many seconds, then so often, given up after so many.
_KEEP_ALIVE = (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 4))
#: What was sent and not confirmed for so long (ms) is given up. Linux.
_UNCONFIRMED_MS = 90_000
#: A request is repeated for so many reasons: another clock, another protocol.
_MENDABLE = 2
#: Not words of the county but of something before it, which may take a smaller request.
_TOO_MUCH = frozenset({408, 413, 502, 504})


class Offline(Trouble):
    """The county cannot be reached now. Work goes on; nothing is lost.

    ``reached``: somebody took the connection, so a bare connection proves nothing.
    """

    reached = False


class Elsewhere(Offline):
    """Something answers that is not the county: a portal, a proxy without its county."""

    reached = True


class Busy(Offline):
    """The county is there and cannot do it now; the same again later."""

    reached = True


class Interrupted(Offline):
    """The line was there and broke in the middle of a request."""

    reached = True


class TooSlow(Interrupted):
    """The line is there, and too slow for a request of this size."""


_NO_CONNECTION = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Rejected(Trouble):
    """The county answered and refused; ``refusal`` says why."""

    def __init__(self, refusal: wire.Refusal, status: int = 0) -> None:
        super().__init__(refusal.message or "县平台拒绝了这次请求")
        self.refusal = refusal
        self.status = status


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
        timeout: httpx.Timeout | None = None,
    ) -> None:
        self.identity = identity
        self._key = identity.signing_key
        self.drift_ms = drift_ms
        #: what we speak; a county of an older program makes it less
        self.protocol = version.PROTOCOL
        self._socket: socket.socket | None = None
        self._cut = False
        self._http = open_http(identity.county_url, transport, timeout)

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

    def cut(self) -> None:
        """From another thread: let a request that waits for its answer fail now."""
        self._cut = True
        line = self._socket
        if line is not None:
            with contextlib.suppress(OSError):
                # Past TLS, which would first say goodbye to the other side.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    def get(self, target: str, kind: type[_Reply]) -> _Reply:
        """GET ``target`` (path with query). Raises :class:`Offline`, :class:`Rejected`."""
        return _read(self._send("GET", target, b""), kind)

    def get_bytes(self, target: str) -> bytes:
        """GET bytes that are no message. Raises :class:`Offline`, :class:`Rejected`."""
        return self._send("GET", target, b"")

    def post(self, target: str, message: object, kind: type[_Reply]) -> _Reply:
        """POST one message."""
        return self.post_packed(target, wire.pack(message), kind)

    def post_packed(self, target: str, body: bytes, kind: type[_Reply]) -> _Reply:
        """POST a message that is packed already."""
        return _read(self._send("POST", target, body), kind)

    def put_chunk(self, target: str, data: bytes, kind: type[_Reply]) -> _Reply:
        """PUT bytes as they are."""
        return _read(self._send("PUT", target, data, CHUNK_TYPE), kind)

    def get_chunk(self, target: str) -> bytes:
        """GET bytes as they are."""
        return self._send("GET", target, b"")

    def _send(self, method: str, target: str, body: bytes, media: str = wire.MEDIA_TYPE) -> bytes:
        for _ in range(_MENDABLE):
            try:
                return self._once(method, target, body, media)
            except Rejected as error:
                if not self._mended(error.refusal):
                    raise
        return self._once(method, target, body, media)

    def _mended(self, refusal: wire.Refusal) -> bool:
        """Whether the same request may be taken now."""
        if refusal.reason == "clock" and refusal.server_ms:
            # The county's clock decides what "now" is on the wire; ours only says how far off.
            self.drift_ms = refusal.server_ms - int(time.time() * 1000)
            return True
        if refusal.reason == "protocol":
            spoken = version.common(refusal.expected, self.protocol)
            if spoken is not None:
                self.protocol = spoken
                return True
        return False

    def _once(self, method: str, target: str, body: bytes, media: str) -> bytes:
        now = int(time.time() * 1000) + self.drift_ms
        headers = auth.sign_request(self._key, self.identity.device, method, target, now, body)
        if body:
            headers["Content-Type"] = media
        headers[version.PROTOCOL_HEADER] = str(self.protocol)
        headers[version.PROGRAM_HEADER] = __version__
        if self._cut:
            raise Interrupted("线路已由本机断开")
        return send(self._http, method, target, body, headers, trace=self._connected)

    def _connected(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            keep_alive(self._socket)
            if self._cut:
                self.cut()


def _read(body: bytes, kind: type[_Reply]) -> _Reply:
    try:
        return wire.unpack(body, kind)
    except Trouble as error:
        raise Interrupted("收到的数据不完整，稍后自动重试", hint=error.message) from error


def keep_alive(line: socket.socket | None) -> None:
    """Let the system notice that the other end is gone, as far as it can be told to."""
    if line is None:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    wanted = [*_KEEP_ALIVE, ("TCP_USER_TIMEOUT", _UNCONFIRMED_MS)]
    for name, value in wanted:
        option = getattr(socket, name, None)
        if option is not None:
            line.setsockopt(socket.IPPROTO_TCP, option, value)


def open_http(
    url: str,
    transport: httpx.BaseTransport | None = None,
    timeout: httpx.Timeout | None = None,
) -> httpx.Client:
    """A client whose connections stay open between requests. Close it when done."""
    return httpx.Client(
        base_url=url,
        timeout=timeout or _TIMEOUT,
        limits=_LIMITS,
        transport=transport,
        verify=_trusted(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")),
    )


@functools.cache
def _trusted(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Whom TLS trusts, as these variables say: reading the list takes 70 ms, so it is read once."""
    return httpx.create_ssl_context()


def send(
    http: httpx.Client,
    method: str,
    target: str,
    body: bytes,
    headers: dict[str, str],
    *,
    trace: Callable[[str, Mapping[str, Any]], None] | None = None,
) -> bytes:
    """One request. Raises :class:`Offline` or :class:`Rejected`; returns the body of a 2xx."""
    more = {} if trace is None else {"trace": trace}
    try:
        try:
            answer = http.request(method, target, content=body, headers=headers, extensions=more)
        except httpx.RemoteProtocolError:
            # The county had just let go of an idle connection. Repeating anything is harmless;
            # a connection that we cut ourselves is cut again as soon as it is made.
            answer = http.request(method, target, content=body, headers=headers, extensions=more)
    except _NO_CONNECTION as error:
        raise Offline("连不上县平台，可继续离线办理", hint=line_words(error)) from error
    except httpx.TimeoutException as error:
        raise TooSlow("线路太慢，可继续离线办理", hint=line_words(error)) from error
    except httpx.TransportError as error:
        raise Interrupted("线路中断，可继续离线办理", hint=line_words(error)) from error
    if answer.is_success and answer.headers.get("content-type", "").startswith("text/"):
        raise Elsewhere("线路上有别的设备应答，没有连到县平台", hint="可能需要先登录网络")
    if answer.is_success:
        return answer.content
    try:
        refusal = msgspec.json.decode(answer.content, type=wire.Refusal)
    except UNREADABLE:
        # A proxy or captive portal speaks here, not the county.
        if answer.status_code in _TOO_MUCH:
            raise TooSlow("线路上的设备没有转到县平台", hint=f"HTTP {answer.status_code}") from None
        raise Elsewhere(
            "线路上有别的设备应答，没有连到县平台", hint=f"HTTP {answer.status_code}"
        ) from None
    if refusal.reason in ("busy", "fault"):
        raise Busy("县平台暂时忙不过来，稍后自动重试", hint=refusal.message)
    raise Rejected(refusal, answer.status_code)
