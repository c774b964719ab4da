"""Notices, questions and waiting: in place, by keyboard, keys beneath stay silent."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counter_app.ui.actions import Action, ActionSet
from counter_app.ui.widgets.busy import Busy
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.confirm import ConfirmPanel
from counter_app.ui.widgets.notice import NoticeAction, NoticeBar


class Desk(QWidget):
    """A place with one action and one line."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self.done: list[str] = []
        self.keys = ActionSet(
            self, (Action("go", "去", "F9", "", partial(self.done.append, "go")),)
        )
        self.line = QLineEdit()
        QVBoxLayout(self).addWidget(self.line)
        self.setGeometry(host.rect())
        self.show()
        self.line.setFocus()


@pytest.fixture
def desk(host: QWidget) -> Desk:
    made = Desk(host)
    QApplication.processEvents()
    return made


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target = QApplication.focusWidget()
    if modifier is None:
        qtbot.keyClick(target, key)
    else:
        qtbot.keyClick(target, key, modifier)


ALT = Qt.KeyboardModifier.AltModifier


def test_a_question_is_answered_by_key_and_gives_the_cursor_back(desk: Desk, qtbot: QtBot) -> None:
    panel = ConfirmPanel(desk)
    panel.ask("作废?", desk.done.append, yes="作废")
    assert panel.isVisible()
    press(qtbot, Qt.Key.Key_Return)  # the cursor is on 返回: Enter by habit does no harm
    assert (panel.isVisible(), desk.done, desk.line.hasFocus()) == (False, [], True)
    panel.ask("作废?", desk.done.append, yes="作废")
    press(qtbot, Qt.Key.Key_F9)
    assert desk.done == []
    press(qtbot, Qt.Key.Key_Y, ALT)
    assert desk.done == [""]
    assert desk.line.hasFocus()
    press(qtbot, Qt.Key.Key_F9)
    assert desk.done == ["", "go"]


def test_a_reason_must_be_given(desk: Desk, qtbot: QtBot) -> None:
    panel = ConfirmPanel(desk)
    panel.ask("作废?", desk.done.append, yes="作废", reason="原因")
    press(qtbot, Qt.Key.Key_Y, ALT)
    assert panel.isVisible()
    qtbot.keyClicks(QApplication.focusWidget(), "  twice ")
    press(qtbot, Qt.Key.Key_Return)
    assert desk.done == ["twice"]


def test_escape_leaves_all_as_it_was_and_tab_stays_inside(desk: Desk, qtbot: QtBot) -> None:
    panel = ConfirmPanel(desk)
    panel.ask("作废?", desk.done.append, yes="作废")
    for _ in range(4):
        press(qtbot, Qt.Key.Key_Tab)
        assert panel.isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_Escape)
    assert (desk.done, desk.line.hasFocus()) == ([], True)


def test_short_work_is_not_announced(desk: Desk, qtbot: QtBot) -> None:
    busy = Busy(desk)
    busy.start("正在保存", patience_ms=50)
    busy.stop()
    qtbot.wait(80)
    assert not busy.isVisible()


def test_long_work_covers_the_page_and_can_be_stopped(desk: Desk, qtbot: QtBot) -> None:
    busy, stopped = Busy(desk), list[bool]()
    busy.start("正在导入", partial(stopped.append, True), patience_ms=0)
    qtbot.waitUntil(busy.isVisible)
    busy.progress(30, 100)
    press(qtbot, Qt.Key.Key_F9)
    assert desk.done == []
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_Escape)
    assert stopped == [True]
    busy.stop()
    assert desk.line.hasFocus()


def test_a_widget_that_died_meanwhile_does_not_get_the_cursor(desk: Desk, qtbot: QtBot) -> None:
    panel = ConfirmPanel(desk)
    panel.ask("?", desk.done.append, yes="是")
    desk.line.deleteLater()
    qtbot.wait(1)
    press(qtbot, Qt.Key.Key_Escape)
    assert not panel.isVisible()


@pytest.fixture
def bar(desk: Desk) -> NoticeBar:
    made = NoticeBar(desk)
    desk.layout().addWidget(made)
    return made


def test_good_news_goes_by_itself_and_bad_news_stays(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.tell("success", "已保存", seconds=0.02)
    bar.tell("error", "打印机没有回应")
    qtbot.waitUntil(lambda: bar.texts == ("打印机没有回应",))
    assert bar.isVisible()
    assert bar.dismiss()
    assert (bar.isVisible(), bar.dismiss()) == (False, False)


def test_the_cursor_is_not_taken(desk: Desk, bar: NoticeBar) -> None:
    bar.tell("error", "打印机没有回应")
    assert desk.line.hasFocus()


def test_an_action_is_taken_by_its_key_once(desk: Desk, bar: NoticeBar, qtbot: QtBot) -> None:
    bar.tell("success", "已收件", NoticeAction("撤销", partial(desk.done.append, "undo")))
    press(qtbot, Qt.Key.Key_Z, ALT)
    press(qtbot, Qt.Key.Key_Z, ALT)
    assert desk.done == ["undo"]
    assert bar.texts == ()


def test_the_key_belongs_to_the_newest(desk: Desk, bar: NoticeBar, qtbot: QtBot) -> None:
    for name in ("one", "two"):
        bar.tell("success", name, NoticeAction("撤销", partial(desk.done.append, name)))
    assert bar.texts == ("two",)
    press(qtbot, Qt.Key.Key_Z, ALT)
    assert desk.done == ["two"]


def test_news_does_not_pile_up(bar: NoticeBar) -> None:
    for number in range(6):
        bar.tell("error", f"第 {number} 条")
    bar.tell("error", "第 5 条")
    assert len(bar.texts) == 3
    assert bar.texts.count("第 5 条") == 1


def test_passing_news_replaces_passing_news_but_not_a_way_back(bar: NoticeBar) -> None:
    bar.tell("success", "已收件", NoticeAction("撤销", lambda: None))
    bar.tell("info", "一")
    bar.tell("info", "二")
    assert bar.texts == ("已收件", "二")


def test_a_notice_can_be_clicked_away(bar: NoticeBar, qtbot: QtBot) -> None:
    notice = bar.tell("warning", "时钟快了 12 分钟")
    close = next(each for each in notice.findChildren(Button) if each.text() == "关闭")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.texts == ()
