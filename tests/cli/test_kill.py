"""Power cuts: the process is really killed, and exactly what was acknowledged is there.

``COUNTER_KILLS`` sets how often (CI: a few; before a release: 200).
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cli_rig import Commands, person_id

KILLS = int(os.environ.get("COUNTER_KILLS", "4"))
SEED = int(os.environ.get("COUNTER_SEED", "20261123"))

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")]


def _lines(path: Path, item: str, first: int, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for index in range(first, first + count):
            line = {
                "item": item,
                "applicant": {"name": f"样{index}", "id_number": person_id(index)},
                "received_at": "2026-11-20T09:10:00+08:00",
                "note": f"第{index}件",
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def test_killed_imports_keep_exactly_what_they_said(commands: Commands, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    source = tmp_path / "cases.jsonl"
    _lines(source, commands.item, 0, 400 + 60 * KILLS)
    known = 0
    for turn in range(KILLS):
        process = subprocess.Popen(
            [
                *commands.program,
                *("cases", "import", str(source), "--progress"),
                *("--profile", str(commands.profile), "--staff", commands.staff),
            ],
            stdout=subprocess.PIPE,
            env=commands.environment,
        )
        assert process.stdout is not None
        said = 0
        after = chance.randrange(1, 60)
        fresh = 0
        for line in process.stdout:
            said = int(line)
            if said > known:
                fresh += 1
                if fresh >= after:
                    break
        time.sleep(chance.random() * 0.02)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.wait()
        said = max([said, *(int(line) for line in rest.split())])
        facts = commands.json("doctor")
        assert facts["ok"], (turn, facts)
        # one more may be durable than could be said before the kill, never one less
        assert said <= facts["cases"] <= said + 1, (turn, said, facts["cases"])
        known = facts["cases"]
    again = commands.json("cases", "import", str(source))
    assert (again["imported"] + again["skipped"], again["refused"]) == (400 + 60 * KILLS, [])
    assert commands.json("doctor")["cases"] == 400 + 60 * KILLS


@pytest.mark.usefixtures("offscreen")
def test_killed_windows_keep_exactly_what_they_showed(commands: Commands) -> None:
    chance = random.Random(SEED + 1)
    script = Path(__file__).parent / "saving_window.py"
    for turn in range(max(1, KILLS // 2)):
        before = commands.json("doctor")["cases"]
        process = subprocess.Popen(
            [sys.executable, str(script), str(commands.profile), commands.staff],
            stdout=subprocess.PIPE,
            env=commands.environment,
        )
        assert process.stdout is not None
        shown = 0
        after = chance.randrange(1, 12)
        for line in process.stdout:
            if line.startswith(b"saved"):
                shown += 1
            if shown >= after:
                break
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        shown += process.stdout.read().count(b"saved")
        process.wait()
        facts = commands.json("doctor")
        assert facts["ok"], (turn, facts)
        assert before + shown <= facts["cases"] <= before + shown + 1, (turn, shown, facts)
