"""Forms are walked through with Enter; problems stand below; what is personal is covered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.masked import MaskedLabel
from counter_app.ui.widgets.shielded import ShieldedLineEdit, cleaned


def covered(value: str) -> str:
    return value[:2] + "*" * max(0, len(value) - 4) + value[-2:] if value else ""


@pytest.fixture
def form(host: QWidget) -> Form:
    made = Form(columns=2)
    for name in ("one", "two", "off", "hidden", "fixed"):
        made.add(name, name, QLineEdit())
    made.add("kind", "kind", QComboBox())
    made.add("note", "note", QPlainTextEdit(), span=2)
    made.add("last", "last", QLineEdit())
    made.row("off").editor.setEnabled(False)
    made.row("hidden").hide()
    made.row("fixed").editor.setProperty("readOnly", True)
    QVBoxLayout(host).addWidget(made)
    QApplication.processEvents()
    made.focus_first()
    return made


def focused(form: Form) -> str:
    return next((row.name for row in form.rows if row.editor.hasFocus()), "")


def test_enter_walks_through_what_can_be_filled_in(form: Form, qtbot: QtBot) -> None:
    done: list[bool] = []
    form.finished.connect(lambda: done.append(True))
    walked = [focused(form)]
    for _ in range(3):
        qtbot.keyClick(form.row(walked[-1]).editor, Qt.Key.Key_Return)
        walked.append(focused(form))
    assert walked == ["one", "two", "kind", "note"]
    note = form.row("note").editor
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert focused(form) == "note"
    assert note.toPlainText() == "\n"
    qtbot.keyClick(note, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert focused(form) == "last"
    qtbot.keyClick(form.row("last").editor, Qt.Key.Key_Enter)
    assert done == [True]
    qtbot.keyClick(form.row("last").editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert focused(form) == "note"


def test_problems_stand_below_and_move_nothing(form: Form) -> None:
    places = [row.editor.mapTo(form, row.editor.pos()) for row in form.rows]
    form.show_problems({"two": "电话号码少一位"})
    QApplication.processEvents()
    assert [row.editor.mapTo(form, row.editor.pos()) for row in form.rows] == places
    two = form.row("two")
    assert two.problem == "电话号码少一位"
    assert two.editor.property("problem") == "error"
    assert two.editor.accessibleDescription() == "电话号码少一位"
    assert form.focus_first_problem()
    assert focused(form) == "two"
    form.show_problems({})
    assert not form.focus_first_problem()
    assert two.editor.property("problem") == ""


def test_a_hint_comes_back_when_the_problem_is_gone(form: Form) -> None:
    row = form.row("one")
    row.show_hint("与证件一致")
    row.show_problem("不能空着", "warning")
    assert row._note.whole == "不能空着"
    row.show_problem("")
    assert row._note.whole == "与证件一致"


# ---------------------------------------------------------------- personal data


def test_a_masked_label_asks_before_it_shows(host: QWidget, qtbot: QtBot) -> None:
    masked = MaskedLabel("42****34")
    QVBoxLayout(host).addWidget(masked)
    QApplication.processEvents()
    asked: list[bool] = []
    masked.reveal_asked.connect(lambda: asked.append(True))
    masked.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked == [True]
    assert masked.text == "42****34"
    masked.reveal("42132134")
    assert (masked.text, masked.revealed) == ("42132134", True)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert (masked.text, masked.revealed) == ("42****34", False)


def test_it_masks_itself_after_a_while_and_when_hidden(host: QWidget, qtbot: QtBot) -> None:
    masked = MaskedLabel("42****34")
    QVBoxLayout(host).addWidget(masked)
    QApplication.processEvents()
    masked.reveal("42132134", seconds=0)
    qtbot.waitUntil(lambda: masked.text == "42****34")
    masked.reveal("42132134")
    host.hide()
    assert masked.text == "42****34"


def test_a_shielded_line_is_plain_only_under_the_cursor(host: QWidget, qtbot: QtBot) -> None:
    line, other = ShieldedLineEdit(mask=covered), QLineEdit()
    column = QVBoxLayout(host)
    column.addWidget(line)
    column.addWidget(other)
    QApplication.processEvents()
    heard: list[str] = []
    line.value_changed.connect(heard.append)
    line.setFocus()
    qtbot.keyClicks(line, "421321")
    assert line.text() == "421321"
    other.setFocus()
    assert (line.text(), line.value) == ("42**21", "421321")
    line.setFocus()
    assert line.text() == "421321"
    other.setFocus()
    line.set_value("13900001111")
    assert line.text() == "13*******11"
    assert heard[-1] == "421321"


def test_what_is_pasted_or_scanned_is_cleaned(host: QWidget, qtbot: QtBot) -> None:
    line = ShieldedLineEdit()
    QVBoxLayout(host).addWidget(line)
    QApplication.processEvents()
    line.setFocus()
    data = QMimeData()
    data.setText("\u200b４２１３２１\u202cX\t")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert line.value == "421321X"
    assert cleaned("Ａ\x00１") == "A1"


def test_a_secret_is_never_copied(host: QWidget, qtbot: QtBot) -> None:
    line = ShieldedLineEdit(secret=True)
    QVBoxLayout(host).addWidget(line)
    QApplication.processEvents()
    line.setFocus()
    QGuiApplication.clipboard().setText("before")
    qtbot.keyClicks(line, "pass word")
    line.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        qtbot.keyClick(line, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"
    assert line.value == "pass word"
    assert line.displayText() != "pass word"
