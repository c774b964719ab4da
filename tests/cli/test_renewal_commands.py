"""A window moves to another PC, then to another place, then is stopped: all by the commands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_rig import TOWN, VILLAGE, Commands, enrol, make_county, person_id

OTHER_TOWN = "421321102000"

pytestmark = pytest.mark.slow


def take_in(here: Commands, folder: Path, *people: int, check: bool = True) -> Any:
    source = folder / "cases.jsonl"
    rows = (
        {
            "item": here.item,
            "applicant": {"name": f"王样{index}", "id_number": person_id(index)},
            "received_at": "2026-11-20T09:10:00+08:00",
        }
        for index in people
    )
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    if not check:
        return here.run("cases", "import", str(source), check=False)
    return here.json("cases", "import", str(source))


def test_moved_and_stopped_by_commands(tmp_path: Path) -> None:
    county = make_county(f"sqlite:///{tmp_path}/county.db")
    with county.serving():
        old = enrol(county, tmp_path / "old")
        take_in(old, tmp_path, 0, 1)
        assert old.json("sync")["renewed"] is None
        take_in(old, tmp_path, 2)
        file = tmp_path / "window.backup"
        assert old.json("backup", str(file))["unsent"] == 1
        take_in(old, tmp_path, 3)

        new = replace(old, profile=tmp_path / "new")
        new.run("restore", str(file))
        refused = take_in(new, tmp_path, 4, check=False)
        assert refused.returncode == 1
        assert "换发设备编号" in refused.stderr
        told = new.run("sync")
        assert "d0001 → d0002" in told.stdout
        assert take_in(new, tmp_path, 4)["imported"] == 1

        left = old.run("sync", check=False)
        assert left.returncode == 1
        assert "接替" in left.stderr
        assert "Traceback" not in left.stderr
        facts = old.json("doctor")
        assert (facts["ok"], facts["unsent"], facts["cases"]) == (True, 0, 4)
        assert "接替" in take_in(old, tmp_path, 5, check=False).stderr

        for _ in range(2):
            assert new.json("sync")["agreed"]
        verdict = county.json("verify")
        assert verdict["ok"], verdict["findings"]
        assert new.json("doctor")["digest"] == verdict["places"][TOWN]
        assert verdict["cases"] == 5
        listed = {each["device"]: each for each in county.json("devices")["devices"]}
        assert listed["d0001"]["stopped"] == "replaced"
        assert listed["d0001"]["replaced_by"] == "d0002"

        county.json("move", "d0002", "--place", OTHER_TOWN, "--window", "1")
        synced = new.json("sync")
        assert (synced["agreed"], synced["cases"]) == (True, 0)
        facts = new.json("doctor")
        assert (facts["ok"], facts["place"], facts["cases"]) == (True, OTHER_TOWN, 0)
        assert facts["entries"] == 5
        take_in(new, tmp_path, 6)
        assert new.json("sync")["agreed"]
        (only,) = new.json("cases", "list")
        assert only["place"] == OTHER_TOWN
        assert only["number"][6:10] == "0002"

        take_in(new, tmp_path, 7)
        county.json("revoke", "d0002", "--lost")
        stopped = new.run("sync", check=False)
        assert stopped.returncode == 1
        assert "挂失" in stopped.stderr
        facts = new.json("doctor")
        assert (facts["ok"], facts["unsent"]) == (True, 1)
        assert county.json("verify")["ok"]


def test_a_restored_village_goes_on_by_stick_alone(tmp_path: Path) -> None:
    """The county is away whenever the village's commands run."""
    county = make_county(f"sqlite:///{tmp_path}/county.db")
    stick = tmp_path / "up.sync"
    with county.serving():
        old = enrol(county, tmp_path / "old", place=VILLAGE)
        town = enrol(county, tmp_path / "town")
        take_in(old, tmp_path, 0)
        old.json("sync")
    take_in(old, tmp_path, 1)
    old.json("backup", str(tmp_path / "village.backup"))
    new = replace(old, profile=tmp_path / "new")
    assert "U盘" in new.run("restore", str(tmp_path / "village.backup")).stdout
    assert "U盘" in take_in(new, tmp_path, 2, check=False).stderr
    told = new.run("bundle", "export", str(stick))
    assert "请县平台换发设备编号" in told.stdout
    with county.serving(int(county.url.rpartition(":")[2])):
        relayed = town.json("bundle", "import", str(stick))
    assert (relayed["renewed"], relayed["entries"]) == ("d0003", 1)
    told = new.run("bundle", "import", relayed["answer"])
    assert "d0001 → d0003" in told.stdout
    assert "可以继续收件" in told.stdout
    assert take_in(new, tmp_path, 2)["imported"] == 1
    again = new.json("bundle", "import", relayed["answer"])
    assert (again["changed"], again["renewed"], again["waits"]) == (False, None, False)
    facts = new.json("doctor")
    assert (facts["ok"], facts["restored"], facts["cases"]) == (True, False, 3)
