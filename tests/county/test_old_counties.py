"""Counties of every earlier format open, upgrade, and lose nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from county_rig import TOWN, VILLAGE

from counter_app.county import schema
from counter_app.county.database import Database
from counter_app.county.devices import all_devices
from counter_app.county.pull import pull
from counter_app.county.verify import verify

COUNTIES = sorted((Path(__file__).parent.parent / "data" / "counties").glob("*/county.db"))


@pytest.mark.parametrize("old", COUNTIES, ids=lambda path: path.parent.name)
def test_an_old_county_opens_without_loss(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / "county.db"
    shutil.copy(old, copy)
    database = Database.open(f"sqlite:///{copy}")
    schema.upgrade(database)
    schema.require(database)
    verdict = verify(database)
    assert verdict.ok, verdict.findings
    assert (verdict.entries, verdict.cases, verdict.set_aside) == (5, 2, 1)
    assert set(verdict.places) == {TOWN, VILLAGE}
    assert [each.acked_n for each in all_devices(database)] == [2, 4]
    assert len(pull(database, "d0001", VILLAGE, 0).entries) == 2
    assert len(pull(database, "d0002", TOWN, 0).entries) == 2
    database.close()
