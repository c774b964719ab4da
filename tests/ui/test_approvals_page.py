"""The approver's page by keys: what waits, the case beside it, decisions and who may take them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, person_id, take_in
from desk_rig import APPROVER, CLERK, LICENCE, PROMISE, TOWN, Rig, make_workplace, open_workplace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.desk import approvals as desk_approvals, cases, intake
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus
from counter_app.models.reference import Authorisation, Power, Role, Staff
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.ui.pages import approvals, case
from counter_app.ui.pages.approvals.deeds import REMEDIES
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
OFFICER, COLLEAGUE = "SXX0201", "SXX0202"
MARKET = "随县市场监督管理局"


def letters() -> tuple[Authorisation, ...]:
    powers, since = (Power.DECIDE,), date(2020, 1, 1)
    return (
        Authorisation("授1号", OFFICER, MARKET, powers, since),
        Authorisation("授2号", COLLEAGUE, "another", powers, since, items=(PROMISE,)),
    )


def people() -> tuple[Staff, ...]:
    role = (Role.CHIEF_OFFICER,)
    return (Staff(OFFICER, "钱首席", TOWN, role), Staff(COLLEAGUE, "郑首席", TOWN, role))


def prepared(tmp_path: Path, work_no: str) -> Rig:
    """Four accepted cases taken in by a clerk, seen by somebody else."""
    rig = make_workplace(tmp_path, work_no=CLERK, more=(*letters(), *people()))
    for index, item in enumerate((PROMISE, LICENCE, PROMISE, LICENCE)):
        what = checked(rig, f"甲{index}", item=item, id_number=person_id(index))
        take_in(rig, what, intake.Outcome(intake.Then.ACCEPT))
    root, key, now = rig.root, rig.data_key, rig.now_ms
    rig.close()
    return open_workplace(root, key, work_no, now_ms=now)


@pytest.fixture
def window(
    tmp_path: Path, shell: Shell, tasks: Tasks, request: pytest.FixtureRequest
) -> Iterator[Window]:
    rig = prepared(tmp_path, getattr(request, "param", APPROVER))
    yield enter(shell, tasks, rig, (approvals.PAGE, case.PAGE))
    rig.close()


def state_of(window: Window, number: str):
    return queries.by_number(window.rig.store, number)


def test_grant_by_keys_closes_too(window: Window, qtbot: QtBot) -> None:
    page = window.go(qtbot, "approvals")
    assert page.table.hasFocus()
    assert page.bar.tabText(0) == "待审 4"
    # the licence has fewer days, so it comes first
    assert [row.line.view.item_name for row in page.table.rows[:2]] == ["食品经营许可(新办)"] * 2
    number = page.table.current.number
    assert page.view.said == ""
    window.press(qtbot, Key.Key_G)
    assert page.panel.deed is not None
    window.press(qtbot, Key.Key_F9)
    after = state_of(window, number)
    assert after.status is CaseStatus.CLOSED
    assert after.outcome.granted
    assert page.bar.tabText(0) == "待审 3"
    assert page.table.hasFocus()
    window.press(qtbot, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert [row.number for row in page.table.rows] == [number]
    assert page.table.rows[0].granted


def test_refusal_needs_reasons_and_names_the_remedies(window: Window, qtbot: QtBot) -> None:
    page = window.go(qtbot, "approvals")
    number = page.table.current.number
    window.press(qtbot, Key.Key_N)
    window.press(qtbot, Key.Key_F9)
    assert state_of(window, number).outcome is None
    window.type(qtbot, "场所不符合要求")
    window.press(qtbot, Key.Key_F9)
    assert state_of(window, number).status is CaseStatus.CLOSED
    entries = queries.timeline(window.rig.store, f"case:{number}")
    act = next(each.act for each in entries if isinstance(each.act, acts.Decided))
    assert (act.granted, act.reasons, act.remedies) == (False, "场所不符合要求", REMEDIES)


def test_special_procedure_goes_to_its_list_and_back(window: Window, qtbot: QtBot) -> None:
    page = window.go(qtbot, "approvals")
    number = page.table.current.number
    wish = commands.Suspend("现场踏勘", "食品经营许可审查通则", 10, "王主任")
    window.counter.changed(cases.carry_out(window.rig.desk, number, wish).changes)
    window.idle(qtbot)
    assert page.bar.tabText(0) == "待审 3"
    window.press(qtbot, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert page.table.current.number == number
    assert not page.keys.bound("grant").isVisible()
    window.press(qtbot, Key.Key_H)
    page.panel.editor("result").set("踏勘合格")
    window.press(qtbot, Key.Key_F9)
    assert state_of(window, number).suspension is None
    assert page.table.rows == ()


@pytest.mark.parametrize("window", [OFFICER], indirect=True)
def test_officer_decides_within_the_letter_and_is_told_outside_of_it(
    window: Window, qtbot: QtBot
) -> None:
    page = window.go(qtbot, "approvals")
    assert page.view.said == "在您的授权范围内：授1号。"
    number = page.table.current.number
    window.press(qtbot, Key.Key_G)
    window.press(qtbot, Key.Key_F9)
    entries = queries.timeline(window.rig.store, f"case:{number}")
    act = next(each.act for each in entries if isinstance(each.act, acts.Decided))
    assert (act.by_chief_officer, act.authority) == (True, "授1号")
    page.table.go_to_row(2)
    window.idle(qtbot)
    assert "不在您的授权范围内。今天可由 郑首席 决定" in page.view.said
    assert not page.keys.bound("grant").isEnabled()
    assert page.keys.bound("extend").isEnabled()


@pytest.mark.parametrize("window", [CLERK], indirect=True)
def test_a_clerk_has_no_such_page(window: Window) -> None:
    assert not desk_approvals.may_review(window.rig.desk)
    assert not approvals.PAGE.allowed(window.counter)


def test_small_screen_takes_turns(window: Window, qtbot: QtBot) -> None:
    window.shell.resize(683, 384)
    page = window.go(qtbot, "approvals")
    assert page.table.isVisible()
    assert not page.view.isVisible()
    window.press(qtbot, Key.Key_Return)
    assert page.view.isVisible()
    assert not page.table.isVisible()
    window.press(qtbot, Key.Key_G)
    assert page.panel.isVisible()
    window.press(qtbot, Key.Key_Escape)
    window.press(qtbot, Key.Key_Escape)
    assert page.table.hasFocus()
