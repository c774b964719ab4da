"""Whether there is a way to the county at all, found out cheaply and without a request."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

#: An address that belongs to nobody (RFC 5737), for asking which way out there is.
_NOWHERE = "192.0.2.1"
_KNOCK_S = 4.0


class Route:
    """The way from this machine to the county's address."""

    def __init__(self, county_url: str) -> None:
        parts = urlsplit(county_url)
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if parts.scheme == "https" else 80)
        self._target = _numeric(self.host)

    def source(self) -> str:
        """Our own address on the way there, "" when there is no way. Sends nothing.

        Another one than before means that a cable, a modem or a Wi-Fi came or went.
        """
        host = self._target or _NOWHERE
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((host, self.port))
                return str(probe.getsockname()[0])
        except OSError:
            return ""

    def knock(self) -> bool:
        """Whether somebody takes a connection there. Blocks up to a few seconds."""
        try:
            with socket.create_connection((self.host, self.port), timeout=_KNOCK_S) as line:
                self._target = str(line.getpeername()[0])
                return True
        except OSError:
            return False


def _numeric(host: str) -> str:
    """The host if it is an address already. Names are learned when a connection was made:
    asking for them can take seconds where there is no line."""
    try:
        return str(ip_address(host))
    except ValueError:
        return ""
