"""Which code a paper carries: the stage the case has come to, signed by this device."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from case_pages_rig import checked
from case_samples import state as sample
from desk_rig import MANAGER, TOWN, Rig, make_workplace

from counter_app.desk import cases, intake
from counter_app.desk.rating_links import rated_stage
from counter_app.documents.paper import Codes, thaw
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus as S
from counter_app.protocol import tokens
from counter_app.protocol.tokens import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCEPTANCE, CONCLUSION = Purpose.RATING_ACCEPTANCE, Purpose.RATING
TABLE: dict[S, Purpose | None] = {
    S.RECEIVED: None,
    S.CORRECTING: None,
    S.DECLINED: None,
    S.ACCEPTED: ACCEPTANCE,
    S.REVIEW: ACCEPTANCE,
    S.SUPPLEMENT: ACCEPTANCE,
    S.DECIDED_YES: ACCEPTANCE,
    S.DECIDED_NO: ACCEPTANCE,
    S.CLOSED: CONCLUSION,
    S.READY: CONCLUSION,
    S.DELIVERED: CONCLUSION,
    S.ARCHIVED: CONCLUSION,
    S.WITHDRAWN: None,
    S.TERMINATED: None,
    S.VOID: None,
}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN, MANAGER)
    yield made
    made.close()


@pytest.mark.parametrize("status", list(S))
def test_the_stage_of_every_status(status: S) -> None:
    before = {S.RECEIVED, S.CORRECTING, S.DECLINED}
    closed = {S.CLOSED, S.READY, S.DELIVERED, S.ARCHIVED}
    state = sample(
        status,
        accepted_on=None if status in before else date(2026, 11, 25),
        closed_ms=1_790_000_000_000 if status in closed else 0,
    )
    assert rated_stage(state) is TABLE[status]


def rated_on(rig: Rig, state: CaseState, number: str) -> list[tokens.Token]:
    """What the rating codes on one paper say, each signed by this device."""
    act, _ = cases.snapshot(rig.desk, state, number)
    blocks = thaw(act.snapshot).blocks
    urls = [code.url for each in blocks if isinstance(each, Codes) for code in each.codes]
    found = []
    for url in urls:
        if "/r/" in url:
            read = tokens.read(url.rpartition("/")[2])
            assert read is not None
            assert tokens.verify(rig.store.identity.public_key, *read[1:])
            found.append(read[0])
    return found


def test_papers_of_an_accepted_case_rate_acceptance_once(rig: Rig) -> None:
    done = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT))
    kinds = {paper.number: paper.kind for paper in done.state.papers}
    rated = {kinds[each]: rated_on(rig, done.state, each) for each in done.papers}
    assert rated["acceptance"] == []
    (token,) = rated["return_slip"]
    assert token.purpose is ACCEPTANCE


def test_papers_of_a_delivered_case_rate_the_conclusion(rig: Rig) -> None:
    state = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    for act in (acts.Decided(True, "同意"), acts.Closed("通知书")):
        state = cases.carry_out(rig.desk, state.number, act).state
    done = cases.carry_out(rig.desk, state.number, acts.Delivered("hand", state.applicant.name))
    (paper,) = done.papers
    (token,) = rated_on(rig, done.state, paper)
    assert token.purpose is CONCLUSION


def test_a_receipt_has_nothing_to_rate(rig: Rig) -> None:
    done = intake.take_in(rig.desk, checked(rig), intake.RECEIVE_ONLY)
    assert [rated_on(rig, done.state, each) for each in done.papers] == [[]] * len(done.papers)
    assert rig.desk.rating_url(done.state, rig.store.now_ms()) == ""
