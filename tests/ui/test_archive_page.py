"""Putting files away by keys: what is missing is told, numbers count on, lists come out masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, person_id, take_in, use_real_papers
from desk_rig import MANAGER, Rig, make_workplace
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counter_app.desk import cases
from counter_app.documents.preview import page_images
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus
from counter_app.store import archive_lists, queries
from counter_app.ui.pages import archive, case
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key, CTRL, ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    use_real_papers(made)
    yield made
    made.close()


@pytest.fixture
def numbers(rig: Rig) -> list[str]:
    """Three withdrawn cases, oldest first; the materials of the last were given back."""
    made = []
    for index, name in enumerate(("甲一", "王𬱖", "丙三")):
        materials = () if index == 2 else None
        more = {} if materials is None else {"materials": materials}
        what = checked(rig, name, id_number=person_id(index), **more)
        number = take_in(rig, what).state.number
        cases.carry_out(rig.desk, number, acts.Withdrawn("家庭原因"))
        made.append(number)
    return made


@pytest.fixture
def window(rig: Rig, numbers: list[str], shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (archive.PAGE, case.PAGE))


def status(rig: Rig, number: str) -> CaseStatus:
    state = queries.by_number(rig.store, number)
    assert state is not None
    return state.status


def test_many_at_once_with_numbers_that_count_on(
    window: Window, rig: Rig, numbers: list[str], qtbot: QtBot
) -> None:
    page = window.go(qtbot, "archive")
    assert [row.number for row in page.table.rows] == numbers
    assert page.table.rows[0].lacks[0] == "没有扫描件：申请表"
    assert page.table.rows[2].lacks == ()
    window.press(qtbot, Key.Key_Space)
    window.press(qtbot, Key.Key_Space)
    assert [row.number for row in page.chosen()] == numbers[:2]
    window.press(qtbot, Key.Key_F9)
    assert page.said.text() == "请先填写卷号"
    assert page.file_no.hasFocus()
    window.type(qtbot, "2026-0009")
    window.press(qtbot, Key.Key_F9)
    assert page.said.text() == "有 2 件材料不全。仍要归档请再按一次 F9。"
    assert status(rig, numbers[0]) is CaseStatus.WITHDRAWN
    window.press(qtbot, Key.Key_F9)
    assert [status(rig, each) for each in numbers] == [
        CaseStatus.ARCHIVED, CaseStatus.ARCHIVED, CaseStatus.WITHDRAWN,
    ]  # fmt: skip
    assert "卷号 2026-0009 至 2026-0010" in window.notices
    assert page.file_no.text() == "2026-0011"
    # what is whole is put away at once; the next number is known after a restart too
    window.press(qtbot, Key.Key_F9)
    assert page.table.rows == ()
    assert page.counter.settings.get("archive", archive.page.LastNumber).next_no == "2026-0012"


def test_search_in_what_was_put_away(
    window: Window, rig: Rig, numbers: list[str], qtbot: QtBot
) -> None:
    for n, number in enumerate(numbers):
        cases.carry_out(rig.desk, number, acts.Archived(f"卷-{n + 1}"))
    page = window.go(qtbot, "archive")
    window.press(qtbot, Key.Key_2, ALT)
    assert len(page.table.rows) == 3
    for text, found in (("王𬱖", numbers[1]), ("卷-3", numbers[2])):
        page.search.setText(text)
        page.search.on_pause()
        window.idle(qtbot)
        assert [row.number for row in page.table.rows] == [found]
    assert [each.file_no for each in archive_lists.archived(rig.store)] == ["卷-3", "卷-2", "卷-1"]


def test_the_exported_list_is_masked(
    window: Window, numbers: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    page = window.go(qtbot, "archive")
    page.export_to(str(tmp_path / "list.xlsx"))
    window.idle(qtbot)
    sheet = load_workbook(tmp_path / "list.xlsx").active
    values = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    assert len(values) == 4
    assert values[1][2] == "甲*"
    assert "****" in values[1][3]
    assert person_id(0) not in str(values)
    page.export_to(str(tmp_path / "no" / "list.xlsx"))
    window.idle(qtbot)
    assert "没有这个文件或文件夹" in window.notices


def test_the_list_of_a_file_is_one_sheet_of_paper(
    window: Window, numbers: list[str], qtbot: QtBot, tmp_path: Path
) -> None:
    page = window.go(qtbot, "archive")
    window.press(qtbot, Key.Key_A, CTRL)
    page.save_to(str(tmp_path))
    # fonts are read for the first time
    qtbot.waitUntil(window.counter.tasks.idle, timeout=60_000)
    files = sorted(tmp_path.glob("卷内目录-*.pdf"))
    assert [file.stem.removeprefix("卷内目录-") for file in files] == numbers
    assert len(page_images(files[0].read_bytes(), 50)) == 1
    text = page_text(files[0])
    assert "卷内目录" in text
    assert "居民身份证" in text
    assert "收件凭证" in text
    assert "甲一" not in text


def page_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
