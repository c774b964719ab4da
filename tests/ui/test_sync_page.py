"""The sync page: what it says in each state, and that asking for an exchange makes one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter, seed, take_in
from desk_rig import MANAGER, Rig, make_workplace
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from counter_app.models.changes import Changes
from counter_app.store.attachments import Totals
from counter_app.sync.exchange import SyncResult
from counter_app.ui.case.files import size_words
from counter_app.ui.pages import case, cases, sync
from counter_app.ui.pages.sync import told
from counter_app.ui.shell import Shell
from counter_app.ui.sync_view import SyncState, SyncView
from counter_app.ui.syncing import Exchange, Pace, SyncLoop, loop_of
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.button import ActionButton

Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (cases.PAGE, sync.PAGE, case.PAGE))


@pytest.mark.parametrize(
    ("view", "big", "safe"),
    [
        (SyncView(SyncState.ONLINE), "已全部上传", "可以放心关机"),
        (
            SyncView(SyncState.ONLINE, 3),
            "还有 3 件在本机",
            "还有 3 件只在本机，关机不会丢；联网后自动上传。",
        ),
        (SyncView(SyncState.OFFLINE), "离线", "可以放心关机"),
        (
            SyncView(SyncState.OFFLINE, 2),
            "离线 · 还有 2 件在本机",
            "还有 2 件只在本机，关机不会丢；联网后自动上传。",
        ),
        (
            SyncView(SyncState.SYNCING, 2),
            "还有 2 件在本机",
            "正在上传 2 件，请稍等再关机；现在关机也不会丢，下次接着传。",
        ),
        (SyncView(SyncState.SYNCING), "已全部上传", "可以放心关机"),
        (
            SyncView(SyncState.STOPPED, 1),
            "已停止上传",
            "还有 1 件只在本机，关机不会丢；县平台恢复接收后自动上传。",
        ),
        (SyncView(SyncState.STOPPED), "已停止上传", "可以放心关机"),
    ],
)
def test_words_of_each_state(view: SyncView, big: str, safe: str) -> None:
    assert told.big_words(view) == big
    assert told.may_switch_off(view)[1] == safe
    assert told.what_now(view)


def test_offline_is_grey_never_red() -> None:
    assert SyncView(SyncState.OFFLINE, 9).tone == "neutral"


def test_offline_machine_lists_what_is_only_here(qtbot: QtBot, window: Window, rig: Rig) -> None:
    numbers = seed(rig, 3)
    page = window.go(qtbot, "sync")
    window.press(qtbot, Key.Key_F5)
    assert page.words.text() == "离线 · 还有 3 件在本机"
    assert "连不上县平台" in page.now.text()
    assert page.off.text == "还有 3 件只在本机，关机不会丢；联网后自动上传。"
    assert [line.view.number for line in page.unsent.rows] == numbers[::-1]
    assert not page.disputed.isVisible()
    page.unsent.setFocus()
    window.press(qtbot, Key.Key_Return)
    assert window.page.id == "case"


def test_exchange_by_hand(
    qtbot: QtBot, window: Window, rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(rig, 2)

    def take_everything(cancelled: object = None) -> SyncResult:
        with rig.store.write() as tx:
            pushed = tx.head.unsent
            tx.acknowledge(tx.head.n, ())
            tx.head = replace(tx.head, synced_ms=rig.store.now_ms(), drift_ms=-20 * 60_000)
        changes = Changes(cases=True, sync=True)
        return SyncResult(pushed, 4, 7, 0, False, -20 * 60_000, changes)

    monkeypatch.setattr(rig.workplace, "sync", take_everything)
    page = window.go(qtbot, "sync")
    assert page.words.text() != "已全部上传"
    window.press(qtbot, Key.Key_F5)
    assert page.words.text() == "已全部上传"
    assert page.off.text == "可以放心关机"
    assert page.facts.text("pulled") == "办件记录 4 条，基础数据 7 条"
    assert "不一致" in page.facts.text("agreed")
    assert page.drift.isVisible()
    assert page.drift.text() == "本机时钟比县平台快 20 分钟，打印日期前请先核对。"
    assert page.unsent.rows == ()


def test_follows_the_loop(qtbot: QtBot, window: Window, rig: Rig) -> None:
    loop = SyncLoop(rig.workplace, window.shell, Pace(0.05, 0.05, 0.1, 0.1, 0.05, 0.01, 0.0))
    loop.start()
    assert loop_of(rig.workplace) is loop
    page = window.go(qtbot, "sync")
    qtbot.waitUntil(lambda: "连不上" in page.now.text())
    take_in(rig, papers=False)
    qtbot.waitUntil(lambda: page.words.text() == "离线 · 还有 1 件在本机")
    window.press(qtbot, Key.Key_F5)
    loop.exchanged.emit(Exchange(rig.store.now_ms(), 1, 0, 0, True, 0, 0.3))
    assert page.facts.text("pushed") == "1 条记录"
    assert page.facts.text("agreed") == "与县平台核对一致"
    assert loop.stop()
    assert loop_of(rig.workplace) is None
    loop.deleteLater()


def test_examination_in_words(qtbot: QtBot, window: Window, rig: Rig) -> None:
    seed(rig, 2)
    page = window.go(qtbot, "sync")
    window.press(qtbot, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "数据库文件完好" in page.health.texts
    assert "2 件办件的显示与记录一致" in page.health.texts
    assert page.keys.bound("sync.check").isEnabled()


def test_examination_finds_what_was_changed(qtbot: QtBot, window: Window, rig: Rig) -> None:
    seed(rig, 2)
    with rig.store.write() as tx:
        from sqlalchemy import text

        tx.connection.execute(text("UPDATE case_row SET state = x'80' WHERE id = 1"))
        tx.connection.execute(
            text("INSERT INTO set_aside (came_ms, reason, data) VALUES (1, 'x', x'00')")
        )
    page = window.go(qtbot, "sync")
    window.press(qtbot, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert "有办件的显示与记录不一致" in page.health.texts
    assert any("有 1 条记录暂时不能用" in text for text in page.health.texts)
    assert page.health.texts[-1] == "请不要继续收件，先联系管理员"


def test_bundle_by_keys_and_what_is_said(
    qtbot: QtBot, window: Window, rig: Rig, tmp_path: Path
) -> None:
    seed(rig, 2)
    page = window.go(qtbot, "sync")
    assert "可用U盘同步" in page.bundles.said.text()
    qtbot.keyClick(page, Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = page.bundles.findChild(QFileDialog)
    assert dialog is not None
    name = tmp_path / "up.sync"
    dialog.selectFile(str(name))
    dialog.accept()
    assert not page.keys.bound("sync.import").isEnabled()
    window.idle(qtbot)
    assert page.keys.bound("sync.import").isEnabled()
    assert name.exists()
    owed = rig.store.head.unsent
    assert f"{owed} 条未上传的记录" in page.bundles.said.text()
    assert owed > 0

    page.bundles.on_import_chosen(str(name))
    window.idle(qtbot)
    assert "本机自己导出的" in page.bundles.said.text()
    name.write_bytes(name.read_bytes()[:500])
    page.bundles.on_import_chosen(str(name))
    window.idle(qtbot)
    assert "拔早了U盘" in page.bundles.said.text()
    assert rig.store.head.unsent == owed


def test_attachments_button_says_what_it_will_do(qtbot: QtBot, window: Window, rig: Rig) -> None:
    page = window.go(qtbot, "sync")
    button = next(b for b in page.findChildren(ActionButton) if b.action_id == "sync.files")
    assert button.text() == "暂停上传附件"
    window.press(qtbot, Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert rig.store.attachments.paused
    assert button.text() == "继续上传附件"
    window.press(qtbot, Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    assert button.text() == "暂停上传附件"


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (4_000, "4 kB"), (999_000, "999 kB"), (1_000_000, "1.0 MB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words


def test_nothing_is_cut_with_attachments_shown(qtbot: QtBot, window: Window, rig: Rig) -> None:
    """At 1366 × 768 the whole page fits: the lists scroll, the page does not."""
    seed(rig, 12)
    page = window.go(qtbot, "sync")
    page.files.on_read((Totals(files=1, owed=1, owed_size=4_000), False))
    qtbot.waitUntil(page.files.isVisible)
    qtbot.waitUntil(lambda: page._scroll.verticalScrollBar().maximum() == 0)
