"""抄录: field after field to the clipboard, which is empty afterwards; then the other number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import checked, take_in
from desk_rig import ZHANG, make_workplace, sample_items
from page_rig import Window, open_window
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from counter_app.models.acts import case as acts
from counter_app.store import queries
from counter_app.ui.copy_over.clipboard import BriefClipboard
from counter_app.ui.copy_over.fields import CopyOrders, copy_fields, in_order, learned
from counter_app.ui.copy_over.window import CopyWindow
from counter_app.ui.pages.case import PAGE as CASE
from counter_app.ui.pages.cases import CasesPage

Key = Qt.Key


def board() -> str:
    return QGuiApplication.clipboard().text()


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    rig = make_workplace(tmp_path)
    number = take_in(rig, checked(rig)).state.number
    window = open_window(rig, [CasesPage, CASE], "paper")
    window.shell.go("case", number=number)
    window.settle(qtbot)
    yield window
    window.close()


def begin(window: Window, qtbot: QtBot) -> CopyWindow:
    window.press(Key.Key_F9)
    qtbot.waitUntil(lambda: window.page.copying.running)
    window.settle(qtbot)
    found = window.page.copying.window
    assert isinstance(found, CopyWindow)
    return found


def test_key_by_key_through_the_form(window: Window, qtbot: QtBot) -> None:
    shown = begin(window, qtbot)
    assert board() == "张三"
    assert "姓名" in shown.words
    window.press(Key.Key_F9)
    assert board() == ZHANG
    assert ZHANG not in shown.words  # it lies on the clipboard, not on the screen
    shown.back_asked.emit()
    assert board() == "张三"
    values = []
    for _ in range(12):
        window.press(Key.Key_F9)
        values.append(board())
    assert "6217000010001234567" in values
    assert "80至89岁" in values
    shown.ended.emit()
    assert board() == ""
    assert not window.page.copying.running
    window.settle(qtbot)
    number = window.page.sheet.state.number
    seen = [
        entry.act
        for entry in queries.timeline(window.rig.store, f"case:{number}")
        if isinstance(entry.act, acts.Revealed)
    ]
    assert [(act.field, act.purpose) for act in seen] == [("form", "抄录到部门系统")]


def test_leaving_the_page_empties_the_clipboard(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot)
    window.shell.go("cases")
    assert board() == ""
    window.settle(qtbot)


def test_then_the_other_number_is_noted(window: Window, qtbot: QtBot) -> None:
    begin(window, qtbot).entered.emit()
    qtbot.waitUntil(lambda: window.page.panel.deed is not None)
    assert window.page.panel.deed.id == "link"
    assert board() == ""
    window.settle(qtbot)


def test_the_order_of_the_department_is_learnt(window: Window, qtbot: QtBot) -> None:
    shown = begin(window, qtbot)
    fields = window.page.copying._fields
    phone = next(n for n, field in enumerate(fields) if field.key == "applicant.phone")
    shown.picked.emit(phone)
    shown.picked.emit(0)
    shown.ended.emit()
    window.settle(qtbot)
    kept = window.rig.workplace.settings.get("copy_over", CopyOrders).orders
    (keys,) = kept.values()
    assert keys[:2] == ("applicant.name", "applicant.phone")
    assert "张三" not in window.rig.workplace.settings.path.read_text(encoding="utf-8")
    begin(window, qtbot)
    window.press(Key.Key_F9)
    assert board() == "13812345678"


def test_nothing_is_offered_twice_and_blanks_are_left_out(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path)
    state = take_in(rig, checked(rig)).state
    rig.close()
    fields = copy_fields(state, sample_items()[1].fields)
    assert [each.key for each in fields] == [
        "applicant.name",
        "applicant.id_number",
        "applicant.phone",
        "applicant.address",
        "form.birth_date",
        "form.band",
        "form.bank_account",
        "number",
    ]
    turned = in_order(fields, ("form.band", "applicant.name"))
    assert [each.key for each in turned][:3] == [
        "form.band",
        "applicant.name",
        "applicant.id_number",
    ]
    assert learned(CopyOrders(), "i", fields, ["applicant.name", "applicant.id_number"]) is None
    assert learned(CopyOrders(), "i", fields, ["applicant.name"]) is None


def test_it_is_emptied_in_time_and_only_what_is_ours(qtbot: QtBot) -> None:
    owner = QObject()
    clipboard = BriefClipboard(owner, seconds=1)
    clipboard.put("421321")
    qtbot.waitUntil(lambda: board() == "", timeout=5000)
    clipboard.put("421321")
    QGuiApplication.clipboard().setText("somebody else's")
    clipboard.clear()
    assert board() == "somebody else's"
    QGuiApplication.clipboard().clear()
    owner.deleteLater()
