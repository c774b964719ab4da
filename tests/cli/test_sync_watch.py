"""``sync --watch`` as a process: a line for each exchange, news at once, an orderly end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_rig import PROGRAM, TOWN, Commands, County, enrol, make_county, person_id

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="sends SIGTERM"),
]


@pytest.fixture
def county(tmp_path: Path) -> County:
    return make_county(f"sqlite:///{tmp_path}/county.db")


@contextlib.contextmanager
def watching(
    commands: Commands, *before: str, json_lines: bool = True
) -> Iterator[subprocess.Popen[str]]:
    """The process; ended by SIGTERM, which must be enough."""
    process = subprocess.Popen(
        [
            *before,
            *PROGRAM,
            *("sync", "--watch", "--profile", str(commands.profile), "--staff", commands.staff),
            *(["--json"] if json_lines else []),
        ],
        env=commands.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (0, "")
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], *, has: str) -> dict[str, Any]:
    """The next line that has this key with something in it."""
    assert process.stdout is not None
    for line in process.stdout:
        facts: dict[str, Any] = json.loads(line)
        if facts.get(has):
            return facts
    raise AssertionError(f"ended without {has}")


def take_in(here: Commands, folder: Path, index: int) -> None:
    row = {
        "item": here.item,
        "applicant": {"name": "王样", "id_number": person_id(index)},
        "materials": [{"name": "居民身份证", "form": "original"}],
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source = folder / f"{index}.jsonl"
    source.write_text(json.dumps(row, ensure_ascii=False))
    assert here.json("cases", "import", str(source))["imported"] == 1


def test_hears_of_news_and_ends_on_sigterm(county: County, tmp_path: Path) -> None:
    with county.serving():
        here = enrol(county, tmp_path / "here", TOWN)
        there = enrol(county, tmp_path / "there", TOWN, window=2)
        with watching(there) as process:
            assert said(process, has="digest")["unsent"] == 0
            take_in(here, tmp_path, 1)
            assert here.json("sync")["pushed"]
            facts = said(process, has="pulled")
            assert (facts["agreed"], facts["cases"]) == (True, 1)
    assert there.json("doctor")["ok"]
    with watching(there, json_lines=False) as process:
        assert process.stdout is not None
        assert "离线" in process.stdout.readline()


@pytest.fixture
def hosts() -> Iterator[tuple[list[str], list[str], Any]]:
    """Two hosts with a cable between them: prefixes for commands on either, and its ends."""
    names = [f"ct{uuid.uuid4().hex[:6]}{end}" for end in "ab"]
    links = [f"v{name[2:]}" for name in names]
    addresses = ("192.0.2.1", "192.0.2.2")

    def ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True)

    def set_link(end: int, state: str) -> None:
        ip("-n", names[end], "link", "set", links[end], state)

    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("network namespaces need Linux and root")
    try:
        for name in names:
            ip("netns", "add", name)
        ip("link", "add", links[0], "netns", names[0], "type", "veth",
           "peer", "name", links[1], "netns", names[1])  # fmt: skip
        for end in (0, 1):
            ip("-n", names[end], "link", "set", "lo", "up")
            ip("-n", names[end], "address", "add", f"{addresses[end]}/24", "dev", links[end])
            set_link(end, "up")
    except (OSError, subprocess.CalledProcessError) as why:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        pytest.skip(f"no network namespaces: {getattr(why, 'stderr', why)!r}")
    yield (
        ["ip", "netns", "exec", names[0]],
        ["ip", "netns", "exec", names[1]],
        set_link,
    )
    for name in names:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


def test_a_cable_that_is_pulled_and_put_back(
    county: County, tmp_path: Path, hosts: tuple[list[str], list[str], Any]
) -> None:
    far, near, set_link = hosts
    serve = ("county", "serve", "--listen", "192.0.2.1:8443", "--database", county.database)
    server = subprocess.Popen(
        [*far, *PROGRAM, *serve, "--json"],
        env=county.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        url = json.loads(server.stdout.readline())["listening"]
        profile = tmp_path / "village"
        words = ["enrol", "--county", url, "--code", county.enrol_code(TOWN), "--json"]
        subprocess.run(
            [*near, *PROGRAM, *words, "--profile", str(profile)],
            env=county.environment, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        person = county.person_at(TOWN)
        env = {**county.environment, "COUNTER_PASSWORD": person["password"]}
        village = Commands(profile, person["work_no"], person["password"], env)
        with watching(village, *near) as process:
            said(process, has="digest")
            set_link(1, "down")  # our own end: seen without sending anything
            said(process, has="offline")
            set_link(1, "up")
            said(process, has="digest")
            set_link(1, "down")
            said(process, has="offline")
            set_link(0, "down")  # the far end: only a connection can show that it is back
            set_link(1, "up")
            said(process, has="offline")
            set_link(0, "up")
            said(process, has="digest")
    finally:
        server.terminate()
        server.wait(20)
        assert server.stdout is not None
        server.stdout.close()
