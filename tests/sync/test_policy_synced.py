"""A question about a policy goes to another place and comes back, over the real county."""

from __future__ import annotations

import pytest
from policy_samples import INQUIRY
from sync_rig import COUNTY, OTHER_TOWN, TOWN, Hall, Window

from counter_app.desk import policy as advising
from counter_app.desk.ledger_deeds import carry_out
from counter_app.models.acts import policy as acts
from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.store import checks

pytestmark = pytest.mark.slow


def seen(window: Window, number: str) -> PolicyState:
    state = advising.line(window.workplace.desk, number)
    assert state is not None
    return state


def exchange(*windows: Window) -> None:
    for window in windows:
        assert window.workplace.sync().agreed is True


def test_there_and_back_again(hall: Hall) -> None:
    town, county, other = hall.window(TOWN), hall.window(COUNTY), hall.window(OTHER_TOWN)
    asked = advising.open_line(
        town.workplace.desk,
        acts.Asked(INQUIRY),
        acts.Passed("县人社局", COUNTY, note="请答复"),
    ).state
    number = asked.number
    exchange(town, county, other)
    assert seen(county, number) == seen(town, number)
    assert (seen(county, number).owner, seen(county, number).status) == (COUNTY, S.PASSED)
    assert advising.line(other.workplace.desk, number) is None, "it is none of their business"
    # it waits on the county's board, and on the town's too: the town owes the enterprise a word
    assert [each.number for each in advising.board(county.workplace.desk)] == [number]
    carry_out(
        county.workplace.desk, number, acts.Answered("免申即享,等公示", "鄂人社函〔2026〕1号")
    )
    exchange(county, town)
    home = seen(town, number)
    assert (home.owner, home.status, home.staff) == (TOWN, S.ANSWERED, asked.clerk)
    assert home.answers[-1].place == COUNTY
    assert home == seen(county, number)
    carry_out(town.workplace.desk, number, acts.CalledBack("phone", "good"), acts.Closed("已告知"))
    exchange(town, county)
    assert seen(county, number).status is S.CLOSED
    assert hall.verify().ok


def test_taken_back_while_the_department_answers(hall: Hall) -> None:
    """Both were right to do what they did; nothing is lost and both see the same."""
    town, county = hall.window(TOWN), hall.window(COUNTY)
    number = advising.open_line(
        town.workplace.desk, acts.Asked(INQUIRY), acts.Passed("县人社局", COUNTY)
    ).state.number
    exchange(town, county)
    carry_out(town.workplace.desk, number, acts.HandedBack("窗口自己答复"))
    carry_out(county.workplace.desk, number, acts.Answered("免申即享"))
    exchange(town, county, town)
    one, two = seen(town, number), seen(county, number)
    assert one == two
    assert (one.owner, one.status, one.questions) == (TOWN, S.ANSWERED, 0)
    assert [each.text for each in one.answers] == ["免申即享"]
    assert all(checks.examine(each.workplace.store).ok for each in (town, county))
    assert hall.verify().ok
