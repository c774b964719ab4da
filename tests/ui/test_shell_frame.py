"""The window: pages, keys, changes, lock, the words about the line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sample_page import PAGES, WHO, CasePage, EmptyPage

from counter_app.errors import Bug
from counter_app.models.changes import Changes
from counter_app.settings import LOCAL_ZONE
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.frame.bars import date_words
from counter_app.ui.frame.frame import Frame, overlap
from counter_app.ui.page import EVERYTHING
from counter_app.ui.shell import Shell
from counter_app.ui.sync_view import SyncState, SyncView

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def frame(shell: Shell, counter: Counter) -> Frame:
    shell.enter(WHO, PAGES, counter)
    assert shell.frame is not None
    return shell.frame


def here(shell: Shell) -> Any:
    return shell.page


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    target = QApplication.focusWidget()
    if modifier is None:
        qtbot.keyClick(target, key)
    else:
        qtbot.keyClick(target, key, modifier)


def test_the_first_page_opens_and_is_told_everything(shell: Shell, frame: Frame) -> None:
    page = here(shell)
    assert page.told == [("opened", {}), ("refresh", EVERYTHING)]
    assert page.table.hasFocus()
    assert [entry.key for entry in frame.rail.entries] == ["Ctrl+1", "Ctrl+2"]
    assert frame.rail.marked == "workbench"


def test_pages_are_gone_to_by_key_and_back(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_2, CTRL)
    assert (here(shell).id, frame.rail.marked) == ("cases", "cases")
    shell.go("case", number="42")
    assert (here(shell).id, frame.rail.marked) == ("case", "cases")
    assert ("opened", {"number": "42"}) in here(shell).told
    press(qtbot, Qt.Key.Key_Left, ALT)
    press(qtbot, Qt.Key.Key_Left, ALT)
    assert here(shell).id == "workbench"
    assert not frame.keys.bound("frame.back").isEnabled()


def test_going_back_opens_a_page_as_it_was_opened(shell: Shell, frame: Frame) -> None:
    shell.go("case", number="1")
    shell.go("case", number="2")
    shell.go("workbench")
    frame.go_back()
    frame.go_back()
    assert here(shell).told[-1] == ("opened", {"number": "1"})


def test_a_page_that_does_not_let_go_stays(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    page = here(shell)
    page.may_leave = False
    assert not shell.go("cases")
    press(qtbot, Qt.Key.Key_2, CTRL)
    assert here(shell) is page
    assert frame.rail.marked == "workbench"
    locked: list[str] = []
    shell.locked.connect(locked.append)
    press(qtbot, Qt.Key.Key_L, CTRL)
    assert locked == []
    assert not shell.leave()
    assert not shell.close()
    page.may_leave = True
    assert shell.go("cases")


def test_a_page_in_sight_hears_at_once_and_others_when_opened(shell: Shell, frame: Frame) -> None:
    first = here(shell)
    shell.go("cases")
    second = here(shell)
    first.told.clear()
    second.told.clear()
    shell.changed(Changes(cases=True, subjects=("42",)))
    shell.changed(Changes(cases=True, subjects=("43",)))
    shell.changed(Changes())
    assert second.told == [
        ("refresh", Changes(cases=True, subjects=("42",))),
        ("refresh", Changes(cases=True, subjects=("43",))),
    ]
    assert first.told == []
    shell.go("workbench")
    assert first.told == [
        ("opened", {}), ("refresh", Changes(cases=True, subjects=("42", "43"))),
    ]  # fmt: skip
    shell.go("cases")
    assert second.told[-1] == ("opened", {})  # nothing new: no refresh


def test_a_page_made_beforehand_is_told_everything_when_it_is_opened(
    shell: Shell, frame: Frame
) -> None:
    frame.prepare("cases")
    frame.prepare("no such page")
    assert here(shell).id == "workbench"
    shell.go("cases")
    assert here(shell).told == [("opened", {}), ("refresh", EVERYTHING)]


def test_what_a_page_does_not_watch_it_does_not_hear(shell: Shell, frame: Frame) -> None:
    page = here(shell)
    page.told.clear()
    shell.changed(Changes(sync=True))
    assert page.told == []
    assert overlap(EmptyPage.watches, Changes(sync=True))


def test_keys_of_a_page_work_only_there(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    first = here(shell)
    press(qtbot, Qt.Key.Key_F9)
    frame.rail.take_focus()
    press(qtbot, Qt.Key.Key_F10)  # also while the cursor is in the rail
    shell.go("cases")
    press(qtbot, Qt.Key.Key_F9)
    assert [each for each in first.told if each in ("take", "accept")] == ["take", "accept"]
    assert "new" in here(shell).told


def test_a_key_of_the_window_may_not_be_taken(shell: Shell, counter: Counter) -> None:
    class Greedy(EmptyPage):
        id = "greedy"

        def page_actions(self) -> tuple[Action, ...]:
            return (Action("new", "新", "F1", "", lambda: None),)

    with pytest.raises(Bug, match="F1"):
        shell.enter(WHO, (Greedy,), counter)


def test_what_is_not_allowed_is_not_in_the_rail(shell: Shell, counter: Counter) -> None:
    class Closed(CasePage):
        id = "closed"
        rail = True

        @classmethod
        def allowed(cls, counter: Counter) -> bool:
            return False

    shell.enter(WHO, (EmptyPage, Closed), counter)
    assert shell.frame is not None
    assert shell.frame.page_ids == ("cases",)
    with pytest.raises(Bug):
        shell.go("closed")


def test_the_key_sheet_lists_finds_and_runs(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    page = here(shell)
    press(qtbot, Qt.Key.Key_F1)
    sheet = frame._sheet
    assert sheet is not None
    texts = [each.text for each in sheet.listed]
    assert texts[:2] == ["收件", "受理"]
    assert {"锁定", "工作台", "办件"} <= set(texts)
    press(qtbot, Qt.Key.Key_F9)  # keys beneath are silent
    assert "take" not in page.told
    qtbot.keyClicks(QApplication.focusWidget(), "f10")
    qtbot.waitUntil(lambda: [each.text for each in sheet.listed] == ["受理"])
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "accept" in page.told)
    assert not sheet.isVisible()
    press(qtbot, Qt.Key.Key_F1)
    assert sheet.isVisible()
    press(qtbot, Qt.Key.Key_F1)
    assert not sheet.isVisible()
    assert page.table.hasFocus()


def test_f6_changes_sides(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_F6)
    assert frame.rail.isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_F6)
    assert here(shell).table.hasFocus()


def test_escape_takes_the_newest_notice_away_from_anywhere(
    shell: Shell, frame: Frame, qtbot: QtBot
) -> None:
    page = here(shell)
    for target in (page.table, page.name, page.item, page.number, page.search):
        shell.notify("error", "打印机没有回应")
        target.setFocus()
        press(qtbot, Qt.Key.Key_Escape)
        assert shell.notices.texts == (), type(target).__name__


def test_undo_from_a_notice(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    page = here(shell)
    press(qtbot, Qt.Key.Key_F4)
    assert shell.notices.texts == ("已收件,编号 421321-0017-26-000043-5",)
    page.name.setFocus()
    press(qtbot, Qt.Key.Key_Z, ALT)
    assert "undone" in page.told


def test_the_lock_hides_the_work_and_gives_it_back(
    shell: Shell, frame: Frame, qtbot: QtBot
) -> None:
    page = here(shell)
    page.name.setFocus()
    page.masked.reveal("421321199003071234")
    shell.notify("error", "某事")
    reasons: list[str] = []
    shell.locked.connect(reasons.append)
    press(qtbot, Qt.Key.Key_L, CTRL)
    assert reasons == [""]
    shell.show_cover(QLabel("锁"))
    assert shell.page is None
    assert shell.notices.texts == ()
    assert page.masked.text == "421321********1234"
    page.told.clear()
    shell.changed(Changes(cases=True))
    qtbot.keyClick(shell, Qt.Key.Key_F9)
    qtbot.keyClick(shell, Qt.Key.Key_2, CTRL)
    assert page.told == []
    shell.resume()
    assert page.told == [("refresh", Changes(cases=True))]
    assert page.name.hasFocus()


def test_it_locks_when_nobody_is_there(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    reasons: list[str] = []
    shell.locked.connect(reasons.append)
    shell.lock_when_idle(0.3 / 60)
    window = shell.windowHandle()
    for _ in range(8):
        QTest.qWait(60)
        QTest.mouseMove(window, QPoint(300 + _, 300))
    assert reasons == []
    qtbot.waitUntil(lambda: len(reasons) == 1, timeout=2000)
    assert "没有操作" in reasons[0]


def test_signing_out_destroys_every_page(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    gone: list[bool] = []
    here(shell).destroyed.connect(lambda: gone.append(True))
    assert shell.leave()
    qtbot.waitUntil(lambda: gone == [True])
    assert shell.frame is None
    with pytest.raises(Bug):
        shell.go("workbench")
    shell.changed(Changes(cases=True))
    shell.notify("info", "还在")
    assert shell.notices.texts == ("还在",)


@pytest.mark.parametrize(
    ("view", "words", "last", "icon", "tone"),
    [
        (SyncView(SyncState.ONLINE, 0, 0), "已全部上传", "上次同步 1月1日 08:00", "cloud-check",
         "success"),
        (SyncView(SyncState.ONLINE, 3), "还有 3 件在本机", "尚未同步过", "cloud-up", "warning"),
        (SyncView(SyncState.SYNCING, 3), "正在上传 · 还有 3 件在本机", "尚未同步过", "sync",
         "accent"),
        (SyncView(SyncState.OFFLINE, 2), "离线 · 还有 2 件在本机", "尚未同步过", "cloud-off",
         "neutral"),
        (SyncView(SyncState.OFFLINE), "离线 · 已全部上传", "尚未同步过", "cloud-off", "neutral"),
        (SyncView(SyncState.STOPPED, 1), "已停止上传 · 还有 1 件在本机", "尚未同步过", "error",
         "danger"),
    ],
)  # fmt: skip
def test_the_line_is_told_in_words(
    shell: Shell, frame: Frame, view: SyncView, words: str, last: str, icon: str, tone: str
) -> None:
    shell.show_sync(view)
    assert (frame.status.words, frame.status.last) == (words, last)
    assert (view.icon, view.tone) == (icon, tone)


def test_the_state_of_the_line_survives_signing_in(shell: Shell, counter: Counter) -> None:
    shell.show_sync(SyncView(SyncState.OFFLINE, 4))
    shell.enter(WHO, PAGES, counter)
    assert shell.frame is not None
    assert shell.frame.status.words == "离线 · 还有 4 件在本机"


def test_today_is_told_by_the_hour_alone() -> None:
    now = datetime(2026, 11, 23, 9, 10, tzinfo=LOCAL_ZONE)
    view = SyncView(SyncState.ONLINE, 0, int(now.timestamp() * 1000) - 120_000)
    assert view.last_words(now) == "上次同步 09:08"
    assert date_words(now) == "2026年11月23日 星期一"


def test_it_fits_half_of_a_small_screen(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    """1366 × 768 at 200 %."""
    shell.resize(683, 384)
    QApplication.processEvents()
    assert (shell.width(), shell.height()) == (683, 384)
    page = here(shell)
    assert page.foot.isVisible()
    assert page.foot.geometry().bottom() < page.height() + 1
    page.number.setFocus()
    QApplication.processEvents()
    page.name.setFocus(Qt.FocusReason.TabFocusReason)
    page.form.row("item").editor.setFocus()
    qtbot.keyClick(page.item, Qt.Key.Key_Tab)  # Tab brings what it reaches into sight
    target = QApplication.focusWidget()
    assert not target.visibleRegion().isEmpty()


def test_every_page_can_be_reached_by_tab_alone(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    page = here(shell)
    seen: set[QWidget] = set()
    for _ in range(60):
        press(qtbot, Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    expected = {page.table, page.search, page.item, page.name, page.number}
    assert expected <= seen


def test_extra_actions_of_the_window(shell: Shell, counter: Counter, qtbot: QtBot) -> None:
    done: list[str] = []
    sync = Action("sync", "立即同步", "F5", "窗口", lambda: done.append("sync"))
    shell.enter(WHO, PAGES, counter, actions=(sync,), start="cases")
    assert here(shell).id == "cases"
    press(qtbot, Qt.Key.Key_F5)
    assert done == ["sync"]


def test_the_rail_is_walked_with_arrows(shell: Shell, frame: Frame, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_F6)
    press(qtbot, Qt.Key.Key_Down)
    assert here(shell).id == "workbench"
    press(qtbot, Qt.Key.Key_Return)
    assert (here(shell).id, frame.rail.marked) == ("cases", "cases")
    button = frame.rail._buttons["workbench"]
    here_before = here(shell)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (here(shell).id, frame.rail.marked) == ("workbench", "workbench")
    shell.page.may_leave = False  # type: ignore[union-attr]
    qtbot.mouseClick(frame.rail._buttons["cases"], Qt.MouseButton.LeftButton)
    assert frame.rail.marked == "workbench"
    assert here(shell) is not here_before
