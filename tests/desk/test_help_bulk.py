"""Many helps of one day: what a line says, what is wrong with it, and what is saved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from desk_rig import CLERK, TOWN, WRONG_DIGIT, ZHANG, Rig, make_workplace
from hypothesis import given, strategies as st
from msgspec.structs import replace

from counter_app.desk import help_bulk as bulk
from counter_app.desk.help_bulk import Common, Person, people_of, save
from counter_app.errors import BadInput
from counter_app.models.help import HelpState, HelpStatus
from counter_app.protocol.ledgers import HELP
from counter_app.rules.case_context import local_day
from counter_app.store import checks, ledger_queries

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, TOWN)
    yield made
    made.close()


@pytest.fixture
def common(rig: Rig) -> Common:
    return Common(rig.desk.today, "home", "elderly", "双寨村党员群众服务中心", item_name="高龄津贴")


def states(rig: Rig) -> list[HelpState]:
    return list(ledger_queries.every_state(rig.store, HELP))


@pytest.mark.parametrize(
    ("line", "name", "phone", "id_number", "wish"),
    [
        ("王秀英", "王秀英", "", "", ""),
        ("王秀英 13812345678 帮填表", "王秀英", "13812345678", "", "帮填表"),
        ("王 英 13812345678", "王 英", "13812345678", "", ""),
        ("王𬱖\uff0c13812345678", "王𬱖", "13812345678", "", ""),
        ("3. 王秀英 13812345678", "王秀英", "13812345678", "", ""),
        (f"13812345678 {ZHANG} 张三", "张三", "13812345678", ZHANG, ""),
        (f"12\t张三\t{ZHANG}\t\t腿脚不便, 上门", "张三", "", ZHANG, "腿脚不便, 上门"),
        ("John Smith 0722-3333444", "John Smith", "0722-3333444", "", ""),
        ("阿卜杜热合曼·麦麦提 换证", "阿卜杜热合曼·麦麦提", "", "", "换证"),
        ("13812345678", "", "13812345678", "", ""),
    ],
)
def test_a_line(line: str, name: str, phone: str, id_number: str, wish: str) -> None:
    (person,) = people_of(line, 7)
    assert person == Person(7, name, phone, id_number, wish)


def test_a_copied_sheet_without_its_headings_and_empty_lines() -> None:
    sheet = "序号\t姓名\t电话\r\n1\t甲\t13812345678\r\n\r\n2\t乙\t\r\n"
    assert [(each.key, each.name) for each in people_of(sheet, 3)] == [(3, "甲"), (4, "乙")]


@given(st.text(max_size=80))
def test_reading_never_fails_and_a_line_can_be_typed_again(text: str) -> None:
    for person in people_of(text, 1):
        assert person.written


def test_the_right_ones_are_saved_and_the_others_stay(rig: Rig, common: Common) -> None:
    lines = f"王秀英 13812345678\n李四 123\n张三 {WRONG_DIGIT}\n甲\n甲\n赵六 13900000000"
    done = save(rig.desk, common, people_of(lines, 1))
    assert done.saved == (1, 2, 4, 6)
    assert set(done.problems) == {3, 5}
    assert "与第 4 行是同一人" in done.problems[5]
    assert done.changes.helps
    made = {state.ask.person.name: state for state in states(rig)}
    assert set(made) == {"王秀英", "李四", "甲", "赵六"}
    assert made["李四"].ask.wish == "123", "no number of a phone, so it is what was said"
    one = made["王秀英"]
    assert (one.status, one.ask.kind, one.ask.source) == (HelpStatus.FINISHED, "home", "home_visit")
    assert (one.ask.note, one.ask.item_name) == (common.where, "高龄津贴")
    assert (one.staff, one.staff_name) == (CLERK, rig.catalogue().staff_name(CLERK))
    assert checks.examine(rig.store).ok


def test_the_same_list_again_adds_nothing(rig: Rig, common: Common) -> None:
    people = people_of("王秀英\n李四 13812345678", 1)
    assert len(save(rig.desk, common, people).saved) == 2
    before = rig.store.head.n
    again = save(rig.desk, common, people_of("李四 13812345678\n王秀英", 9))
    assert (again.saved, set(again.problems.values())) == ((), {"这一天的这项帮办已经登记过"})
    assert not again.changes
    assert rig.store.head.n == before
    # on another day it is another help
    yesterday = replace(common, day=common.day - timedelta(1))
    assert len(save(rig.desk, yesterday, people).saved) == 2
    assert {local_day(state.ended_ms) for state in states(rig)} == {common.day, yesterday.day}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"group": "nobody"}, "group"),
        ({"helper": "NOBODY"}, "helper"),
        ({"where": "长" * 5000}, "where"),
    ],
)
def test_what_is_common_must_be_right(
    rig: Rig, common: Common, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        save(rig.desk, replace(common, **changes), people_of("甲", 1))
    assert caught.value.field == field
    tomorrow = replace(common, day=common.day + timedelta(1))
    with pytest.raises(BadInput, match="晚于今天"):
        save(rig.desk, tomorrow, people_of("甲", 1))
    assert states(rig) == []


def test_problems_are_told_before_anything_is_saved(rig: Rig, common: Common) -> None:
    told = bulk.problems_of(rig.desk, replace(common, kind=""), people_of("甲\n13812345678", 1))
    assert set(told) == {2}
    assert "姓名" in told[2]
