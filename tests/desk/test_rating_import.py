"""Ratings of another system: joined with windows and cases, refused by row and column, once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from case_pages_rig import checked
from desk_rig import CLERK, COUNTY, INSTANT, TOWN, Rig, make_workplace

from counter_app.desk import intake, rate, rectify
from counter_app.desk.rate import Said
from counter_app.desk.rating_import import import_ratings
from counter_app.errors import Refused, Trouble
from counter_app.models.case import CaseState
from counter_app.models.rating import CodeDirection, Grade, Rater, RatingStage
from counter_app.models.reference import RatingInterface
from counter_app.models.stamp import Actor
from counter_app.protocol.ledgers import RATING
from counter_app.settings import LOCAL_ZONE
from counter_app.store import checks, ledger_queries

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = (
    "评价时间",
    "窗口编码",
    "评价等级",
    "渠道",
    "理由",
    "留言",
    "电话",
    "是否同意回访",
    "是否默认",
)
GOOD = ("2026-03-02", f"{TOWN}/1", "非常满意", "扫码", "", "", "", "", "")
BAD = (
    "2026-03-02 09:10", f"{TOWN}-01", "不满意", "短信", "没有在承诺时间内办结、窗口没人",
    "等了很久", "13812345678", "是", "否",
)  # fmt: skip


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    supervise(made)
    yield made
    made.close()


def supervise(rig: Rig) -> None:
    rig.desk.actor = Actor("SXX0900", "样九", COUNTY, 1, frozenset({"supervision"}))


def sheet(folder: Path, *rows: tuple, head: tuple = HEAD, name: str = "评价.xlsx") -> Path:
    book = openpyxl.Workbook()
    book.active.append(("某系统导出",))
    for row in (head, *rows):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def states(rig: Rig) -> list:
    return list(ledger_queries.every_state(rig.store, RATING))


def closed(rig: Rig) -> CaseState:
    """A case of the town's clerk."""
    before = rig.desk.actor
    rig.desk.actor = Actor(CLERK, "王样一", TOWN, 1, frozenset({"intake"}))
    done = intake.Outcome(intake.Then.INSTANT)
    case = intake.take_in(rig.desk, checked(rig, item=INSTANT), done).state
    rig.desk.actor = before
    return case


def test_rows_become_ratings_of_their_windows_once(rig: Rig, tmp_path: Path) -> None:
    path = sheet(tmp_path, GOOD, GOOD, BAD)
    told = import_ratings(rig.desk, path)
    assert (told.imported, told.skipped, told.refused) == (3, 0, ())
    made = sorted(states(rig), key=lambda each: each.bad)
    bad = made[-1]
    assert (bad.channel, bad.reasons, bad.rater) == (
        "sms",
        ("late", "窗口没人"),
        Rater("", "13812345678"),
    )
    assert bad.source == "评价.xlsx 第 5 行"
    assert datetime.fromtimestamp(bad.given_ms / 1000, LOCAL_ZONE).hour == 9
    assert (bad.owner, bad.places, bad.about.window_name) == (TOWN, (COUNTY, TOWN), "综合窗口")
    assert bad.due is not None
    again = import_ratings(rig.desk, path)
    assert (again.imported, again.skipped, again.refused) == (0, 3, ())
    assert len(states(rig)) == 3
    health = checks.examine(rig.store)
    assert health.ok, health.problems


def test_two_machines_make_the_same_of_one_file(rig: Rig, tmp_path: Path) -> None:
    other = make_workplace(tmp_path / "other", TOWN, serial=18)
    supervise(other)
    path = sheet(tmp_path, GOOD, BAD)
    for each in (rig, other):
        import_ratings(each.desk, path)
    assert {each.number for each in states(rig)} == {each.number for each in states(other)}
    other.close()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_of_either_encoding(rig: Rig, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "r.csv"
    text = "\n".join(",".join(row) for row in (HEAD, GOOD, BAD)) + "\n"
    path.write_bytes(text.encode(encoding))
    assert import_ratings(rig.desk, path).imported == 2


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({0: "三月二日"}, "A 列“评价时间”", "年份"),
        ({0: "2026-02-30"}, "A 列“评价时间”", "没有这一天"),
        ({0: "2099-01-01"}, "A 列“评价时间”", "晚于现在"),
        ({1: f"{TOWN}/9"}, "B 列“窗口编码”", "没有这个窗口"),
        ({1: ""}, "B 列“窗口编码”", "没有写"),
        ({2: ""}, "C 列“评价等级”", "没有写"),
        ({2: "还行"}, "C 列“评价等级”", "不认识"),
        ({2: "5"}, "C 列“评价等级”", "编码方向"),
        ({2: "默认好评"}, "C 列“评价等级”", "默认"),
        ({3: "飞鸽"}, "D 列“渠道”", "不认识"),
        ({3: "系统默认"}, "D 列“渠道”", "默认"),
        ({4: "其他", 5: ""}, "F 列“留言”", "其他"),
        ({6: "12"}, "G 列“电话”", "电话"),
        ({8: "是"}, "I 列“是否默认”", "默认"),
        ({8: "也许"}, "I 列“是否默认”", "是或否"),
    ],
)
def test_a_bad_row_is_named_by_row_and_column(
    rig: Rig, tmp_path: Path, changes: dict, column: str, why: str
) -> None:
    row = tuple(changes.get(index, text) for index, text in enumerate(BAD))
    told = import_ratings(rig.desk, sheet(tmp_path, GOOD, row, GOOD))
    assert told.imported == 2
    ((line, field, said),) = [(each.line, each.field, each.why) for each in told.refused]
    assert (line, field) == (4, column)
    assert why in said


