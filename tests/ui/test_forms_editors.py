"""Each kind of field has an editor; value -> widget -> value is identity; keys do what they say."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from counter_app.forms.kinds import FIELD_KINDS
from counter_app.models.reference import FieldSpec
from counter_app.rules.identity import IdType
from counter_app.ui.forms import EDITORS, make_editor
from counter_app.ui.forms.id_number import IdNumberEditor

TODAY = date(2026, 11, 23)
CHOICES = ("急难型", "支出型", "其他")
VALUES = {
    "text": "张三·阿卜杜拉",
    "multiline": "第一行\n第二行",
    "number": "12.5",
    "money": "1000.50",
    "date": "2026-01-02",
    "choice": "支出型",
    "yesno": "否",
    "id_number": "421321199001010015",
    "uscc": "91420000MA4KLR3M4X",
    "phone": "13812345678",
    "address": "随县厉山镇神农村三组12号",
    "bank_account": "6228480402564890018",
}


def spec(kind: str, **more) -> FieldSpec:
    choices = CHOICES if kind == "choice" else ()
    return FieldSpec("field", "栏目", kind, **({"choices": choices} | more))


@pytest.fixture
def editor(qtbot):
    def make(kind: str, **more):
        made = make_editor(spec(kind, **more), TODAY)
        qtbot.addWidget(made)
        made.show()
        made.take_focus()
        return made

    return make


def test_every_kind_has_its_editor() -> None:
    assert set(EDITORS) == {kind.name for kind in FIELD_KINDS}
    assert set(VALUES) == set(EDITORS)


@pytest.mark.parametrize("kind", EDITORS)
def test_a_value_comes_back_as_it_went_in(editor, kind: str) -> None:
    made = editor(kind)
    assert made.get() == ""
    made.set(VALUES[kind])
    assert made.get() == VALUES[kind]
    made.set("")
    assert made.get() == ""


@pytest.mark.parametrize("kind", EDITORS)
def test_a_problem_is_marked_and_taken_back(editor, kind: str) -> None:
    made = editor(kind)
    made.show_problem("请填写")
    assert made.widget.accessibleDescription() == "请填写"
    made.show_problem("")
    assert made.widget.accessibleDescription() == ""


def test_a_kind_of_a_newer_program_is_text(editor) -> None:
    made = editor("hologram")
    made.set("任何")
    assert made.get() == "任何"


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "2026.1.2", "2026-01-02"),
        ("date", "20260102", "2026-01-02"),
        ("money", "1.5w", "1.5w"),
        ("money", "1,000.5", "1000.50"),
        ("number", "0012.50", "12.5"),
        ("phone", "138-1234-5678", "13812345678"),
        ("bank_account", "6228 4804 0256 4890 018", "6228480402564890018"),
        ("id_number", "42132119900101001 5", "421321199001010015"),
    ],
)
def test_what_is_typed_is_written_as_it_is_stored(
    qtbot, editor, kind: str, typed: str, value: str
) -> None:
    made = editor(kind)
    qtbot.keyClicks(made.line, typed)
    assert made.get() == value
    made.on_left()
    assert made.line.text() == value


def test_a_date_is_read_back_and_moved_by_arrows(qtbot, editor) -> None:
    made = editor("date")
    qtbot.keyClick(made.line, Qt.Key.Key_Up)
    assert made.get() == "2026-11-23"
    assert "周一" in made.beside.text()
    qtbot.keyClick(made.line, Qt.Key.Key_Down)
    assert made.get() == "2026-11-22"


def test_few_choices_are_buttons_chosen_by_digit(qtbot, editor) -> None:
    made = editor("choice")
    told = []
    made.edited.connect(lambda: told.append(made.get()))
    qtbot.keyClick(made.widget, Qt.Key.Key_2)
    assert made.get() == "支出型"
    qtbot.keyClick(made.widget, Qt.Key.Key_9)
    assert made.get() == "支出型"
    qtbot.keyClick(made.widget, Qt.Key.Key_Backspace)
    assert made.get() == ""
    assert told == ["支出型", ""]


def test_many_choices_are_a_list_chosen_by_digit(qtbot, editor) -> None:
    words = tuple(f"第{n}种" for n in range(1, 9))
    made = editor("choice", choices=words)
    qtbot.keyClick(made.widget, Qt.Key.Key_7)
    assert made.get() == "第7种"
    made.set("没有的")
    assert made.get() == ""


def test_yes_and_no_have_letters(qtbot, editor) -> None:
    made = editor("yesno")
    qtbot.keyClick(made.widget, Qt.Key.Key_Y)
    assert made.get() == "是"
    qtbot.keyClick(made.widget, Qt.Key.Key_N)
    assert made.get() == "否"


def test_an_id_number_is_checked_while_it_is_typed(qtbot, editor) -> None:
    made = editor("id_number")
    assert isinstance(made, IdNumberEditor)
    made.set_id_type(IdType.RESIDENT_ID)
    qtbot.keyClicks(made.line, "421321199001")
    assert made.beside.text() == "还差 6 位"
    assert not made.judge().certain
    qtbot.keyClicks(made.line, "010015")
    assert made.judge().normal == "421321199001010015"
    assert "36 岁" in made.beside.text()


def test_a_wrong_check_digit_is_certain(qtbot, editor) -> None:
    made = editor("id_number")
    made.set_id_type(IdType.RESIDENT_ID)
    qtbot.keyClicks(made.line, "421321199001010016")
    verdict = made.judge()
    assert verdict.certain
    assert "校验位" in verdict.wrong


def test_multiline_begins_a_line_with_ctrl_enter(qtbot, editor) -> None:
    made = editor("multiline")
    qtbot.keyClicks(made.paper, "ab")
    qtbot.keyClick(made.paper, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(made.paper, "c")
    assert made.get() == "ab\nc"
