"""A push or pull is answered alike, whether the express takes it or the framework.

On PostgreSQL the express looks devices up on the event loop, the framework by a thread.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from county_rig import TOWN, TestDevice, enrol_directly

from counter_app.county.database import Database
from counter_app.county.devices import revoke
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.protocol import wire

#: The same question, as devices write it and as nobody does: the latter is the framework's.
PULLS = ("/api/v1/pull?cursor=0&edition=0", "/api/v1/pull?edition=0&cursor=0")
PUSHES = ("/api/v1/push", "/api/v1/push?again=1")


@pytest.fixture
def http(database: Database, database_url: str) -> Iterator[httpx.Client]:
    with (
        run_in_thread(database_url) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
    ):
        yield client


def told(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a client can see, but for the time of day."""
    headers = [(name, text) for name, text in answer.headers.multi_items() if name != "date"]
    return answer.status_code, answer.content, sorted(headers)


def both(
    http: httpx.Client, device: TestDevice, targets: tuple[str, str], body: bytes = b""
) -> httpx.Response:
    """The answer to either; they are the same."""
    method = "POST" if body else "GET"
    answers = [
        http.request(method, each, content=body, headers=device.headers(method, each, body))
        for each in targets
    ]
    assert told(answers[0]) == told(answers[1])
    return answers[0]


def test_good_requests_are_answered_alike(http: httpx.Client, database: Database) -> None:
    town, other = enrol_directly(database, TOWN), enrol_directly(database, TOWN)
    town.now_ms = wall_ms()
    town.receive(1)
    body = wire.pack(town.push())
    assert both(http, town, PUSHES, body).status_code == 200, "the second time: known already"
    pulled = wire.unpack(both(http, other, PULLS).content, wire.PullReply)
    assert [each.data for each in pulled.entries] == town.entries


def test_refusals_are_worded_alike(http: httpx.Client, database: Database) -> None:
    town = enrol_directly(database, TOWN)
    assert both(http, town, PUSHES, b"no message").status_code == 400
    for running in (1, 2):
        town.receive(running)
    beyond = wire.pack(wire.PushRequest(2, (town.entries[1],), bytes(32), bytes(64)))
    assert both(http, town, PUSHES, beyond).status_code == 409
    stranger = TestDevice("d4711", 4711, TOWN)
    assert both(http, stranger, PULLS).status_code == 401
    assert both(http, stranger, PUSHES, beyond).status_code == 401
    revoke(database, town.id, wall_ms())
    assert both(http, town, PULLS).status_code == 403
    unsigned = [told(http.get(target)) for target in PULLS]
    assert unsigned[0] == unsigned[1]
    assert unsigned[0][0] == 401


def test_faults_of_the_store_are_told_alike(http: httpx.Client, database: Database) -> None:
    town = enrol_directly(database, TOWN)
    with database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE place_feed RENAME TO gone")
    answer = both(http, town, PULLS)
    assert (answer.status_code, answer.json()["reason"]) == (503, "busy")
