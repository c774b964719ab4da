"""Very many cases at once, for measuring lists: real acts, really folded, written in bulk.

A device that has served a busy hall for years: nine cases in ten are delivered, the rest lie in
every open and ended state, names and numbers differ as they do in life, and the newest few are
not uploaded yet. What is written is what saving one by one would have left behind (``doctor``
finds nothing), only without waiting for the disk each time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from counter_app.models.acts import Act, case as acts
from counter_app.models.case import CaseState, CorrectionPoint, ItemRef, MaterialForm, MaterialLine
from counter_app.models.party import Party, PartyKind
from counter_app.models.stamp import Stamp
from counter_app.protocol import digest as digests, journal
from counter_app.rules import numbers
from counter_app.rules.case_context import local_day
from counter_app.rules.case_evolve import evolve
from counter_app.rules.check_digits import mod_11_2
from counter_app.store import projection, word_index
from counter_app.store.identity import Identity
from counter_app.store.store import Store

#: One case every so often, so that a day has about as many in a small store as in a large one.
APART_MS = 3 * 60_000
#: The newest cases, of which the county has nothing yet.
UNSENT = 100
_BATCH = 20_000
_STAFF = "SX0001"

_ITEMS = tuple(
    ItemRef(f"I{index}", name, 1, department, kind, False, 20, 30, result_name=result)
    for index, (name, department, kind, result) in enumerate(
        (
            ("最低生活保障审核确认", "民政", "行政给付", "确认书"),
            ("社会保障卡申领", "人社", "公共服务", "社会保障卡"),
            ("食品经营许可", "市场监管", "行政许可", "食品经营许可证"),
            ("林木采伐许可证核发", "林业", "行政许可", "林木采伐许可证"),
            ("老年人优待证办理", "民政", "公共服务", "老年人优待证"),
            ("农村宅基地审批", "自然资源", "行政许可", "宅基地批准书"),
        )
    )
)
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
_GIVEN = "建国文华明小红军丽强伟芳敏静磊洋勇艳杰娟涛超秀霞平刚桂英玉兰春梅海燕志"
_LINES = (
    MaterialLine("居民身份证", MaterialForm.CHECKED),
    MaterialLine("居民户口簿", MaterialForm.COPY),
    MaterialLine("申请表", MaterialForm.ORIGINAL),
)

_Made = tuple[str, CaseState, list[journal.Entry]]
#: What happened to one case that was received then, as of today.
Story = Callable[[random.Random, int, date], list[Act]]


def fill(
    store: Store, count: int, seed: int = 1, *, story: Story | None = None, unsent: int = UNSENT
) -> list[str]:
    """Write ``count`` cases into an empty store; returns some of their subjects.

    ``story``: what happened to each; ``unsent``: the newest so many the county lacks.
    """
    made = cases(store.identity, count, random.Random(seed), store.now_ms(), story or a_story)
    subjects: list[str] = []
    with store.unsafe_bulk():
        for start in range(0, count, _BATCH):
            batch = [next(made) for _ in range(min(_BATCH, count - start))]
            subjects += _write(store, batch, unsent if unsent < count else len(batch))
    return subjects


def cases(
    identity: Identity, count: int, chance: random.Random, now: int, story: Story
) -> Iterator[_Made]:
    """Cases of one device one after the other: subject, state and entries."""
    today = local_day(now)
    running: dict[int, int] = {}
    n = 0
    for index in range(count):
        at_ms = now - (count - index) * APART_MS
        year = local_day(at_ms).year
        running[year] = running.get(year, 0) + 1
        subject = "case:" + numbers.case_number(
            identity.county_code, identity.serial, year, running[year]
        )
        state: CaseState | None = None
        entries = []
        for step, act in enumerate(story(chance, at_ms, today)):
            n += 1
            stamp = Stamp(identity.device, n, _STAFF, identity.place, subject, at_ms)
            state = evolve(state, act, stamp)
            entries.append(
                journal.Entry(
                    identity.device,
                    n,
                    (at_ms << 16) + step,
                    _STAFF,
                    identity.place,
                    subject,
                    act.KIND,
                    act.VERSION,
                    msgspec.Raw(journal.encode_act(act)),
                )
            )
        assert state is not None
        yield subject, state, entries


def a_story(chance: random.Random, at_ms: int, today: date) -> list[Act]:
    """What happened to one case of a busy hall."""
    dice = chance.random()
    due = today + timedelta(days=chance.randrange(-5, 40))
    received = acts.Received(
        chance.choice(_ITEMS),
        person(chance),
        at_ms,
        f"{chance.randrange(10**6):06d}",
        1,
        materials=_LINES,
        check_due=due,
    )
    accepted = acts.Accepted(today, promise_due=due, legal_due=due)
    closed = (accepted, acts.Decided(True, "同意", result_name="证"), acts.Closed("证"))
    if dice < 0.90:
        return [received, *closed, acts.Delivered("hand", received.applicant.name)]
    if dice < 0.92:
        return [received]
    if dice < 0.93:
        return [received, acts.CorrectionAsked((CorrectionPoint("户口簿", "未提交"),), due)]
    if dice < 0.96:
        return [received, accepted]
    if dice < 0.965:
        return [received, accepted, acts.Forwarded("421321000000")]
    if dice < 0.98:
        return [received, *closed]
    if dice < 0.99:
        return [received, acts.Withdrawn("申请人撤回")]
    return [received, acts.Declined("not_eligible", "不符合条件")]


def person(chance: random.Random) -> Party:
    """Somebody of the county, with a number that is right."""
    body = (
        f"42{chance.choice(('1321', '1303', '1302', '0106'))}{chance.randrange(1935, 2008)}"
        f"{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}{chance.randrange(1000):03d}"
    )
    name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=chance.randrange(1, 3)))
    phone = f"1{chance.choice('35789')}{chance.randrange(10**9):09d}"
    return Party(
        PartyKind.PERSON, name, "resident_id", body + mod_11_2(body), phone, "厉山镇双寨村"
    )


def _write(store: Store, made: list[_Made], unsent: int) -> list[str]:
    """One batch in one transaction, table by table."""
    recent = {subject for subject, _, _ in made[-unsent:]}
    with store.write() as tx:
        head = tx.head
        chain, n, clock, acked = head.chain, head.n, head.clock, head.acked
        counters = dict(head.counters)
        entries: list[tuple[Any, ...]] = []
        cases: list[dict[str, Any]] = []
        for subject, state, recorded in made:
            sent = subject not in recent
            for each in recorded:
                data = journal.encode_entry(each)
                chain, n, clock = journal.chain(chain, data), each.n, each.hlc
                acked = n if sent else acked
                came = clock >> 16 if sent else None
                entries.append((n, each.device, n, subject, clock, came, each.kind, data))
            cases.append(projection.row_of(subject, state))
            parsed = numbers.parse_case_number(state.number)
            assert parsed is not None
            counters[f"case/{parsed.year}"] = parsed.running
        tx.driver.executemany(
            "INSERT INTO entry (id, device, n, subject, hlc, received_ms, kind, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            entries,
        )
        columns = ", ".join(cases[0])
        marks = ", ".join("?" * len(cases[0]))
        tx.driver.executemany(
            f"INSERT INTO case_row ({columns}) VALUES ({marks})",
            (list(row.values()) for row in cases),
        )
        tx.head = replace(
            word_index.catch_up(tx.driver, head, len(made)),
            n=n,
            chain=chain,
            clock=clock,
            acked=acked,
            counters=counters,
            cases=head.cases + len(made),
            digest=digests.total((head.digest, *(row["digest"] for row in cases))),
        )
    return [subject for subject, _, _ in made[:: max(1, len(made) // 200)]]
