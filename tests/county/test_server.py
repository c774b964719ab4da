"""The running server: who is let in, what is refused, and that garbage never breaks it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import msgspec
import pytest
import zstandard
from county_rig import NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.county.database import Database
from counter_app.county.devices import revoke
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.server import wall_ms
from counter_app.protocol import auth, wire


@pytest.fixture
def server(database: Database, database_url: str) -> Iterator[ServerThread]:
    with run_in_thread(database_url) as running:
        yield running


#: What is refused before the store is asked behaves the same on both; one is enough.
on_one_store = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def http(server: ServerThread) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


@pytest.fixture
def town(database: Database) -> TestDevice:
    return enrol_directly(database, TOWN)


def ask(
    http: httpx.Client,
    device: TestDevice,
    method: str,
    target: str,
    body: bytes = b"",
    **more: Any,
) -> httpx.Response:
    headers = device.headers(method, target, body, **more)
    return http.request(method, target, content=body, headers=headers)


def refusal(answer: httpx.Response, status: int) -> wire.Refusal:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/json")
    return msgspec.json.decode(answer.content, type=wire.Refusal)


def test_hello_tells_time_and_protocol_to_anybody(http: httpx.Client) -> None:
    answer = http.get("/api/v1/hello").json()
    assert abs(answer["server_ms"] - wall_ms()) < 5000
    assert answer["protocol"] == 1
    assert answer["oldest"] <= answer["protocol"]
    assert "live" in answer["features"]
    assert set(answer) == {"server_ms", "protocol", "oldest", "features"}


def test_push_then_pull_over_the_wire(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    other = enrol_directly(database, TOWN)
    town.now_ms = wall_ms()
    for running in range(1, 4):
        town.receive(running)
    pushed = ask(http, town, "POST", "/api/v1/push", wire.pack(town.push()))
    assert pushed.status_code == 200
    assert pushed.headers["content-type"] == wire.MEDIA_TYPE
    assert wire.unpack(pushed.content, wire.PushReply).acked == 3
    pulled = ask(http, other, "GET", "/api/v1/pull?cursor=0")
    reply = wire.unpack(pulled.content, wire.PullReply)
    assert [each.data for each in reply.entries] == town.entries
    assert (reply.cursor, reply.more, reply.cases) == (3, False, 3)
    own = wire.unpack(ask(http, town, "GET", "/api/v1/pull?cursor=0").content, wire.PullReply)
    assert (own.entries, own.cursor, own.digest) == ((), 3, reply.digest)


@pytest.mark.parametrize("target", ["/api/v1/pull?cursor=0", "/api/v1/editions?since=0"])
def test_nothing_is_read_without_a_good_signature(
    http: httpx.Client, database: Database, town: TestDevice, target: str
) -> None:
    assert refusal(http.get(target), 401).reason == "bad_signature"
    for name in (auth.DEVICE_HEADER, auth.TIME_HEADER, auth.SIGNATURE_HEADER):
        headers = town.headers("GET", target)
        del headers[name]
        assert refusal(http.get(target, headers=headers), 401).reason == "bad_signature"
    other_target = town.headers("GET", "/api/v1/pull?cursor=1")
    assert refusal(http.get(target, headers=other_target), 401).reason == "bad_signature"
    headers = town.headers("GET", target)
    for name, value in (
        (auth.TIME_HEADER, str(int(headers[auth.TIME_HEADER]) + 1)),
        (auth.TIME_HEADER, "soon"),
        (auth.TIME_HEADER, "9" * 400),
        (auth.SIGNATURE_HEADER, "zz"),
        (auth.SIGNATURE_HEADER, "00" * 64),
        (auth.SIGNATURE_HEADER, "é"),
    ):
        encoded = {**headers, name: value.encode()}
        assert refusal(http.get(target, headers=encoded), 401).reason == "bad_signature"
    stranger = TestDevice("d4711", 4711, TOWN)
    assert refusal(ask(http, stranger, "GET", target), 401).reason == "unknown_device"
    thief = TestDevice(town.id, town.serial, TOWN, Ed25519PrivateKey.generate())
    assert refusal(ask(http, thief, "GET", target), 401).reason == "bad_signature"
    revoke(database, town.id, NOW_MS)
    assert refusal(ask(http, town, "GET", target), 403).reason == "revoked"


def test_a_wrong_clock_is_told_the_right_time(http: httpx.Client, town: TestDevice) -> None:
    target = "/api/v1/pull?cursor=0"
    years_off = wall_ms() - 3 * 365 * 24 * 3600 * 1000
    told = refusal(ask(http, town, "GET", target, time_ms=years_off), 401)
    assert told.reason == "clock"
    again = ask(http, town, "GET", target, time_ms=told.server_ms)
    assert again.status_code == 200


def test_a_device_reads_its_own_place_only(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    village = enrol_directly(database, VILLAGE)
    village.receive(1)
    ask(http, village, "POST", "/api/v1/push", wire.pack(village.push()))
    reply = wire.unpack(ask(http, town, "GET", "/api/v1/pull?cursor=0").content, wire.PullReply)
    assert reply.entries == ()
    assert reply.cases == 0


def deep_msgpack(levels: int) -> bytes:
    return b"\x91" * levels + b"\x01"


GARBAGE = {
    "nothing": b"",
    "text": b"hello",
    "random": os.urandom(5000),
    "not zstd": msgspec.msgpack.encode({"first": 1}),
    "wrong shape": zstandard.compress(msgspec.msgpack.encode([1, 2])),
    "wrong types": zstandard.compress(
        msgspec.msgpack.encode({"first": "1", "entries": 7, "head": b"", "signature": b""})
    ),
    "cut": wire.pack(wire.PushRequest(1, (b"x" * 1000,), b"", b""))[:-9],
    "deep": zstandard.compress(deep_msgpack(200_000)),
    "deep field": zstandard.compress(b"\x81\xa1x" + deep_msgpack(200_000)),
    "bomb": zstandard.compress(bytes(200 * 1024 * 1024)),
    "bomb without size": zstandard.ZstdCompressor(write_content_size=False).compress(
        bytes(100 * 1024 * 1024)
    ),
    "lying size": b"\x28\xb5\x2f\xfd\xe0" + (10**9).to_bytes(8, "little") + b"\x01\x00\x00",
}


@on_one_store
@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_refused_and_the_server_lives(
    http: httpx.Client, town: TestDevice, name: str
) -> None:
    body = GARBAGE[name]
    assert refusal(ask(http, town, "POST", "/api/v1/push", body), 400).reason == "bad_request"
    answer = http.post("/api/v1/enrol", content=body)
    assert refusal(answer, 400).reason == "bad_request"
    assert http.get("/api/v1/hello").status_code == 200


@on_one_store
def test_a_body_beyond_the_limit_is_not_read(http: httpx.Client, town: TestDevice) -> None:
    body = bytes(33 * 1024 * 1024)
    try:
        answer = ask(http, town, "POST", "/api/v1/push", body)
    except httpx.WriteError:
        pass  # closed while we were still sending
    else:
        assert refusal(answer, 413).reason == "bad_request"
    assert http.get("/api/v1/hello").status_code == 200


@on_one_store
@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/api/v1/pull"),
        ("GET", "/api/v1/pull?cursor=-1"),
        ("GET", "/api/v1/pull?cursor=x"),
        ("GET", "/api/v1/pull?cursor=99999999999999999999999"),
        ("GET", "/api/v1/editions?since=1.5"),
        ("GET", "/api/v1/push"),
        ("PUT", "/api/v1/push"),
        ("GET", "/api/v2/pull"),
        ("GET", "/api/v1/%00"),
    ],
)
def test_wrong_use_is_a_4xx_in_json(
    http: httpx.Client, town: TestDevice, method: str, target: str
) -> None:
    answer = ask(http, town, method, target)
    assert 400 <= answer.status_code < 500
    assert refusal(answer, answer.status_code).reason == "bad_request"


@on_one_store
@pytest.mark.parametrize(("method", "target"), [("POST", "/"), ("DELETE", "/q/x")])
def test_wrong_use_of_a_page_is_told_on_a_page(
    http: httpx.Client, town: TestDevice, method: str, target: str
) -> None:
    answer = ask(http, town, method, target)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"].startswith("text/html")
    assert "没有" in answer.text


@on_one_store
def test_too_many_wrong_codes_are_slowed_down(http: httpx.Client) -> None:
    request = wire.EnrolRequest("2222-2222-2222", bytes(32), "test", 1)
    answers = [http.post("/api/v1/enrol", content=wire.pack(request)) for _ in range(25)]
    assert {answer.status_code for answer in answers[:20]} == {403}
    assert {refusal(answer, 403).reason for answer in answers[:20]} == {"code_unknown"}
    assert {answer.status_code for answer in answers[20:]} == {429}


@on_one_store
def test_openapi_describes_every_route_and_body(http: httpx.Client) -> None:
    document = http.get("/schema").json()
    assert set(document["paths"]) == {
        f"/api/v1/{name}"
        for name in (
            "hello",
            "enrol",
            "push",
            "pull",
            "live",
            "editions",
            "relay",
            "bundle",
            "renew",
            "renew/held",
            "files/have",
            "files/{name}",
            "snapshot",
            "repair/compare",
            "repair/entries",
            "repair/pass-on",
            "snapshot/{name}/{number}",
        )
    }
    push = document["paths"]["/api/v1/push"]["post"]
    body = push["requestBody"]["content"][wire.MEDIA_TYPE]["schema"]
    assert body["contentSchema"] == {"$ref": "#/components/schemas/PushRequest"}
    assert push["security"]
    named = {
        reference.rsplit("/", 1)[1]
        for reference in _references(document)
        if reference.startswith("#/components/schemas/")
    }
    assert named <= set(document["components"]["schemas"])
    assert {"PushRequest", "PushReply", "PullReply", "FeedEntry", "Refusal"} <= named
    assert "http" not in str(document["components"])


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            yield str(value["$ref"])
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


@on_one_store
def test_every_answer_carries_the_security_headers(http: httpx.Client) -> None:
    for target in ("/", "/q/x", "/nowhere", "/api/v1/hello", "/api/v1/pull", "/page.css"):
        headers = http.get(target).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["referrer-policy"] == "no-referrer"
        assert "noindex" in headers["x-robots-tag"]
        assert "server" not in headers


def test_logs_hold_no_token_code_or_query(
    http: httpx.Client, town: TestDevice, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    token = "AXEAAAARGgAAKgBpH" + "x" * 90
    http.get(f"/q/{token}?name=SECRET")
    http.get(f"/{token}/{token}")
    http.get("/g/11421321MB901111XL4000511001000")
    ask(http, town, "GET", "/api/v1/pull?cursor=73501")
    request = wire.EnrolRequest("7K3Q-9XHM-2RPD", bytes(32), "test", 1)
    http.post("/api/v1/enrol", content=wire.pack(request))
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name != "httpx")
    assert "/q/… 404" in logged
    assert "GET /api/v1/pull 200" in logged
    assert town.id in logged
    for secret in (token, "SECRET", "73501", "7K3Q", "MB901111"):
        assert secret not in logged
