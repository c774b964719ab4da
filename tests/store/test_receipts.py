"""Receipts of many entries at one instant: noted as a run, told as ever, written when needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import select
from store_rig import identity

from counter_app.bench.offline import fill_offline
from counter_app.models.tables.device import entry
from counter_app.protocol.renewal import RenewReply
from counter_app.store import checks, queries, renewal
from counter_app.store.receipts import LONG
from counter_app.store.store import Store

COUNT = LONG + 50
KEY = os.urandom(32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "counter.db", KEY, identity())
    fill_offline(made, COUNT)
    yield made
    made.close()


def acknowledge(store: Store, received_ms: int, first: int = 1, last: int = COUNT) -> set[str]:
    with store.write() as tx:
        return tx.acknowledge(last, [(first, last, received_ms)])


def in_rows(store: Store) -> set[int | None]:
    with store.read() as connection:
        return set(connection.execute(select(entry.c.received_ms)).scalars())


def told(store: Store) -> set[int | None]:
    with store.read() as connection:
        subjects = connection.execute(select(entry.c.subject)).scalars().all()
    return {each.received_ms for name in subjects for each in queries.timeline(store, name)}


def later(store: Store) -> int:
    return (store.head.clock >> 16) + 1000


def test_a_long_run_is_told_and_leaves_the_rows_alone(store: Store, tmp_path: Path) -> None:
    at_ms = later(store)
    assert acknowledge(store, at_ms) == set()
    assert store.head.unsent == 0
    assert (in_rows(store), told(store)) == ({None}, {at_ms})
    assert checks.examine(store).ok
    store.close()
    again = Store.open(tmp_path / "counter.db", KEY)
    assert told(again) == {at_ms}
    again.close()


def test_a_short_run_stands_in_the_rows(store: Store) -> None:
    at_ms = later(store)
    acknowledge(store, at_ms, last=LONG - 1)
    assert in_rows(store) == {at_ms, None}
    assert not store.receipts.runs


def test_a_clock_ahead_of_the_county_is_put_right_in_the_rows(store: Store) -> None:
    at_ms = (store.head.clock >> 16) - 60_000
    assert acknowledge(store, at_ms), "their order changes"
    assert in_rows(store) == told(store) == {at_ms}
    assert checks.examine(store).ok


def test_what_a_restored_county_acknowledges_again_counts(store: Store) -> None:
    at_ms = later(store)
    acknowledge(store, at_ms)
    with store.write() as tx:
        tx.head = replace(tx.head, acked=0)
    acknowledge(store, at_ms + 5)
    assert told(store) == {at_ms + 5}
    assert checks.examine(store).ok


def test_receipts_stay_with_the_entries_when_the_device_is_renewed(store: Store) -> None:
    at_ms = later(store)
    acknowledge(store, at_ms)
    key = Ed25519PrivateKey.generate()
    here = store.identity
    reply = RenewReply(
        device="d0002",
        serial=2,
        place=here.place,
        window=here.window,
        county_code=here.county_code,
        public_url=here.public_url,
        county_key=here.county_key,
        server_ms=at_ms,
        kept=COUNT,
    )
    renewal.switch(store, reply, key, COUNT)
    assert not store.receipts.runs
    assert in_rows(store) == told(store) == {at_ms}
    assert checks.examine(store).ok
