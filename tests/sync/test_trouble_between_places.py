"""A matter of the "办不成事" window goes to another place and its answer comes back, through the
real county."""

from __future__ import annotations

import pytest
from county_rig import COUNTY, TOWN, VILLAGE
from msgspec.structs import replace
from sync_rig import Hall
from trouble_samples import REPORT

from counter_app.desk import ledger_deeds, trouble as troubles
from counter_app.models.acts import trouble as acts
from counter_app.models.trouble import CoHandler, TroubleStatus as S
from counter_app.store import checks

pytestmark = pytest.mark.slow


def test_it_is_dispatched_answered_there_and_closed_here(hall: Hall) -> None:
    town, village = hall.window(TOWN), hall.window(VILLAGE)
    here, there = town.workplace, village.workplace
    report = replace(
        REPORT, reported_ms=here.store.now_ms(), case="", complained="", complained_name="",
        tries=(),
    )  # fmt: skip
    made = troubles.open_matter(
        here.desk, acts.Reported(report), acts.ScopeChecked(True), papers=False
    )
    number = made.state.number
    for place in (here, there):
        assert place.sync().agreed is True
    # It concerns the village only from when it is given to it; then its whole history goes there.
    assert troubles.matter(there.desk, number) is None
    ledger_deeds.carry_out(
        here.desk, number, acts.Dispatched(VILLAGE, department="村委会", note="请上门核实"),
        papers=False,
    )  # fmt: skip
    for place in (here, there):
        assert place.sync().agreed is True
    got = troubles.matter(there.desk, number)
    assert got is not None
    assert (got.status, got.owner, got.report.text) == (S.DISPATCHED, VILLAGE, REPORT.text)
    ledger_deeds.carry_out(
        there.desk, number, acts.MeasureTaken("上门核实", there.store.now_ms()),
        acts.Answered("solved", "已补开证明", "home"), papers=False,
    )  # fmt: skip
    for place in (there, here):
        assert place.sync().agreed is True
    back = troubles.matter(here.desk, number)
    assert back is not None
    assert back == troubles.matter(there.desk, number)
    assert back.answer is not None
    assert (back.status, back.answer.text, back.answer.place) == (S.ANSWERED, "已补开证明", VILLAGE)
    ledger_deeds.carry_out(
        here.desk, number, acts.OpinionHeard("satisfied"), acts.Closed(("material_proof",)),
        papers=False,
    )  # fmt: skip
    for place in (here, there):
        assert place.sync().agreed is True
        assert checks.examine(place.store).ok
    closed = troubles.matter(there.desk, number)
    assert closed is not None
    assert (closed.status, closed.disputes) == (S.CLOSED, ())
    assert hall.verify().ok


def test_whoever_answers_too_late_is_a_question_for_a_person(hall: Hall) -> None:
    town, village = hall.window(TOWN), hall.window(VILLAGE)
    here, there = town.workplace, village.workplace
    report = replace(REPORT, reported_ms=here.store.now_ms(), case="", tries=())
    number = troubles.open_matter(
        here.desk, acts.Reported(report), acts.ScopeChecked(True),
        acts.Dispatched(VILLAGE, department="村委会", co_handlers=(CoHandler("档案馆", COUNTY),)),
        papers=False,
    ).state.number  # fmt: skip
    for place in (here, there):
        assert place.sync().agreed is True
    # The town calls it back and sends it to the county, while the village answers without a line.
    ledger_deeds.carry_out(
        here.desk, number, acts.Dispatched(COUNTY, department="县民政局"), papers=False
    )
    assert here.sync().agreed is True
    ledger_deeds.carry_out(
        there.desk, number, acts.Answered("refused", "办不了", "phone", "无依据"), papers=False
    )
    for place in (there, here, there):
        assert place.sync().agreed is True
    one, other = (troubles.matter(place.desk, number) for place in (here, there))
    assert one is not None
    assert one == other
    assert (one.status, one.owner, one.answers, one.questions) == (S.DISPATCHED, COUNTY, (), 1)
    assert hall.verify().ok
