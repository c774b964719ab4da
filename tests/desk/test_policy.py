"""The policy ledger at a desk: asked, passed on, applied for, paid out; taken in from a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from case_pages_rig import checked
from desk_rig import TOWN, Rig, make_workplace
from policy_samples import ROWS

from counter_app.desk import intake, policy as advising
from counter_app.desk.ledger_deeds import carry_out
from counter_app.desk.policy_check import PolicyTyped, check_policy
from counter_app.desk.policy_export import COLUMNS, export_sheet
from counter_app.desk.policy_finder import finder_of
from counter_app.desk.policy_import import import_sheet
from counter_app.errors import BadInput, Refused, Trouble
from counter_app.models.acts import policy as acts
from counter_app.models.policy import Inquiry, PolicyStatus
from counter_app.protocol.ledgers import POLICY
from counter_app.store import checks, ledger_queries, queries

USCC = "91421321MA00000016"


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN, more=ROWS)
    yield made
    made.close()


def inquiry(rig: Rig, **typed: str) -> Inquiry:
    wish = {"name": "随县曾氏香菇有限公司", "question": "今年怎么申请?", "code": USCC} | typed
    made, problems = check_policy(
        PolicyTyped(**wish), asked_ms=rig.store.now_ms(), today=rig.desk.today
    )
    assert made is not None, problems
    return made


def test_from_the_question_to_the_money(rig: Rig) -> None:
    desk, today = rig.desk, rig.desk.today
    case = intake.take_in(desk, checked(rig)).state
    opened = advising.open_line(desk, acts.Asked(inquiry(rig, policy="ZC1", title="稳岗返还")))
    number = opened.state.number
    assert number.startswith("Z421321")
    assert opened.changes.policies
    passed = advising.open_line(desk, acts.Asked(inquiry(rig)), acts.Passed("县人社局")).state
    within = desk.policy_context().within
    assert passed.due == within(4), "the county says four days, not the program"
    carry_out(desk, number, acts.Answered("免申即享", "鄂人社函〔2026〕1号"))
    done = carry_out(desk, number, acts.Applied(today, case.number))
    assert done.changes.cases
    linked = queries.by_number(rig.store, case.number)
    assert linked is not None
    assert linked.links == {advising.LINK: number}
    carry_out(desk, number, acts.Granted("money", today, 1_230_050))
    with pytest.raises(BadInput):
        carry_out(desk, number, acts.CalledBack("phone", ""))
    carry_out(desk, number, acts.CalledBack("phone", "good"), acts.Closed("已兑现"))
    state = advising.line(desk, number)
    assert state is not None
    assert state.status is PolicyStatus.CLOSED
    assert [each.number for each in advising.board(desk)] == [passed.number]
    for typed in ("曾氏香菇", number[-6:], case.number, "稳岗"):
        assert number in [each.number for each in advising.find(desk, typed)]
    counted = advising.figures_of(desk).total
    assert (counted.asked, counted.applied, counted.granted, counted.cents) == (2, 1, 1, 1_230_050)
    assert checks.examine(rig.store).ok


def test_a_policy_with_its_own_limit(rig: Rig) -> None:
    asked = advising.open_line(rig.desk, acts.Asked(inquiry(rig, policy="ZC2"))).state
    assert asked.due == rig.desk.policy_context().within(3)


def test_what_is_refused_leaves_nothing(rig: Rig) -> None:
    before = rig.store.head.n
    with pytest.raises(Refused):
        advising.open_line(rig.desk, acts.Asked(inquiry(rig)), acts.Granted("money", date.min, 1))
    assert rig.store.head.n == before


def test_an_enterprise_is_typed_once(rig: Rig) -> None:
    first = inquiry(rig, contact="曾𬭎", phone="13800000000", size="small")
    advising.open_line(rig.desk, acts.AnsweredAtOnce(first, "免申即享"))
    for typed in ("随县曾氏香菇有限公司", USCC, f" {USCC} "):
        known = advising.known_firm(rig.desk, typed)
        assert known is not None
        assert (known.contact, known.firm.phone, known.size) == ("曾𬭎", "13800000000", "small")
    assert advising.known_firm(rig.desk, "曾氏") is None
    assert advising.known_firm(rig.desk, "") is None


def test_policies_are_found_as_people_call_them(rig: Rig) -> None:
    finder = finder_of(rig.catalogue())
    for typed in ("稳岗", "稳岗补贴", "sybxwgfh", "ZC1"):
        assert finder.search(typed)[0].code == "ZC1", typed
    assert finder.search("") == []
    held = [each.code for each in advising.in_force(rig.desk, date(2026, 11, 25))]
    assert sorted(held) == ["ZC1", "ZC2"]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("question", " "),
        ("code", "91421321MA0000001Q"),
        ("phone", "12"),
        ("size", "huge"),
        ("source", "dream"),
        ("note", "长" * 5000),
    ],
)
def test_what_was_typed_wrongly_is_named(rig: Rig, field: str, typed: str) -> None:
    wish = {"name": "甲公司", "question": "问"} | {field: typed}
    made, problems = check_policy(
        PolicyTyped(**wish), asked_ms=rig.store.now_ms(), today=rig.desk.today
    )
    assert made is None
    assert [each.field for each in problems] == [field]


ROW = ("日期", "企业名称", "联系电话", "咨询政策", "咨询内容", "答复情况", "经办人", "规模", "乡镇")


def sheet(folder: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(("2025 年惠企政策咨询台账",))
    for row in (ROW, *rows):
        book.active.append(row)
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def test_last_years_sheet_comes_in_once_and_goes_out(rig: Rig, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        (
            "2025-03-14",
            "甲公司",
            "138****0000",
            "稳岗返还",
            "怎么领",
            "免申即享",
            "王样一",
            "小",
            "厉山",
        ),
        ("2025年3月15日", "乙合作社", "", "贷款贴息", "条件", "", "", "", ""),
        ("2025-03-16", "丙公司", "12", "贷款贴息", "条件", "", "", "", ""),
        ("三月", "丁公司", "", "", "问", "", "", "巨型", ""),
    )
    result = import_sheet(rig.desk, path)
    assert (result.imported, result.skipped) == (2, 0)
    assert [(each.line, each.field) for each in result.refused] == [
        (5, "C 列“联系电话”"),
        (6, "A 列“日期”"),
        (6, "H 列“规模”"),
    ]
    again = import_sheet(rig.desk, path)
    assert (again.imported, again.skipped) == (0, 2)
    first, second = ledger_queries.every_state(rig.store, POLICY)
    assert (first.status, first.inquiry.size) == (PolicyStatus.CLOSED, "small")
    assert first.inquiry.note == "乡镇:厉山;联系电话:138****0000"
    assert (first.staff, first.staff_name) == ("SXX0101", "王样一")
    assert second.status is PolicyStatus.ASKED
    out = tmp_path / "出.xlsx"
    assert export_sheet(rig.store, out, rig.catalogue().staff_name) == 2
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))
    assert rows[0] == tuple(title for title, _ in COLUMNS)
    assert rows[1][3] == "甲公司"
    assert out.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_ledger_is_told(rig: Rig, tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path / "x.csv"):
        with pytest.raises(Trouble):
            import_sheet(rig.desk, path)
    book = openpyxl.Workbook()
    book.active.append(("甲", "乙"))
    book.save(tmp_path / "空.xlsx")
    with pytest.raises(Refused, match="“企业名称”列，一行也没有补录"):
        import_sheet(rig.desk, tmp_path / "空.xlsx")
