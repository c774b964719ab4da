"""Real processes on a bad line: nothing acknowledged is lost, nothing comes twice.

PostgreSQL, two county servers, up to eight windows at four places, the relay between them, and
SIGKILL for whoever has bad luck. ``COUNTER_CHAOS_SECONDS`` sets how long and
``COUNTER_CHAOS_WINDOWS`` how many (CI: a little; before a release: 600 and 8), ``COUNTER_SEED``
the chances. ``-s`` shows the counts as JSON.
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
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cli_rig import PROGRAM, County, environment, make_county
from county_rig import COUNTY, TOWN, VILLAGE, NoPostgres, free_port, start_postgres

sys.path.insert(0, str(Path(__file__).parent))

from relay import Relay

from counter_app.county.database import Database
from counter_app.models.tables.county import entry

SECONDS = float(os.environ.get("COUNTER_CHAOS_SECONDS", "20"))
SEED = int(os.environ.get("COUNTER_SEED", "20261126"))
OTHER_TOWN = "421321102000"
WINDOWS = int(os.environ.get("COUNTER_CHAOS_WINDOWS", "4"))
#: where the windows stand
PLACES = (TOWN, VILLAGE, TOWN, OTHER_TOWN, COUNTY, VILLAGE, TOWN, COUNTY)[:WINDOWS]
_WORKER = str(Path(__file__).parent / "worker.py")
_ROUNDS = 12

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL"),
]


@dataclass
class Server:
    """One of the county's server processes; started again when it was killed."""

    county: County
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["county", "serve", "--listen", f"127.0.0.1:{self.port}", "--json"]
        self.process = subprocess.Popen(
            [*PROGRAM, *words, "--database", self.county.database],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.county.environment,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline(), "the server did not start"

    def end(self, number: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(30)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None


@dataclass
class Device:
    """A window: its profile, its log of what was reported as saved, its process."""

    profile: Path
    log: Path
    work_no: str
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    starts: int = 0

    def start(self, seconds: float) -> None:
        self.starts += 1
        words = [str(self.profile), self.work_no, str(self.log)]
        self.process = subprocess.Popen(
            [sys.executable, _WORKER, *words, str(SEED + self.starts * 31), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if not seconds else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            env=self.environment,
        )

    def end(self, number: int | None = None) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        if number is not None:
            process.send_signal(number)
        process.wait(120)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def say(self, word: str) -> None:
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process is not None
        assert self.process.stdout is not None
        while True:
            line = self.process.stdout.readline()
            assert line, f"the window at {self.profile.name} ended"
            if line.startswith("{"):
                heard: dict[str, Any] = json.loads(line)
                return heard


def test_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path) -> None:
    try:
        postgres = start_postgres()
    except NoPostgres as why:
        pytest.skip(str(why))
    with ExitStack() as stack:
        stack.callback(postgres.stop)
        county = make_county(postgres.fresh_database())
        servers = [Server(county), Server(county)]
        for server in servers:
            server.start()
            stack.callback(server.end)
        relay = Relay(lambda: [each.port for each in servers if each.process], SEED)
        stack.callback(relay.close)
        relay.calm = True
        county.url = f"http://127.0.0.1:{relay.port}"
        devices = [_enrolled(county, tmp_path, place, i) for i, place in enumerate(PLACES)]
        for device in devices:
            stack.callback(device.end, signal.SIGKILL)
        relay.calm = False
        for device in devices:
            device.start(SECONDS)
        kills = _make_trouble(servers, devices)
        relay.calm = True
        counts = _check(county, devices)
        counts |= {"kills": kills, "connections": relay.faults, "bytes": relay.bytes}
        print("\n" + json.dumps(counts | {"seconds": SECONDS, "seed": SEED}))


def _enrolled(county: County, folder: Path, place: str, index: int) -> Device:
    person = county.person_at(place)
    profile = folder / f"window-{index}"
    code = county.enrol_code(place, 1)
    words = ["enrol", "--county", county.url, "--code", code, "--profile", str(profile), "--json"]
    subprocess.run([*PROGRAM, *words], env=county.environment, check=True, capture_output=True)
    env = environment(COUNTER_PASSWORD=person["password"])
    return Device(profile, folder / f"window-{index}.log", person["work_no"], env)


def _make_trouble(servers: list[Server], devices: list[Device]) -> Counter[str]:
    """Let everybody work, and kill somebody every now and then."""
    chance = random.Random(SEED)
    kills: Counter[str] = Counter()
    until = time.monotonic() + SECONDS
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, chance.uniform(0.5, 3)))
        if chance.random() < 0.25:
            server = chance.choice(servers)
            server.end(signal.SIGKILL)
            kills["county"] += 1
            time.sleep(chance.uniform(0, 1))
            server.start()
        else:
            device = chance.choice(devices)
            device.end(signal.SIGKILL)
            kills["device"] += 1
            device.start(max(0.5, until - time.monotonic()))
    for device in devices:
        device.end(signal.SIGKILL)
    return kills


def _check(county: County, devices: list[Device]) -> dict[str, Any]:
    """Everybody syncs until nothing moves; then all sides are compared."""
    for device in devices:
        device.start(0)
    for _ in range(_ROUNDS):
        for device in devices:
            device.say("sync")
        moved = [device.hear()["moved"] for device in devices]
        if all(each == [0, 0, True] for each in moved):
            break
    else:
        raise AssertionError(f"does not come to rest: {moved}")
    for device in devices:
        device.say("end")
    held = [device.hear() for device in devices]
    for device in devices:
        device.end()
    verdict = county.json("verify")
    assert verdict["ok"], verdict
    for one in held:
        assert one["ok"], one
        assert (one["unsent"], one["set_aside"]) == (0, 0)
        assert one["digest"] == verdict["places"][one["place"]]
    stored = _stored(county)
    own = sum(one["n"] for one in held)
    derived = sum(device.startswith("county-") for device, _ in stored)
    assert len(stored) == verdict["entries"] == own + derived
    noted = 0
    for device in devices:
        for line in device.log.read_text(encoding="utf-8").splitlines():
            said = json.loads(line)
            # The chain hash vouches for every byte before it.
            assert stored[said["device"], said["n"]] == said["chain"]
            noted += 1
    assert noted
    return {
        "saves_acknowledged": noted,
        "entries": verdict["entries"],
        "derived": derived,
        "cases": verdict["cases"],
        "disputed": {one["place"]: one["disputed"] for one in held},
    }


def _stored(county: County) -> dict[tuple[str, int], str]:
    """(device, n) -> chain hash of everything the county holds."""
    from sqlalchemy import select

    database = Database.open(county.database)
    with database.reading() as connection:
        rows = connection.execute(select(entry.c.device, entry.c.n, entry.c.hash)).all()
    database.close()
    found = {(row.device, row.n): bytes(row.hash).hex() for row in rows}
    assert len(found) == len(rows)
    return found
