"""Rows of reference data that a restored county has lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_rig import INSTANT
from msgspec.structs import replace
from store_rig import new_store

from counter_app.models.reference import Handling, Item, ItemType, Level, encode_row
from counter_app.protocol.wire import EditionsReply, ReferenceRow
from counter_app.store import catalogue
from counter_app.store.store import Store
from counter_app.sync.editions import take_in

FIRST = Item(INSTANT, "甲", Level.TOWN, "镇里", ItemType.SERVICE, Handling.INSTANT, promised_days=1)


def row(item: Item, edition: int) -> ReferenceRow:
    return ReferenceRow("item", item.code, edition, False, encode_row(item))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A device with editions 1 and 3, of which the county is about to lose the latter."""
    opened = new_store(tmp_path)
    rows = (
        row(FIRST, 1),
        row(replace(FIRST, name="乙"), 3),
        ReferenceRow("zz", "1", 3, False, b"lost"),
    )
    take_in(opened, EditionsReply(3, False, rows, 0), until=None)
    yield opened
    opened.close()


def names(store: Store, *editions: int) -> list[str]:
    """What the item is called now, and under these editions."""
    with store.read() as connection:
        here = catalogue.load_catalogue(connection)
        found = [catalogue.item_at(connection, INSTANT, edition) for edition in editions]
    assert all(found)
    return [here.items[INSTANT].name, *(each.name for each in found if each)]


def test_what_the_county_lost_is_void(store: Store) -> None:
    assert names(store, 1, 3) == ["乙", "甲", "乙"]
    assert take_in(store, EditionsReply(1, False, (), 1), 1, until=None) == 2
    # A case received under the lost version still finds it; nobody else does.
    assert names(store, 1, 3) == ["甲", "甲", "乙"]
    # Nothing is left of a row that came with what is lost: everything is asked for anew.
    assert store.head.edition == 0
    again = (row(replace(FIRST, name="丙"), 4),)
    assert take_in(store, EditionsReply(4, False, again, 1), until=None) == 0
    assert names(store, 3, 4) == ["丙", "乙", "丙"]


def test_a_bundle_replaces_only_the_editions_it_holds(store: Store) -> None:
    told = (row(replace(FIRST, name="丙"), 2),)
    assert take_in(store, EditionsReply(2, False, told), 1, until=2) == 0
    assert (store.head.edition, names(store, 2, 3)) == (3, ["乙", "丙", "乙"])
    told = (row(replace(FIRST, name="丁"), 4),)
    assert take_in(store, EditionsReply(4, False, told), 2, until=4) == 2
    assert (store.head.edition, names(store, 3, 4)) == (0, ["丁", "乙", "丁"])
