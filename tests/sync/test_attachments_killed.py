"""A real process is killed in the middle of an upload: the next one goes on, not from 0 %."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path

import msgspec
import pytest
from cli_rig import PROGRAM, TOWN, Commands, County, environment, person_id
from county_rig import CountyRig
from PIL import Image
from sqlalchemy import select

from counter_app.county.database import Database
from counter_app.models.tables.county import attachment, attachment_part
from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol

pytestmark = pytest.mark.slow


class Tap:
    """A line of this length (bytes) to the county: what is sent beyond it gets stuck."""

    def __init__(self, to: str) -> None:
        host, port = to.removeprefix("http://").split(":")
        self._to = (host, int(port))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.passed = 0
        self.length = 1 << 40
        self.stuck = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def open_for(self, length: int) -> None:
        self.passed, self.length = 0, length
        self.stuck.clear()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self._to)
            for source, sink, counted in ((near, far, True), (far, near, False)):
                args = (source, sink, counted)
                threading.Thread(target=self._carry, args=args, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, counted: bool) -> None:
        try:
            while data := source.recv(16_384):
                if counted:
                    self.passed += len(data)
                    if self.passed > self.length:
                        self.stuck.set()
                        continue
                sink.sendall(data)
        except OSError:
            return
        finally:
            for each in (source, sink):
                each.close()


def test_a_killed_upload_goes_on_where_it_was(tmp_path: Path) -> None:
    rig = CountyRig.sample(tmp_path)
    county = County(rig.database_url, msgspec.to_builtins(rig.staff), environment())
    person = rig.person_at(TOWN)
    with rig.serve() as server:
        tap = Tap(server.url)
        profile = tmp_path / "profile"
        enrol(Profile(profile), tap.url, rig.enrol_code(TOWN))
        env = environment(COUNTER_PASSWORD=person.password)
        here = Commands(profile, person.work_no, person.password, env)
        here.item = here.json("items", "search", "高龄津贴")[0]["code"]
        number = one_case(here, tmp_path)
        pdf = tmp_path / "scan.pdf"
        pages = [Image.effect_noise((1000, 1400), 90) for _ in range(4)]
        pages[0].save(pdf, "PDF", save_all=True, append_images=pages[1:], quality=95)
        made = here.json("cases", "attach", number, str(pdf), "--material", "居民身份证")
        size = made["attached"][0]["size"]
        assert size == pdf.stat().st_size > 2_000_000

        for part in (0.3, 0.6):
            tap.open_for(int(size * part))
            words = ["sync", "--once", "--profile", str(profile), "--staff", here.staff]
            process = subprocess.Popen(
                [*PROGRAM, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            assert tap.stuck.wait(120)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        held = held_at(rig)
        assert held > size * 0.5
        told = here.json("cases", "files", number)
        assert (told[0]["here"], told[0]["at_county"]) == (True, False)

        tap.open_for(1 << 40)
        done = here.json("sync", "--once")
        assert (done["files_sent"], done["files_owed"], done["unsent"]) == (1, 0, 0)
        assert tap.passed < size - held + 300_000, "only what was missing"
        assert here.json("cases", "files", number)[0]["at_county"]
        health = here.json("doctor")
        assert (health["ok"], health["attachments"], health["attachments_unsent"]) == (True, 1, 0)

        other = tmp_path / "other"
        enrol(Profile(other), server.url, rig.enrol_code(TOWN))
        there = Commands(other, person.work_no, person.password, env)
        out = tmp_path / "out"
        there.json("sync", "--once")
        saved = there.json("cases", "files", number, "--out", str(out))
        assert Path(saved[0]["file"]).read_bytes() == pdf.read_bytes()
        tap.close()
    assert county.json("verify")["ok"]


def held_at(rig: CountyRig) -> int:
    database: Database
    with rig.opened() as database, database.reading() as connection:
        row = connection.execute(select(attachment)).one()
        parts = connection.execute(select(attachment_part.c.data)).all()
    assert sum(len(data) for (data,) in parts) == row.held
    assert not row.complete
    return int(row.held)


def one_case(here: Commands, tmp_path: Path) -> str:
    source = tmp_path / "case.jsonl"
    row = {
        "item": here.item,
        "applicant": {"name": "王样一", "id_number": person_id(1)},
        "materials": [{"name": "居民身份证", "form": "original"}],
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source.write_text(json.dumps(row, ensure_ascii=False))
    assert here.json("cases", "import", str(source))["imported"] == 1
    return str(here.json("cases", "list")[0]["number"])
