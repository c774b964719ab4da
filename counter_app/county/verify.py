"""Verify: everything the county holds, recomputed from the journal and compared.

Chains from their beginning, the fold of every subject, the digests of places, and every feed:
positions without gaps, each case's whole history in each of its places exactly once. Streams
through the store, so memory does not grow with the number of entries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, literal, select, union_all

from counter_app.county import keys
from counter_app.county.database import Database
from counter_app.county.subjects import concerned
from counter_app.errors import Trouble
from counter_app.models.tables.county import (
    case_state,
    device,
    entry,
    feed,
    place_feed,
    set_aside,
)
from counter_app.protocol.derived import is_derived, vouched
from counter_app.protocol.digest import case_digest, encode_state
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import chain, decode_entry, genesis

_CHUNK = 500
_MODULUS = 1 << 256
#: Findings told; there may be more.
_TOLD = 20


class Verdict(msgspec.Struct, frozen=True):
    """What ``county verify`` prints. Digests are hex; ``digest`` is the sum over all cases."""

    ok: bool
    entries: int
    cases: int
    set_aside: int
    digest: str
    places: dict[str, str]
    findings: tuple[str, ...]


class _Findings(list[str]):
    def add(self, text: str) -> None:
        if len(self) < _TOLD:
            self.append(text)


def verify(database: Database) -> Verdict:
    """Recompute and compare everything, as of one moment."""
    findings = _Findings()
    with database.reading(snapshot=True) as connection:
        entries, aside = _chains(connection, findings)
        cases, digest, places = _projections(connection, findings)
        _feeds(connection, findings, places)
    told = {place: _hex(sum_) for place, (sum_, _) in sorted(places.items())}
    return Verdict(not findings, entries, cases, aside, _hex(digest), told, tuple(findings))


def _stream(connection: Connection, statement: Any) -> Iterator[Any]:
    return iter(connection.execution_options(yield_per=_CHUNK).execute(statement))


def _chains(connection: Connection, findings: _Findings) -> tuple[int, int]:
    """Every device: no number missing, each hash as recomputed, the last one its head."""
    devices = {row.id: row for row in connection.execute(select(device))}
    county_key = keys.load(connection).public_keys[:32]
    links = union_all(
        *(
            select(
                each.c.device,
                each.c.n,
                each.c.data,
                each.c.hash,
                literal(each is set_aside).label("aside"),
            )
            for each in (entry, set_aside)
        )
    ).subquery()
    ordered = select(links).order_by(links.c.device, links.c.n)
    counts = [0, 0]
    seen: dict[str, tuple[int, bytes]] = {}
    for row in _stream(connection, ordered):
        counts[bool(row.aside)] += 1
        if is_derived(row.device):
            if not _genuine(row, county_key):
                findings.add(f"县平台记录 {row.device} 与其内容不符")
            continue
        owner = devices.get(row.device)
        if owner is None:
            findings.add(f"记录属于未登记的设备 {row.device}")
            continue
        n, head = seen.get(row.device) or (0, genesis(bytes(owner.public_key)))
        head = chain(head, bytes(row.data))
        if row.n != n + 1:
            findings.add(f"设备 {row.device} 缺少第 {n + 1} 条记录")
        elif head != bytes(row.hash):
            findings.add(f"设备 {row.device} 第 {row.n} 条记录与链不符")
        seen[row.device] = (row.n, head)
    for name, owner in devices.items():
        n, head = seen.get(name) or (0, genesis(bytes(owner.public_key)))
        if (n, head) != (owner.acked_n, bytes(owner.head)):
            findings.add(f"设备 {name} 的链头与记录不符")
    return counts[0], counts[1]


def _genuine(row: Any, county_key: bytes) -> bool:
    data = bytes(row.data)
    try:
        read = decode_entry(data)
    except Trouble:
        return False
    named = (read.device, read.n) == (row.device, row.n) and vouched(read, county_key)
    return named and hashlib.sha256(data).digest() == bytes(row.hash)


def _projections(
    connection: Connection, findings: _Findings
) -> tuple[int, int, dict[str, tuple[int, int]]]:
    """Fold every subject; returns cases, total digest, and (digest, cases) of each place."""
    cases = digest = 0
    places: dict[str, list[int]] = {}
    rows = _stream(
        connection,
        select(
            entry.c.subject,
            entry.c.data,
            entry.c.received_ms,
            case_state.c.entries,
            case_state.c.places,
            case_state.c.digest,
            case_state.c.status,
            case_state.c.owner,
        )
        .outerjoin(case_state, case_state.c.subject == entry.c.subject)
        .order_by(entry.c.subject),
    )
    for subject, group in groupby(rows, key=lambda row: row.subject):
        listed = list(group)
        row = listed[0]
        try:
            recorded = [Recorded(decode_entry(bytes(one.data)), one.received_ms) for one in listed]
        except Trouble:
            findings.add(f"{subject} 的记录已损坏")
            continue
        try:
            state = fold(recorded)
        except Exception as error:
            findings.add(f"{subject} 按现有程序算不出来：{type(error).__name__}")
            continue
        own = None if state is None else case_digest(encode_state(state))
        stored = (row.entries, _bytes(row.digest), row.status, row.owner)
        if stored != (len(listed), own, state and state.status.value, state and state.owner):
            findings.add(f"{subject} 的现状与记录重算的结果不符")
        told = (row.places or "").split()
        if not set(concerned(state, [each.entry for each in recorded])) <= set(told):
            findings.add(f"{subject} 没有送到它涉及的全部地点")
        if own is None:
            continue
        value = int.from_bytes(own, "big")
        cases, digest = cases + 1, digest + value
        for place in told:
            total = places.setdefault(place, [0, 0])
            total[0] += value
            total[1] += 1
    without = ~select(entry.c.n).where(entry.c.subject == case_state.c.subject).exists()
    orphans = connection.execute(
        select(func.count()).select_from(case_state).where(without)
    ).scalar()
    if orphans:
        findings.add(f"{orphans} 件办件没有任何记录")
    return cases, digest, {place: (sums[0], sums[1]) for place, sums in places.items()}


def _feeds(connection: Connection, findings: _Findings, places: dict[str, tuple[int, int]]) -> None:
    """Every feed: complete, without gaps, each entry once; its digest and number of cases."""
    heads = {row.place: row for row in connection.execute(select(place_feed))}
    for place in sorted(places.keys() - heads.keys()):
        findings.add(f"地点 {place} 没有下发队列")
    for place, head in heads.items():
        digest, cases = places.setdefault(place, (0, 0))
        if (bytes(head.digest).hex(), head.cases) != (_hex(digest), cases):
            findings.add(f"地点 {place} 的校验值与办件不符")
    reached = _runs(connection, findings)
    for place, head in heads.items():
        if reached.pop(place, 0) != head.position:
            findings.add(f"地点 {place} 的下发队列有缺号")
    for place in reached:
        findings.add(f"地点 {place} 的下发队列没有队首")
    _histories(connection, findings)


def _runs(connection: Connection, findings: _Findings) -> dict[str, int]:
    """How far each place's positions go without a gap; told when an entry stands there twice."""
    reached: dict[str, int] = {}
    broken: set[str] = set()
    ordered = select(feed).order_by(feed.c.place, feed.c.position)
    for row in _stream(connection, ordered):
        if row.position != reached.get(row.place, 0) + 1:
            broken.add(row.place)
        reached[row.place] = row.position + row.count - 1
    last: tuple[str, str, int] = ("", "", 0)
    for row in _stream(connection, select(feed).order_by(feed.c.place, feed.c.device, feed.c.n)):
        if (row.place, row.device) == last[:2] and row.n < last[2]:
            findings.add(f"地点 {row.place} 的下发队列里有重复的记录")
        last = (row.place, row.device, row.n + row.count)
    return {place: -1 if place in broken else top for place, top in reached.items()}


