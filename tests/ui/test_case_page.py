"""One case through its keys: what it shows, what each letter does, what a refusal says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from case_pages_rig import MATERIALS, Window, checked, enter, real_paper, take_in
from desk_rig import APPROVER, COUNTY, MANAGER, ZHANG, Rig, make_workplace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from counter_app.desk import cases as desk_cases
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus, MaterialForm, MaterialLine
from counter_app.models.party import Agent, Party, PartyKind
from counter_app.rules import case_commands as commands
from counter_app.store import queries
from counter_app.ui.case import tabs
from counter_app.ui.case.deeds import DEEDS
from counter_app.ui.pages import case, cases
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
MISSING = (*MATERIALS[:3], MaterialLine("本人社会保障卡或银行卡", MaterialForm.MISSING))


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    made = enter(shell, tasks, rig, (cases.PAGE, case.PAGE))
    made.idle(qtbot)
    return made


def show(qtbot: QtBot, window: Window, what: object = None) -> str:
    """Take a case in and open its page; returns its number."""
    rig = window.rig
    number = take_in(rig, what).state.number  # type: ignore[arg-type]
    window.go(qtbot, "case", number=number)
    return number


def state(window: Window) -> object:
    return window.page.sheet.state


def kinds(window: Window, number: str) -> list[str]:
    return [entry.act.KIND for entry in queries.timeline(window.rig.store, f"case:{number}")]


def buttons(window: Window) -> set[str]:
    """Words of the deeds that can be pressed now."""
    found = window.page.deeds.findChildren(QPushButton)
    return {each.text() for each in found if each.isVisible() and each.isEnabled()}


# ---------------------------------------------------------------- what it shows


def test_shows_the_case_without_the_mouse(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window, checked(window.rig, materials=MISSING, note="存折已注销"))
    page = window.page
    assert page.header.title == f"{number[:6]}-{number[6:10]}-26-{number[12:18]}-{number[18]}"
    assert page.people.facts.text("name") == "张三"
    assert page.people.case.text("note") == "存折已注销"
    assert page.people.masked("id_number").text == "4213**********0015"
    assert page.people.masked("phone").text == "138****5678"
    assert page.strip.next.text.endswith("还剩 5 个工作日")
    assert page.tabs.tabText(tabs.MATERIALS) == "1 材料(4 缺 1)"
    window.press(qtbot, Key.Key_2)
    assert page.tabs.currentIndex() == tabs.FORM
    shown = {row.label: row.shown for row in page.tabs.answers.rows}
    assert shown["出生日期"] == "1940年2月3日"
    assert shown["银行账号(社保卡账号)"] == "6217***********4567"
    window.press(qtbot, Key.Key_4)
    assert [step.title for step in page.tabs.story.rows] == ["出具文书", "收件"]
    assert not any(step.uploaded for step in page.tabs.story.rows)
    assert not page.strip.marks["unsent"].isHidden()


def test_agent_is_shown_masked(qtbot: QtBot, window: Window) -> None:
    party = Party(PartyKind.PERSON, "李四", "resident_id", ZHANG, "13900000000")
    show(qtbot, window, checked(window.rig, agent=Agent(party, "儿子", "委托书")))
    people = window.page.people
    assert people.agent.text("name") == "李四"
    assert people.masked("agent.phone").text == "139****0000"


def test_the_line_below_a_list_never_speaks_of_another_case(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    window.press(qtbot, Key.Key_2)
    page = window.page
    page.tabs.answers.select_key("applicant_name")
    assert page.tabs._foots[tabs.FORM].text() == "申请人姓名：张三"
    page.tabs.materials.go_to_row(0)
    other = checked(
        window.rig, "李四", materials=(MaterialLine("委托书", MaterialForm.COPY), *MATERIALS)
    )
    show(
        qtbot, window, msgspec.structs.replace(other, form={**other.form, "applicant_name": "李四"})
    )
    assert page.tabs._foots[tabs.FORM].text() == "申请人姓名：李四"
    assert page.tabs._foots[tabs.MATERIALS].text() == "委托书"


def test_unknown_number_says_what_to_do(qtbot: QtBot, window: Window) -> None:
    window.go(qtbot, "case", number="4213210017260000997")
    page = window.page
    assert page.sheet is None
    assert not page.strip.isVisible()
    labels = page.missing.findChildren(type(page.tabs._foots[0]))
    assert any("请核对编号" in each.text() for each in labels)


def test_only_what_is_possible_is_offered(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    assert {"受理", "一次性告知补正", "不予受理", "作废"} <= buttons(window)
    assert not {"办结", "补正完成", "结束特别程序", "马上办结", "归档"} & buttons(window)
    done = desk_cases.carry_out(window.rig.desk, number, commands.Accept())
    window.shell.changed(done.changes)
    window.idle(qtbot)
    assert {"准予 / 不予", "特别程序", "延长期限"} <= buttons(window)
    assert "受理" not in buttons(window)


def test_an_approver_gets_no_keys_of_the_counter(
    qtbot: QtBot, tmp_path: Path, shell: Shell, tasks: Tasks
) -> None:
    rig = make_workplace(tmp_path, work_no=MANAGER)
    number = take_in(rig, papers=False).state.number
    rig.close()
    from desk_rig import open_workplace

    rig = open_workplace(rig.root, rig.data_key, APPROVER)
    window = enter(shell, tasks, rig, (cases.PAGE, case.PAGE))
    window.go(qtbot, "case", number=number)
    assert "当场更正" not in buttons(window)
    assert "受理" in buttons(window)
    tasks.close()
    rig.close()


# ---------------------------------------------------------------- deeds


def test_accept_by_one_key(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    window.press(qtbot, Key.Key_S)
    assert state(window).status is CaseStatus.ACCEPTED
    assert "case.accepted" in kinds(window, number)
    assert "已受理" in window.notices
    assert "受理通知书" in window.notices
    assert window.page.strip.promise.text.endswith("还剩 10 个工作日")
    assert window.page.strip.legal.text.endswith("还剩 30 个工作日")
    assert QApplication.focusWidget() is window.page.tabs.table


def test_accept_with_a_missing_material_needs_a_tick(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window, checked(window.rig, materials=MISSING))
    window.press(qtbot, Key.Key_S)
    page = window.page
    assert page.panel.deed is not None
    window.press(qtbot, Key.Key_F9)
    assert "还缺 1 份必要材料" in page.panel.problem
    assert state(window).status is CaseStatus.RECEIVED
    page.panel.take_focus()
    window.press(qtbot, Key.Key_Space)
    window.press(qtbot, Key.Key_F9)
    assert state(window).status is CaseStatus.ACCEPTED
    assert state(window).tolerated == ("本人社会保障卡或银行卡",)


def test_correction_asked_and_made(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window, checked(window.rig, materials=MISSING))
    window.press(qtbot, Key.Key_B)
    page = window.page
    assert page.panel.ticks.ticked == {"本人社会保障卡或银行卡": "未提交"}
    window.press(qtbot, Key.Key_F9)
    assert state(window).status is CaseStatus.CORRECTING
    assert page.people.case.text("correction") == "本人社会保障卡或银行卡：未提交"
    window.press(qtbot, Key.Key_W)
    window.press(qtbot, Key.Key_F9)
    assert page.panel.ticks._problem.text() == "请勾选补交的材料"
    assert state(window).status is CaseStatus.CORRECTING
    box = page.panel.ticks.lines[0]
    box.box.setFocus()
    window.press(qtbot, Key.Key_Space)
    combo = box.findChild(QComboBox)
    combo.setFocus()
    window.press(qtbot, Key.Key_Down)
    window.press(qtbot, Key.Key_F9)
    assert state(window).status is CaseStatus.RECEIVED
    assert state(window).materials[3].form is MaterialForm.COPY


def test_a_point_without_words_is_refused_at_the_list(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    window.press(qtbot, Key.Key_B)
    window.press(qtbot, Key.Key_Space)  # the first material, with nothing said about it
    window.press(qtbot, Key.Key_F9)
    ticks = window.page.panel.ticks
    assert "都要写明" in ticks._problem.text()
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    window.type(qtbot, "要原件")
    window.press(qtbot, Key.Key_F9)
    assert state(window).correction.points[0].problem == "要原件"


def test_escape_leaves_everything_as_it_was(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    before = kinds(window, number)
    window.press(qtbot, Key.Key_V)
    window.press(qtbot, Key.Key_Escape)
    assert window.page.panel.deed is None
    assert kinds(window, number) == before
    assert "作废" in buttons(window)


def test_going_elsewhere_loses_nothing_typed(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window, checked(window.rig, materials=MISSING))
    page = window.page
    window.press(qtbot, Key.Key_B)
    page.panel.editor("where").set("派出所")
    page.panel.ticks.lines[0].box.setChecked(True)
    page.panel.ticks.lines[0].text.setText("要原件")
    page.panel.ticks._more[0].name.setText("收入证明")
    window.go(qtbot, "cases")
    window.go(qtbot, "case", number=number)
    assert page.panel.editor("where").get() == "派出所", "the panel is still open"
    other = take_in(window.rig, checked(window.rig, "李四")).state.number
    window.go(qtbot, "case", number=other)
    assert page.panel.deed is None
    window.go(qtbot, "case", number=number)
    window.press(qtbot, Key.Key_B)
    assert page.panel.editor("where").get() == "派出所"
    assert page.panel.ticks.ticked == {
        "申请表": "要原件",
        "本人社会保障卡或银行卡": "未提交",
        "收入证明": "",
    }


def test_letters_are_text_while_a_panel_asks(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    window.press(qtbot, Key.Key_L)
    window.type(qtbot, "svb1")
    assert window.page.panel.editor("system").get() == "svb1"
    window.press(qtbot, Key.Key_Return)
    window.type(qtbot, "XZ-99")
    window.press(qtbot, Key.Key_Return)
    assert state(window).links == {"svb1": "XZ-99"}
    assert "case.voided" not in kinds(window, number)


def test_void_by_oneself_is_refused_inline(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_V)
    window.press(qtbot, Key.Key_F9)
    assert page.panel.problem == "请填写"
    page.panel.editor("reason").set("录错了人")
    page.panel.editor("approver").set(MANAGER)
    window.press(qtbot, Key.Key_F9)
    assert "不能是经办人自己" in page.panel.problem
    assert page.panel.editor("reason").get() == "录错了人"
    page.panel.editor("approver").set(APPROVER)
    window.press(qtbot, Key.Key_F9)
    assert state(window).status is CaseStatus.VOID
    assert page.tabs.story.rows[0].detail == "录错了人。第二人 李示安 确认"


def test_forward_to_a_place_by_type_ahead(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    window.press(qtbot, Key.Key_Y)
    page = window.page
    window.press(qtbot, Key.Key_F9)
    assert page.panel.problem == "请从列表里选一个地点"
    page.panel.place.setFocus()
    window.type(qtbot, "政务")
    qtbot.waitUntil(lambda: bool(page.panel.place.hits))
    window.press(qtbot, Key.Key_Return)
    window.press(qtbot, Key.Key_F9)
    assert state(window).owner == COUNTY
    assert page.tabs.story.rows[0].title == "上报"


def test_correct_on_the_spot_checks_as_any_form(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_G)
    page.panel.editor("field").set("联系电话")
    assert not page.panel._form.row("new_phone").isHidden()
    assert page.panel._form.row("new_id_number").isHidden()
    page.panel.editor("new_phone").set("1381234")
    window.press(qtbot, Key.Key_F9)
    assert "11 位" in page.panel.problem
    page.panel.editor("new_phone").set("13987654321")
    window.press(qtbot, Key.Key_F9)
    assert state(window).applicant.phone == "13987654321"
    step = page.tabs.story.rows[0]
    assert step.detail == "联系电话：138****5678 → 139****4321"
    assert page.people.masked("phone").text == "139****4321"


def test_special_procedure_stops_and_resumes_both_clocks(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    window.press(qtbot, Key.Key_S)
    page = window.page
    window.press(qtbot, Key.Key_Z)
    for key, value in (
        ("procedure", "其他"), ("other", "现场评估"), ("ground", "第四十五条"),
        ("expected_days", "10"), ("approver", APPROVER),
    ):  # fmt: skip
        page.panel.editor(key).set(value)
    window.press(qtbot, Key.Key_F9)
    assert state(window).suspension.procedure == "现场评估"
    assert page.strip.promise.text.endswith("计时暂停")
    assert "准予 / 不予" not in buttons(window)
    window.press(qtbot, Key.Key_H)
    page.panel.editor("result").set("已完成")
    window.press(qtbot, Key.Key_F9)
    assert state(window).suspension is None
    assert page.strip.promise.text.endswith("个工作日")


def test_the_whole_way_to_ready(qtbot: QtBot, window: Window) -> None:
    show(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_S)
    window.press(qtbot, Key.Key_Q)
    for key, value in (("days", "5"), ("reason", "情况复杂"), ("approver", APPROVER)):
        page.panel.editor(key).set(value)
    window.press(qtbot, Key.Key_F9)
    assert page.strip.promise.text.endswith("还剩 15 个工作日")
    window.press(qtbot, Key.Key_D)
    page.panel.editor("granted").set("准予")
    page.panel.editor("result_no").set("LS-18")
    window.press(qtbot, Key.Key_F9)
    assert state(window).outcome.result_no == "LS-18"
    window.press(qtbot, Key.Key_J)
    window.press(qtbot, Key.Key_F9)
    window.press(qtbot, Key.Key_K)
    assert page.panel.place.text() == "厉山镇便民服务中心"
    window.press(qtbot, Key.Key_F9)
    assert state(window).status is CaseStatus.READY
    assert "去送达" in buttons(window)


def test_every_deed_says_what_it_did(qtbot: QtBot) -> None:
    assert len({deed.id for deed in DEEDS}) == len(DEEDS)
    assert len({deed.key for deed in DEEDS}) == len(DEEDS)
    assert all(deed.done and deed.text and deed.icon for deed in DEEDS)


# ---------------------------------------------------------------- privacy, papers, others


def test_reveal_is_an_act_and_stays_through_a_refresh(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_R)
    assert page.people.masked("id_number").text == ZHANG
    assert page.people.masked("phone").text == "138****5678"
    entries = queries.timeline(window.rig.store, f"case:{number}")
    assert [each.act for each in entries][-1] == acts.Revealed("id_number")
    window.press(qtbot, Key.Key_R)
    assert page.people.masked("id_number").text == "4213**********0015"
    window.press(qtbot, Key.Key_2)
    page.tabs.answers.select_key("bank_account")
    window.press(qtbot, Key.Key_Return)
    assert page.tabs.answers.current.shown == "6217000010001234567"
    page.tabs.answers.go_to_row(0)
    page.tabs.answers.select_key("bank_account")
    assert "6217000010001234567" in page.tabs._foots[tabs.FORM].text()
    page.tabs.on_cover_due()
    assert "6217000010001234567" not in page.tabs._foots[tabs.FORM].text()
    assert page.tabs.answers.current.masked
    entries = queries.timeline(window.rig.store, f"case:{number}")
    assert [each.act for each in entries][-1] == acts.Revealed("bank_account")
    other = take_in(window.rig, checked(window.rig, "李四")).state.number
    window.go(qtbot, "case", number=other)
    window.go(qtbot, "case", number=number)
    assert page.people.masked("id_number").text == "4213**********0015"


def test_reprint_counts_even_when_no_printer_is_there(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    show(qtbot, window)
    window.press(qtbot, Key.Key_3)
    window.press(qtbot, Key.Key_P)
    window.idle(qtbot)
    qtbot.waitUntil(lambda: "没有找到打印机" in window.notices)
    assert state(window).papers[0].copies == 2
    qtbot.waitUntil(lambda: window.page.tabs.papers.rows[0].paper.copies == 2)


def test_another_device_changing_the_case_does_not_touch_what_is_typed(
    qtbot: QtBot, window: Window
) -> None:
    number = show(qtbot, window)
    page = window.page
    window.press(qtbot, Key.Key_X)
    window.type(qtbot, "half a reason")
    done = desk_cases.carry_out(window.rig.desk, number, acts.Linked("省平台", "X1"))
    window.shell.changed(done.changes)
    window.idle(qtbot)
    assert page.panel.editor("ground").get() == "half a reason"
    assert state(window).links == {"省平台": "X1"}


def test_a_case_changed_meanwhile_refuses_in_the_panel(qtbot: QtBot, window: Window) -> None:
    number = show(qtbot, window)
    window.press(qtbot, Key.Key_N)
    page = window.page
    page.panel.editor("ground").set("申请人不具备申请资格")
    page.panel.editor("reason").set("年龄不够")
    desk_cases.carry_out(window.rig.desk, number, commands.Accept(), papers=False)
    window.press(qtbot, Key.Key_F9)
    assert "办件现为“已受理”" in page.panel.problem
    assert page.panel.editor("reason").get() == "年龄不够"
