"""What a bad line does to requests: lost, doubled, late, cut off, answered by somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

import httpx
import msgspec
from convergence.county_line import CountyLine, Crash

from counter_app.protocol.wire import Refusal


class Fault(StrEnum):
    """What happens to one request."""

    NONE = "none"
    LOSE_REQUEST = "lose_request"
    LOSE_REPLY = "lose_reply"
    TWICE = "twice"
    #: arrives after requests that were made later; the sender has given up by then
    LATE = "late"
    CUT_REQUEST = "cut_request"
    #: the connection breaks inside the reply
    CUT_REPLY = "cut_reply"
    #: a proxy passes half of the reply on as if it were all
    HALF_REPLY = "half_reply"
    BUSY = "busy"
    #: a captive portal answers 200 with its own page
    PORTAL = "portal"
    #: somebody in between answers with noise that is a whole zstd frame
    NOISE = "noise"
    #: the county is killed at its k-th statement of this request
    COUNTY_CRASH = "county_crash"
    #: the county has been restarted in between
    COUNTY_RESTART = "county_restart"
    #: others work and sync while this request is on its way
    MEANWHILE_BEFORE = "meanwhile_before"
    MEANWHILE_AFTER = "meanwhile_after"
    #: the county's clock is corrected while the request is on its way
    CLOCK_BACK = "clock_back"
    CLOCK_ON = "clock_on"


Planned = tuple[Fault, int]

_PORTAL = b"<html><body>\xe8\xaf\xb7\xe5\x85\x88\xe7\x99\xbb\xe5\xbd\x95</body></html>"
#: zstd frame of the msgpack map {"acked": 999}: well-formed, and not what was asked for.
_HOUR_MS = 3_600_000


class Network:
    """All lines of the county. ``held``: requests that are still on their way somewhere."""

    def __init__(self, county: CountyLine) -> None:
        self.county = county
        self.held: list[tuple[str, str, list[tuple[bytes, bytes]], bytes]] = []
        self.requests = 0

    def deliver_late(self, which: int = 0) -> None:
        """One of the late requests arrives after all; nobody waits for its answer."""
        if self.held:
            request = self.held.pop(which % len(self.held))
            self.county.call(*request)

    def line(
        self, plan: Iterable[Planned] = (), meanwhile: Callable[[int], None] | None = None
    ) -> Line:
        return Line(self, list(plan), meanwhile)


class Line(httpx.BaseTransport):
    """The line of one device for one sync. ``plan``: what happens to its requests, in order."""

    def __init__(
        self, network: Network, plan: list[Planned], meanwhile: Callable[[int], None] | None
    ) -> None:
        self._network = network
        self._plan = plan
        self._meanwhile = meanwhile

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        county = self._network.county
        self._network.requests += 1
        body = request.read()
        target = request.url.raw_path.decode()
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        fault, k = self._plan.pop(0) if self._plan else (Fault.NONE, 0)

        def deliver(content: bytes = body) -> tuple[int, bytes]:
            return county.call(request.method, target, headers, content)

        match fault:
            case Fault.LOSE_REQUEST:
                raise httpx.ConnectTimeout("lost")
            case Fault.LATE:
                self._network.held.append((request.method, target, headers, body))
                raise httpx.ReadTimeout("late")
            case Fault.CUT_REQUEST:
                deliver(body[: k * len(body) // 40])
                raise httpx.WriteError("cut")
            case Fault.BUSY:
                return _answer(503, msgspec.json.encode(Refusal("busy", "忙")))
            case Fault.PORTAL:
                return _answer(200, _PORTAL)
            case Fault.COUNTY_RESTART:
                county.restart()
            case Fault.COUNTY_CRASH:
                county.fuse.light(k)
            case Fault.CLOCK_BACK:
                county.now_ms -= k * _HOUR_MS
            case Fault.CLOCK_ON:
                county.now_ms += k * _HOUR_MS
            case Fault.TWICE:
                deliver()
            case Fault.MEANWHILE_BEFORE if self._meanwhile is not None:
                self._meanwhile(k)
            case _:
                pass
        try:
            status, content = deliver()
        except Crash:
            raise httpx.RemoteProtocolError("the county went away") from None
        finally:
            county.fuse.put_out()
        match fault:
            case Fault.LOSE_REPLY:
                raise httpx.ReadTimeout("lost")
            case Fault.CUT_REPLY:
                raise httpx.RemoteProtocolError("cut")
            case Fault.HALF_REPLY:
                return _answer(status, content[: k * len(content) // 40])
            case Fault.NOISE:
                noise = bytearray(content)
                if noise:
                    noise[k % len(noise)] ^= 0x55
                return _answer(status, bytes(noise[:-1] if k % 2 else noise))
            case Fault.MEANWHILE_AFTER if self._meanwhile is not None:
                self._meanwhile(k)
            case _:
                pass
        return _answer(status, content)


def _answer(status: int, content: bytes) -> httpx.Response:
    return httpx.Response(status, content=content)
