"""A county to measure against: its store, its devices, and its server in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, insert, select

from counter_app.bench.postgres import NoPostgres, start_postgres
from counter_app.county import admin
from counter_app.county.database import Database
from counter_app.county.server import wall_ms
from counter_app.models.tables.county import device
from counter_app.protocol.journal import genesis
from counter_app.settings import COUNTY_CODE
from counter_app.store.identity import Identity

TOWN = "421321101000"


@dataclass
class County:
    """An empty county store that nobody else uses. ``kind``: postgresql or sqlite."""

    url: str
    kind: str

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The store itself."""
        database = Database.open(self.url)
        try:
            yield database
        finally:
            database.close()

    @contextmanager
    def serving(self, processes: int = 1) -> Iterator[list[str]]:
        """``county serve`` on free ports; yields their addresses."""
        words = ["county", "serve", "--listen", "127.0.0.1:0", "--json", "--database", self.url]
        with _processes([["-m", "counter_app", *words]] * processes) as running:
            yield [json.loads(line)["listening"] for line in running]

    @contextmanager
    def bare(self) -> Iterator[str]:
        """The floor's server (bench/bare.py) beside the same store; yields its address."""
        with _processes([["-m", "counter_app.bench.bare", self.url]]) as running:
            yield running[0].strip()


@contextmanager
def county() -> Iterator[County]:
    """A new county on a PostgreSQL of its own that waits for the disk, as in production.

    Raises :class:`NoPostgres` where there is none.
    """
    server = start_postgres(durable=True)
    try:
        made = County(server.fresh_database(), "postgresql")
        with made.opened() as database:
            admin.init(database, wall_ms())
        yield made
    finally:
        server.stop()


@contextmanager
def county_of_any_kind() -> Iterator[County]:
    """On PostgreSQL, or in a SQLite file where there is none."""
    try:
        with county() as made:
            yield made
    except NoPostgres:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'county.db'}"
            database = Database.open(url, create=True)
            admin.init(database, wall_ms())
            database.close()
            yield County(url, "sqlite")


def enrol_devices(
    database: Database, count: int = 1, *, county_url: str = "", places: tuple[str, ...] = (TOWN,)
) -> list[Identity]:
    """New devices, spread over these places, without the errand of a code each."""
    with database.writing() as connection:
        last: int = connection.execute(select(func.max(device.c.serial))).scalar() or 0
        made = [
            _identity(serial, places[serial % len(places)], county_url)
            for serial in range(last + 1, last + count + 1)
        ]
        connection.execute(insert(device), [_row(each) for each in made])
    return made


def _identity(serial: int, place: str, county_url: str) -> Identity:
    key = Ed25519PrivateKey.generate()
    return Identity(
        device=f"d{serial:04d}",
        serial=serial,
        place=place,
        window=1,
        county_code=COUNTY_CODE,
        county_url=county_url,
        public_url=county_url,
        county_key=bytes(64),
        public_key=key.public_key().public_bytes_raw(),
        private_key=key.private_bytes_raw(),
    )


def _row(identity: Identity) -> dict[str, object]:
    now = wall_ms()
    return {
        "id": identity.device,
        "serial": identity.serial,
        "place": identity.place,
        "window_no": identity.window,
        "public_key": identity.public_key,
        "acked_n": 0,
        "head": genesis(identity.public_key),
        "enrolled_ms": now,
        "last_seen_ms": now,
        "program": "bench",
    }


@contextmanager
def _processes(commands: list[list[str]]) -> Iterator[list[str]]:
    """Run these with this Python; yields the first line that each says, once all have."""
    running = [
        subprocess.Popen(
            [sys.executable, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the access log
            text=True,
        )
        for words in commands
    ]
    try:
        said = [each.stdout.readline() if each.stdout else "" for each in running]
        if not all(said):
            raise RuntimeError("a server process did not start")
        yield said
    finally:
        for each in running:
            each.terminate()
        for each in running:
            each.wait(20)
            if each.stdout is not None:
                each.stdout.close()