def test_no_phone_is_kept_without_consent(rig: Rig, tmp_path: Path) -> None:
    without = (*BAD[:7], "", "")
    masked = (*BAD[:6], "138****5678", "是", "")
    import_ratings(rig.desk, sheet(tmp_path, without, masked))
    assert [each.rater for each in states(rig)] == [None, None]


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        (("场所编码", "窗口号"), (TOWN, "1")),
        (("单位", "窗口"), ("厉山镇便民服务中心", "1号窗口")),
        (("大厅", "窗口"), ("厉山镇便民服务中心", "综合窗口")),
    ],
)
def test_windows_have_many_names(rig: Rig, tmp_path: Path, head: tuple, cells: tuple) -> None:
    path = sheet(tmp_path, ("2026-03-02", "满意", *cells), head=("日期", "满意度", *head))
    assert import_ratings(rig.desk, path).refused == ()
    assert [(each.owner, each.about.window) for each in states(rig)] == [(TOWN, 1)]


def test_which_way_a_code_runs_is_told_by_its_interface(tmp_path: Path) -> None:
    own = RatingInterface("ehui", CodeDirection.BEST_IS_FIVE)
    rig = make_workplace(tmp_path, TOWN, more=(own,))
    supervise(rig)
    row = (GOOD[0], GOOD[1], 1, *GOOD[3:])
    assert import_ratings(rig.desk, sheet(tmp_path, row), "gbt39046").imported == 1
    later = (GOOD[0], GOOD[1], 1, "短信", *GOOD[4:])
    assert import_ratings(rig.desk, sheet(tmp_path, later, name="b.xlsx"), "ehui").imported == 1
    assert [each.grade for each in states(rig)] == [
        Grade.VERY_SATISFIED,
        Grade.VERY_DISSATISFIED,
    ]
    with pytest.raises(Refused, match="没有登记过"):
        import_ratings(rig.desk, tmp_path / "b.xlsx", "unknown")
    rig.close()


def test_a_row_of_a_case_meets_what_was_said_at_the_window(rig: Rig, tmp_path: Path) -> None:
    case = closed(rig)
    rate.rate_case(rig.desk, case.number, RatingStage.FINISHED, Said(Grade.SATISFIED))
    head = (*HEAD, "办件编号", "评价环节")
    row = (*BAD, case.number, "办结")
    accepted = (*BAD, case.number, "受理")
    unknown = (*BAD, "421321999826000001X", "")
    wrong = (*BAD, "4213210001260000010", "")
    path = sheet(tmp_path, row, accepted, unknown, wrong, head=head)
    told = import_ratings(rig.desk, path)
    assert [each.line for each in told.refused] == [6], told.refused
    assert told.imported == 3
    finished, first = rate.ratings_of(rig.desk, case.number)[::-1]
    assert (finished.grade, [each.grade for each in finished.later]) == (
        Grade.SATISFIED,
        [Grade.DISSATISFIED],
    )
    assert (first.grade, first.clerk, first.about.item_name) == (
        Grade.DISSATISFIED,
        CLERK,
        case.item.name,
    )
    elsewhere = rectify.rating(rig.desk, "P421321999826000001XF")
    assert elsewhere is not None
    assert elsewhere.about.window == 1
    again = import_ratings(rig.desk, path)
    assert (again.imported, again.skipped) == (0, 3)
    assert len(rate.ratings_of(rig.desk, case.number)[1].later) == 1


def test_who_served_that_day_is_told_by_the_cases(rig: Rig, tmp_path: Path) -> None:
    case = closed(rig)
    today = datetime.fromtimestamp(case.received_ms / 1000, LOCAL_ZONE).date().isoformat()
    import_ratings(rig.desk, sheet(tmp_path, (today, *GOOD[1:]), GOOD))
    assert {each.clerk for each in states(rig)} == {CLERK, ""}


def test_wrong_use(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="找不到"):
        import_ratings(rig.desk, tmp_path / "none.xlsx")
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(Trouble, match="xlsx"):
        import_ratings(rig.desk, tmp_path / "a.doc")
    with pytest.raises(Trouble, match="表头"):
        import_ratings(rig.desk, sheet(tmp_path, head=("姓名", "电话")))
    rig.desk.actor = Actor(CLERK, "王样一", TOWN, 1, frozenset({"intake"}))
    with pytest.raises(Refused, match="督导"):
        import_ratings(rig.desk, sheet(tmp_path, GOOD))
