"""The folder without a password tells nothing: while a window saves, and after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cli_rig import Commands, person_id

SCRIPT = Path(__file__).parent / "saving_window.py"
CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")]


def secrets() -> list[str]:
    ids = [person_id(index) for index in range(40)]
    return [*ids, *(each[6:] for each in ids), "13800000000", *(f"窗{n}" for n in range(40))]


def look(folders: list[Path]) -> int:
    """Scan every byte; returns how many files there were."""
    wanted = {word.encode(coding): word for word in secrets() for coding in CODINGS}
    # Shorter ones occur by chance in ciphertext.
    wanted = {needle: word for needle, word in wanted.items() if len(needle) >= 6}
    files = 0
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            files += 1
            data = path.read_bytes()
            for needle, word in wanted.items():
                assert needle not in data, f"{word} lies open in {path.name}"
    return files


@pytest.mark.usefixtures("offscreen")
def test_a_saving_window_leaves_nothing_readable(commands: Commands, tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("tmp", "home", "run")}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    environment = {
        **commands.environment,
        "TMPDIR": str(folders["tmp"]),
        "HOME": str(folders["home"]),
        "XDG_RUNTIME_DIR": str(folders["run"]),
        "PYTHONPATH": os.pathsep.join(
            filter(None, (str(SCRIPT.parent.parent), os.environ.get("PYTHONPATH")))
        ),
    }
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(commands.profile), commands.staff],
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None
    saved = 0
    for line in process.stdout:
        saved += line.startswith(b"saved")
        if saved == 6:
            break
    assert saved == 6
    everywhere = [commands.profile, *folders.values()]
    assert (commands.profile / "counter.db-wal").exists()
    assert look(everywhere) >= 4  # while it works
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()
    look(everywhere)  # what a power cut leaves
    assert commands.json("doctor")["cases"] >= 6
    look(everywhere)  # after the next program has put it right
