"""Enrolling a counter, syncing it and administering its county, all by commands."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cli_rig import TOWN, Commands, person_id
from county_rig import CountyRig, free_port
from saying import Said, Say

from counter_app.county.serve import ServerThread


@pytest.fixture(scope="module")
def own_county(tmp_path_factory: pytest.TempPathFactory) -> CountyRig:
    """A county that these tests may change."""
    return CountyRig.sample(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def line(own_county: CountyRig) -> Iterator[ServerThread]:
    with own_county.serve() as server:
        yield server


def enrol(say: Say, profile: Path, url: str, code: str, *more: str) -> Said:
    words = ("enrol", "--county", url, "--code", code, "--profile", str(profile))
    return say(*words, *more)


def county_says(say: Say, county: CountyRig, *words: str) -> Any:
    return say("county", *words, "--database", county.database_url, "--json").json


def content(url: str) -> str:
    """A digest of everything in the county's store."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    total = hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()
    connection.close()
    return total


def test_a_counter_is_enrolled_works_and_syncs(
    say: Say,
    own_county: CountyRig,
    line: ServerThread,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = county_says(say, own_county, "enrol", "--place", TOWN, "--window", "1")["code"]
    profile = tmp_path / "p"
    facts = enrol(say, profile, line.url + "/", f" {code.lower()} ", "--json").json
    assert (facts["place"], facts["window"]) == (TOWN, 1)
    person = own_county.person_at(TOWN)
    monkeypatch.setenv("COUNTER_PASSWORD", person.password)
    here = Commands(profile, person.work_no, person.password)
    item = say("items", "search", "高龄津贴", "--json", on=here).json[0]["code"]
    source = tmp_path / "cases.jsonl"
    row = {
        "item": item,
        "applicant": {"name": "王𬱖", "id_number": person_id(0)},
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source.write_text(json.dumps(row), encoding="utf-8")
    assert say("cases", "import", str(source), "--json", on=here).json["imported"] == 1
    first = say("sync", "--once", "--json", on=here).json
    assert (first["pushed"], first["unsent"], first["cases"]) == (1, 0, 1)
    second = say("sync", "--json", on=here).json
    assert (second["pushed"], second["pulled"], second["agreed"]) == (0, 0, True)
    assert "上传 0 条" in say("sync", on=here).out
    health = say("doctor", "--json", on=here).json
    verdict = county_says(say, own_county, "verify")
    assert verdict["ok"]
    assert verdict["places"][TOWN] == health["digest"] == second["digest"]
    assert county_says(say, own_county, "report")["by_status"] == {"received": 1}

    # stopped by the county: nothing more goes up, everything stays here
    assert county_says(say, own_county, "revoke", facts["device"])["revoked"] == facts["device"]
    assert say("sync", "--once", on=here).refused()
    assert say("doctor", "--json", on=here).json["cases"] == 1


def test_an_item_that_the_county_withdrew_is_refused(
    say: Say,
    own_county: CountyRig,
    line: ServerThread,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = own_county.person_at(TOWN)
    monkeypatch.setenv("COUNTER_PASSWORD", person.password)
    here = Commands(tmp_path / "p", person.work_no, person.password)
    enrol(say, here.profile, line.url, own_county.enrol_code(TOWN))
    item = say("items", "search", "临时救助", "--json", on=here).json[0]
    row = {
        "item": item["code"],
        "applicant": {"name": "王𬱖", "id_number": person_id(0)},
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source = tmp_path / "cases.jsonl"
    source.write_text(json.dumps(row), encoding="utf-8")
    gone = tmp_path / "停用.csv"
    gone.write_text(f"实施编码,事项名称,状态\n{item['code']},{item['name']},取消\n", "utf-8")
    assert county_says(say, own_county, "load", str(gone), "--kind", "item")["withdrawn"] == 1
    assert say("sync", "--once", "--json", on=here).json["rows"] == 1
    found = say("items", "search", item["code"], "--json", on=here).json
    assert item["code"] not in [each["code"] for each in found]
    refused = say("cases", "import", str(source), "--json", on=here).json["refused"]
    assert [(each["line"], each["field"]) for each in refused] == [(1, "item")]
    assert "停用" in refused[0]["why"]


def test_enrolment_that_fails_leaves_nothing(
    say: Say, own_county: CountyRig, line: ServerThread, tmp_path: Path
) -> None:
    profile = tmp_path / "p"
    code = own_county.enrol_code(TOWN)
    assert "登记码不对" in enrol(say, profile, line.url, "AAAA-BBBB-CCCC").refused()
    assert enrol(say, profile, line.url, "").refused()
    assert "连不上" in enrol(say, profile, f"http://127.0.0.1:{free_port()}", code).refused()
    for url in ("127.0.0.1:8443", "ftp://127.0.0.1", "http://", "县平台", "http://[::1", ""):
        assert "地址写法不对" in enrol(say, profile, url, code).refused()
    told = enrol(say, profile, f"http://127.0.0.1:{free_port()}", code).refused()
    assert "登记没有完成" in told
    assert "继续离线" not in told
    told = enrol(say, profile, line.url.replace("http:", "https:"), code).refused()
    assert "https" in told
    with OtherAnswerer() as url:
        assert "没有连到县平台" in enrol(say, profile, url, code).refused()
    assert not (profile / "counter.db").exists()
    assert not (profile / "keyring.json").exists()

    assert "已登记" in enrol(say, profile, line.url, code).out  # the same code is still good
    before = (profile / "keyring.json").read_bytes()
    assert "已经登记过" in enrol(say, profile, line.url, own_county.enrol_code(TOWN)).refused()
    assert (profile / "keyring.json").read_bytes() == before
    assert "已经用过" in enrol(say, tmp_path / "q", line.url, code).refused()


def test_an_enrolment_cut_by_a_power_cut_is_repeated(
    say: Say, own_county: CountyRig, line: ServerThread, enrolled: Commands, tmp_path: Path
) -> None:
    profile = tmp_path / "p"
    profile.mkdir()
    shutil.copyfile(enrolled.profile / "counter.db", profile / "counter.db")  # keyring not yet
    assert "counter-app enrol" in say("doctor", "--profile", str(profile)).refused()
    assert "已登记" in enrol(say, profile, line.url, own_county.enrol_code(TOWN)).out
    kept = [path for path in profile.glob("counter-*.db")]
    assert [path.read_bytes() for path in kept] == [(enrolled.profile / "counter.db").read_bytes()]


class _Portal(BaseHTTPRequestHandler):
    """A hotel's sign-in page, where the county should be."""

    def do_POST(self) -> None:
        body = "<html>请先登录无线网络</html>".encode()
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(511)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class OtherAnswerer:
    """Serves the portal; the block gets its address."""

    def __enter__(self) -> str:
        self._server = HTTPServer(("127.0.0.1", 0), _Portal)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("enrol", "--place", "999", "--window", "1"), "999"),
        (("enrol", "--place", TOWN, "--window", "42"), "42 号窗口"),
        (("enrol", "--place", TOWN, "--window", "x"), "--window"),
        (("staff", "reset", "NOBODY"), "NOBODY"),
        (("load", "/no/such/file.csv"), "file.csv"),
        (("revoke", "d9999"), "d9999"),
        (("serve", "--listen", "nowhere"), "地址"),
        (("dance",), "dance"),
    ],
)
def test_the_county_refuses_in_one_line(
    say: Say, own_county: CountyRig, words: tuple[str, ...], told: str
) -> None:
    before = content(own_county.database_url)
    assert told in say("county", *words, "--database", own_county.database_url).refused()
    assert content(own_county.database_url) == before


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://x/y", "不支持"),
        ("nonsense", "写法不对"),
        ("sqlite:////no/such/folder/c.db", "no/such/folder"),
        ("sqlite:///{folder}/junk.db", "不是县库"),
        ("sqlite:///{folder}", "打不开"),
        ("postgresql://127.0.0.1:9/c", "没有应答"),
        ("postgresql://no.such.invalid/c", "找不到"),
    ],
)
def test_a_wrong_database_is_one_line(say: Say, tmp_path: Path, url: str, told: str) -> None:
    (tmp_path / "junk.db").write_bytes(bytes(range(256)) * 20)
    database = url.format(folder=tmp_path)
    for words in (("init",), ("verify",), ("report",), ("serve", "--listen", "127.0.0.1:0")):
        refused = say("county", *words, "--database", database).refused()
        assert told in refused or "没有县库文件" in refused
        assert "Error" not in refused


def test_a_bad_row_changes_nothing(say: Say, own_county: CountyRig, tmp_path: Path) -> None:
    before = content(own_county.database_url)
    head = "工号,姓名,场所编码,岗位\n"
    for text, expected in (
        (f"SX9101,新来,{TOWN},受理\nSX9102,,{TOWN},受理\nSX9103,某某,{TOWN},跳舞\n",
         {(3, "姓名"), (4, "岗位")}),
        (f"SX9101,新来,{TOWN},受理\nSX9102,乱写,火星,受理\n", {(3, "场所编码")}),
    ):  # fmt: skip
        bad = tmp_path / "人员.csv"
        bad.write_text(head + text, encoding="utf-8")
        words = ("county", "load", str(bad), "--database", own_county.database_url)
        refused = say(*words, "--json")
        assert refused.code == 1
        problems = refused.json["problems"]
        assert {(each["origin"]["row"], each["column"]) for each in problems} == expected
        told = say(*words).refused()
        assert all(f"第 {row} 行" in told and column in told for row, column in expected)
        assert content(own_county.database_url) == before
