"""Attachments in the window: added by key, listed with where they are, opened in the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter, real_paper, take_in
from desk_rig import MANAGER, Rig, make_workplace
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from counter_app.models.acts import case as acts
from counter_app.store import attachment_outbox as outbox, queries
from counter_app.store.attachments import Standing, Totals
from counter_app.ui.case import tabs
from counter_app.ui.case.files import FileRow, _where
from counter_app.ui.pages import case, cases, sync
from counter_app.ui.pages.sync.files_card import standing_words
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    made = enter(shell, tasks, rig, (cases.PAGE, case.PAGE, sync.PAGE))
    made.idle(qtbot)
    return made


def picture(folder: Path, name: str = "照片.jpg") -> str:
    path = folder / name
    Image.effect_noise((600, 800), 40).save(path)
    return str(path)


def pdf(folder: Path, pages: int = 2) -> str:
    path = folder / "合同.pdf"
    drawn = [Image.new("L", (400, 560), 255) for _ in range(pages)]
    drawn[0].save(path, "PDF", save_all=True, append_images=drawn[1:])
    return str(path)


def choose(qtbot: QtBot, window: Window, *paths: str) -> str:
    """Press A and take these files in the dialog; returns the dialog's title."""
    window.press(qtbot, Key.Key_A)
    dialog = window.page.findChild(QFileDialog)
    title = str(dialog.windowTitle())
    dialog.filesSelected.emit(list(paths))
    dialog.close()
    window.shell.activateWindow()
    window.page.take_focus()
    window.idle(qtbot)
    return title


def test_added_by_key_to_the_material_the_cursor_is_on(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    number = take_in(window.rig).state.number
    window.go(qtbot, "case", number=number)
    page = window.page
    page.tabs.materials.go_to_row(1)
    page.tabs.materials.setFocus()
    title = choose(qtbot, window, picture(tmp_path), pdf(tmp_path))
    assert "居民身份证" in title
    assert "已添加 2 个附件" in window.notices
    window.press(qtbot, Key.Key_5)
    assert page.tabs.currentIndex() == tabs.FILES
    rows = page.tabs.files.rows
    assert [(row.file.material, row.file.pages) for row in rows] == [
        ("居民身份证", 1), ("居民身份证", 2),
    ]  # fmt: skip
    assert [_where(row) for row in rows] == ["待上传", "待上传"]
    assert page.tabs.tabText(tabs.FILES) == "5 附件(2)"
    assert window.rig.store.attachments.totals().owed == 2


def test_what_is_no_picture_is_said_by_name_and_the_rest_is_kept(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    number = take_in(window.rig).state.number
    window.go(qtbot, "case", number=number)
    wrong = tmp_path / "程序.jpg"
    wrong.write_bytes(b"MZ" + bytes(500))
    choose(qtbot, window, str(wrong), picture(tmp_path))
    assert "程序.jpg 不是图片或 PDF" in window.notices
    state = queries.by_number(window.rig.store, number)
    assert state is not None
    assert len(state.attachments) == 1


def test_opened_in_the_program_and_recorded(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    rig = window.rig
    number = take_in(rig).state.number
    rig.workplace.attach(number, Path(picture(tmp_path)), material="居民身份证")
    rig.workplace.attach(number, Path(pdf(tmp_path, 3)))
    before = {path.name for path in rig.root.rglob("*")}
    window.go(qtbot, "case", number=number)
    window.press(qtbot, Key.Key_5)
    window.press(qtbot, Key.Key_Return)
    viewer = window.page.files.viewer
    qtbot.waitUntil(viewer.isVisible)
    assert viewer.title.text() == "居民身份证"
    assert len(viewer.pages) == 1
    width = viewer.pages[0].width()
    qtbot.keyClick(viewer, Key.Key_Plus)
    assert viewer.pages[0].width() > width
    window.press(qtbot, Key.Key_Escape)
    assert not viewer.isVisible()
    window.page.tabs.files.go_to_row(1)
    window.press(qtbot, Key.Key_O)
    qtbot.waitUntil(viewer.isVisible)
    assert len(viewer.pages) == 3
    window.press(qtbot, Key.Key_Escape)
    window.idle(qtbot)
    kinds = [type(each.act) for each in queries.timeline(rig.store, f"case:{number}")]
    assert kinds.count(acts.Revealed) == 2
    assert {path.name for path in rig.root.rglob("*")} == before, "nothing is written plain"


def test_one_that_is_not_here_says_so_when_there_is_no_line(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    rig = window.rig
    number = take_in(rig).state.number
    made = rig.workplace.attach(number, Path(picture(tmp_path))).attachment
    rig.store.attachments.file.close()
    (rig.root / "attachments.db").unlink()
    window.go(qtbot, "case", number=number)
    window.press(qtbot, Key.Key_5)
    assert _where(window.page.tabs.files.rows[0]) == "不在本机，打开时下载"
    window.press(qtbot, Key.Key_Return)
    qtbot.waitUntil(lambda: "连不上县平台" in window.notices)
    assert not window.page.files.viewer.isVisible()
    assert not rig.store.attachments.has(made.hash)


def test_the_sync_page_counts_and_pauses(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    rig = window.rig
    window.go(qtbot, "sync")
    page = window.page
    assert not page.files.isVisible()
    number = take_in(rig).state.number
    made = rig.workplace.attach(number, Path(picture(tmp_path)))
    window.counter.changed(made.changes)
    window.idle(qtbot)
    assert "附件待上传 1 个，共 " in page.files.said.text()
    window.press(qtbot, Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    window.idle(qtbot)
    assert rig.store.attachments.paused
    assert "已暂停" in page.files.said.text()
    window.press(qtbot, Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    window.idle(qtbot)
    assert not rig.store.attachments.paused
    outbox.acknowledge(rig.store.attachments, made.attachment.hash, 9, complete=True)
    page.files.ask()
    window.idle(qtbot)
    assert "都已上传" in page.files.said.text()


def test_words() -> None:
    assert standing_words(Totals(3, 9, 2, 5_430_000, 1), False).startswith(
        "附件待上传 2 个，共 5.4 MB。其中 1 个没传上去"
    )
    row = FileRow.__new__(FileRow)
    object.__setattr__(row, "standing", Standing(False, True))
    assert _where(row) == "已上传，打开时取回"
