"""What the county itself is: its code and its two key pairs, kept in the store."""

from __future__ import annotations

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, insert, select

from counter_app.errors import Trouble
from counter_app.models.tables.county import meta
from counter_app.settings import COUNTY_CODE

_KEY = "county"


class County(msgspec.Struct, frozen=True):
    """The county's code and private keys (raw): one signs, the other opens what is sealed."""

    code: str
    signing_key: bytes
    sealing_key: bytes

    @property
    def public_keys(self) -> bytes:
        """What devices keep: Ed25519 public key (32 bytes), then X25519 public key (32)."""
        signing = Ed25519PrivateKey.from_private_bytes(self.signing_key)
        sealing = X25519PrivateKey.from_private_bytes(self.sealing_key)
        return signing.public_key().public_bytes_raw() + sealing.public_key().public_bytes_raw()


def load(connection: Connection) -> County:
    """The county of this store. Raises :class:`Trouble` when there is none yet."""
    value = connection.execute(select(meta.c.value).where(meta.c.key == _KEY)).scalar()
    if value is None:
        raise Trouble("这个县库还没有初始化", hint="请先运行 county init")
    return msgspec.msgpack.decode(bytes(value), type=County)


def lock(connection: Connection) -> None:
    """Until the transaction ends nobody else loads reference data or changes people's keys."""
    connection.execute(select(meta.c.key).where(meta.c.key == _KEY).with_for_update()).first()


def make(connection: Connection) -> bool:
    """Give the store its keys, once; whether they were made now."""
    if connection.execute(select(meta.c.key).where(meta.c.key == _KEY)).first():
        return False
    county = County(
        code=COUNTY_CODE,
        signing_key=Ed25519PrivateKey.generate().private_bytes_raw(),
        sealing_key=X25519PrivateKey.generate().private_bytes_raw(),
    )
    connection.execute(insert(meta).values(key=_KEY, value=msgspec.msgpack.encode(county)))
    return True
