"""Whatever devices do and however their pushes are cut: county and devices fold the same."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

from county_rig import COUNTY, NOW_MS, TOWN, VILLAGE, TestDevice, enrol_directly, received
from hypothesis import HealthCheck, given, settings, strategies as st

from counter_app.county import keys, schema
from counter_app.county.database import Database
from counter_app.county.pull import pull
from counter_app.county.push import push
from counter_app.county.verify import verify
from counter_app.models.acts import Act
from counter_app.models.acts.case import Accepted, Forwarded, Ready, Revealed, Withdrawn
from counter_app.protocol.digest import case_digest, encode_state, total
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import decode_entry

ACTS: tuple[Act, ...] = (
    received("张三", NOW_MS),
    Accepted(accepted_on=date(2026, 11, 25)),
    Forwarded(to_place=TOWN, purpose="report"),
    Forwarded(to_place=COUNTY),
    Ready(at=VILLAGE),
    Withdrawn(reason="不办了"),
    Revealed(field="phone"),
)
record = st.tuples(
    st.just("record"),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(ACTS),
    st.integers(-50_000, 400_000),
)
send = st.tuples(st.just("push"), st.integers(0, 3), st.integers(1, 6), st.integers(1, 6))
junk = st.tuples(st.just("junk"), st.integers(0, 3))


@given(st.lists(record | record | record | send | junk, max_size=40))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_county_and_devices_fold_the_same(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'county.db'}", create=True)
        schema.upgrade(database)
        with database.writing() as connection:
            keys.make(connection)
        devices = [enrol_directly(database, place) for place in (VILLAGE, TOWN, TOWN, COUNTY)]
        stamps: dict[tuple[str, int], int] = {}
        acked = dict.fromkeys((device.id for device in devices), 0)
        now = NOW_MS
        for name, which, *rest in steps:
            device = devices[which]
            if name == "record":
                subject, act, drift = rest
                # A clock that stands wrong by minutes, but never runs backwards.
                device.now_ms = now + drift
                device.record(f"case:{subject}", act)
            elif name == "junk":
                device.record_bytes(b"\xc1junk")
            else:
                back, length = rest
                first = max(1, acked[device.id] + 2 - back)
                last = min(len(device.entries), first + length - 1)
                now += 7
                _send(database, device, first, last, now, stamps, acked)
        for device in devices:
            now += 7
            last = len(device.entries)
            _send(database, device, acked[device.id] + 1, last, now, stamps, acked)
        verdict = verify(database)
        assert verdict.ok, verdict.findings
        for device in devices:
            _holds_the_same(database, device, stamps)
        database.close()


def _send(
    database: Database,
    device: TestDevice,
    first: int,
    last: int,
    now: int,
    stamps: dict[tuple[str, int], int],
    acked: dict[str, int],
) -> None:
    reply = push(database, device.id, device.push(first, max(last, first - 1)), lambda: now)
    assert reply.acked == max(acked[device.id], last)
    acked[device.id] = reply.acked
    for run in reply.received:
        for n in range(run.first, run.last + 1):
            assert stamps.setdefault((device.id, n), run.received_ms) == run.received_ms


def _holds_the_same(
    database: Database, device: TestDevice, stamps: dict[tuple[str, int], int]
) -> None:
    """What the device holds after a pull gives the digest that the county tells its place."""
    told = pull(database, device.id, device.place, 0)
    held = [(each.data, each.received_ms) for each in told.entries]
    held += [
        (data, stamps[device.id, n])
        for n, data in enumerate(device.entries, 1)
        if not data.startswith(b"\xc1")
    ]
    subjects: dict[str, list[Recorded]] = defaultdict(list)
    for data, stamp in held:
        entry = decode_entry(data)
        subjects[entry.subject].append(Recorded(entry, stamp))
    states = [state for group in subjects.values() if (state := fold(group)) is not None]
    assert total(case_digest(encode_state(state)) for state in states) == told.digest
    assert len(states) == told.cases
