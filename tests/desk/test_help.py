"""The help ledger at a desk: opened, carried on, linked with its case, taken in from a sheet."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from case_pages_rig import checked
from desk_rig import TOWN, Rig, make_workplace
from help_samples import AUTHORISATION, ORIGINAL
from msgspec.structs import replace

from counter_app.desk import help as helping, intake
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.desk.help_export import COLUMNS, export_sheet
from counter_app.desk.help_import import import_sheet
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import help as acts
from counter_app.models.help import Ask, HelpStatus
from counter_app.models.reference import EnterpriseOfficer, StepLimit
from counter_app.protocol.ledgers import HELP
from counter_app.store import checks, ledger_queries, queries

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    yield made
    made.close()


def ask(rig: Rig, **typed: str) -> Ask:
    wish = HelpTyped(name="王秀英", kind="agency", group="elderly", **typed)
    made, problems = check_help(wish, asked_ms=rig.store.now_ms(), today=rig.desk.today)
    assert made is not None, problems
    return made


def authorised(rig: Rig) -> acts.Authorised:
    today = rig.desk.today
    return acts.Authorised(replace(AUTHORISATION, since=today, until=today.replace(year=2027)))


def test_one_line_from_the_question_to_the_call_back(rig: Rig) -> None:
    desk = rig.desk
    case = intake.take_in(desk, checked(rig)).state
    opened = helping.open_line(desk, acts.Asked(ask(rig)), acts.Registered("", "李敏"))
    number = opened.state.number
    assert number.startswith("B421321")
    assert opened.changes.helps
    assert opened.state.due is not None
    helping.carry_out(desk, number, authorised(rig), acts.MaterialsTaken((ORIGINAL,), "王秀英"))
    assert [each.number for each in helping.custody_today(desk)] == [number]
    done = helping.carry_out(desk, number, acts.Submitted(case.number))
    assert done.changes.cases
    linked = queries.by_number(rig.store, case.number)
    assert linked is not None
    assert linked.links == {helping.LINK: number}
    assert done.state.cases == (case.number,)
    assert helping.helping_with(desk, linked)
    handed = acts.ResultHanded("高龄津贴证", "hand", "王秀英")
    helping.carry_out(desk, number, handed, acts.CalledBack("very_good"))
    with pytest.raises(Refused, match="身份证"):
        helping.carry_out(desk, number, acts.Closed())
    back = acts.MaterialsReturned((ORIGINAL,), "王秀英")
    closed = helping.carry_out(desk, number, back, acts.Closed("办好了")).state
    assert closed.status is HelpStatus.FINISHED
    assert helping.custody_today(desk) == []
    assert helping.board(desk) == []
    for typed in ("王秀英", number[-6:], case.number):
        assert [each.number for each in helping.find(desk, typed)] == [number]
    assert checks.examine(rig.store).ok


def test_what_is_refused_leaves_nothing(rig: Rig) -> None:
    before = rig.store.head.n
    with pytest.raises(Refused):
        helping.open_line(rig.desk, acts.Asked(ask(rig)), acts.Closed("未登记"))
    opened = helping.open_line(rig.desk, acts.Asked(ask(rig)))
    assert rig.store.head.n == before + 1
    with pytest.raises(Refused, match="委托书"):
        helping.carry_out(
            rig.desk,
            opened.state.number,
            acts.Registered(""),
            acts.MaterialsTaken((ORIGINAL,)),
        )
    assert rig.store.head.n == before + 1


def test_who_helps_and_accepts_is_told(rig: Rig) -> None:
    desk = rig.desk
    accepted = intake.take_in(desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    line = helping.open_line(desk, acts.Asked(ask(rig)), acts.Registered(""))
    state = helping.carry_out(
        desk, line.state.number, authorised(rig), acts.Submitted(accepted.number)
    ).state
    (conflict,) = helping.conflicting(desk, state)
    assert (conflict.staff, conflict.deed) == (desk.actor.work_no, "受理")


def test_an_enterprise_keeps_its_officer(rig: Rig) -> None:
    desk = rig.desk
    firm = replace(ask(rig), group="enterprise")
    first = helping.follow_up(desk, firm).state
    assert first.staff == desk.actor.work_no
    other = next(
        code for code, person in desk.catalogue().staff.items()
        if code != desk.actor.work_no and person.active
    )  # fmt: skip
    helping.carry_out(desk, first.number, acts.Reassigned(other, "由专员负责"))
    assert helping.follow_up(desk, firm).state.staff == other
    assert helping.follow_up(desk, ask(rig)).state.staff == desk.actor.work_no


def test_the_officer_whom_the_county_named_comes_first(tmp_path: Path) -> None:
    rows = (
        EnterpriseOfficer("甲公司", "SXX0102", TOWN, projects=("香菇项目",)),
        StepLimit("help.check", "审核", 4),
        StepLimit("help.longest_authorisation", "最长", 30),
    )
    rig = make_workplace(tmp_path, TOWN, more=rows)
    try:
        desk = rig.desk
        firm = replace(ask(rig), group="enterprise")
        firm = replace(firm, person=replace(firm.person, name="甲公司"))
        opened = helping.follow_up(desk, firm).state
        assert opened.staff == "SXX0102"
        other = replace(firm, project="香菇项目", person=replace(firm.person, name="乙公司"))
        assert helping.follow_up(desk, other).state.staff == "SXX0102"
        # the county's numbers hold: days of the next step, and the longest authorisation
        assert opened.due == desk.help_context().within(4)
        today = desk.today
        given = replace(AUTHORISATION, since=today, until=today + timedelta(31))
        with pytest.raises(BadInput, match="最长 30 天"):
            helping.carry_out(desk, opened.number, acts.Authorised(given))
    finally:
        rig.close()


def test_many_in_one_go(rig: Rig) -> None:
    openings = [
        acts.FinishedAtOnce(replace(ask(rig), person=replace(ask(rig).person, name=name)))
        for name in ("甲", "乙", "丙")
    ]
    states = helping.open_many(rig.desk, openings).states
    assert len({each.number for each in states}) == 3
    assert {each.status for each in states} == {HelpStatus.FINISHED}


ROWS = (
    ("随县2025年帮代办台账", None, None, None, None, None, None, None),
    ("序号", "日期", "姓名", "联系电话(本人)", "帮办方式", "人员类别", "办理事项", "办理结果"),
    (1, datetime(2025, 3, 14), "王秀英", "13800000000", "上门服务", "老人", "高龄津贴", "已办结"),
    (2, "2025.3.15", "李四", 13900000000, "代办", "残疾", "残疾证换证", "办理中"),
    (3, "三月", "张三", "", "代办", "群众", "身份证", "已办"),
    (4, "2025年3月16日", "赵六", "12", "飞行", "群众", "身份证", "已办"),
    (5, "2025-3-17", "钱七", "12", "", "", "身份证", "已办"),
)


def sheet(folder: Path, rows: tuple[tuple[object, ...], ...] = ROWS) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def test_last_years_sheet_is_taken_in_once(rig: Rig, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    result = import_sheet(rig.desk, path)
    assert (result.imported, result.skipped) == (2, 0)
    told = [(each.line, each.field, each.why) for each in result.refused]
    assert told[:2] == [
        (5, "B 列“日期”", "日期应带年份，如 2025-03-14"),
        (6, "E 列“帮办方式”", "不认识“飞行”"),
    ]
    assert [each[:2] for each in told[2:]] == [
        (6, "D 列“联系电话(本人)”"),
        (7, "D 列“联系电话(本人)”"),
    ]
    again = import_sheet(rig.desk, path)
    assert (again.imported, again.skipped) == (0, 2)
    states = list(ledger_queries.every_state(rig.store, HELP))
    assert [(each.ask.person.name, each.status) for each in states] == [
        ("王秀英", HelpStatus.FINISHED),
        ("李四", HelpStatus.REGISTERED),
    ]
    assert states[0].ask.kind == "home"
    assert datetime.fromtimestamp(states[0].ended_ms / 1000).year == 2025


def test_a_cut_import_is_run_again(rig: Rig, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    cut = import_sheet(rig.desk, path, progress=lambda row: False, at_once=1)
    assert (cut.imported, cut.stopped) == (1, True)
    assert import_sheet(rig.desk, path).imported == 1


def test_a_sheet_without_headings_is_told(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="“日期”、“姓名”列"):
        import_sheet(rig.desk, sheet(tmp_path, (("甲", "乙"), (1, 2))))


def test_the_ledger_is_written_masked_and_formulas_stay_text(rig: Rig, tmp_path: Path) -> None:
    helping.open_line(
        rig.desk, acts.FinishedAtOnce(ask(rig, phone="13812345678", wish='=HYPERLINK("x")'))
    )
    path = tmp_path / "out.xlsx"
    assert export_sheet(rig.store, path, rig.desk.catalogue().staff_name) == 1
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert rows[0] == tuple(heading for heading, _ in COLUMNS)
    assert "13812345678" not in rows[1]
    line = dict(zip(rows[0], rows[1], strict=True))
    assert (line["服务对象"], line["进度"], line["帮办方式"]) == ("王秀英", "已办结", "代办")
    cell = openpyxl.load_workbook(path).active.cell(2, list(line).index("办理事项") + 1)
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x")', "s")
