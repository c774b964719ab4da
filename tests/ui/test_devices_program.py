"""The whole program with a reader: a card begins an intake; nothing is watched afterwards."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from desk_rig import Rig, make_workplace
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counter_app.app import CounterWindow
from counter_app.desk.intake_check import IntakeParty
from counter_app.devices.idcard import sample_reader
from counter_app.devices.ports import DeviceKind
from counter_app.ui.pages.intake import IntakePage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path)
    yield made
    made.close()


@pytest.fixture
def program(qapp: QApplication, rig: Rig) -> Iterator[CounterWindow]:
    made = CounterWindow(rig.root, demo_hint="演示", syncing=False)
    made.show()
    made.on_signed_in(rig.workplace)
    yield made
    made.close()
    made.shell.deleteLater()
    made.deleteLater()


def applicant_of(program: CounterWindow) -> IntakeParty:
    page = program.shell.page
    return page.form.get().applicant if isinstance(page, IntakePage) else IntakeParty()


def watched() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("device-")]


def test_a_card_on_any_page_begins_an_intake(program: CounterWindow, qtbot: QtBot) -> None:
    assert program.shell.page is not None
    assert program.shell.page.id == "workbench"
    sample_reader.lay(sample_reader.samples()[1])
    applicant = partial(applicant_of, program)
    qtbot.waitUntil(lambda: applicant().name == "王𬱖㛃", timeout=20_000)
    assert applicant().id_number == "421321195503060022"
    # From elsewhere the next card is the next citizen; what was typed is a draft.
    program.shell.go("workbench")
    sample_reader.lay(sample_reader.samples()[0])
    qtbot.waitUntil(lambda: applicant().name == "陈样一", timeout=20_000)
    assert any("已暂存" in text for text in program.shell.notices.texts)
    qtbot.waitUntil(program.tasks.idle, timeout=10_000)


def test_under_the_lock_a_card_does_nothing(program: CounterWindow, qtbot: QtBot) -> None:
    program.shell.lock("已锁定")
    assert program.devices is not None
    with qtbot.waitSignal(program.devices.card_read, timeout=20_000):
        sample_reader.lay(sample_reader.samples()[0])
    assert program.shell.page is None
    qtbot.waitUntil(program.tasks.idle, timeout=10_000)


def test_signing_out_gives_the_devices_back(program: CounterWindow, qtbot: QtBot) -> None:
    assert watched()
    program.sign_out()
    assert program.devices is None
    assert not watched()


def test_without_the_demo_there_are_no_pretended_devices(
    qapp: QApplication, rig: Rig, qtbot: QtBot
) -> None:
    made = CounterWindow(rig.root, syncing=False)
    with qtbot.waitSignal(made.tasks.busy_changed):
        made.show()  # until what follows the first painting was begun
    made.on_signed_in(rig.workplace)
    assert made.devices is not None
    assert made.devices.driver(DeviceKind.ID_CARD) is None
    assert not watched()
    made.close()
    made.shell.deleteLater()
    made.deleteLater()
