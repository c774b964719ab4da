"""Running the real commands: a county as a process, an enrolled profile, JSON answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = [sys.executable, "-m", "counter_app"]
TOWN, VILLAGE = "421321101000", "421321101215"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def person_id(index: int) -> str:
    """A resident ID number with a right check digit, different for each index."""
    body = f"421321{1950 + index % 50}{1 + index // 50 % 12:02d}{1 + index // 600 % 28:02d}"
    body += f"{(index * 7 + index // 16800) % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@dataclass
class County:
    """A county of sample data, with the passwords it printed at the start."""

    database: str
    staff: list[dict[str, Any]]
    environment: dict[str, str]
    url: str = ""

    def json(self, *words: str) -> Any:
        return _json(["county", *words, "--database", self.database, "--json"], self.environment)

    def enrol_code(self, place: str, window: int = 1) -> str:
        return str(self.json("enrol", "--place", place, "--window", str(window))["code"])

    def person_at(self, place: str, role: str = "intake") -> dict[str, Any]:
        return next(
            person for person in self.staff if person["place"] == place and role in person["roles"]
        )

    @contextmanager
    def serving(self, port: int = 0) -> Iterator[str]:
        """Serve in a process of its own, port 0 = on a free one; yields the URL."""
        process = subprocess.Popen(
            [
                *PROGRAM,
                *("county", "serve", "--listen", f"127.0.0.1:{port}", "--json"),
                *("--database", self.database),
            ],
            stdout=subprocess.PIPE,
            env=self.environment,
        )
        try:
            assert process.stdout is not None
            self.url = json.loads(process.stdout.readline())["listening"]
            yield self.url
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close() if process.stdout else None


@dataclass
class Commands:
    """The commands on one profile."""

    profile: Path
    staff: str
    password: str
    environment: dict[str, str] = field(default_factory=dict)
    item: str = ""
    program: tuple[str, ...] = tuple(PROGRAM)

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.program, *words, "--profile", str(self.profile), "--staff", self.staff],
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=300,
        )

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json", check=False)
        assert done.stdout.strip(), done.stderr
        return json.loads(done.stdout)


def environment(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


def make_county(database: str) -> County:
    env = environment()
    facts = _json(["county", "init", "--sample", "--database", database, "--json"], env)
    return County(database, facts["staff"], env)


def enrol(county: County, profile: Path, place: str = TOWN, window: int = 1) -> Commands:
    """Enrol a new profile at a place; the county must be serving."""
    person = county.person_at(place)
    code = county.enrol_code(place, window)
    words = ["enrol", "--county", county.url, "--code", code, "--profile", str(profile), "--json"]
    _json(words, county.environment)
    env = environment(COUNTER_PASSWORD=person["password"])
    commands = Commands(profile, person["work_no"], person["password"], env)
    found = commands.json("items", "search", "高龄津贴")
    commands.item = found[0]["code"]
    return commands


def _json(words: list[str], env: dict[str, str]) -> Any:
    done = subprocess.run(
        [*PROGRAM, *words], env=env, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, (words[:2], done.stderr, done.stdout)
    return json.loads(done.stdout)
