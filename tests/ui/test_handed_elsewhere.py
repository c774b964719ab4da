"""A card or a scan on the pages where cases are found and handed out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import Window, checked, enter, real_paper, take_in
from desk_rig import LI, MANAGER, Rig, make_workplace
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState
from counter_app.protocol.scanned import ScanKind, Scanned
from counter_app.rules import case_commands as commands
from counter_app.rules.cards import CardKind, CardRead
from counter_app.ui.pages import cases, delivery
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

OTHER = CardRead(CardKind.RESIDENT, "李四", LI)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def ready(rig: Rig) -> CaseState:
    """A case whose result lies here."""
    made = take_in(rig, checked(rig, "张三")).state
    for command in (
        commands.Accept(),
        acts.Decided(True, "同意", result_name="高龄津贴审批表", result_no="LS-18"),
        acts.Closed("高龄津贴审批表"),
    ):
        made = desk_cases.carry_out(rig.desk, made.number, command).state
    return made


@pytest.fixture
def window(rig: Rig, ready: CaseState, shell: Shell, tasks: Tasks, qtbot: QtBot) -> Window:
    made = enter(shell, tasks, rig, (delivery.PAGE, cases.PAGE))
    made.idle(qtbot)
    return made


def test_a_receipt_takes_up_its_delivery(window: Window, ready: CaseState, qtbot: QtBot) -> None:
    page = window.page
    assert page.take_scan(Scanned(ScanKind.CASE, ready.number))
    window.idle(qtbot)
    assert page.form.isVisible()
    assert page.form.written()["way"] == "本人"
    # Somebody else stands there.
    assert page.take_card(OTHER)
    written = page.form.written()
    assert (written["way"], written["collector"], written["id_number"]) == ("他人代领", "李四", LI)
    # It was the applicant after all.
    card = CardRead(CardKind.RESIDENT, "张三", ready.applicant.id_number)
    assert page.take_card(card)
    assert page.form.written()["way"] == "本人"
    assert not page.take_scan(Scanned(ScanKind.UNKNOWN, "x"))


def test_a_card_lists_the_persons_cases(window: Window, ready: CaseState, qtbot: QtBot) -> None:
    card = CardRead(CardKind.RESIDENT, "张三", ready.applicant.id_number)
    assert window.page.take_card(card)
    window.idle(qtbot)
    page = window.page
    assert page.id == "cases"
    assert [line.view.number for line in page.table.rows] == [ready.number]
    assert page.take_card(OTHER)
    window.idle(qtbot)
    assert page.table.rows == ()
    assert page.take_scan(Scanned(ScanKind.PERSON, ready.applicant.id_number))
    window.idle(qtbot)
    assert len(page.table.rows) == 1
    assert not page.take_scan(Scanned(ScanKind.CASE, ready.number))
