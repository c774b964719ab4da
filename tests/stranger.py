"""A third party's client, written from docs/sync.md and docs/acts.md alone.

It knows nothing of this project's code on purpose: if it works, the pages are complete.
"""

from __future__ import annotations

import hashlib
import time
from typing import Any

import httpx
import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MEDIA = "application/vnd.counter+zstd"
_pack = msgspec.msgpack.encode
_unpack = msgspec.msgpack.decode


class Stranger:
    """One device of somebody else's making."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=20)
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.entries: list[bytes] = []
        self.pulled: list[tuple[int, list[Any]]] = []
        self.cursor = 0
        self.acked = 0
        self.device = ""
        self.place = ""

    def __enter__(self) -> Stranger:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    # section 4: enrol, push, pull

    def enrol(self, code: str) -> dict[str, Any]:
        asked = {"code": code, "public_key": self.public, "program": "stranger 1", "protocol": 1}
        answer = self.http.post(
            "/api/v1/enrol", content=_squeeze(asked), headers={"Content-Type": _MEDIA}
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = _open(answer.content)
        self.device, self.place = told["device"], told["place"]
        return told

    def record(self, staff: str, subject: str, kind: str, act: dict[str, Any]) -> None:
        """Section 2: an array of nine; the act's own map stands in it as it is."""
        hlc = int(time.time() * 1000) << 16 | len(self.entries)
        envelope = [
            self.device, len(self.entries) + 1, hlc, staff, self.place, subject, kind, 1, act,
        ]  # fmt: skip
        self.entries.append(_pack(envelope))

    def push(self) -> dict[str, Any]:
        new = self.entries[self.acked :]
        head = hashlib.sha256(b"counter-app journal v1" + self.public).digest()
        for data in self.entries:
            head = hashlib.sha256(head + data).digest()
        signed = b"\0".join(
            (
                b"counter-app head v1",
                self.device.encode(),
                str(len(self.entries)).encode(),
                head,
            )
        )
        message = {
            "first": self.acked + 1,
            "entries": new,
            "head": head,
            "signature": self.key.sign(signed),
        }
        told = self._ask("POST", "/api/v1/push", _squeeze(message))
        self.acked = told["acked"]
        return told

    def pull(self) -> dict[str, Any]:
        while True:
            told = self._ask("GET", f"/api/v1/pull?cursor={self.cursor}")
            self.pulled += [(came, _unpack(data)) for came, data in told["entries"]]
            self.cursor = told["cursor"]
            if not told["more"]:
                return told

    def editions(self) -> list[list[Any]]:
        rows: list[list[Any]] = []
        since = 0
        while True:
            told = self._ask("GET", f"/api/v1/editions?since={since}")
            rows += told["rows"]
            since = told["edition"]
            if not told["more"]:
                return rows

    # section 3: transport

    def _ask(self, method: str, target: str, body: bytes = b"") -> dict[str, Any]:
        now = str(int(time.time() * 1000))
        lines = ("counter-app request v1", self.device, method, target, now)
        signed = "".join(line + "\n" for line in lines).encode() + hashlib.sha256(body).digest()
        headers = {
            "Counter-Device": self.device,
            "Counter-Time": now,
            "Counter-Signature": self.key.sign(signed).hex(),
            "Content-Type": _MEDIA,
        }
        answer = self.http.request(method, target, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = _open(answer.content)
        return told


def _squeeze(message: object) -> bytes:
    return zstandard.ZstdCompressor().compress(_pack(message))


def _open(body: bytes) -> Any:
    return _unpack(zstandard.ZstdDecompressor().decompress(body))
