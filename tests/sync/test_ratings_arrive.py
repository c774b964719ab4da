"""From the code on a printed slip to the rating at the window that is rated, by itself."""

from __future__ import annotations

import time
from urllib.parse import urlencode

import httpx
import pytest
from county_rig import COUNTY, TOWN
from rating_page_rig import form_in
from sync_rig import Hall, Window
from watch_rig import SLOW, watched

from counter_app.desk import cases, intake, rate
from counter_app.documents.paper import Codes, thaw
from counter_app.models.case import CaseState
from counter_app.models.rating import Grade, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.models.sync_state import SyncState
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_numbers import of_case
from counter_app.store import ledger_queries
from counter_app.store.checks import examine

pytestmark = pytest.mark.slow
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def accepted(window: Window) -> tuple[CaseState, str]:
    """An accepted case, and the address that its slip carries for rating."""
    outcome = intake.Outcome(intake.Then.ACCEPT)
    state = window.take_in(outcome=outcome, papers=True)
    desk = window.workplace.desk
    urls = [
        code.url
        for paper in state.papers
        for block in thaw(cases.snapshot(desk, state, paper.number)[0].snapshot).blocks
        if isinstance(block, Codes)
        for code in block.codes
    ]
    (url,) = [each for each in urls if "/r/" in each]
    return state, url


def give(url: str, **fields: str) -> None:
    form = form_in(httpx.get(url))
    answer = httpx.post(url, content=urlencode({"form": form, **fields}), headers=FORM)
    assert answer.status_code == 200, answer.text


def rating(window: Window, case: str) -> RatingState | None:
    subject = RATING.subject(of_case(case, RatingStage.ACCEPTED))
    found = ledger_queries.state_of(window.workplace.store, subject)
    assert found is None or isinstance(found, RatingState)
    return found


def test_a_rating_by_phone_reaches_the_window_and_the_county_by_itself(hall: Hall) -> None:
    town, county = hall.window(TOWN), hall.window(COUNTY)
    with watched(town.workplace, SLOW) as here, watched(county.workplace, SLOW) as there:
        case, url = accepted(town)
        here.until(lambda told: told.unsent == 0 and told.state is SyncState.ONLINE)
        here.listening()
        there.listening()
        after, after_there = here.now, there.now
        began = time.monotonic()
        give(
            url,
            grade="dissatisfied",
            text="让我跑了五趟",
            phone="13812345678",
            consent="yes",
        )
        here.until(lambda told: bool(told.exchange and told.exchange.pulled), after)
        print(f"the rating was at the window after {time.monotonic() - began:.2f} s")
        there.until(lambda told: bool(told.exchange and told.exchange.pulled), after_there)
    for window in (town, county):
        state = rating(window, case.number)
        assert state is not None
        assert (state.grade, state.text) == (Grade.DISSATISFIED, "让我跑了五趟")
        assert (state.clerk, state.about.supervisor) == (case.clerk, COUNTY)
        health = examine(window.workplace.store)
        assert health.ok, health.problems
        place = window.workplace.store.identity.place
        assert health.digest == hall.verify().places[place]
    # The clerk who was rated sees grade and words, and not who can be called.
    told = rate.rated(town.workplace.desk, case.number, RatingStage.ACCEPTED)
    assert told is not None
    assert told.rater is None or told.rater.phone == ""
    assert hall.verify().ok


def test_a_rating_before_the_case_was_sent_meets_it(hall: Hall) -> None:
    town = hall.window(TOWN)
    case, url = accepted(town)
    assert "记录正在传送" in httpx.get(url).text
    give(url, grade="satisfied")
    assert rating(town, case.number) is None
    town.sync()
    state = rating(town, case.number)
    assert state is not None
    assert (state.case, state.grade) == (case.number, Grade.SATISFIED)
    assert hall.verify().ok
    assert "已经评过了" in httpx.get(url).text
