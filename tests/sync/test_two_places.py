"""Two devices of two places and one county, all real: digests equal, nothing twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli_rig import Commands, County, enrol, make_county, person_id
from county_rig import NoPostgres, start_postgres

from counter_app.desk import cases
from counter_app.models.acts.case import Forwarded, Received
from counter_app.models.case import CaseStatus
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator

TOWN, VILLAGE = "421321101000", "421321101215"

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def county(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[County]:
    if request.param == "sqlite":
        yield make_county(f"sqlite:///{tmp_path}/county.db")
        return
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        yield make_county(server.fresh_database())
    finally:
        server.stop()


def open_place(commands_: Commands) -> Workplace:
    return Workplace.open(commands_.profile, commands_.staff, commands_.password)


def take_in(here: Commands, tmp_path: Path, first: int, count: int) -> None:
    source = tmp_path / f"{first}.jsonl"
    rows = (
        {
            "item": here.item,
            "applicant": {"name": f"王样{index}", "id_number": person_id(index)},
            "materials": [{"name": "居民身份证", "form": "original"}],
            "received_at": "2026-11-20T09:10:00+08:00",
        }
        for index in range(first, first + count)
    )
    source.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    assert here.json("cases", "import", str(source))["imported"] == count


def test_a_village_case_reaches_its_town_with_its_whole_history(
    county: County, tmp_path: Path
) -> None:
    with county.serving():
        town = enrol(county, tmp_path / "town", TOWN)
        village = enrol(county, tmp_path / "village", VILLAGE)
        take_in(town, tmp_path, 0, 12)
        take_in(village, tmp_path, 100, 8)
        for _ in range(2):
            assert town.json("sync")["agreed"]
            assert village.json("sync")["agreed"]

        with open_place(village) as place:
            chosen = queries.cases(place.store)[0]
            forward = Forwarded(TOWN, purpose="report", note="请镇里受理")
            cases.carry_out(place.desk, chosen.number, forward)
            assert place.store.head.unsent == 1
            assert place.sync().agreed
            assert place.sync().pushed == 0

        with open_place(town) as place:
            assert queries.by_number(place.store, chosen.number) is None
            result = place.sync()
            assert (result.pulled, result.agreed) == (2, True)
            arrived = queries.by_number(place.store, chosen.number)
            assert arrived is not None
            assert (arrived.owner, arrived.place) == (TOWN, VILLAGE)
            history = queries.timeline(place.store, f"case:{chosen.number}")
            assert [type(each.act) for each in history] == [Received, Forwarded]
            done = cases.carry_out(place.desk, chosen.number, commands.Accept())
            assert done.state.status is CaseStatus.ACCEPTED
            assert place.sync().agreed

        with open_place(village) as place:
            assert place.sync().agreed
            back = queries.by_number(place.store, chosen.number)
            assert back is not None
            assert back.status is CaseStatus.ACCEPTED
            assert len(back.papers) == 2

        facts = county.json("verify")
        assert facts["ok"], facts
        assert facts["cases"] == 20
        for here, code in ((town, TOWN), (village, VILLAGE)):
            health = here.json("doctor")
            assert health["ok"]
            assert health["unsent"] == 0
            assert health["digest"] == facts["places"][code]
        assert town.json("doctor")["cases"] == 13
        assert village.json("doctor")["cases"] == 8


def test_offline_is_told_and_loses_nothing(county: County, tmp_path: Path) -> None:
    with county.serving():
        town = enrol(county, tmp_path / "town", TOWN)
    take_in(town, tmp_path, 0, 3)
    told = town.run("sync", "--once", check=False)
    assert told.returncode == 1
    assert "离线" in told.stderr
    assert town.json("doctor")["unsent"] == 3
