"""A served county is put back to an earlier copy of its file; real commands on real profiles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_rig import Commands, County, enrol, make_county, person_id
from replica_rig import CountyCopies

TOWN, VILLAGE = "421321101000", "421321101215"

pytestmark = pytest.mark.slow


def take_in(here: Commands, folder: Path, first: int, count: int) -> None:
    rows = (
        {
            "item": here.item,
            "applicant": {"name": f"王样{index}", "id_number": person_id(index)},
            "received_at": "2026-11-20T09:10:00+08:00",
        }
        for index in range(first, first + count)
    )
    source = folder / f"{first}.jsonl"
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert here.json("cases", "import", str(source))["imported"] == count


def test_profiles_bring_a_restored_county_up_again(tmp_path: Path) -> None:
    county: County = make_county(f"sqlite:///{tmp_path}/county.db")
    copies = CountyCopies(county.database)
    with county.serving() as url:
        port = url.rsplit(":", 1)[1]
        first = enrol(county, tmp_path / "first", TOWN)
        second = enrol(county, tmp_path / "second", TOWN, window=2)
        take_in(first, tmp_path, 0, 5)
        for here in (first, second):
            assert here.json("sync")["agreed"]
    copy = copies.take()
    with county.serving(port):
        take_in(first, tmp_path, 10, 4)
        take_in(second, tmp_path, 20, 3)
        for here in (first, second, first):
            assert here.json("sync")["agreed"]
    copies.restore(copy)
    with county.serving(port):
        told = second.json("sync")
        assert (told["agreed"], told["repaired"] > 0) == (True, True)
        for here in (first, second):
            told = here.json("sync")
            assert told["agreed"]
        facts = county.json("verify")
        assert facts["ok"], facts
        assert facts["cases"] == 12
        for here in (first, second):
            health = here.json("doctor")
            assert (health["ok"], health["cases"], health["unsent"]) == (True, 12, 0)
            assert health["digest"] == facts["places"][TOWN]
            again = here.json("sync")
            assert (again["pushed"], again["pulled"], again["repaired"]) == (0, 0, 0)
