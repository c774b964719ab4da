"""Another rating of a stage comes to count: told from the order of arrival at the county."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from desk_rig import TOWN, make_workplace
from rating_pages_rig import act, arrive, rate_late
from rating_samples import ABOUT

from counter_app.desk import rating_turns, rectify
from counter_app.desk.rating_turns import Turn, misled, turns
from counter_app.models.acts import Act, rating as acts
from counter_app.models.rating import Grade
from counter_app.models.stamp import Actor
from counter_app.store import ledger_queries
from counter_app.store.checks import examine
from counter_app.store.queries import TimelineEntry

BAD, GOOD, FAIR = Grade.DISSATISFIED, Grade.VERY_SATISFIED, Grade.FAIR
CASE = "421321000126000001"


def told(at_ms: int, received_ms: int | None, what: Act, device: str = "") -> TimelineEntry:
    name = device or f"d{at_ms:04d}"
    return TimelineEntry(name, 1, at_ms, at_ms, received_ms, "SX1", TOWN, what)


def given(grade: Grade, mark: str = "") -> acts.Given:
    return acts.Given(grade, "window", ABOUT, fingerprint=mark)


WORK = acts.Assigned("SX2")
#: entries in the order in which they are folded -> (when, before, now, begun, looked)
TABLE: tuple[tuple[tuple[TimelineEntry, ...], tuple[tuple[object, ...], ...]], ...] = (
    ((told(10, 15, given(BAD)),), ()),
    ((told(10, 15, given(BAD)), told(20, 25, given(GOOD))), ()),
    ((told(10, 15, given(BAD)), told(12, 15, given(GOOD))), ()),  # in one push
    ((told(10, 40, given(BAD)), told(20, 25, given(GOOD))), ((40, GOOD, BAD, False, False),)),
    ((told(10, None, given(BAD)), told(20, 25, given(GOOD))), ()),  # nobody knows of it yet
    (
        (told(10, 40, given(BAD)), told(20, 25, given(GOOD)), told(30, 31, WORK)),
        ((40, GOOD, BAD, True, False),),
    ),
    (
        (told(10, 40, given(BAD)), told(20, 25, given(GOOD)), told(50, 51, WORK)),
        ((40, GOOD, BAD, False, True),),
    ),
    (
        (
            told(10, 40, given(BAD)),
            told(20, 25, given(GOOD)),
            told(30, 31, WORK),
            told(60, 61, WORK),
        ),
        ((40, GOOD, BAD, True, True),),
    ),
    (  # the second row of three came first, then the third, then the first
        (told(5, 60, given(FAIR)), told(10, 40, given(BAD)), told(20, 25, given(GOOD))),
        ((40, GOOD, BAD, False, False), (60, BAD, FAIR, False, False)),
    ),
    # one row of another system, brought in on two devices
    ((told(10, 40, given(BAD, "f")), told(20, 25, given(BAD, "f"))), ()),
    # one act, recorded by two copies of a disk
    ((told(10, 40, given(BAD), "d1"), told(10, 25, given(BAD), "d2")), ()),
)


@pytest.mark.parametrize(("entries", "expected"), TABLE)
def test_turns(
    entries: tuple[TimelineEntry, ...], expected: tuple[tuple[object, ...], ...]
) -> None:
    found = turns(entries)
    seen = [(t.at_ms, t.before.grade, t.now.grade, t.begun, t.looked) for t in found]
    assert tuple(seen) == expected
    assert misled(found) == any(begun and not looked for *_, begun, looked in expected)


def test_the_last_turn_tells_what_counts() -> None:
    source = random.Random(7)
    for _ in range(300):
        ways = [(source.randrange(50), source.randrange(50, 99)) for _ in range(5)]
        entries = [told(at, came, given(BAD, f"{n}")) for n, (at, came) in enumerate(sorted(ways))]
        found: tuple[Turn, ...] = turns(entries)
        assert [each.at_ms for each in found] == sorted({each.at_ms for each in found})
        if found:
            assert found[-1].now.given_ms == entries[0].at_ms
        first = min(each.received_ms or 0 for each in entries)
        assert bool(found) == (entries[0].received_ms != first)


def test_supervision_is_told_until_it_has_looked(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path)
    number = rate_late(rig, CASE)
    state = rectify.rating(rig.desk, number)
    assert state is not None
    assert (state.grade, [each.grade for each in state.later]) == (BAD, [FAIR])
    assert rating_turns.to_look_at(rig.desk) == [], "nobody else's task"
    rig.desk.actor = Actor("SX9", "样九", TOWN, 1, frozenset({"supervision"}))
    assert [each.number for each in rating_turns.to_look_at(rig.desk)] == [number]
    act(rig, number, acts.Assigned("SX2", "样二"))
    assert rating_turns.to_look_at(rig.desk) == []
    after = ledger_queries.by_number(rig.store, number)
    (turn,) = rating_turns.turns_of(rig.desk, after)
    assert (turn.begun, turn.looked) == (True, True)
    assert examine(rig.store).ok
    rig.close()


def test_what_arrives_in_order_turns_nothing(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path)
    number = rate_late(rig, CASE)
    now = rig.store.now_ms()
    again = given(GOOD)
    arrive(rig, number, again, at_ms=now - 2_000_000, received_ms=now - 1_000_000, device="d9003")
    state = ledger_queries.by_number(rig.store, number)
    assert len(state.later) == 2
    assert len(rating_turns.turns_of(rig.desk, state)) == 1
    rig.close()
