"""A village on 2G: 30 % loss, 400 ms, 20 kbit/s, and the program killed in the middle.

Real commands in a network namespace of their own, over real TCP. ``COUNTER_SLOW_CASES`` sets
the number of cases (CI: a few). ``-s`` shows what the line carried.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_rig import PROGRAM, VILLAGE, Commands, County, environment, make_county, person_id
from slow_line import NEAR, NoNamespaces, Quality, SlowLine, slow_line

CASES = int(os.environ.get("COUNTER_SLOW_CASES", "4"))
ITEM = "11421321MB9026282R5000511004000"
#: So often is a sync tried again before the test gives up.
_TRIES = 30

pytestmark = pytest.mark.slow


@pytest.fixture
def line() -> Iterator[SlowLine]:
    try:
        with slow_line(Quality()) as laid:
            yield laid
    except NoNamespaces as why:
        pytest.skip(str(why))


@pytest.fixture
def county(line: SlowLine, tmp_path: Path) -> Iterator[County]:
    """Serves at the near end of the line."""
    made = make_county(f"sqlite:///{tmp_path}/county.db")
    process = subprocess.Popen(
        [
            *line.near, *PROGRAM, "county", "serve", "--listen", f"{NEAR}:8443", "--json",
            "--database", made.database,
        ],
        stdout=subprocess.PIPE,
        env=made.environment,
    )  # fmt: skip
    assert process.stdout is not None
    made.url = json.loads(process.stdout.readline())["listening"]
    yield made
    process.terminate()
    process.wait(20)
    process.stdout.close()


def test_a_village_on_2g_gets_everything_through_once(
    line: SlowLine, county: County, tmp_path: Path
) -> None:
    village = _enrolled(line, county, tmp_path / "village")
    source = tmp_path / "cases.jsonl"
    source.write_text("\n".join(_row(index) for index in range(CASES)), encoding="utf-8")
    assert village.json("cases", "import", str(source))["imported"] == CASES
    owed = village.json("doctor")["unsent"]
    assert owed >= CASES

    killed = _start(line, village)
    time.sleep(2.5)  # somewhere in the middle of the first request
    killed.send_signal(signal.SIGKILL)
    killed.communicate()

    begun = time.monotonic()
    tries = _sync_until_sent(line, village)
    took = time.monotonic() - begun
    health = village.json("doctor")
    verdict = county.json("verify")
    print(f"\n{CASES} cases, {tries} tries, {took:.0f} s, {line.carried}")
    assert health["ok"]
    assert health["unsent"] == 0
    assert verdict["ok"], verdict
    assert (verdict["cases"], verdict["entries"]) == (CASES, owed)
    assert verdict["places"][VILLAGE] == health["digest"]
    assert line.carried.lost > 0


def _sync_until_sent(line: SlowLine, village: Commands) -> int:
    """How many syncs it took; they are cut off by the line itself."""
    for number in range(1, _TRIES + 1):
        said, _ = _start(line, village).communicate()
        if said and json.loads(said.splitlines()[-1]).get("unsent") == 0:
            return number
    raise AssertionError(f"not through after {_TRIES} syncs, {line.carried}")


def _enrolled(line: SlowLine, county: County, profile: Path) -> Commands:
    """Set up at the county's own desk, as it is done, before the PC goes to the village."""
    person = county.person_at(VILLAGE)
    code = county.enrol_code(VILLAGE, 1)
    words = ["enrol", "--county", county.url, "--code", code, "--profile", str(profile), "--json"]
    subprocess.run(
        [*line.near, *PROGRAM, *words], env=county.environment, check=True, capture_output=True
    )
    env = environment(COUNTER_PASSWORD=person["password"])
    return Commands(profile, person["work_no"], person["password"], env, item=ITEM)


def _start(line: SlowLine, village: Commands) -> subprocess.Popen[str]:
    words = ["sync", "--once", "--json", "--profile", str(village.profile)]
    return subprocess.Popen(
        [*line.far, *PROGRAM, *words, "--staff", village.staff],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=village.environment,
    )


def _row(index: int) -> str:
    return json.dumps(
        {
            "item": ITEM,
            "applicant": {"name": f"村民{index}", "id_number": person_id(index)},
            "materials": [{"name": "居民身份证", "form": "original"}],
            "received_at": "2026-11-20T09:10:00+08:00",
        },
        ensure_ascii=False,
    )
