"""Handing results out: by scanning, by typing, to the person, an agent or the post."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, person_id, real_paper, take_in
from desk_rig import APPROVER, MANAGER, ZHANG, Rig, make_workplace, open_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.party import Agent, Party, PartyKind
from counter_app.rules import case_commands as commands, numbers
from counter_app.store import queries
from counter_app.ui.pages import case, cases, delivery, paper
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
ABSENT = numbers.case_number("421321", 17, 2026, 99)
PAGES = (cases.PAGE, delivery.PAGE, case.PAGE, paper.PAGE)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def closed(rig: Rig, name: str = "张三", **more: object) -> CaseState:
    """A case that was granted and closed; its result lies here."""
    made = take_in(rig, checked(rig, name, **more)).state  # type: ignore[arg-type]
    for command in (
        commands.Accept(),
        acts.Decided(True, "同意", result_name="高龄津贴审批表", result_no="LS-18"),
        acts.Closed("高龄津贴审批表"),
    ):
        made = desk_cases.carry_out(rig.desk, made.number, command).state
    return made


def now(window: Window, state: CaseState) -> CaseState:
    found = queries.by_number(window.rig.store, state.number)
    assert found is not None
    return found


def scan(qtbot: QtBot, window: Window, text: str) -> None:
    """What a wedge scanner does: types fast and presses Enter."""
    window.type(qtbot, text)
    window.press(qtbot, Key.Key_Return)


def test_scanned_link_delivers_to_the_person(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery")
    assert page.scan.hasFocus()
    assert [line.view.number for line in page.table.rows] == [state.number]
    scan(qtbot, window, rig.desk.query_url(state, rig.store.now_ms()))
    assert page.card.isVisible()
    texts = {each.text() for each in page.card.findChildren(type(page.problem))}
    assert {"张三", "高龄津贴审批表 LS-18", "居民身份证 1 份"} <= texts
    assert ZHANG not in " ".join(texts)
    window.press(qtbot, Key.Key_F9)
    after = now(window, state)
    assert after.status is CaseStatus.DELIVERED
    assert after.delivery is not None
    assert (after.delivery.way, after.delivery.collector) == ("hand", "张三")
    assert after.papers[-1].title == "送达回证"
    assert "送达回证" in window.notices
    assert page.scan.hasFocus()
    assert page.table.rows == ()


@pytest.mark.parametrize("spell", ["plain", "short", "spoken", "lower"])
def test_number_in_any_spelling(qtbot: QtBot, window: Window, rig: Rig, spell: str) -> None:
    state = closed(rig)
    number = state.number
    text = {
        "plain": number,
        "short": number[6:],
        "spoken": f"{number[:6]} {number[6:10]}-{number[10:12]}-{number[12:18]}-{number[18]}",
        "lower": number.lower(),
    }[spell]
    page = window.go(qtbot, "delivery")
    scan(qtbot, window, text)
    assert page._handover is not None
    assert page._handover.state.number == number


def test_agent_is_asked_for_and_checked(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_2)
    window.press(qtbot, Key.Key_F9)
    assert page.form.problem == "请填写"
    assert page.form.editor("collector").isAncestorOf(QApplication.focusWidget())
    window.type(qtbot, "李四")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "儿子")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, ZHANG[:-1] + "6")
    window.press(qtbot, Key.Key_F9)
    assert now(window, state).status is CaseStatus.CLOSED
    assert page.form.row("id_number").problem
    page.form.editor("id_number").set(person_id(7))
    window.press(qtbot, Key.Key_F9)
    done = now(window, state).delivery
    assert done is not None
    assert (done.way, done.collector, done.relation) == ("agent", "李四", "儿子")
    assert done.id_number == person_id(7)


def test_known_agent_is_filled_in(qtbot: QtBot, window: Window, rig: Rig) -> None:
    party = Party(PartyKind.PERSON, "李四", "resident_id", person_id(3), "13900000000")
    state = closed(rig, agent=Agent(party, "儿子", "委托书"))
    window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_2)
    window.press(qtbot, Key.Key_F9)
    done = now(window, state).delivery
    assert done is not None
    assert (done.collector, done.relation, done.id_number) == ("李四", "儿子", person_id(3))


def test_post_needs_its_number(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_3)
    window.press(qtbot, Key.Key_F9)
    assert page.form.row("post_no").problem == "请填写"
    window.type(qtbot, "EMS1234567890CN")
    window.press(qtbot, Key.Key_F9)
    done = now(window, state).delivery
    assert done is not None
    assert (done.way, done.post_no, done.collector) == ("post", "EMS1234567890CN", "张三")


def test_not_ready_is_refused_politely(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = take_in(rig, papers=False).state
    page = window.go(qtbot, "delivery")
    scan(qtbot, window, state.number)
    assert page.card.refusal.startswith("这一件还没有办结，现为“已收件”")
    window.press(qtbot, Key.Key_F9)
    assert now(window, state).status is CaseStatus.RECEIVED
    assert not page.form.isVisible()


def test_twice_is_refused_with_the_first_time(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    desk_cases.carry_out(rig.desk, state.number, acts.Delivered("hand", "张三"))
    page = window.go(qtbot, "delivery")
    scan(qtbot, window, state.number)
    assert "已于 今天" in page.card.refusal
    assert "不能再次送达" in page.card.refusal


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (ABSENT[:-1] + ("1" if ABSENT[-1] != "1" else "2"), "这不是办件编号"),
        ("hello", "这不是办件编号"),
        (ABSENT, f"本机没有编号 {numbers.spoken(ABSENT)} 的办件"),
    ],
)
def test_what_is_no_case_is_said_below_the_line(
    qtbot: QtBot, window: Window, rig: Rig, typed: str, said: str
) -> None:
    take_in(rig, papers=False)
    page = window.go(qtbot, "delivery")
    scan(qtbot, window, typed)
    assert said in page.problem.text()
    assert page.problem.isVisible()
    assert not page.card.isVisible()


def test_a_scan_finds_its_line_wherever_the_cursor_is(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    first, second = closed(rig), closed(rig, "李四")
    page = window.go(qtbot, "delivery", number=first.number)
    assert not page.scan.hasFocus()
    link = rig.desk.query_url(second, rig.store.now_ms())
    window.type(qtbot, link[0])
    scan(qtbot, window, link[1:])
    assert page._handover.state.number == second.number


def test_escape_puts_the_case_down(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_Escape)
    assert not page.card.isVisible()
    assert page.scan.hasFocus()
    assert now(window, state).status is CaseStatus.CLOSED


def test_worklist_opens_by_enter(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery")
    page.table.setFocus()
    window.press(qtbot, Key.Key_Return)
    assert page._handover.state.number == state.number


def test_who_may_not_hand_out_is_told(
    qtbot: QtBot, tmp_path: Path, shell: Shell, tasks: Tasks
) -> None:
    rig = make_workplace(tmp_path, work_no=MANAGER)
    state = closed(rig)
    rig.close()
    rig = open_workplace(rig.root, rig.data_key, APPROVER)
    window = enter(shell, tasks, rig, PAGES)
    page = window.go(qtbot, "delivery")
    scan(qtbot, window, state.number)
    assert "您的岗位没有出件的权限" in page.card.refusal
    tasks.close()
    rig.close()
