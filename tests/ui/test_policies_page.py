"""Policy advice by keys alone: written down in a few keys, passed on, followed to the money."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter
from desk_rig import MANAGER, Rig, make_workplace
from policy_pages_rig import inquiry
from policy_samples import ROWS
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.desk import policy as advising
from counter_app.models.acts import policy as acts
from counter_app.models.policy import PolicyState, PolicyStatus as S
from counter_app.protocol.ledgers import POLICY
from counter_app.store import ledger_queries
from counter_app.ui.pages import case, policies, policy_line
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key, Mod = Qt.Key, Qt.KeyboardModifier
PAGES = (policies.PAGE, policy_line.PAGE, case.PAGE)
#: What the log may cost beyond the enterprise's name and the question.
MOST_KEYS = 8


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER, more=ROWS)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def states(rig: Rig) -> list[PolicyState]:
    return list(ledger_queries.every_state(rig.store, POLICY))


def test_answered_on_the_spot_in_a_handful_of_keys(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "policies")
    assert page.form.name.hasFocus()
    keys = 0
    window.type(qtbot, "甲公司")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "wgfh")
    keys += 5
    qtbot.waitUntil(lambda: bool(page.form.title.hits))
    window.press(qtbot, Key.Key_Return)
    keys += 1
    assert page.form.question.hasFocus()
    assert "免申即享" in page.form.text.placeholderText(), "what F9 will write is in sight"
    window.type(qtbot, "今年怎么领")
    window.press(qtbot, Key.Key_F9)
    keys += 1
    assert keys <= MOST_KEYS
    (state,) = states(rig)
    assert (state.inquiry.firm.name, state.inquiry.policy) == ("甲公司", "ZC1")
    assert (state.status, state.at_once) == (S.CLOSED, True)
    (answer,) = state.answers
    assert answer.text.startswith("返还上年度")
    assert answer.ground == "鄂人社函〔2026〕1号"
    assert "甲公司" in window.notices
    assert page.form.name.hasFocus()
    assert page.form.name.text() == ""


def test_a_policy_in_ones_own_words_needs_an_answer(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "policies")
    window.type(qtbot, "乙公司")
    page.form.title.setText("老政策")
    page.form.question.setText("还有没有")
    window.press(qtbot, Key.Key_F9)
    assert states(rig) == []
    assert "答复" in page.form.row("text").problem
    page.form.text.setText("已经到期")
    window.press(qtbot, Key.Key_F9, Mod.ShiftModifier)
    (state,) = states(rig)
    assert (state.inquiry.title, state.inquiry.policy) == ("老政策", "")
    assert state.status is S.ANSWERED, "it stays open, to be asked whether they applied"


def test_an_enterprise_is_typed_once(qtbot: QtBot, window: Window, rig: Rig) -> None:
    asked = inquiry(rig, 0)
    advising.open_line(rig.desk, acts.AnsweredAtOnce(asked, "免申即享"))
    page = window.go(qtbot, "policies")
    window.type(qtbot, asked.firm.name)
    window.press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: page.form.contact.text() == asked.contact)
    assert page.form.phone.text() == asked.firm.phone
    assert page.form.typed().size == asked.size


def test_what_was_not_saved_is_there_again(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "policies")
    window.type(qtbot, "丙公司")
    page.form.text.setText("半句")
    page.leaving()
    window.idle(qtbot)
    page.form.fill(type(page.form.typed())())
    page.opened()
    qtbot.waitUntil(lambda: page.form.name.text() == "丙公司")
    assert page.form.text.text() == "半句"


def test_passed_on_answered_applied_and_paid_by_keys(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    page = window.go(qtbot, "policies")
    window.type(qtbot, "丁公司")
    page.form.question.setText("怎么申报")
    window.press(qtbot, Key.Key_F8)
    (state,) = states(rig)
    assert state.status is S.ASKED
    line = window.page
    assert line.id == "policy_line"
    window.press(qtbot, Key.Key_T, Mod.AltModifier)
    line.panel.editor("department").set("县人社局")
    window.press(qtbot, Key.Key_F9)
    assert line.panel.problem == ""
    assert states(rig)[0].status is S.PASSED
    window.press(qtbot, Key.Key_A, Mod.AltModifier)
    line.panel.editor("text").set("免申即享")
    window.press(qtbot, Key.Key_F9)
    (state,) = states(rig)
    assert (state.status, state.answers[0].department) == (S.ANSWERED, "县人社局")
    window.press(qtbot, Key.Key_S, Mod.AltModifier)
    line.panel.editor("where").set("人社窗口")
    window.press(qtbot, Key.Key_F9)
    assert states(rig)[0].status is S.APPLIED
    window.press(qtbot, Key.Key_D, Mod.AltModifier)
    line.panel.editor("cents").set("12300")
    window.press(qtbot, Key.Key_F9)
    (state,) = states(rig)
    assert state.grant is not None
    assert (state.status, state.grant.cents) == (S.GRANTED, 1_230_000)


def test_figures_of_the_year(qtbot: QtBot, window: Window, rig: Rig) -> None:
    for index in range(3):
        advising.open_line(rig.desk, acts.AnsweredAtOnce(inquiry(rig, index), "免申即享"))
    page = window.go(qtbot, "policies")
    window.press(qtbot, Key.Key_4, Mod.AltModifier)
    qtbot.waitUntil(lambda: len(page.figures.rows) == 5)
    total = page.figures.rows[0].count
    assert (total.asked, total.at_once, total.in_time_percent) == (3, 3, "100.00%")
    assert page.formula.isVisible()


def test_the_ledger_goes_out(qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path) -> None:
    advising.open_line(rig.desk, acts.Asked(inquiry(rig, 1)))
    page = window.go(qtbot, "policies")
    page.on_place_chosen(str(tmp_path / "今年.xlsx"))
    qtbot.waitUntil(lambda: "已导出 1 条" in window.notices)
    assert QApplication.activeModalWidget() is None
