"""An import of a ledger that is killed again and again ends with every row in once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from cli_rig import Commands
from help_sheet_samples import write_ledger

ROWS, FAULTS, REPEATS = 400, 16, 4

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")]


def test_a_killed_import_is_run_again(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    write_ledger(path, ROWS, FAULTS, REPEATS)
    words = [
        *commands.program,
        *("helps", "import", str(path), "--progress"),
        *("--profile", str(commands.profile), "--staff", commands.staff),
    ]
    held = 0
    for turn in range(3):
        with subprocess.Popen(words, stdout=subprocess.PIPE, env=commands.environment) as process:
            assert process.stdout is not None
            told = [process.stdout.readline() for _ in range(60 * (turn + 1))]
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert all(line.strip().isdigit() for line in told)
        facts = commands.json("doctor")
        assert facts["ok"], facts
        # what was said to be done is there, whatever came after it
        assert facts["others"] >= max(held, len(told) - FAULTS - REPEATS)
        held = facts["others"]
    assert 0 < held < ROWS - FAULTS - REPEATS
    last = commands.run("helps", "import", str(path), "--json", check=False).stdout
    told_last = json.loads(last)
    assert told_last["imported"] == ROWS - FAULTS - REPEATS - held
    assert len({each["line"] for each in told_last["refused"]}) == FAULTS
    assert commands.json("doctor")["others"] == ROWS - FAULTS - REPEATS
