"""Preview and printing of one document, with a print service of shell scripts."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, enter, real_paper, take_in
from desk_rig import MANAGER, Rig, make_workplace
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.store import queries
from counter_app.ui import print_settings
from counter_app.ui.pages import case, cases, paper
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keeps what was printed as 1.pdf, 2.pdf …; the file ``off`` makes it refuse."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "lp": f'cd "{folder}"; n=$(ls *.pdf 2>/dev/null | wc -l); cat > "$((n+1)).pdf"\n'
        'if [ -e off ]; then echo "lp: out of reach" >&2; exit 1; fi\n'
        'echo "request id is laser-1 (1 file(s))"; echo "$2" > last\n',
        "lpstat": 'case "$1" in -e) echo laser; echo second;; '
        '-d) echo "system default destination: laser";; esac\n',
    }
    for name, text in scripts.items():
        script = folder / name
        script.write_text("#!/bin/sh\n" + text)
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (cases.PAGE, case.PAGE, paper.PAGE))


def opened(qtbot: QtBot, window: Window, **more: object) -> tuple[str, str]:
    """Take a case in and open its receipt; returns case number and document number."""
    state = take_in(window.rig).state
    name = state.papers[0].number
    window.go(qtbot, "paper", number=state.number, paper=name, **more)
    return state.number, name


def copies(window: Window, number: str) -> int:
    state = queries.by_number(window.rig.store, number)
    assert state is not None
    return state.papers[0].copies


def test_shows_the_pages(qtbot: QtBot, window: Window, printer: Path) -> None:
    _number, name = opened(qtbot, window)
    page = window.page
    assert page.view.count == 1
    assert page.header.title == "收件凭证"
    assert page.facts.text("number") == name
    assert page.facts.text("copies") == "1 份"
    assert page.printers.currentText() == "laser"
    assert page.print_button.text() == "补打 第 2 份"
    ink = page.view.grab().toImage()
    dark = sum(
        ink.pixelColor(x, y).lightness() < 60
        for x in range(0, ink.width(), 5)
        for y in range(0, ink.height(), 5)
    )
    assert dark > 20, "the document is drawn"


def test_zoom_by_keys(qtbot: QtBot, window: Window, printer: Path) -> None:
    opened(qtbot, window)
    view = window.page.view
    fitted = view.dpi
    window.press(qtbot, Key.Key_Plus, CTRL)
    assert view.dpi == pytest.approx(fitted * 1.25)
    window.press(qtbot, Key.Key_Minus, CTRL)
    window.press(qtbot, Key.Key_Minus, CTRL)
    assert view.dpi == pytest.approx(fitted / 1.25)
    window.press(qtbot, Key.Key_0, CTRL)
    assert view.dpi == pytest.approx(view.fitting_dpi(), rel=0.05)


def test_reprint_is_recorded_then_printed_with_its_number(
    qtbot: QtBot, window: Window, printer: Path
) -> None:
    number, _ = opened(qtbot, window)
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: "补打 第 2 份" in window.notices)
    window.idle(qtbot)
    assert copies(window, number) == 2
    assert window.page.print_button.text() == "补打 第 3 份"
    first = (printer / "1.pdf").read_bytes()
    window.press(qtbot, Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: (printer / "2.pdf").exists() and window.counter.tasks.idle())
    assert copies(window, number) == 2, "the same copy once more is no new copy"
    assert (printer / "2.pdf").read_bytes() == first


def test_fresh_document_is_printed_as_the_original(
    qtbot: QtBot, window: Window, printer: Path
) -> None:
    number, _ = opened(qtbot, window, fresh=True)
    assert window.page.print_button.text() == "打印"
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: "收件凭证已送到打印机“laser”" in window.notices)
    window.idle(qtbot)
    assert copies(window, number) == 1
    assert window.page.print_button.text() == "补打 第 2 份"


def test_printer_that_refuses_says_why_and_loses_nothing(
    qtbot: QtBot, window: Window, printer: Path
) -> None:
    (printer / "off").touch()
    number, _ = opened(qtbot, window)
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: "打印机没有接受" in window.notices)
    window.idle(qtbot)
    assert "out of reach" in window.notices
    assert "没有丢失" in window.notices
    assert copies(window, number) == 2
    (printer / "off").unlink()
    window.press(qtbot, Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: "补打 第 2 份" in window.notices)
    window.idle(qtbot)
    assert copies(window, number) == 2


def test_chosen_printer_is_remembered(qtbot: QtBot, window: Window, printer: Path) -> None:
    opened(qtbot, window)
    page = window.page
    page.printers.setCurrentText("second")
    page.printers.activated.emit(1)
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: "“second”" in window.notices)
    window.idle(qtbot)
    assert (printer / "last").read_text().strip() == "second"
    kept = print_settings.read(window.counter.settings)
    assert kept.document("receipt").printer == "second"
    assert kept.document("acceptance").printer == ""
    opened(qtbot, window)
    assert page.printers.currentText() == "second"


def test_save_as_pdf(qtbot: QtBot, window: Window, printer: Path, tmp_path: Path) -> None:
    opened(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_S, CTRL)
    assert page.path.hasFocus()
    assert page.path.text().endswith(".pdf")
    assert "张三" not in page.path.text()
    (tmp_path / "file").write_text("")
    page.path.setText(str(tmp_path / "file" / "a.pdf"))
    window.press(qtbot, Key.Key_Return)
    assert "没有保存成" in page._save_said.text()
    assert QApplication.focusWidget() is page.path
    page.path.setText(str(tmp_path / "out" / "a.pdf"))
    window.press(qtbot, Key.Key_Return)
    assert (tmp_path / "out" / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "没有加密" in window.notices
    window.press(qtbot, Key.Key_S, CTRL)
    window.press(qtbot, Key.Key_Escape)
    assert not page._save.isVisible()
    assert page.view.hasFocus()


def test_without_a_printer_it_can_still_be_saved(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    opened(qtbot, window)
    page = window.page
    assert not page.print_button.isEnabled()
    assert "没有找到打印机" in page.said.text()
    assert page.keys.bound("paper.save").isEnabled()


def test_unknown_document(qtbot: QtBot, window: Window, printer: Path) -> None:
    number, _ = opened(qtbot, window)
    window.go(qtbot, "paper", number=number, paper="随县受理〔2026〕0017-00009号")
    page = window.page
    assert not page.view.isVisible()
    assert not page.keys.bound("paper.print").isEnabled()


def test_damaged_snapshot_is_told(qtbot: QtBot, window: Window, printer: Path) -> None:
    from counter_app.desk.desk import MadePaper

    window.rig.desk.make_paper = lambda request: MadePaper("坏", "A4", b"not a paper")
    _number, _ = opened(qtbot, window)
    page = window.page
    assert not page.view.isVisible()
    texts = [each.text() for each in page.missing.findChildren(type(page.said))]
    assert any("存档内容已损坏" in text for text in texts)


# ---- a machine whose clock is off


def off_by(rig: Rig, minutes: int) -> None:
    with rig.store.write() as tx:
        tx.head = replace(tx.head, drift_ms=minutes * 60_000)


def test_a_right_clock_asks_nothing(qtbot: QtBot, window: Window, rig: Rig, printer: Path) -> None:
    off_by(rig, 4)
    number, _ = opened(qtbot, window)
    assert not window.page.prints.guard.asks
    window.press(qtbot, Key.Key_F9)
    qtbot.waitUntil(lambda: copies(window, number) == 2)
    window.idle(qtbot)


def test_asked_once_a_day_and_nothing_is_recorded_before(
    qtbot: QtBot, window: Window, rig: Rig, printer: Path
) -> None:
    off_by(rig, -90)
    number, _ = opened(qtbot, window)
    prints = window.page.prints
    window.press(qtbot, Key.Key_F9)
    panel = prints.guard.panel
    assert panel is not None
    assert panel.isVisible()
    assert "县平台约为" in panel._detail.text()
    qtbot.keyClick(panel, Key.Key_Escape)
    assert not panel.isVisible()
    window.idle(qtbot)
    assert copies(window, number) == 1
    window.press(qtbot, Key.Key_F9)
    assert panel.isVisible()
    panel.on_yes()
    qtbot.waitUntil(lambda: copies(window, number) == 2)
    assert not prints.guard.asks
    window.idle(qtbot)
    window.press(qtbot, Key.Key_F9)
    assert not panel.isVisible()
    qtbot.waitUntil(lambda: copies(window, number) == 3)
    window.idle(qtbot)