#: Joins a run of a feed with its entries.
_IN_RUN = and_(
    entry.c.device == feed.c.device,
    entry.c.n >= feed.c.n,
    entry.c.n < feed.c.n + feed.c.count,
)


def _histories(connection: Connection, findings: _Findings) -> None:
    """Each subject's entries stand exactly once in the feed of each of its places."""
    rows = _stream(
        connection,
        select(
            entry.c.subject,
            feed.c.place,
            func.count().label("rows"),
            case_state.c.entries,
            case_state.c.places,
        )
        .select_from(feed)
        .outerjoin(entry, _IN_RUN)
        .outerjoin(case_state, case_state.c.subject == entry.c.subject)
        .group_by(entry.c.subject, feed.c.place, case_state.c.entries, case_state.c.places)
        .order_by(entry.c.subject),
    )
    subjects = 0
    for subject, group in groupby(rows, key=lambda row: row.subject):
        listed = list(group)
        subjects += 1
        found = {row.place: row.rows for row in listed}
        if subject is None:
            findings.add("下发队列里有不存在的记录")
        elif found != dict.fromkeys((listed[0].places or "").split(), listed[0].entries):
            findings.add(f"{subject} 的下发记录不全或送错地点")
    if subjects != connection.execute(select(func.count()).select_from(case_state)).scalar():
        findings.add("有办件没有下发到任何地点")


def _bytes(value: bytes | None) -> bytes | None:
    return None if value is None else bytes(value)


def _hex(value: int) -> str:
    return f"{value % _MODULUS:064x}"
