"""What this device is and how far it has come: two values in the meta table."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from counter_app.models.tables.device import meta
from counter_app.protocol.digest import EMPTY
from counter_app.store.prepared import Prepared


class Identity(msgspec.Struct, frozen=True):
    """The device as enrolled (登记). ``private_key``: raw Ed25519, only in the encrypted file."""

    device: str
    serial: int
    place: str
    window: int
    county_code: str
    county_url: str
    public_url: str
    county_key: bytes
    public_key: bytes
    private_key: bytes

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.private_key)


class Head(msgspec.Struct, frozen=True):
    """How far journal, sync and projection have come; changes with every transaction.

    ``n``/``chain``: newest own entry and its chain hash. ``clock``: largest effective key
    known. ``acked``: own entries the county has. ``cursor``: position in the place's feed.
    ``edition``: newest reference edition. ``digest``/``cases``: of all cases held here.
    ``drift_ms``: county clock minus this clock at the last contact. ``counters``: newest
    running number by "name/year". ``indexed``: cases up to this id are in the word index.
    """

    n: int
    chain: bytes
    clock: int = 0
    acked: int = 0
    cursor: int = 0
    edition: int = 0
    digest: bytes = EMPTY
    cases: int = 0
    synced_ms: int = 0
    drift_ms: int = 0
    counters: dict[str, int] = {}
    indexed: int = 0

    @property
    def unsent(self) -> int:
        """Own entries that are only on this machine."""
        return self.n - self.acked


_Value = TypeVar("_Value", bound=msgspec.Struct)


def load(connection: Connection, key: str, kind: type[_Value]) -> _Value | None:
    """One value of the meta table, or None."""
    row = connection.execute(select(meta.c.value).where(meta.c.key == key)).first()
    return None if row is None else msgspec.msgpack.decode(row[0], type=kind)


_encoder = msgspec.msgpack.Encoder()
_PUT = insert(meta)
_KEEP = Prepared(
    _PUT.on_conflict_do_update(index_elements=["key"], set_={"value": _PUT.excluded.value}),
    columns=("key", "value"),
)


def keep(driver: Any, key: str, value: msgspec.Struct) -> None:
    """Write one value of the meta table, on the driver's connection."""
    _KEEP.run(driver, {"key": key, "value": _encoder.encode(value)})
