"""Disputes and duplicates by the keyboard: both sides in sight, a choice, a reason, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import Window, checked, enter, real_paper, take_in
from desk_rig import MANAGER, VILLAGE, Rig, make_workplace
from dispute_rig import DECLINED, WITHDRAWN, Elsewhere
from help_samples import ASK
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases, help as helping, intake
from counter_app.desk.desk import Done
from counter_app.models.acts import case as acts, help as helps
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.changes import Changes
from counter_app.protocol.ledgers import HELP
from counter_app.rules import case_evolve
from counter_app.store import ledger_queries, queries
from counter_app.ui import ledger_lanes
from counter_app.ui.pages import case, disputes, sync, workbench
from counter_app.ui.pages.disputes import DisputesPage
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
PAGES = (disputes.PAGE, workbench.PAGE, sync.PAGE, case.PAGE)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def accepted(rig: Rig, name: str = "张三") -> Done:
    return take_in(rig, checked(rig, name), intake.Outcome(intake.Then.ACCEPT))


def now(window: Window, done: Done) -> CaseState:
    found = queries.by_number(window.rig.store, done.state.number)
    assert found is not None
    return found


def show(window: Window, qtbot: QtBot, **params: object) -> Any:
    window.counter.changed(Changes(cases=True))
    page = window.go(qtbot, "disputes", **params)
    window.idle(qtbot)
    assert isinstance(page, DisputesPage)
    return page


def test_nothing_to_settle(window: Window, qtbot: QtBot) -> None:
    page = show(window, qtbot)
    assert page.table.rows == ()
    assert not page.answer.isVisible()
    assert not page.sides[0].isVisible()


def test_keep_by_keys_alone(rig: Rig, window: Window, qtbot: QtBot) -> None:
    done = accepted(rig)
    Elsewhere(rig).act(done.state.number, DECLINED)
    page = show(window, qtbot)
    window.idle(qtbot)
    assert page.table.hasFocus()
    left, right = (side.text for side in page.sides)
    assert "受理" in left
    assert "经办" in left
    assert "不予受理" in right
    assert "不能这样办理" in right
    assert "县平台收到" in right
    assert "未满八十周岁" in right
    window.press(qtbot, Key.Key_F8)
    assert page.answer.chosen.code == "keep"
    assert page.answer.reason.hasFocus()
    window.press(qtbot, Key.Key_Return)
    assert now(window, done).status is CaseStatus.ACCEPTED
    assert now(window, done).disputes == ()
    assert page.table.rows == ()
    assert "维持现状" in window.notices
    assert page.table.hasFocus()


def test_take_needs_a_reason_and_a_choice_can_be_taken_back(
    rig: Rig, window: Window, qtbot: QtBot
) -> None:
    done = accepted(rig)
    Elsewhere(rig).act(done.state.number, DECLINED)
    page = show(window, qtbot)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_F9)
    assert "不予受理" in page.answer.effects[1].text()
    window.press(qtbot, Key.Key_Return)
    assert "理由" in page.answer.problem.text()
    window.press(qtbot, Key.Key_Escape)
    assert page.answer.chosen is None
    assert page.table.hasFocus()
    assert len(now(window, done).disputes) == 1
    window.press(qtbot, Key.Key_F9)
    window.type(qtbot, "年龄未到")
    window.press(qtbot, Key.Key_Return)
    after = now(window, done)
    assert (after.status, after.disputes) == (CaseStatus.DECLINED, ())
    assert after.papers[-1].kind == "refusal"
    settled = queries.timeline(rig.store, f"case:{after.number}")[-2].act
    assert isinstance(settled, acts.DisputeSettled)
    assert settled.note == "年龄未到"


def test_a_choice_is_asked_for(rig: Rig, window: Window, qtbot: QtBot) -> None:
    done = accepted(rig)
    Elsewhere(rig).act(done.state.number, DECLINED)
    page = show(window, qtbot)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_Return)  # on to the reason
    window.press(qtbot, Key.Key_Return)
    assert "F8" in page.answer.problem.text()
    assert len(now(window, done).disputes) == 1


def test_what_cannot_be_taken_says_why(rig: Rig, window: Window, qtbot: QtBot) -> None:
    done = accepted(rig)
    desk_cases.carry_out(rig.desk, done.state.number, WITHDRAWN)
    Elsewhere(rig).act(done.state.number, acts.Delivered("hand", "张三"))
    page = show(window, qtbot)
    window.idle(qtbot)
    assert "不能" in page.answer.effects[1].text()
    assert not page.keys.bound("disputes.second").isEnabled()
    window.press(qtbot, Key.Key_F9)
    assert page.answer.chosen is None


def test_twins_by_keys(rig: Rig, window: Window, qtbot: QtBot) -> None:
    done = accepted(rig)
    Elsewhere(rig).twin_of(done)
    page = show(window, qtbot)
    window.idle(qtbot)
    assert "张三" in page.sides[0].text
    assert "两处都还没有办结" in page.sides[1].text
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_Return)
    assert now(window, done).twins[0].settled == "same"
    assert "确是同一事项" in window.notices
    # the notice offers what comes next
    window.press(qtbot, Key.Key_W, Qt.KeyboardModifier.AltModifier)
    window.idle(qtbot)
    assert window.page.id == "case"
    assert window.page.panel.deed is not None


def test_another_place_decides_and_its_phone_is_told(
    rig: Rig, window: Window, qtbot: QtBot
) -> None:
    done = accepted(rig)
    desk_cases.carry_out(rig.desk, done.state.number, acts.Forwarded(VILLAGE))
    Elsewhere(rig).act(done.state.number, DECLINED)
    page = show(window, qtbot)
    window.idle(qtbot)
    name = rig.catalogue().place_name(VILLAGE)
    assert name in page._note.text()
    assert not page.answer.isVisible()
    assert not page.keys.bound("disputes.first").isEnabled()


def test_what_is_set_aside_is_told_with_its_reason(
    rig: Rig, window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = take_in(rig, checked(rig))

    def broken(*args: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(case_evolve._EFFECTS, acts.Revealed, broken)
    Elsewhere(rig).act(done.state.number, acts.Revealed("phone"))
    page = show(window, qtbot)
    window.idle(qtbot)
    assert len(page.table.rows) == 1
    assert "ZeroDivisionError" in page.sides[0].text
    assert "程序升级后" in page.sides[0].text
    assert not page.answer.isVisible()


def test_reached_from_the_workbench_and_the_sync_page(
    rig: Rig, window: Window, qtbot: QtBot
) -> None:
    first, second = accepted(rig), accepted(rig, "李四")
    village = Elsewhere(rig)
    for done in (first, second):
        village.act(done.state.number, DECLINED)
    window.counter.changed(Changes(cases=True))
    for start in ("workbench", "sync"):
        page = window.go(qtbot, start, tray="disputed")
        window.idle(qtbot)
        table = page.cases if start == "workbench" else page.disputed
        table.setFocus()
        assert table.select_key(f"case:{first.state.number}")
        window.press(qtbot, Key.Key_Return)
        window.idle(qtbot)
        assert window.page.id == "disputes"
        assert window.page.table.current.number == first.state.number


def test_reached_from_the_case_itself(rig: Rig, window: Window, qtbot: QtBot) -> None:
    calm, twin = accepted(rig, "李四"), accepted(rig)
    Elsewhere(rig).twin_of(twin)
    window.counter.changed(Changes(cases=True))
    page = window.go(qtbot, "case", number=calm.state.number)
    window.idle(qtbot)
    assert not page.keys.bound("case.settle").isEnabled()
    window.go(qtbot, "case", number=twin.state.number)
    window.idle(qtbot)
    assert "疑似重复" in page.strip.marks["disputed"].text
    window.press(qtbot, Key.Key_I)
    window.idle(qtbot)
    assert window.page.id == "disputes"
    assert window.page.table.current.number == twin.state.number


def test_what_is_typed_survives_news(rig: Rig, window: Window, qtbot: QtBot) -> None:
    done = accepted(rig)
    village = Elsewhere(rig)
    village.act(done.state.number, DECLINED)
    page = show(window, qtbot)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_F9)
    window.type(qtbot, "年龄")
    village.act(accepted(rig, "李四").state.number, DECLINED)
    window.counter.changed(Changes(cases=True))
    window.idle(qtbot)
    assert page.answer.reason.text() == "年龄"
    assert page.answer.chosen.code == "take"
    assert QApplication.focusWidget() is page.answer.reason


def test_a_line_of_help_is_done_anew_by_keys(rig: Rig, window: Window, qtbot: QtBot) -> None:
    rig.desk.make_paper = rig.workplace.make_paper
    ask = replace(ASK, kind="accompanying", asked_ms=rig.store.now_ms())
    number = helping.open_line(
        rig.desk, helps.Asked(ask), helps.Registered("", "李敏")
    ).state.number
    helping.carry_out(rig.desk, number, helps.Terminated("principal", "自己去办"))
    Elsewhere(rig).act(number, helps.Visited("phone", 1, "材料齐了"))
    helping.carry_out(rig.desk, number, helps.Continued("又要办了"))
    due = ledger_lanes.LANES[0].read(rig.desk)
    assert [(line.number, line.page) for line in due.lines] == [(number, "disputes")]
    assert due.count == 1
    page = show(window, qtbot, number=number)
    (row,) = page.table.rows
    assert (row.applicant, row.about) == (ASK.person.name, "后到：走访联系")
    left, right = (side.text for side in page.sides)
    assert "终止" in left
    assert "材料齐了" in right
    window.press(qtbot, Key.Key_F9)
    assert page.answer.chosen.code == "again"
    assert "重新登记“走访联系”" in page.answer.effects[1].text()
    window.press(qtbot, Key.Key_Return)
    assert "理由" in page.answer.problem.text()
    window.type(qtbot, "电话核对过")
    window.press(qtbot, Key.Key_Return)
    state = ledger_queries.state_of(rig.store, HELP.subject(number))
    assert (len(state.visits), state.disputes) == (1, ())
    assert page.table.rows == ()
