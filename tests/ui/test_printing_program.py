"""The whole program: what is saved prints itself, and what waits outlives a sign-out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import take_in, use_real_papers
from desk_rig import Rig, make_workplace, open_workplace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from slip_rig import FakePrinter, slip_printer

from counter_app.app import CounterWindow
from counter_app.devices.printers.slip import SlipPrinter
from counter_app.models.print_job import PrintStage
from counter_app.store import print_jobs
from counter_app.ui import print_settings
from counter_app.ui.print_settings import DocumentChoice, PrintSettings


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    with slip_printer() as made:
        yield made


@pytest.fixture
def rig(tmp_path: Path, printer: FakePrinter) -> Iterator[Rig]:
    made = make_workplace(tmp_path)
    use_real_papers(made)
    chosen = PrintSettings(
        documents={"receipt": DocumentChoice("小票机", silent=True)},
        slip_printers=(SlipPrinter("小票机", address=printer.address),),
    )
    print_settings.keep(made.workplace.settings, chosen)
    yield made
    made.close()


def program_on(rig: Rig) -> CounterWindow:
    made = CounterWindow(rig.root, syncing=False)
    made.show()
    made.on_signed_in(rig.workplace)
    return made


def end(program: CounterWindow) -> None:
    program.close()
    program.shell.deleteLater()
    program.deleteLater()


def slips(printer: FakePrinter) -> list[bytes]:
    return [each for each in printer.slips if each]


def test_a_saved_case_prints_its_receipt_without_a_key(
    qapp: QApplication, qtbot: QtBot, rig: Rig, printer: FakePrinter
) -> None:
    program = program_on(rig)
    done = take_in(rig)
    program.on_changed(done.changes)
    qtbot.waitUntil(lambda: len(slips(printer)) == 1, timeout=30_000)
    qtbot.waitUntil(program.tasks.idle, timeout=30_000)
    assert slips(printer)[0].startswith(b"\x1b@\x1c&")
    assert "已送到打印机“小票机”" in " ".join(program.shell.notices.texts)
    end(program)


def test_what_waits_is_printed_by_the_next_session(
    qapp: QApplication, qtbot: QtBot, rig: Rig, printer: FakePrinter
) -> None:
    program = program_on(rig)
    qtbot.waitUntil(program.tasks.idle, timeout=30_000)
    take_in(rig)  # and the power fails before anybody hears of it
    assert [job.stage for job in print_jobs.listed(rig.store)] == [PrintStage.WAITING]
    end(program)
    assert slips(printer) == []
    again = open_workplace(rig.root, rig.data_key)
    program = program_on(again)
    qtbot.waitUntil(lambda: len(slips(printer)) == 1, timeout=30_000)
    qtbot.waitUntil(program.tasks.idle, timeout=30_000)
    assert [job.stage for job in print_jobs.listed(again.store)] == [PrintStage.DONE]
    end(program)
