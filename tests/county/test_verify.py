"""Verify: a sound store is sound, and every kind of damage is found."""

from __future__ import annotations

from datetime import date

import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, enrol_directly
from sqlalchemy import text

from counter_app.county.database import Database
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.verify import verify
from counter_app.models.acts.case import Accepted, Forwarded


@pytest.fixture
def filled(database: Database) -> Database:
    """Two devices, cases of several entries, one forwarded, one entry set aside."""
    village = enrol_directly(database, VILLAGE)
    town = enrol_directly(database, TOWN)
    for running in range(1, 5):
        subject = village.receive(running)
        if running % 2:
            village.record(subject, Forwarded(to_place=TOWN, purpose="report"))
    village.record_bytes(b"unreadable")
    push(database, village.id, village.push(1, 3), lambda: NOW_MS)
    push(database, village.id, village.push(4), lambda: NOW_MS + 5)
    town.hlc = (NOW_MS + 10) << 16
    town.record(subject, Accepted(accepted_on=date(2026, 11, 25)))
    town.receive(1)
    push(database, town.id, town.push(), lambda: NOW_MS + 20)
    return database


def test_an_empty_store_is_sound(database: Database) -> None:
    verdict = verify(database)
    assert verdict.ok
    assert (verdict.entries, verdict.cases, verdict.digest) == (0, 0, "0" * 64)


def test_a_filled_store_is_sound(filled: Database) -> None:
    verdict = verify(filled)
    assert verdict.findings == ()
    assert verdict.ok
    assert (verdict.entries, verdict.set_aside, verdict.cases) == (8, 1, 5)
    for place in (TOWN, VILLAGE):
        assert verdict.places[place] == pull(filled, "", place, 0).digest.hex()


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE entry SET data = hash WHERE n = 2", "与链不符"),
        ("DELETE FROM entry WHERE n = 3", "缺少第 3 条"),
        ("UPDATE device SET acked_n = acked_n + 1", "链头"),
        ("UPDATE case_state SET digest = NULL WHERE entries = 2", "现状"),
        ("UPDATE case_state SET entries = 7 WHERE entries = 1", "现状"),
        ("UPDATE place_feed SET cases = cases + 1", "校验值"),
        ("UPDATE place_feed SET position = position + 1", "缺号"),
        ("DELETE FROM feed WHERE position = 1", "缺号"),
        ("DELETE FROM place_feed", "没有下发队列"),
        ("UPDATE feed SET n = n - 1 WHERE position > 1", "重复"),
        ("UPDATE feed SET count = count - 1 WHERE count > 1", "缺号"),
        ("UPDATE case_state SET owner = 'X1', status = 'void'", "现状"),
        ("UPDATE feed SET device = 'd7777' WHERE position = 1", "不存在的记录"),
        ("UPDATE case_state SET places = 'X1' WHERE entries = 2", "没有送到"),
        ("DELETE FROM case_state", "现状"),
        ("DELETE FROM entry", "没有任何记录"),
    ],
)
def test_damage_is_found(filled: Database, damage: str, told: str) -> None:
    with filled.writing() as connection:
        connection.execute(text(damage))
    verdict = verify(filled)
    assert not verdict.ok
    assert any(told in finding for finding in verdict.findings), verdict.findings
