"""The ``county …`` commands: facts as JSON, one clear line on error, exit codes."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from county_rig import NOW_MS, TOWN, CountyRig, enrol_directly
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from counter_app.cli import main
from counter_app.county.push import push

SERVE = [sys.executable, "-m", "counter_app", "county", "serve", "--listen"]


@pytest.fixture
def county(tmp_path: Path) -> CountyRig:
    return CountyRig.sample(tmp_path)


def run(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, Any, str]:
    """Exit code, JSON answer (or None) and what was said on standard error."""
    code = main(["county", *words, "--database", url, "--json"])
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert len(lines) <= 1
    return code, json.loads(lines[0]) if lines else None, said.err


def test_init_makes_a_county_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert run(capsys, url, "init") == (0, {"created": True, "edition": None, "staff": []}, "")
    assert run(capsys, url, "init") == (0, {"created": False, "edition": None, "staff": []}, "")
    code, verdict, _ = run(capsys, url, "verify")
    assert (code, verdict["ok"], verdict["entries"], verdict["places"]) == (0, True, 0, {})
    assert verdict["digest"] == "0" * 64


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///{}/missing.db", "county init"),
        ("sqlite:///{}/no/folder/c.db", "没有"),
        ("sqlite://", "数据库地址"),
        ("mysql://localhost/x", "数据库地址"),
        ("nonsense", "数据库地址"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", "县库"),
    ],
)
def test_a_store_that_is_not_there_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str, told: str
) -> None:
    for verb in (("verify",), ("init",)) if "missing" not in url else (("verify",),):
        code, answer, error = run(capsys, url.format(tmp_path), *verb)
        assert code != 0
        assert answer is None
        assert told in error
        assert error.count("\n") == 1
    assert not (tmp_path / "missing.db").exists()


def test_an_empty_file_is_not_a_county(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.db").touch()
    for words in (("verify",), ("serve", "--listen", "127.0.0.1:0"), ("devices",)):
        code, _, error = run(capsys, f"sqlite:///{tmp_path / 'empty.db'}", *words)
        assert code == 1
        assert "county init" in error


def test_enrol_prints_a_code_for_what_exists(
    county: CountyRig, capsys: pytest.CaptureFixture[str]
) -> None:
    url = county.database_url
    code, made, _ = run(capsys, url, "enrol", "--place", TOWN, "--window", "1")
    assert code == 0
    assert len(made["code"]) == 14
    code, _, error = run(capsys, url, "enrol", "--place", "999", "--window", "1")
    assert code == 1
    assert "999" in error
    code, _, error = run(capsys, url, "enrol", "--place", TOWN, "--window", "42")
    assert code == 1
    assert "42 号窗口" in error


def test_staff_are_listed_without_and_reset_with_password(
    county: CountyRig, capsys: pytest.CaptureFixture[str]
) -> None:
    url = county.database_url
    _, listed, _ = run(capsys, url, "staff", "list", "--place", TOWN)
    assert listed["staff"]
    assert all(each["place"] == TOWN and each["can_sign_in"] for each in listed["staff"])
    assert "password" not in listed["staff"][0]
    work_no = listed["staff"][0]["work_no"]
    _, reset, _ = run(capsys, url, "staff", "reset", work_no)
    assert (reset["work_no"], len(reset["password"])) == (work_no, 14)
    code, _, error = run(capsys, url, "staff", "reset", "NOBODY")
    assert code == 1
    assert "NOBODY" in error
    assert run(capsys, url, "staff", "reset")[0] == 1


def test_load_tells_the_difference_or_the_bad_rows(
    county: CountyRig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"工号,姓名,场所编码,岗位\nSX9001,新来,{TOWN},受理\n", encoding="utf-8")
    bad.write_text("工号,姓名,场所编码,岗位\nSX9002,乱写,火星,受理\n", encoding="utf-8")
    code, told, _ = run(capsys, county.database_url, "load", str(good))
    assert (code, told["added"], told["changed"], told["withdrawn"]) == (0, 1, 0, 0)
    assert told["edition"] == 3
    code, told, _ = run(capsys, county.database_url, "load", str(good), str(bad))
    assert (code, told["edition"]) == (1, None)
    assert (told["problems"][0]["origin"]["row"], told["problems"][0]["column"]) == (2, "场所编码")
    assert main(["county", "load", str(bad), "--database", county.database_url]) == 1
    assert "第 2 行" in capsys.readouterr().err
    assert main(["county", "load", str(good), "--database", county.database_url]) == 0
    assert "没有写入" in capsys.readouterr().out


def test_devices_report_verify_and_revoke(
    county: CountyRig, capsys: pytest.CaptureFixture[str]
) -> None:
    url = county.database_url
    with county.opened() as database:
        device = enrol_directly(database, TOWN)
        device.receive(1)
        device.receive(2)
        push(database, device.id, device.push(), lambda: NOW_MS)
    _, listed, _ = run(capsys, url, "devices")
    assert [(each["device"], each["entries"]) for each in listed["devices"]] == [(device.id, 2)]
    _, figures, _ = run(capsys, url, "report")
    assert (figures["cases"], figures["by_status"], figures["devices"]) == (2, {"received": 2}, 1)
    assert [(each["place"], each["cases"]) for each in figures["places"]] == [(TOWN, 2)]
    _, verdict, _ = run(capsys, url, "verify")
    assert (verdict["ok"], verdict["entries"], verdict["cases"]) == (True, 2, 2)
    assert verdict["places"] == {TOWN: verdict["digest"]}
    assert run(capsys, url, "revoke", device.id) == (0, {"revoked": device.id}, "")
    assert run(capsys, url, "revoke", device.id)[0] == 1
    for words in (("devices",), ("report",), ("verify",), ("staff",), ("revoke", "d0404")):
        main(["county", *words, "--database", url])
    assert "厉山镇" in capsys.readouterr().out
    with county.opened() as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE case_state SET entries = 5")
    code, verdict, _ = run(capsys, url, "verify")
    assert (code, verdict["ok"]) == (1, False)


def test_serve_says_where_it_listens_and_stops_cleanly(county: CountyRig) -> None:
    process = subprocess.Popen(
        [*SERVE, "127.0.0.1:0", "--database", county.database_url, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["listening"]
        assert httpx.get(f"{url}/api/v1/hello").status_code == 200
        port = url.rsplit(":", 1)[1]
        second = subprocess.run(
            [*SERVE, f"127.0.0.1:{port}", "--database", county.database_url],
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert second.returncode == 1
        assert "端口" in second.stderr
        assert "Traceback" not in second.stderr
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=15)
    finally:
        process.kill()
    assert process.returncode in (0, 130)
    assert b"Traceback" not in said
    assert b"/api/v1/hello 200" in said


@pytest.mark.parametrize("listen", ["8080", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999"])
def test_a_wrong_address_is_refused(
    county: CountyRig, capsys: pytest.CaptureFixture[str], listen: str
) -> None:
    code, _, error = run(capsys, county.database_url, "serve", "--listen", listen)
    assert code == 1
    assert "地址" in error


def certificate(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "cert.pem").write_bytes(made.public_bytes(encoding))
    (folder / "key.pem").write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "cert.pem", folder / "key.pem"


def test_serve_with_a_certificate(county: CountyRig, tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    process = subprocess.Popen(
        [
            *(*SERVE, "127.0.0.1:0", "--database", county.database_url, "--json"),
            *("--tls-cert", str(cert), "--tls-key", str(key)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["listening"]
        assert url.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(cert))
        answer = httpx.get(f"{url}/", verify=trusting)
        assert answer.status_code == 200
        assert "max-age" in answer.headers["strict-transport-security"]
    finally:
        process.kill()
        process.communicate()


def test_certificates_that_cannot_be_used_are_refused(
    county: CountyRig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cert, key = certificate(tmp_path)
    listen = ("serve", "--listen", "127.0.0.1:0", "--tls-cert")
    for words in ((str(cert),), (str(key), "--tls-key", str(cert)), ("no", "--tls-key", "no")):
        code, _, error = run(capsys, county.database_url, *listen, *words)
        assert code == 1
        assert "证书" in error


def test_cards_of_windows_and_how_long_is_rated(
    county: CountyRig, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cards.pdf"
    words = ("cards", "--place", TOWN, "--public-url", "https://zw.example.cn/", "--out", str(out))
    code, told, _ = run(capsys, county.database_url, *words)
    assert (code, told["out"]) == (0, str(out))
    assert told["cards"] > 1
    assert out.read_bytes().startswith(b"%PDF")
    assert run(capsys, county.database_url, *words, "--window", "1")[1]["cards"] == 1
    assert run(capsys, county.database_url, "ratings") == (0, {"days": 30}, "")
    assert run(capsys, county.database_url, "ratings", "--days", "15") == (0, {"days": 15}, "")
    assert run(capsys, county.database_url, "ratings") == (0, {"days": 15}, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cards", "--place", "421321999999"), "服务场所"),
        (("cards", "--window", "99"), "99 号窗口"),
        (("cards", "--public-url", "zw.example.cn"), "网址"),
        (("cards", "--size", "A3"), "规格"),
        (("cards", "--out", "/nowhere/at/all/f.pdf"), "文件夹"),
        (("ratings", "--days", "0"), "天数"),
    ],
)
def test_wrong_words_for_cards_are_one_clear_line(
    county: CountyRig,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    told: str,
) -> None:
    usual = ("--place", TOWN, "--public-url", "https://x", "--out", str(tmp_path / "f.pdf"))
    more = usual if words[0] == "cards" else ()
    code, answer, said = run(capsys, county.database_url, words[0], *more, *words[1:])
    assert code != 0
    assert answer is None
    assert told in said
    assert len(said.splitlines()) == 1
