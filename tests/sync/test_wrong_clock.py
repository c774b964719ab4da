"""Clocks that are years off: work goes on, order holds, and a mended clock is believed again."""

from __future__ import annotations

from cli_rig import person_id
from sync_rig import TOWN, Hall, Window

from counter_app.desk import cases
from counter_app.protocol import clock
from counter_app.rules import case_commands as commands
from counter_app.store import checks, queries
from counter_app.store.store import wall_ms

YEAR = 365 * 24 * 3600 * 1000


def set_clock(window: Window, off_ms: int) -> None:
    window.workplace.store.now_ms = lambda: wall_ms() + off_ms


def ahead_ms(window: Window) -> int:
    return clock.milliseconds(window.workplace.store.head.clock) - wall_ms()


def whole(hall: Hall, *windows: Window) -> None:
    for _ in range(2):
        for window in windows:
            assert window.sync().agreed is not False
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        health = checks.examine(window.workplace.store)
        assert health.ok, health.problems
        assert health.digest == verdict.places[TOWN]


def test_years_ahead_and_mended(hall: Hall) -> None:
    window, other = hall.window(), hall.window()
    set_clock(window, 3 * YEAR)
    case = window.take_in(person_id(0), "甲")
    assert ahead_ms(window) > 2 * YEAR
    set_clock(window, 0)
    second = window.take_in(person_id(1), "乙")
    assert ahead_ms(window) > 2 * YEAR, "order among unsent entries comes first"
    window.sync()
    assert abs(ahead_ms(window)) < 10 * 60_000, "the receipt has put it right"
    cases.carry_out(window.workplace.desk, case.number, commands.Accept(), papers=False)
    third = window.take_in(person_id(2), "丙")
    assert abs(ahead_ms(window)) < 10 * 60_000
    whole(hall, window, other)
    story = queries.timeline(other.workplace.store, f"case:{case.number}")
    assert [each.act.KIND for each in story] == ["case.received", "case.accepted"]
    received = story[0]
    assert received.received_ms is not None
    assert received.device_ms - received.received_ms > 2 * YEAR, "both times are kept"
    assert story[0].at_ms <= story[1].at_ms
    for each in (case, second, third):
        assert queries.by_number(other.workplace.store, each.number) is not None


def test_years_back(hall: Hall) -> None:
    window, other = hall.window(), hall.window()
    before = window.take_in(person_id(0), "甲")
    window.sync()
    for years in (10, 56):  # 56: a dead battery says 1970
        set_clock(window, -years * YEAR)
        case = window.take_in(person_id(years), "乙", papers=True)
        assert case.number[10:12] == before.number[10:12]
        assert ahead_ms(window) > -10 * 60_000
        cases.carry_out(window.workplace.desk, case.number, commands.Accept(), papers=False)
    whole(hall, window, other)
    story = queries.timeline(other.workplace.store, f"case:{case.number}")
    assert [each.act.KIND for each in story][-1] == "case.accepted"


def test_ahead_for_good_does_not_win_over_others(hall: Hall) -> None:
    """The clock stays wrong: after each sync the others' acts still come after its own."""
    window, other = hall.window(), hall.window()
    set_clock(window, 50 * YEAR)
    case = window.take_in(person_id(0), "甲")
    window.sync()
    other.sync()
    cases.carry_out(other.workplace.desk, case.number, commands.Accept(), papers=False)
    whole(hall, other, window)
    state = queries.by_number(window.workplace.store, case.number)
    assert state is not None
    assert state.accepted_on is not None
    assert not state.disputes
