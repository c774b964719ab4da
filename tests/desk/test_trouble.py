"""The ledger of the "办不成事" window at a desk: taken in, carried on, linked, printed, counted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from case_pages_rig import checked
from desk_rig import APPROVER, COUNTY, TOWN, VILLAGE, Rig, make_workplace
from msgspec.structs import replace
from trouble_samples import REPORT

from counter_app.desk import intake, ledger_deeds, trouble as troubles
from counter_app.desk.trouble_export import COLUMNS, Period, export_book, figure_rows, figures_of
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import trouble as acts
from counter_app.models.reference import StepLimit, TroubleList, TroubleTerm
from counter_app.models.trouble import Report, TroubleStatus as S
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_worklist import Queue
from counter_app.store import checks, queries
from counter_app.trouble_papers import ledger_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    yield made
    made.close()


def report(rig: Rig, **changes: object) -> Report:
    made = replace(REPORT, reported_ms=rig.store.now_ms(), case="", complained="", tries=())
    return replace(made, **changes)


def test_from_report_to_end(rig: Rig) -> None:
    desk = rig.desk
    opened = troubles.open_matter(desk, acts.Reported(report(rig)), acts.ScopeChecked(True))
    number = opened.state.number
    assert number.startswith("N")
    assert (opened.state.status, opened.changes.troubles) == (S.TAKEN, True)
    assert [paper.kind for paper in opened.state.papers] == ["trouble_registration"]
    sent = ledger_deeds.carry_out(
        desk, number, acts.Dispatched(COUNTY, department="自然资源和规划局", note="请调档")
    )
    assert (sent.state.owner, sent.state.places) == (COUNTY, (TOWN, COUNTY))
    with pytest.raises(Refused, match="转往别处"):
        ledger_deeds.carry_out(desk, number, acts.Answered("solved", "好了", "phone"))
    back = ledger_deeds.carry_out(desk, number, acts.Dispatched(TOWN, APPROVER, "审批员"))
    assert back.papers
    done = ledger_deeds.carry_out(
        desk, number,
        acts.MeasureTaken("到档案馆查档", rig.store.now_ms()),
        acts.Answered("solved", "已补录档案", "phone"),
        acts.OpinionHeard("satisfied"),
        acts.Closed(("history_file",), "建立补录流程"),
    ).state  # fmt: skip
    assert done.status is S.CLOSED
    assert [paper.kind for paper in done.papers] == [
        "trouble_registration", "trouble_dispatch", "trouble_dispatch", "trouble_answer",
    ]  # fmt: skip
    assert troubles.board(desk) == []
    for typed in (REPORT.person.name, number[-6:], "不动产", "自然资源"):
        assert [each.number for each in troubles.find(desk, typed)] == [number], typed
    assert checks.examine(rig.store).ok


def test_the_case_it_is_about_tells_of_it(rig: Rig) -> None:
    case = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    made = troubles.open_matter(rig.desk, acts.Reported(report(rig, case=case.number)))
    assert made.changes.cases
    linked = queries.by_number(rig.store, case.number)
    assert linked is not None
    assert linked.links == {TROUBLE.name: made.state.number}
    late = troubles.open_matter(rig.desk, acts.Reported(report(rig)))
    other = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.RECEIVE)).state
    put = ledger_deeds.carry_out(
        rig.desk, late.state.number, acts.Corrected("case", "", other.number)
    )
    assert put.changes.cases
    # a case that is not here stays a number
    assert not troubles.open_matter(
        rig.desk, acts.Reported(report(rig, case="4213210099260000019"))
    ).changes.cases


def test_what_is_refused_leaves_nothing(rig: Rig) -> None:
    before = rig.store.head.n
    with pytest.raises(BadInput):
        troubles.open_matter(
            rig.desk, acts.Reported(report(rig)), acts.ScopeChecked(False, "petition")
        )
    assert rig.store.head.n == before


def test_what_is_outside_gets_its_slip(rig: Rig) -> None:
    told = acts.ScopeChecked(False, "petition", "请向县信访局提出")
    made = troubles.open_matter(rig.desk, acts.Reported(report(rig)), told)
    assert [paper.kind for paper in made.state.papers] == [
        "trouble_registration", "trouble_outside",
    ]  # fmt: skip


def test_an_entry_of_last_year_prints_nothing(rig: Rig) -> None:
    late = acts.SettledAtOnce(report(rig, channel="backfill"), "solved", "办好了")
    assert troubles.open_matter(rig.desk, late).papers == ()


def test_whose_turn_it_is(rig: Rig) -> None:
    desk = rig.desk
    new = troubles.open_matter(desk, acts.Reported(report(rig))).state
    mine = troubles.open_matter(
        desk, acts.Reported(report(rig)), acts.ScopeChecked(True),
        acts.Dispatched(TOWN, desk.actor.work_no),
    ).state  # fmt: skip
    told = troubles.queues(desk, troubles.board(desk))
    assert [each.number for each in told[Queue.INTAKE]] == [new.number]
    assert [each.number for each in told[Queue.MINE]] == [mine.number]
    assert told[Queue.JOINT] == told[Queue.SUPERVISION] == []


def test_it_goes_up_the_tree_of_places(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, VILLAGE)
    try:
        made = troubles.open_matter(
            rig.desk, acts.Reported(report(rig)), acts.ScopeChecked(True)
        ).state
        with pytest.raises(BadInput, match="上一级"):
            ledger_deeds.carry_out(
                rig.desk, made.number, acts.Escalated(COUNTY, "久拖", department="县政数局")
            )
        up = ledger_deeds.carry_out(
            rig.desk, made.number, acts.Escalated(TOWN, "久拖", department="便民服务中心")
        ).state
        assert (up.owner, up.level) == (TOWN, 1)
    finally:
        rig.close()


def test_words_and_limits_are_the_countys(tmp_path: Path) -> None:
    own = (
        TroubleTerm(TroubleList.KIND, "slow", "办得慢", days=20),
        StepLimit("trouble.check", "判定", 4),
    )
    rig = make_workplace(tmp_path, TOWN, more=own)
    try:
        with pytest.raises(BadInput, match="类别"):
            troubles.open_matter(rig.desk, acts.Reported(report(rig)))
        slow = report(rig, kind="slow", reasons=())
        state = troubles.open_matter(rig.desk, acts.Reported(slow)).state
        calendar, today = rig.catalogue().calendar, rig.desk.today
        assert state.due == calendar.deadline(today, 4).date
        assert state.limit == calendar.deadline(today, 20).date
    finally:
        rig.close()


def test_the_ledger_is_written_masked_with_its_figures(rig: Rig, tmp_path: Path) -> None:
    desk = rig.desk
    person = replace(REPORT.person, phone="13812345678")
    told = report(rig, person=person, text='=HYPERLINK("x")')
    troubles.open_matter(desk, acts.Reported(told), acts.ScopeChecked(True))
    troubles.open_matter(desk, acts.Reported(replace(told, anonymous=True)))
    path = tmp_path / "out.xlsx"
    assert export_book(desk, path) == 2
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["办不成事反映台账", "统计"]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0] == tuple(heading for heading, _ in COLUMNS)
    line, unnamed = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert line["反映内容"] == '=HYPERLINK("x")'
    assert line["联系电话"] == "138****5678"
    assert (unnamed["反映人"], unnamed["联系电话"]) == ("匿名", None)
    assert export_book(desk, path, masked=False) == 2
    whole = openpyxl.load_workbook(path).worksheets[0]
    assert "13812345678" in {cell.value for row in whole.iter_rows() for cell in row}
    assert ledger_pdf(desk, tmp_path / "out.pdf") == (2, 1)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    past = desk.today - timedelta(days=30)
    period = Period(past, past)
    assert export_book(desk, path, period=period) == 0
    now = Period(desk.today, desk.today)
    assert [row[2] for row in figure_rows(figures_of(desk, now))][:2] == ["2", "0"]


def test_two_numbers_never_meet(rig: Rig) -> None:
    made = [troubles.open_matter(rig.desk, acts.Reported(report(rig))) for _ in range(2)]
    assert len({each.state.number for each in made}) == 2
    assert TROUBLE.subject(made[0].state.number) in made[0].changes.subjects
