"""Devices with real stores against a served county: what tests of first loads and repair need."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from county_rig import TestDevice
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.county.database import Database
from counter_app.county.push import push
from counter_app.models.acts.case import Accepted
from counter_app.models.stamp import Actor
from counter_app.store.identity import Identity
from counter_app.store.store import Store, wall_ms


def fill(database: Database, device: TestDevice, cases: int, first: int = 1) -> list[str]:
    """Cases of two entries each, recorded by this device and pushed; returns their subjects."""
    before = len(device.entries)
    subjects = []
    for running in range(first, first + cases):
        device.now_ms += 60_000
        subject = device.receive(running, f"样{running}")
        device.record(subject, Accepted(accepted_on=date(2026, 11, 25)))
        subjects.append(subject)
    for start in range(before + 1, len(device.entries) + 1, 2000):
        last = min(start + 1999, len(device.entries))
        push(database, device.id, device.push(start, last), lambda: device.now_ms)
    return subjects


def store_of(
    folder: Path, device: TestDevice, url: str, now_ms: Callable[[], int] = wall_ms
) -> Store:
    """An empty store that is this device, as enrolment leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = Identity(
        device=device.id,
        serial=device.serial,
        place=device.place,
        window=1,
        county_code="421321",
        county_url=url,
        public_url=url,
        county_key=bytes(64),
        public_key=device.public_key,
        private_key=_raw(device.key),
    )
    return Store.create(folder / "counter.db", os.urandom(32), identity, now_ms)


def clerk(place: str) -> Actor:
    return Actor("SX1", "样一", place, 1, frozenset({"intake", "approval", "delivery"}))


def journal_of(store: Store) -> list[tuple[str, int, bytes]]:
    """Every entry held, by device and number."""
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT device, n, data FROM entry ORDER BY device, n")
        return [(device, n, data) for device, n, data in rows]


def rows_of(store: Store) -> list[tuple[object, ...]]:
    """Every row that lists show, in the order in which they were recorded."""
    with store.read() as connection:
        columns = "subject, number, status, owner, applicant, next_due, state, digest, twins"
        rows = connection.exec_driver_sql(f"SELECT {columns} FROM case_row ORDER BY id")
        return [tuple(row) for row in rows]


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes_raw()


class CountyCopies:
    """Backups of a county's store, and putting them back while nobody is connected."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._count = 0

    def take(self) -> str:
        """Copy the store as it is now; returns what ``restore`` needs."""
        self._count += 1
        if self.url.startswith("sqlite"):
            name = f"{self._file()}.{self._count}"
            with closing(sqlite3.connect(self._file())) as source:
                source.execute("VACUUM INTO ?", [name])
            return name
        name = f"{self._name()}_{self._count}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{self._name()}"')
        return name

    def restore(self, name: str) -> None:
        if self.url.startswith("sqlite"):
            for ending in ("-wal", "-shm", ""):
                Path(self._file() + ending).unlink(missing_ok=True)
            shutil.copyfile(name, self._file())
            return
        self._admin(f'DROP DATABASE "{self._name()}"')
        self._admin(f'CREATE DATABASE "{self._name()}" TEMPLATE "{name}"')

    def _file(self) -> str:
        return self.url.removeprefix("sqlite:///")

    def _name(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def _admin(self, statement: str) -> None:
        import psycopg

        address = self.url.replace("+psycopg", "").rsplit("/", 1)[0] + "/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)
