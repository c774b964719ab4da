"""The surroundings of the demo: a county in a process of its own, and an enrolled town profile."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from counter_app.errors import Trouble
from counter_app.store.files import write_durably
from counter_app.store.profile import Profile

#: The town whose counter is shown, and its comprehensive window.
PLACE, WINDOW = "421321101000", 1
#: A village of that town, and the county's hall.
VILLAGE, COUNTY = "421321101215", "421321000000"


class Clerk(NamedTuple):
    """A sample person who can sign in."""

    work_no: str
    name: str
    password: str


class Elsewhere(Enum):
    """Where somebody else of the walkthrough sits."""

    VILLAGE = "village"
    DEPARTMENT = "department"
    SUPERVISION = "supervision"

    @property
    def place(self) -> str:
        return VILLAGE if self is Elsewhere.VILLAGE else COUNTY

    @property
    def role(self) -> str:
        return {"village": "help", "department": "approval"}.get(self.value, self.value)

    @property
    def online(self) -> bool:
        """Whether there is ever a line."""
        return self is not Elsewhere.VILLAGE


class Post(NamedTuple):
    """One window: its profile, and who sits there."""

    profile: Path
    clerk: Clerk


class DemoHall:
    """Prepares everything on entering; the county serves until the ``with`` block is left."""

    def __init__(self, profile: Path) -> None:
        self.profile = profile
        self._folder = profile.with_name(profile.name + "-county")
        self._database = f"sqlite:///{self._folder / 'county.db'}"
        self._server: subprocess.Popen[bytes] | None = None
        self._port = 0
        self.url = ""
        self.clerk = Clerk("", "", "")
        #: who decides about this town's cases
        self.approver = Clerk("", "", "")
        #: value of Elsewhere -> who works there
        self._elsewhere: dict[str, Clerk] = {}

    def __enter__(self) -> DemoHall:
        notes = self._folder / "demo.json"
        if notes.exists() and Profile(self.profile).enrolled:
            kept = json.loads(notes.read_text(encoding="utf-8"))
            self.clerk, self._port = Clerk(*kept["clerk"]), kept["port"]
            self.approver = Clerk(*kept.get("approver", self.clerk))
            others = kept.get("elsewhere", {})
            self._elsewhere = {place: Clerk(*who) for place, who in others.items()}
            self.open_line()
            return self
        self._folder.mkdir(parents=True, exist_ok=True)
        people = json.loads(self._command("init", "--sample"))["staff"]
        if not people:
            raise Trouble("演示的县平台数据不完整", hint=f"请删除 {self._folder.name} 后重来")
        self.clerk = _who_may(people, "intake")
        self.approver = _who_may(people, "approval")
        self._elsewhere = {
            each.value: _who_may(people, each.role, each.place) for each in Elsewhere
        }
        self._port = _free_port()
        self.open_line()
        try:
            self._enrol(self.profile)
        except BaseException:
            self.cut_line()
            raise
        kept = {
            "clerk": list(self.clerk),
            "approver": list(self.approver),
            "elsewhere": {place: list(who) for place, who in self._elsewhere.items()},
            "port": self._port,
        }
        write_durably(notes, json.dumps(kept, ensure_ascii=False).encode())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut_line()

    def open_line(self) -> None:
        """Start the county's server; returns when it answers."""
        self._server = subprocess.Popen(
            [
                *_program(),
                *("county", "serve", "--listen", f"127.0.0.1:{self._port}", "--json"),
                *("--database", self._database),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._server.stdout is not None
        said = self._server.stdout.readline()
        if not said:
            raise Trouble("演示的县平台没有启动", hint="端口可能被占用，请重试")
        self.url = json.loads(said)["listening"]

    def cut_line(self) -> None:
        """Stop the server: from now on the counter is offline, as when a line is dead."""
        server, self._server = self._server, None
        if server is None:
            return
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if server.stdout is not None:
            server.stdout.close()

    def enrol_at(self, where: Elsewhere, profile: Path) -> Clerk:
        """One more device; who works there.

        Where there is no line, it knows the county by an address at which nobody answers any
        more, as a station that was enrolled in town and then taken home.
        """
        if where.value not in self._elsewhere:
            raise Trouble("演示的县平台是旧版本留下的", hint=f"请删除 {self._folder.name} 后重来")
        if where.online:
            self._enrol(profile, where.place)
            return self._elsewhere[where.value]
        usual = self._port
        self.cut_line()
        self._port = _free_port()
        self.open_line()
        self._enrol(profile, where.place)
        self.cut_line()
        self._port = usual
        self.open_line()
        return self._elsewhere[where.value]

    def verify(self) -> dict[str, object]:
        """What ``county verify`` says."""
        facts: dict[str, object] = json.loads(self._command("verify"))
        return facts

    def _enrol(self, profile: Path, place: str = PLACE) -> None:
        window = str(WINDOW)
        code = json.loads(self._command("enrol", "--place", place, "--window", window))["code"]
        words = ["enrol", "--county", self.url, "--code", code, "--profile", str(profile)]
        _run([*_program(), *words, "--json"])

    def _command(self, *words: str) -> str:
        return _run([*_program(), "county", *words, "--database", self._database, "--json"])


def _who_may(people: list[dict[str, Any]], role: str, place: str = PLACE) -> Clerk:
    person = next(p for p in people if p["place"] == place and role in p["roles"])
    return Clerk(person["work_no"], person["name"], person["password"])


def _program() -> list[str]:
    """This program, also when it was frozen into one file."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "counter_app"]


def _run(command: list[str]) -> str:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )
    if done.returncode:
        raise Trouble("演示环境没有准备好", hint=done.stderr.strip().splitlines()[-1][:200])
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
