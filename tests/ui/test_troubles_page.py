"""The "办不成事" window by keys alone: taken in with a handful, carried on to its end, counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter
from desk_rig import APPROVER, COUNTY, MANAGER, Rig, make_workplace
from key_hand import Hand
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from trouble_pages_rig import reported

from counter_app.desk import intake, trouble as troubles
from counter_app.desk.trouble_check import TroubleTyped
from counter_app.models.acts import trouble as acts
from counter_app.models.changes import Changes
from counter_app.models.trouble import TroubleState, TroubleStatus as S
from counter_app.protocol.ledgers import TROUBLE
from counter_app.store import ledger_queries
from counter_app.ui.pages import case, trouble_line, troubles as pages
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
PAGES = (pages.PAGE, trouble_line.PAGE, case.PAGE)
#: What taking a matter in may cost beyond the name and what happened.
MOST_KEYS = 10


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def states(rig: Rig) -> list[TroubleState]:
    return list(ledger_queries.every_state(rig.store, TROUBLE))


def now(rig: Rig) -> TroubleState:
    (state,) = states(rig)
    return state


def test_a_matter_takes_a_handful_of_keys(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "troubles")
    assert page.form.name.hasFocus()
    window.type(qtbot, "王秀英")
    hand = Hand(window, qtbot)
    hand.press(Key.Key_Return)
    hand.type("2")
    hand.type("2")
    hand.type("5")
    hand.press(Key.Key_Return)
    assert page.form.text.hasFocus()
    window.type(qtbot, "证明开不出来")
    hand.press(Key.Key_F9)
    assert hand.keys <= MOST_KEYS
    state = now(rig)
    report = state.report
    assert (report.person.name, report.kind, report.text) == ("王秀英", "barrier", "证明开不出来")
    assert report.reasons == ("proof_missing", "many_trips")
    assert (state.status, report.channel) == (S.TAKEN, "window")
    assert "已受理" in window.notices
    assert page.form.name.hasFocus()
    assert page.form.typed() == TroubleTyped()


def test_all_that_may_be_told(qtbot: QtBot, window: Window, rig: Rig) -> None:
    taken = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    page = window.go(qtbot, "troubles", case=taken.number)
    form = page.form
    form.fill(
        TroubleTyped(
            name="随县某公司", phone="13812345678", kind="human", reasons=("late",),
            text="材料交齐一个月没有回音", case=taken.number, tried="10.9 不动产窗口 说等;电话",
            trips="3", department="自然资源局", complained=APPROVER, channel="hotline",
        )
    )  # fmt: skip
    window.press(qtbot, Key.Key_F9)
    report = now(rig).report
    assert [each.place for each in report.tries] == ["不动产窗口", "电话"]
    assert report.tries[0].day is not None
    assert report.tries[0].day <= rig.desk.today
    assert (report.trips, report.channel, report.complained) == (3, "hotline", APPROVER)
    assert report.complained_name == rig.catalogue().staff_name(APPROVER)
    assert report.case == taken.number


def test_from_a_case_to_what_was_reported_about_it(qtbot: QtBot, window: Window, rig: Rig) -> None:
    taken = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    window.go(qtbot, "case", number=taken.number)
    window.press(qtbot, Key.Key_F2)
    form = window.page.form
    assert (form.name.text(), form.case.text()) == (taken.applicant.name, taken.number)
    form.kind.set(form.kind.choices[2])
    form.text.setPlainText("一直不给办")
    window.press(qtbot, Key.Key_F9)
    assert now(rig).report.case == taken.number
    window.go(qtbot, "case", number=taken.number)
    window.press(qtbot, Key.Key_F2)
    assert (window.page.id, window.page.number) == ("trouble_line", now(rig).number)


def test_what_is_missing_is_told_where_it_is(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "troubles")
    page.form.trips.setText("许多")
    page.form.case.setText("123")
    window.press(qtbot, Key.Key_F9)
    wrong = {row.name for row in page.form.rows if row.problem}
    assert wrong == {"name", "kind", "text", "tried", "case"}
    assert states(rig) == []


def test_enter_passes_by_reasons_that_are_not_offered_yet(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    page = window.go(qtbot, "troubles")
    window.type(qtbot, "王秀英")
    page.form.reasons.setFocus()
    window.idle(qtbot)
    assert page.form.text.hasFocus()


def test_what_was_typed_is_there_again(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "troubles")
    window.type(qtbot, "王秀英")
    page.form.kind.set(page.form.kind.choices[1])
    page.form.reasons.set(("history",))
    window.go(qtbot, "case", number="")
    page.form.fill(TroubleTyped())
    window.go(qtbot, "troubles")
    window.idle(qtbot)
    assert page.form.name.text() == "王秀英"
    assert page.form.reasons.get() == ("history",)


def test_whose_turn_it_is_stands_on_the_tabs(qtbot: QtBot, window: Window, rig: Rig) -> None:
    here = rig.desk.actor
    troubles.open_matter(rig.desk, acts.Reported(reported(rig)))
    late = reported(rig, "李四", 30)
    troubles.open_matter(
        rig.desk, acts.Reported(late), acts.ScopeChecked(True),
        acts.Dispatched(here.place, here.work_no),
    )  # fmt: skip
    window.counter.changed(Changes(troubles=True))
    page = window.go(qtbot, "troubles")
    window.idle(qtbot)
    assert [row.person for row in page.table.rows] == ["王𬱖"]
    window.press(qtbot, Key.Key_2, ALT)
    window.idle(qtbot)
    (row,) = page.table.rows
    assert (row.person, row.mark) == ("李四", "建议提级")
    assert "答复已超" in row.left
    window.press(qtbot, Key.Key_4, ALT)
    window.idle(qtbot)
    assert [row.person for row in page.table.rows] == ["李四"]
    window.press(qtbot, Key.Key_3, ALT)
    window.idle(qtbot)
    assert page.table.rows == ()


def test_figures_of_a_time(qtbot: QtBot, window: Window, rig: Rig) -> None:
    troubles.open_matter(rig.desk, acts.Reported(reported(rig)))
    page = window.go(qtbot, "troubles")
    window.press(qtbot, Key.Key_7, ALT)
    window.idle(qtbot)
    rows = {row.cells[:2]: row.cells[2] for row in page.figures.rows}
    assert rows["反映类别", "很难办(梗阻)"] == "1"
    window.press(qtbot, Key.Key_T, CTRL)
    window.idle(qtbot)
    assert page.figures.rows[0].cells[2] == "0"
    assert "上月" in page.count.text()


def test_the_ledger_goes_out(qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path) -> None:
    troubles.open_matter(rig.desk, acts.Reported(reported(rig)))
    page = window.go(qtbot, "troubles")
    page.files.export(str(tmp_path / "台账.xlsx"))
    qtbot.waitUntil(lambda: "到 台账.xlsx" in window.notices, timeout=60_000)


def test_one_matter_by_keys_to_its_end(qtbot: QtBot, window: Window, rig: Rig) -> None:
    made = troubles.open_matter(rig.desk, acts.Reported(reported(rig)), papers=False)
    page = window.go(qtbot, "trouble_line", number=made.state.number)
    window.press(qtbot, Key.Key_S, ALT)
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is S.TAKEN
    window.press(qtbot, Key.Key_J, ALT)
    page.panel.editor("staff").set(APPROVER)
    page.panel.editor("co").set("县档案馆、税务所")
    window.press(qtbot, Key.Key_F9)
    state = now(rig)
    assert (state.status, state.staff) == (S.DISPATCHED, APPROVER)
    assert [each.department for each in state.co_handlers] == ["县档案馆", "税务所"]
    window.press(qtbot, Key.Key_M, ALT)
    page.panel.editor("what").set("查档")
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is S.HANDLING
    window.press(qtbot, Key.Key_V, ALT)
    page.panel.editor("said").set("有存根")
    window.press(qtbot, Key.Key_F9)
    assert now(rig).co_handlers[0].said == "有存根"
    window.press(qtbot, Key.Key_A, ALT)
    page.panel.editor("text").set("补录后受理")
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_C, ALT)
    page.panel.editor("opinion").set("满意")
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is S.REVISITED
    window.press(qtbot, Key.Key_E, ALT)
    window.press(qtbot, Key.Key_Return)  # tick the first cause
    window.press(qtbot, Key.Key_F9)
    done = now(rig)
    assert (done.status, done.causes) == (S.CLOSED, ("policy",))
    assert "查档" in page.facts.facts.text("measures")


def test_what_is_outside_is_told_with_its_remedy(qtbot: QtBot, window: Window, rig: Rig) -> None:
    window.go(qtbot, "troubles")
    window.type(qtbot, "王秀英")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "1")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "邻居占了我的地")
    window.press(qtbot, Key.Key_F8)
    window.idle(qtbot)
    assert window.page.id == "trouble_line"
    page = window.page
    window.press(qtbot, Key.Key_S, ALT)
    page.panel.editor("inside").set("不属受理范围")
    page.panel.editor("ground").set("民间、经济、劳动等私人纠纷")
    window.press(qtbot, Key.Key_F9)
    state = now(rig)
    assert (state.status, state.outside) == (S.OUTSIDE, "private")
    assert "人民调解" in state.remedy
    assert "人民调解" in page.facts.facts.text("outside")


def test_what_is_settled_at_once_is_answered_heard_and_closed(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    made = troubles.open_matter(
        rig.desk, acts.Reported(reported(rig)), acts.ScopeChecked(True), papers=False
    )
    page = window.go(qtbot, "trouble_line", number=made.state.number)
    window.press(qtbot, Key.Key_Q, ALT)
    page.panel.editor("answer").set("当场补录后受理")
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is S.TAKEN  # the cause is still to be told
    assert "请选择成因" in page.panel.problem
    rigid = next(line for line in page.panel.ticks.lines if line.tick.name == "政策执行僵化")
    rigid.box.setChecked(True)
    window.press(qtbot, Key.Key_F9)
    state = now(rig)
    assert (state.status, state.causes, state.opinion) == (S.CLOSED, ("rigid",), "satisfied")
    assert state.answer is not None
    assert state.answer.way == "face"


def test_a_step_up_goes_to_the_place_above(qtbot: QtBot, window: Window, rig: Rig) -> None:
    made = troubles.open_matter(
        rig.desk, acts.Reported(reported(rig, days_ago=30)), acts.ScopeChecked(True), papers=False
    )
    page = window.go(qtbot, "trouble_line", number=made.state.number)
    assert "建议提级" in page.facts.warning
    window.press(qtbot, Key.Key_R, ALT)
    page.panel.editor("department").set("县政数局")
    page.panel.editor("reason").set("久拖不决")
    window.press(qtbot, Key.Key_F9)
    assert (now(rig).owner, now(rig).level) == (COUNTY, 1)


def test_the_person_complained_of_finds_nothing_to_judge(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    about = reported(rig, complained=MANAGER, complained_name="样")
    made = troubles.open_matter(rig.desk, acts.Reported(about), papers=False)
    page = window.go(qtbot, "trouble_line", number=made.state.number)
    assert acts.ScopeChecked not in page.sheet.possible
    window.press(qtbot, Key.Key_S, ALT)
    assert page.panel.deed is None
    assert now(rig).status is S.REPORTED


def test_whoever_stays_unnamed_is_not_named_elsewhere(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    hidden = reported(rig, anonymous=True)
    made = troubles.open_matter(rig.desk, acts.Reported(hidden), papers=False)
    page = window.go(qtbot, "trouble_line", number=made.state.number)
    assert "不愿公开姓名" in page.facts.facts.text("person")
    window.counter.changed(Changes(troubles=True))
    board = window.go(qtbot, "troubles")
    window.idle(qtbot)
    assert [row.person for row in board.table.rows] == ["匿名"]
