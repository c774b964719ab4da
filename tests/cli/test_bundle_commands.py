"""``bundle export|import``: three real profiles, a served county, no line at the village."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cli_rig import TOWN, Commands, County, enrol, make_county, person_id

VILLAGE = "421321101215"
OTHER_TOWN = "421321102000"
KILLS = int(os.environ.get("COUNTER_KILLS", "4"))
SEED = int(os.environ.get("COUNTER_SEED", "20261126"))

pytestmark = pytest.mark.slow


@dataclass
class Scene:
    county: County
    town: Commands
    village: Commands
    other: Commands
    folder: Path

    def take_in(self, here: Commands, first: int, count: int) -> None:
        source = self.folder / f"cases-{first}.jsonl"
        line = (
            '{"item": "%s", "applicant": {"name": "王样%d", "id_number": "%s"}, '
            '"received_at": "2026-11-20T09:10:00+08:00"}'
        )
        rows = (line % (here.item, n, person_id(n)) for n in range(first, first + count))
        source.write_text("\n".join(rows), encoding="utf-8")
        assert here.json("cases", "import", str(source))["imported"] == count

    def equal(self, here: Commands, place: str) -> None:
        facts = self.county.json("verify")
        assert facts["ok"], facts
        health = here.json("doctor")
        assert health["ok"], health
        assert (health["unsent"], health["digest"]) == (0, facts["places"][place])


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    county = make_county(f"sqlite:///{tmp_path}/county.db")
    with county.serving():
        town = enrol(county, tmp_path / "town", TOWN)
        village = enrol(county, tmp_path / "village", VILLAGE)
        other = enrol(county, tmp_path / "other", OTHER_TOWN)
        yield Scene(county, town, village, other, tmp_path)


def one_line(here: Commands, *words: str) -> str:
    """The one line of a command that fails."""
    done = here.run(*words, check=False)
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


def test_three_profiles_and_a_stick(scene: Scene) -> None:
    village, town, other = scene.village, scene.town, scene.other
    stick = scene.folder / "stick"
    stick.mkdir()
    up = stick / "村.sync"
    scene.take_in(village, 0, 5)
    exported = village.json("bundle", "export", str(up))
    assert (exported["way"], exported["entries"]) == ("up", 5)
    assert village.json("doctor")["unsent"] == 5
    said = village.run("bundle", "export", str(up)).stdout
    assert "5 条未上传" in said

    assert "没有覆盖" in one_line(town, "bundle", "export", str(up))
    assert "本机自己" in one_line(village, "bundle", "import", str(up))
    relayed = town.json("bundle", "import", str(up))
    assert (relayed["way"], relayed["relayed"], relayed["entries"]) == ("up", True, 5)
    assert relayed["device"] == exported["device"]
    answer = Path(relayed["answer"])
    assert answer.parent == stick
    assert VILLAGE in answer.name

    assert "不是给本机" in one_line(other, "bundle", "import", str(answer))
    cut = stick / "cut.sync"
    cut.write_bytes(answer.read_bytes()[:-200])
    assert "拔早了U盘" in one_line(village, "bundle", "import", str(cut))
    taken = village.json("bundle", "import", str(answer))
    assert (taken["way"], taken["acked"], taken["unsent"], taken["agreed"]) == ("down", 5, 0, True)
    assert "已导入过，没有变化" in village.run("bundle", "import", str(answer)).stdout
    scene.equal(village, VILLAGE)

    back = stick / "back.sync"
    assert town.json("bundle", "export", str(back), "--for", VILLAGE)["way"] == "down"
    assert "下级" in one_line(town, "bundle", "export", str(stick / "x"), "--for", OTHER_TOWN)
    assert village.json("bundle", "import", str(back))["agreed"] is True


def test_kept_while_offline_and_passed_on_by_the_next_sync(tmp_path: Path) -> None:
    county = make_county(f"sqlite:///{tmp_path}/county.db")
    with county.serving():
        town = enrol(county, tmp_path / "town", TOWN)
        village = enrol(county, tmp_path / "village", VILLAGE)
        port = county.url.rpartition(":")[2]
    scene = Scene(county, town, village, village, tmp_path)
    up = tmp_path / "up.sync"
    scene.take_in(village, 0, 3)
    village.run("bundle", "export", str(up))
    said = town.run("bundle", "import", str(up)).stdout
    assert "已收下，联网后自动转交" in said
    up.unlink()
    assert "离线" in one_line(town, "sync", "--once")
    with county.serving(int(port)):
        assert town.json("sync", "--once")["relayed"] == 1
        back = tmp_path / "back.sync"
        town.run("bundle", "export", str(back), "--for", VILLAGE)
        assert village.json("bundle", "import", str(back))["unsent"] == 0
        scene.equal(village, VILLAGE)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_imports_can_be_run_again(scene: Scene) -> None:
    """Killed at any moment, on either side; then run again: nothing lost, nothing twice."""
    chance = random.Random(SEED)
    village, town = scene.village, scene.town
    up, taken = scene.folder / "up.sync", 0
    for turn in range(KILLS):
        scene.take_in(village, turn * 200, 60)
        taken += 60
        village.json("bundle", "export", str(up))
        began = time.monotonic()
        if turn == 0:  # to know how long an import takes on this machine
            answer = town.json("bundle", "import", str(up))["answer"]
            took = time.monotonic() - began
        for here in (town, village):
            file = up if here is town else Path(answer)
            _kill_in(here, file, chance.uniform(0.3, 1.0) * took)
            facts: Any = here.json("bundle", "import", str(file))
            assert facts["relayed"] or facts["unsent"] == 0, (turn, facts)
            answer = facts["answer"] or answer
            assert here.json("doctor")["ok"]
    assert town.json("sync", "--once")["agreed"]
    scene.equal(village, VILLAGE)
    assert village.json("doctor")["cases"] == taken


def _kill_in(here: Commands, file: Path, after_s: float) -> None:
    process = subprocess.Popen(
        [
            *here.program,
            *("bundle", "import", str(file)),
            *("--profile", str(here.profile), "--staff", here.staff),
        ],
        env=here.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
