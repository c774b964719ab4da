"""Everything at once with real processes: PostgreSQL, two servers, counters, a hostile relay.

Counters and servers are killed at random and started again, connections are cut, doubled,
delayed or go silent. In the end all faults are lifted, everybody syncs, and: nothing that was
saved is lost, nothing is there twice, all digests are equal. All traffic stays on the loopback.

``COUNTER_CHAOS_SECONDS=600 COUNTER_CHAOS_COUNTERS=8 python -m pytest tests/chaos/test_chaos.py
-s`` is the full run and prints its counts as JSON; ``COUNTER_CHAOS_SEED`` chooses another one.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from chaos.bad_relay import BadRelay
from cli_rig import PROGRAM, environment
from county_rig import NoPostgres, free_port, postgres
from sqlalchemy import text

from counter_app.county import admin
from counter_app.county.admin import Person
from counter_app.county.database import Database
from counter_app.county.enrolment import issue_code
from counter_app.county.server import wall_ms
from counter_app.county.verify import Verdict, verify
from counter_app.store import checks
from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol
from counter_app.workplace import Workplace

SECONDS = float(os.environ.get("COUNTER_CHAOS_SECONDS", "20"))
COUNTERS = int(os.environ.get("COUNTER_CHAOS_COUNTERS", "3"))
SEED = int(os.environ.get("COUNTER_CHAOS_SEED", "1"))
PLACES = ("421321101000", "421321101215", "421321000000", "421321102000")
#: Syncs of everybody after the faults are lifted; more means that it does not come to rest.
ROUNDS = 5

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@dataclass
class Server:
    """One ``county serve`` process on a port that stays the same."""

    database: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    answers: bool = False

    def start(self) -> None:
        self.answers = False
        words = ["county", "serve", "--listen", f"127.0.0.1:{self.port}", "--json"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, *words, "--database", self.database],
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment(),
            )

    def ready(self) -> None:
        """Wait until it answers."""
        assert self.process is not None
        assert self.process.stdout is not None
        if not self.answers:
            assert self.process.stdout.readline(), self.log.read_text()[-2000:]
            self.answers = True

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Desk:
    """One counter: its profile, who works there, and what that person would swear to."""

    root: Path
    person: Person
    log: Path
    errors: Path
    process: subprocess.Popen[bytes] | None = None
    _noted: int = -1

    def start(self, seed: int) -> None:
        self._noted = self._size()
        script = Path(__file__).with_name("busy_counter.py")
        with self.errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, script, self.root, self.person.work_no, self.log, str(seed)],
                stdin=subprocess.PIPE,
                stdout=errors,
                stderr=errors,
                env=environment(COUNTER_PASSWORD=self.person.password),
            )

    def _size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def busy(self) -> bool:
        """Whether it has come so far as to note something since it was started."""
        self.check()
        return self._size() > self._noted

    def check(self) -> None:
        assert self.process is not None
        assert self.process.poll() is None, self.errors.read_text()[-3000:]

    def kill(self) -> None:
        self.check()
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> None:
        """Close its standard input: it finishes what it does and leaves."""
        assert self.process is not None
        self.process.communicate(timeout=120)
        assert self.process.returncode == 0, self.errors.read_text()[-3000:]

    def noted(self) -> list[dict[str, object]]:
        """The log; a last line that a kill cut off was never sworn to."""
        if not self.log.exists():
            return []
        whole, _, _ = self.log.read_bytes().rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[tuple[Database, list[Server], list[Desk], BadRelay]]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres()).fresh_database()
        except NoPostgres as why:
            pytest.skip(str(why))
        database = Database.open(url)
        stack.callback(database.close)
        people = admin.init(database, wall_ms(), sample=True).staff
        servers = [Server(url, free_port(), tmp_path / f"server-{k}.log") for k in range(2)]
        for server in servers:
            server.start()
            stack.callback(server.kill)
        for server in servers:
            server.ready()
        relay = stack.enter_context(BadRelay([server.port for server in servers], SEED))
        desks = []
        for k in range(COUNTERS):
            place = PLACES[k % len(PLACES)]
            root = tmp_path / f"profile-{k}"
            code = issue_code(database, place, 1, wall_ms()).code
            enrol(Profile(root), f"http://127.0.0.1:{relay.port}", code)
            person = next(p for p in people if p.place == place and "intake" in p.roles)
            desks.append(Desk(root, person, tmp_path / f"log-{k}", tmp_path / f"errors-{k}"))
        yield database, servers, desks, relay


def test_nothing_is_lost_or_doubled_in_the_worst_of_weathers(
    hall: tuple[Database, list[Server], list[Desk], BadRelay],
) -> None:
    database, servers, desks, relay = hall
    kills = rage(servers, desks, relay)
    sworn, syncs = read_logs(desks)
    assert sworn, "nobody got anything done"
    facts = come_to_rest(desks)
    held = entries(database)
    lost = [name for name, digest in sworn.items() if held.get(name) != digest]
    verdict = verify(database)
    print(
        json.dumps(
            {
                "seconds": SECONDS,
                "counters": len(desks),
                "saved": len(sworn),
                "entries": verdict.entries,
                "cases": verdict.cases,
                "kills": kills,
                "line": relay.told,
                "syncs": syncs,
            }
        )
    )
    assert lost == []
    assert verdict.ok, verdict.findings
    assert verdict.set_aside == 0
    check_counters(facts, held, verdict)


def rage(servers: list[Server], desks: list[Desk], relay: BadRelay) -> dict[str, int]:
    """Let everybody work in bad weather until the time is up, then stop them in order."""
    chance = random.Random(SEED)
    kills = {"counters": 0, "servers": 0}
    for k, desk in enumerate(desks):
        desk.start(k)
    give_up = time.monotonic() + 120
    while not all(desk.busy() for desk in desks):
        assert time.monotonic() < give_up, "the counters do not start"
        time.sleep(0.1)
    relay.calm = False
    # Whoever is killed needs seconds of processor time to come back: not oftener than that.
    pause = max(1.0, len(desks) * 0.6)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(chance.random() * 2 * pause)  # the pace of the accidents, not a wait
        # The first two accidents are one of each sort.
        sort = sum(kills.values()) if sum(kills.values()) < 2 else int(chance.random() < 0.3)
        if sort == 0:
            busy = [desk for desk in desks if desk.busy()]
            if not busy:
                continue
            desk = chance.choice(busy)
            desk.kill()
            desk.start(chance.randrange(1000))
            kills["counters"] += 1
        elif all(server.listens() for server in servers):
            server = chance.choice(servers)
            server.kill()
            server.start()
            kills["servers"] += 1
        for desk in desks:
            desk.check()
    relay.calm = True
    for server in servers:
        server.ready()
    for desk in desks:
        desk.stop()
    return kills


def read_logs(desks: list[Desk]) -> tuple[dict[tuple[str, int], str], Counter[str]]:
    """What was sworn to, by device and number; and how the syncs ended."""
    sworn: dict[tuple[str, int], str] = {}
    syncs: Counter[str] = Counter()
    for desk in desks:
        for line in desk.noted():
            if isinstance(line.get("saved"), list):
                device, n, digest = line["saved"]  # type: ignore[misc]
                assert sworn.setdefault((device, n), digest) == digest
            else:
                syncs[str(line["sync"])] += 1
    assert syncs["differs"] == 0
    return sworn, syncs


def entries(database: Database) -> dict[tuple[str, int], str]:
    """SHA-256 of every entry that a device sent to the county."""
    import hashlib

    with database.reading() as connection:
        rows = connection.execute(text("SELECT device, n, data FROM entry"))
        return {
            (device, n): hashlib.sha256(bytes(data)).hexdigest()
            for device, n, data in rows
            if not device.startswith("county-")
        }


def come_to_rest(desks: list[Desk]) -> list[tuple[str, str, checks.Health]]:
    """Everybody syncs until nothing moves; (device, place, health) of each."""
    places = []
    with ExitStack() as stack:
        for desk in desks:
            opened = Workplace.open(desk.root, desk.person.work_no, desk.person.password)
            places.append(stack.enter_context(opened))
        for _ in range(ROUNDS):
            results = [place.sync() for place in places]
            if not any(each.pushed or each.pulled or each.rows for each in results):
                assert all(each.agreed for each in results)
                return [
                    (p.store.identity.device, p.store.identity.place, checks.examine(p.store))
                    for p in places
                ]
    raise AssertionError("does not come to rest")


def check_counters(
    facts: list[tuple[str, str, checks.Health]],
    held: dict[tuple[str, int], str],
    verdict: Verdict,
) -> None:
    for device, place, health in facts:
        assert health.ok, health.problems
        assert health.unsent == 0
        assert health.own_entries == sum(name == device for name, _ in held)
        assert health.digest == verdict.places.get(place, "0" * 64)
