"""Numbers of editions when the county was restored to an earlier point."""

from __future__ import annotations

import json

import pytest
from county_rig import NOW_MS, TOWN, enrol_directly
from sqlalchemy import insert

from counter_app.county.database import Database
from counter_app.county.devices import Device, Top, find, seen
from counter_app.county.editions import editions, following
from counter_app.models.tables import county as tables


@pytest.fixture
def two_editions(database: Database) -> Database:
    """A county whose newest edition is the second."""
    with database.writing() as connection:
        for number in (1, 2):
            values = {"edition": number, "loaded_ms": NOW_MS, "summary": json.dumps({})}
            connection.execute(insert(tables.edition), values)
            row = {"kind": "zz", "code": "1", "edition": number, "withdrawn": False, "scope": ""}
            connection.execute(insert(tables.reference), row | {"body": b"%d" % number})
    return database


def signed_by(database: Database, name: str) -> Device:
    found = find(database, name)
    assert found is not None
    values = {each: getattr(found, each) for each in Device.__struct_fields__}
    return Device(**values | {"top": Top(2, 0, b"", 0)})


def next_number(database: Database) -> int:
    with database.reading() as connection:
        return following(connection)


def test_a_number_that_a_device_has_told_is_not_given_again(two_editions: Database) -> None:
    assert next_number(two_editions) == 3
    made = enrol_directly(two_editions, TOWN)
    seen(two_editions, signed_by(two_editions, made.id), NOW_MS, 0, 7)
    assert next_number(two_editions) == 8
    # It has let go of what the county lost, and says so; another one may still have it.
    seen(two_editions, signed_by(two_editions, made.id), NOW_MS, 0, 2)
    seen(two_editions, signed_by(two_editions, made.id), NOW_MS, 0, 5)
    assert next_number(two_editions) == 8


def test_a_device_that_is_far_ahead_is_not_believed(two_editions: Database) -> None:
    made = enrol_directly(two_editions, TOWN)
    seen(two_editions, signed_by(two_editions, made.id), NOW_MS, 0, (1 << 31) - 1)
    assert next_number(two_editions) == 3


def test_an_edition_the_county_lacks_is_answered_from_the_one_before(
    two_editions: Database,
) -> None:
    told = editions(two_editions, TOWN, 7)
    assert (told.edition, told.after, told.rows) == (2, 2, ())
    with two_editions.writing() as connection:
        values = {"edition": 9, "loaded_ms": NOW_MS, "summary": "{}"}
        connection.execute(insert(tables.edition), values)
        row = {"kind": "zz", "code": "1", "edition": 9, "withdrawn": False, "scope": ""}
        connection.execute(insert(tables.reference), row | {"body": b"9"})
    told = editions(two_editions, TOWN, 7)
    assert (told.edition, told.after, [row.body for row in told.rows]) == (9, 2, [b"9"])
