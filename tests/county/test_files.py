"""Attachments at the county, over the wire: chunk by chunk, once, and only for those concerned."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import msgspec
import pytest
from county_rig import TOWN, VILLAGE, TestDevice, enrol_directly
from help_samples import ASK
from sqlalchemy import func, select, update

from counter_app.county.attachments import Limits, Shelf
from counter_app.county.database import Database
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.server import wall_ms
from counter_app.models.acts import help as help_acts
from counter_app.models.acts.case import Attached
from counter_app.models.case import Attachment
from counter_app.models.tables.county import attachment, attachment_part
from counter_app.protocol import wire
from counter_app.protocol.attachments import (
    MAX_CHUNK,
    MAX_FILE,
    ChunkReply,
    HaveReply,
    HaveRequest,
    target,
)
from counter_app.protocol.ledgers import HELP
from counter_app.rules.numbers import ledger_number


@pytest.fixture
def server(database: Database, database_url: str) -> Iterator[ServerThread]:
    with run_in_thread(database_url) as running:
        yield running


@pytest.fixture
def http(server: ServerThread) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


@pytest.fixture
def town(database: Database) -> TestDevice:
    device = enrol_directly(database, TOWN)
    device.now_ms = wall_ms()
    return device


def ask(
    http: httpx.Client, device: TestDevice, method: str, path: str, body: bytes = b"", **more: Any
) -> httpx.Response:
    headers = device.headers(method, path, body, **more)
    return http.request(method, path, content=body, headers=headers)


def put(
    http: httpx.Client, device: TestDevice, name: bytes, offset: int, size: int, data: bytes
) -> httpx.Response:
    return ask(http, device, "PUT", f"{target(name)}?offset={offset}&size={size}", data)


def done(answer: httpx.Response) -> ChunkReply:
    assert answer.status_code == 200, answer.text
    return wire.unpack(answer.content, ChunkReply)


def no(answer: httpx.Response, status: int) -> wire.Refusal:
    assert answer.status_code == status, answer.text
    return msgspec.json.decode(answer.content, type=wire.Refusal)


def hash_of(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def send(http: httpx.Client, device: TestDevice, data: bytes, chunk: int = 100_000) -> ChunkReply:
    reply = ChunkReply(0, False)
    while not reply.complete:
        part = data[reply.held : reply.held + chunk]
        reply = done(put(http, device, hash_of(data), reply.held, len(data), part))
    return reply


def have(http: httpx.Client, device: TestDevice, *hashes: bytes) -> dict[bytes, tuple[int, bool]]:
    body = wire.pack(HaveRequest(hashes))
    answer = ask(http, device, "POST", "/api/v1/files/have", body)
    reply = wire.unpack(answer.content, HaveReply)
    return {each.hash: (each.held, each.complete) for each in reply.files}


def attach(http: httpx.Client, device: TestDevice, subject: str, data: bytes) -> None:
    """Record and push that the file belongs to the case."""
    act = Attached(Attachment("户口簿", hash_of(data), len(data), "image/webp"))
    device.record(subject, act)
    assert ask(http, device, "POST", "/api/v1/push", wire.pack(device.push())).status_code == 200


def stored(database: Database) -> tuple[int, int]:
    """(files, bytes of parts)"""
    with database.reading() as connection:
        files = connection.execute(select(func.count()).select_from(attachment)).scalar_one()
        size = connection.execute(
            select(func.coalesce(func.sum(func.length(attachment_part.c.data)), 0))
        ).scalar_one()
    return files, int(size)


def test_a_file_goes_up_in_chunks_and_comes_down_again(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    data = os.urandom(700_123)
    subject = town.receive(1)
    attach(http, town, subject, data)
    here = f"{target(hash_of(data))}?subject={subject}"
    assert no(ask(http, town, "GET", f"{here}&offset=0"), 404).reason == "not_here"
    assert have(http, town, hash_of(data)) == {}
    first = done(put(http, town, hash_of(data), 0, len(data), data[:65_536]))
    assert first == ChunkReply(65_536, False)
    assert have(http, town, hash_of(data)) == {hash_of(data): (65_536, False)}
    assert no(ask(http, town, "GET", f"{here}&offset=0"), 404).reason == "not_here"
    assert send(http, town, data) == ChunkReply(len(data), True)
    assert have(http, town, hash_of(data), b"x" * 32) == {hash_of(data): (len(data), True)}
    other = enrol_directly(database, TOWN)
    got = b""
    while len(got) < len(data):
        answer = ask(http, other, "GET", f"{here}&offset={len(got)}")
        assert answer.status_code == 200, answer.text
        assert 0 < len(answer.content) <= MAX_CHUNK
        got += answer.content
    assert got == data
    for offset in (1, 65_535, 65_536, 65_537, 300_000, len(data) - 1):
        answer = ask(http, other, "GET", f"{here}&offset={offset}")
        assert answer.content == data[offset:][:MAX_CHUNK]
    assert ask(http, other, "GET", f"{here}&offset=99&limit=7").content == data[99:106]
    no(ask(http, other, "GET", f"{here}&offset=0&limit={MAX_CHUNK + 1}"), 400)
    no(ask(http, other, "GET", f"{here}&offset={len(data)}"), 400)


def of_case(device: TestDevice) -> str:
    return device.receive(1)


def of_help(device: TestDevice) -> str:
    subject = HELP.subject(ledger_number("B", "421321", device.serial, 2026, 1))
    device.record(subject, help_acts.Asked(ASK))
    return subject


@pytest.mark.parametrize("opened", [of_case, of_help])
def test_only_places_that_are_told_of_the_subject_may_fetch(
    http: httpx.Client,
    database: Database,
    town: TestDevice,
    opened: Callable[[TestDevice], str],
) -> None:
    data, secret = os.urandom(1000), os.urandom(1000)
    subject = opened(town)
    attach(http, town, subject, data)
    send(http, town, data)
    send(http, town, secret)  # no entry names it
    village = enrol_directly(database, VILLAGE)
    village.now_ms = wall_ms()
    own = opened(village)
    attach(http, village, own, os.urandom(10))
    assert (
        ask(http, town, "GET", f"{target(hash_of(data))}?offset=0&subject={subject}").content
        == data
    )
    for device, about, wanted in (
        (village, subject, data),
        (village, own, data),
        (village, "case:none", data),
        (village, "help:none", data),
        (town, own, data),
        (town, subject, secret),
    ):
        path = f"{target(hash_of(wanted))}?offset=0&subject={about}"
        assert no(ask(http, device, "GET", path), 404).reason == "no_file"


def test_a_repeated_chunk_is_harmless_and_a_gap_says_where_to_go_on(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    data = os.urandom(300_000)
    name = hash_of(data)
    assert no(put(http, town, name, 100_000, len(data), data[100_000:200_000]), 409).expected == 0
    for _ in range(3):
        assert done(put(http, town, name, 0, len(data), data[:100_000])).held == 100_000
    refused = no(put(http, town, name, 200_000, len(data), data[200_000:]), 409)
    assert (refused.reason, refused.expected) == ("gap", 100_000)
    # the answer was lost, the sender goes on with other chunks than before
    assert done(put(http, town, name, 50_000, len(data), data[50_000:150_000])).held == 100_000
    assert send(http, town, data).complete
    assert stored(database) == (1, 300_000)
    assert done(put(http, town, name, 0, len(data), data[:10])) == ChunkReply(300_000, True)


def test_two_devices_with_one_file_at_once_both_succeed(
    http: httpx.Client, database: Database, server: ServerThread, town: TestDevice
) -> None:
    data = os.urandom(900_000)
    others = [town, *(enrol_directly(database, TOWN) for _ in range(3))]

    def upload(device: TestDevice) -> bool:
        with httpx.Client(base_url=server.url, timeout=30) as line:
            return send(line, device, data, chunk=37_000).complete

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(upload, others)) == [True] * 4
    assert stored(database) == (1, 900_000)
    with database.reading() as connection:
        assert connection.execute(select(attachment.c.complete)).scalar_one()


def test_wrong_bytes_are_dropped_and_the_right_ones_follow(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    data = os.urandom(150_000)
    name = hash_of(data)
    done(put(http, town, name, 0, len(data), b"\0" * 100_000))
    refused = no(put(http, town, name, 100_000, len(data), data[100_000:]), 409)
    assert refused.reason == "damaged"
    assert stored(database) == (0, 0)
    assert send(http, town, data).complete


def test_a_wrong_size_does_not_keep_the_right_one_out(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    data = os.urandom(150_000)
    liar = enrol_directly(database, TOWN)
    done(put(http, liar, hash_of(data), 0, 999_999, b"\0" * 100_000))
    refused = no(put(http, town, hash_of(data), 100_000, len(data), data[100_000:]), 409)
    assert (refused.reason, refused.expected) == ("gap", 0)
    assert send(http, town, data).complete
    assert stored(database) == (1, 150_000)


def test_what_cannot_be_meant_is_refused(http: httpx.Client, town: TestDevice) -> None:
    name = hash_of(b"x")
    assert no(put(http, town, name, 0, MAX_FILE + 1, b"x"), 413).reason == "too_large"
    no(put(http, town, name, 0, 1 << 20, bytes(MAX_CHUNK + 1)), 413)
    no(put(http, town, name, 0, 1 << 20, bytes(MAX_CHUNK + 2000)), 413)
    no(put(http, town, name, 0, 10, b""), 400)
    no(put(http, town, name, 5, 10, b"123456"), 400)
    no(put(http, town, b"short", 0, 10, b"1"), 400)
    no(ask(http, town, "PUT", f"{target(name)}?offset=-1&size=3", b"x"), 400)
    no(ask(http, town, "PUT", f"/api/v1/files/{name.hex().upper()}?offset=0&size=1", b"x"), 400)
    no(ask(http, town, "GET", f"{target(name)}?offset=0"), 400)
    no(ask(http, town, "POST", "/api/v1/files/have", b"what"), 400)
    many = wire.pack(HaveRequest(tuple(os.urandom(32) for _ in range(501))))
    no(ask(http, town, "POST", "/api/v1/files/have", many), 400)
    assert have(http, town) == {}


def test_a_chunk_that_was_changed_on_the_way_is_not_taken(
    http: httpx.Client, database: Database, town: TestDevice
) -> None:
    data = os.urandom(1000)
    path = f"{target(hash_of(data))}?offset=0&size=1000"
    headers = town.headers("PUT", path, data)
    changed = data[:-1] + bytes([data[-1] ^ 1])
    answer = http.request("PUT", path, content=changed, headers=headers)
    assert no(answer, 401).reason == "bad_signature"
    assert stored(database) == (0, 0)


def shelf(database: Database, clock: list[int], **limits: int) -> Shelf:
    return Shelf(database, lambda: clock[0], Limits(**limits))


def test_quotas_of_a_device_and_of_all(database: Database) -> None:
    from counter_app.county.refusals import Refuse

    clock = [1_795_569_000_000]
    files = shelf(database, clock, device=2000, county=3000)
    for device, size, fits in (
        ("a", 1500, True),
        ("a", 600, False),
        ("b", 1400, True),
        ("b", 300, False),
        ("a", 100, True),
    ):
        data = os.urandom(size)
        if fits:
            assert files.put(device, hash_of(data), 0, size, data).complete
            continue
        with pytest.raises(Refuse) as refused:
            files.put(device, hash_of(data), 0, size, data)
        assert (refused.value.status, refused.value.refusal.reason) == (507, "quota")
    again = shelf(database, clock, device=2000, county=3000)  # after a restart
    with pytest.raises(Refuse, match="上限"):
        again.put("a", b"h" * 32, 0, 600, bytes(600))


def test_partial_files_expire(database: Database) -> None:
    clock = [1_795_569_000_000]
    files = shelf(database, clock)
    stale, fresh, whole = os.urandom(500), os.urandom(500), os.urandom(500)
    files.put("a", hash_of(stale), 0, 500, stale[:100])
    files.put("a", hash_of(whole), 0, 500, whole)
    clock[0] += 7 * 24 * 3600_000
    files.put("a", hash_of(fresh), 0, 500, fresh[:100])
    clock[0] += 3600_001
    files.put("a", b"n" * 32, 0, 500, b"x")
    held = {
        each.hash: each.held for each in files.have([hash_of(d) for d in (stale, fresh, whole)])
    }
    assert held == {hash_of(fresh): 100, hash_of(whole): 500}
    assert files.put("a", hash_of(fresh), 100, 500, fresh[100:]).complete


def test_a_cut_between_chunks_leaves_what_was_acknowledged(database: Database) -> None:
    """A new process knows nothing but what is stored."""
    data = os.urandom(10_000)
    clock = [1_795_569_000_000]
    shelf(database, clock).put("a", hash_of(data), 0, 10_000, data[:4000])
    with database.writing() as connection:
        connection.execute(update(attachment).values(changed_ms=clock[0] - 1))
    after = shelf(database, clock)
    assert after.have([hash_of(data)])[0].held == 4000
    assert after.put("b", hash_of(data), 4000, 10_000, data[4000:]).complete
