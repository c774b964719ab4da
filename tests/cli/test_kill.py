"""Power cuts: the process is really killed, and exactly what was acknowledged is there.

``COUNTER_KILLS`` sets how often imports are killed (CI: a few; before a release: 200); windows
half as often. ``-s`` shows the figures.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from cli_rig import Commands, person_id

from counter_app.rules.numbers import parse_case_number
from counter_app.store import queries
from counter_app.workplace import Workplace

KILLS = int(os.environ.get("COUNTER_KILLS", "4"))
SEED = int(os.environ.get("COUNTER_SEED", "20261123"))
#: One kill in so many comes at any moment of the start instead of while saving.
EARLY = 8
_START_S = 1.6

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")]


def _lines(path: Path, item: str, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for index in range(count):
            line = {
                "item": item,
                "applicant": {"name": f"样{index}", "id_number": person_id(index)},
                "received_at": "2026-11-20T09:10:00+08:00",
                "note": str(index),
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _start(words: list[str], commands: Commands) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdout=subprocess.PIPE, env=commands.environment)


def _kill(process: subprocess.Popen[bytes]) -> list[bytes]:
    """Kill it where it is; returns the lines it had written and nobody had read yet."""
    process.send_signal(signal.SIGKILL)
    assert process.stdout is not None
    rest = process.stdout.read().splitlines()
    process.stdout.close()
    process.wait()
    return rest


def _whole(commands: Commands, turn: int) -> int:
    """The number of cases, after ``doctor`` has found everything whole."""
    facts = commands.json("doctor")
    assert facts["ok"], (turn, facts)
    assert facts["integrity_ok"], (turn, facts)
    assert facts["chain_ok"], (turn, facts)
    assert facts["projection_ok"], (turn, facts)
    return int(facts["cases"])


def test_killed_imports_keep_exactly_what_they_said(commands: Commands, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    source = tmp_path / "cases.jsonl"
    total = 100 + 32 * KILLS
    _lines(source, commands.item, total)
    words = [
        *commands.program,
        *("cases", "import", str(source), "--progress"),
        *("--profile", str(commands.profile), "--staff", commands.staff),
    ]
    known = 0
    outcome: Counter[str] = Counter()
    for turn in range(KILLS):
        process = _start(words, commands)
        assert process.stdout is not None
        said = known
        if turn % EARLY == EARLY - 1:
            time.sleep(chance.random() * _START_S)
        else:
            after = chance.randrange(1, 60)
            for line in process.stdout:
                said = max(said, int(line))
                if said >= min(known + after, total):
                    break
            time.sleep(chance.random() * 0.02)
        said = max([said, *map(int, _kill(process))])
        cases = _whole(commands, turn)
        # one more may be durable than could be said before the kill, never one less
        assert said <= cases <= said + 1, (turn, said, cases)
        with Workplace.open(commands.profile, commands.staff, commands.password) as place:
            kept = sorted(int(state.note) for state in queries.every_case(place.store))
        assert kept == list(range(cases)), turn
        outcome["durable but not yet said" if cases > said else "as said"] += 1
        outcome["nothing new"] += cases == known
        known = cases
    print(f"\nimports killed: {KILLS}, cases {known}, {dict(outcome)}")
    again = commands.json("cases", "import", str(source))
    assert (again["imported"] + again["skipped"], again["refused"]) == (total, [])
    assert again["skipped"] == known
    assert _whole(commands, KILLS) == total


@pytest.mark.usefixtures("offscreen")
def test_killed_windows_keep_exactly_what_they_showed(commands: Commands) -> None:
    chance = random.Random(SEED + 1)
    script = Path(__file__).parent / "saving_window.py"
    tests = script.parents[1]
    commands.environment |= {"PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    words = [sys.executable, str(script), str(commands.profile), commands.staff]
    known: set[str] = set()
    outcome: Counter[str] = Counter()
    turns = max(1, KILLS // 2)
    for turn in range(turns):
        process = _start(words, commands)
        assert process.stdout is not None
        shown: list[bytes] = []
        if turn % EARLY == EARLY - 1:
            time.sleep(chance.random() * _START_S)
        else:
            after = chance.randrange(1, 12)
            for line in process.stdout:
                shown.append(line)
                if len(shown) >= after:
                    break
            assert len(shown) == after, (turn, shown, process.wait(10))
            # anywhere in the next case: typing, saving a draft, saving the case, showing it
            time.sleep(chance.random() * 0.25)
        shown += _kill(process)
        told = {line.split()[1].decode() for line in shown if line.startswith(b"saved ")}
        assert len(told) == len(shown), (turn, shown)
        cases = _whole(commands, turn)
        with Workplace.open(commands.profile, commands.staff, commands.password) as place:
            kept = {state.number for state in queries.every_case(place.store)}
        assert len(kept) == cases
        assert known | told <= kept, (turn, told - kept)
        unsaid = kept - known - told
        assert len(unsaid) <= 1, (turn, unsaid)
        running = sorted(each.running for each in map(parse_case_number, kept) if each)
        assert running == list(range(1, cases + 1)), turn
        outcome["durable but not yet shown" if unsaid else "as shown"] += 1
        outcome["nothing new"] += kept == known
        known = kept
    print(f"\nwindows killed: {turns}, cases {len(known)}, {dict(outcome)}")
