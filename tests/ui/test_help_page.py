"""Help and agency by keys alone: written down in half a minute, carried on, warned of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter
from desk_rig import CLERK, MANAGER, TOWN, Rig, make_workplace
from help_samples import AUTHORISATION
from key_hand import Hand
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.desk import help as helping, intake
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.models.acts import help as acts
from counter_app.models.changes import Changes
from counter_app.models.help import HelpState, HelpStatus
from counter_app.models.reference import EnterpriseOfficer
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.ui.pages import case, help, help_line
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
PAGES = (help.PAGE, help_line.PAGE, case.PAGE)
#: What the log may cost beyond the person's name.
MOST_KEYS = 8


FIRM = "随县甲食品有限公司"
OFFICER = EnterpriseOfficer(FIRM, CLERK, TOWN)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER, more=(OFFICER,))
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, PAGES)


def states(rig: Rig) -> list[HelpState]:
    return list(ledger_queries.every_state(rig.store, HELP))


def begin(rig: Rig, **more: str) -> HelpState:
    typed = HelpTyped(name="王秀英", kind="agency", group="elderly", **more)
    ask, problems = check_help(typed, asked_ms=rig.store.now_ms(), today=rig.desk.today)
    assert ask is not None, problems
    mine = acts.Registered(rig.desk.actor.work_no, rig.desk.actor.name)
    return helping.open_line(rig.desk, acts.Asked(ask), mine).state


def test_a_finished_help_takes_a_handful_of_keys(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help")
    assert page.form.name.hasFocus()
    window.type(qtbot, "王秀英")
    hand = Hand(window, qtbot)
    hand.press(Key.Key_Return)
    hand.type("2")
    hand.type("1")
    hand.press(Key.Key_F9)
    assert hand.keys <= MOST_KEYS
    (state,) = states(rig)
    assert (state.ask.person.name, state.ask.kind, state.ask.group) == (
        "王秀英",
        "guiding",
        "elderly",
    )
    assert (state.status, state.at_once) == (HelpStatus.FINISHED, True)
    assert "王秀英" in window.notices
    assert page.form.name.hasFocus()
    assert page.form.typed() == HelpTyped()


def test_with_an_item_by_initials_too(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help")
    window.type(qtbot, "李四")
    hand = Hand(window, qtbot)
    hand.press(Key.Key_Return)
    hand.type("4")
    hand.type("2")
    hand.type("glj")
    qtbot.waitUntil(lambda: bool(page.form.item.hits))
    hand.press(Key.Key_Return)
    hand.press(Key.Key_F9)
    assert hand.keys <= MOST_KEYS
    (state,) = states(rig)
    assert state.ask.item_code in rig.catalogue().items
    assert "高龄" in state.ask.item_name


def test_an_enterprise_is_offered_its_officer(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help")
    window.type(qtbot, FIRM)
    window.press(qtbot, Key.Key_Return)
    assert page.form.typed().group == "enterprise"
    name = rig.catalogue().staff_name(CLERK)
    assert page.form.row("name")._hint.startswith(f"一对一专员：{name}")
    window.type(qtbot, "1")
    window.press(qtbot, Key.Key_F8)
    (state,) = states(rig)
    assert (state.staff, state.staff_name) == (CLERK, name)
    # another name, another person
    page.form.fill(HelpTyped(name="王秀英"))
    page.form.on_named()
    window.idle(qtbot)
    assert page.form.row("name")._hint == ""


def test_what_is_missing_is_told_where_it_is(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help")
    window.press(qtbot, Key.Key_F9)
    wrong = {row.name for row in page.form.rows if row.problem}
    assert wrong == {"name", "kind", "group"}
    assert page.form.name.hasFocus()
    assert states(rig) == []


def test_many_persons_with_the_same_help(qtbot: QtBot, window: Window, rig: Rig) -> None:
    window.go(qtbot, "help")
    window.type(qtbot, "甲")
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "5")
    window.type(qtbot, "1")
    window.press(qtbot, Key.Key_F9)
    for name in ("乙", "丙"):
        window.type(qtbot, name)
        window.press(qtbot, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        window.press(qtbot, Key.Key_F9)
    assert [each.ask.person.name for each in states(rig)] == ["甲", "乙", "丙"]
    assert {each.ask.kind for each in states(rig)} == {"home"}


def test_what_was_typed_is_there_again(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "help")
    window.type(qtbot, "王秀英")
    window.go(qtbot, "case", number="")
    page.form.fill(HelpTyped())
    window.go(qtbot, "help")
    window.idle(qtbot)
    assert page.form.name.text() == "王秀英"


def test_the_board_shows_what_is_urgent_in_words(qtbot: QtBot, window: Window, rig: Rig) -> None:
    begin(rig, item_name="高龄津贴")
    page = window.go(qtbot, "help")
    window.counter.changed(Changes(helps=True))
    window.idle(qtbot)
    (row,) = page.table.rows
    assert (row.status, row.what, row.lamp is not None) == (HelpStatus.REGISTERED, "高龄津贴", True)
    assert "联系办理" in row.left
    window.press(qtbot, Key.Key_3, Qt.KeyboardModifier.AltModifier)
    window.idle(qtbot)
    assert page.table.rows == ()
    window.press(qtbot, Key.Key_4, Qt.KeyboardModifier.AltModifier)
    window.idle(qtbot)
    assert len(page.table.rows) == 1


def test_the_ledger_goes_out(qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path) -> None:
    begin(rig)
    page = window.go(qtbot, "help")
    for name in ("台账.xlsx", "台账.pdf"):
        page.files.export(str(tmp_path / name))
        qtbot.waitUntil(lambda name=name: f"到 {name}" in window.notices, timeout=60_000)
        assert (tmp_path / name).stat().st_size > 1000
        assert f"已导出 1 条到 {name}" in window.notices


def test_one_line_by_keys_to_its_end(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = begin(rig)
    page = window.go(qtbot, "help_line", number=state.number)
    alt = Qt.KeyboardModifier.AltModifier
    window.press(qtbot, Key.Key_A, alt)
    assert page.panel.deed is not None
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is HelpStatus.AUTHORISED
    window.press(qtbot, Key.Key_M, alt)
    window.press(qtbot, Key.Key_Return)  # tick the first: 身份证 原件
    window.press(qtbot, Key.Key_F9)
    assert now(rig).status is HelpStatus.HOLDING
    assert "身份证 原件 1 份" in page.facts.facts.text("custody")
    window.press(qtbot, Key.Key_H, alt)
    page.panel.editor("result").set("高龄津贴证")
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_B, alt)
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_E, alt)
    window.press(qtbot, Key.Key_F9)
    done = now(rig)
    assert done.status is HelpStatus.FINISHED
    assert not page.can(page_deed("help.do.visit"))


def test_a_phone_is_shown_when_asked_for_and_that_is_recorded(
    qtbot: QtBot, window: Window, rig: Rig
) -> None:
    state = begin(rig, phone="13812345678")
    page = window.go(qtbot, "help_line", number=state.number)
    shown = page.facts.masked["phone"]
    assert shown.text == "138****5678"
    window.press(qtbot, Key.Key_U)
    assert shown.text == "13812345678"
    assert now(rig).acts == state.acts + 1
    window.press(qtbot, Key.Key_U)
    assert shown.text == "138****5678"


def test_whoever_helps_and_accepts_is_warned_of(qtbot: QtBot, window: Window, rig: Rig) -> None:
    accepted = intake.take_in(rig.desk, checked(rig), intake.Outcome(intake.Then.ACCEPT)).state
    state = begin(rig)
    today = rig.desk.today
    given = acts.Authorised(
        replace(AUTHORISATION, since=today, until=today.replace(year=today.year + 1))
    )
    helping.carry_out(rig.desk, state.number, given, acts.Submitted(accepted.number))
    page = window.go(qtbot, "help_line", number=state.number)
    assert "受理同一办件" in page.facts.warning
    window.press(qtbot, Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    window.idle(qtbot)
    assert window.page.id == "case"
    assert window.page.strip.marks["helping"].isVisible()
    assert QApplication.focusWidget() is not None


def now(rig: Rig) -> HelpState:
    (state,) = states(rig)
    return state


def page_deed(deed_id: str) -> object:
    from counter_app.ui.pages.help_line.deeds import DEEDS

    return next(deed for deed in DEEDS if deed.id == deed_id)
