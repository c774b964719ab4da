"""Ratings and their rectification by keys: found, given to somebody, put right, judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from case_pages_rig import Window, enter
from desk_rig import APPROVER, CLERK, TOWN, Rig, make_workplace, open_workplace
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from rating_pages_rig import OTHER, act, rate, rate_late, steps

from counter_app.models.acts import rating as acts
from counter_app.models.changes import Changes
from counter_app.models.rating import Grade, Rater
from counter_app.models.rating_state import RatingState, RatingStatus as S
from counter_app.models.reference import Role, Staff
from counter_app.protocol.ledgers import RATING, read_number
from counter_app.rules.numbers import spoken
from counter_app.store import ledger_queries
from counter_app.ui.ledger_lanes import LANES
from counter_app.ui.pages import case, rating_line, ratings
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
PAGES = (ratings.PAGE, rating_line.PAGE, case.PAGE)
SUPERVISOR = "SXX0109"
#: Keys besides words that the whole rectification may take, over all who have a part in it.
MOST_KEYS = 24


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    person = Staff(SUPERVISOR, "督示正", TOWN, (Role.SUPERVISION,), 1)
    made = make_workplace(tmp_path, work_no=SUPERVISOR, more=(person,))
    yield made
    made.close()


@pytest.fixture
def sit(shell: Shell, tasks: Tasks, rig: Rig, qtbot: QtBot) -> Callable[[str], Window]:
    """Somebody signs in at this window; whoever was there before leaves."""

    def sit(work_no: str = SUPERVISOR) -> Window:
        if rig.desk.actor.work_no != work_no:
            qtbot.waitUntil(tasks.idle)
            shell.leave()
            rig.close()
            rig.workplace = open_workplace(rig.root, rig.data_key, work_no).workplace
        return enter(shell, tasks, rig, PAGES)

    return sit


def bad(rig: Rig, *, rater: bool = True, at: int = 1) -> RatingState:
    person = Rater("王𬱖", "13812345678") if rater else None
    number = f"4213210001260000{at:02d}"
    return rate(rig, check(number), Grade.DISSATISFIED, "again", text="跑了三趟", rater=person)


def check(body: str) -> str:
    from counter_app.rules.check_digits import mod_11_2

    return body + mod_11_2(body)


def now(rig: Rig, number: str) -> RatingState:
    state: RatingState = ledger_queries.state_of(rig.store, RATING.subject(number))
    return state


class Hand:
    """Presses keys and counts them; words are typed beside the count."""

    def __init__(self, window: Window, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot
        self.keys = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        self.keys += 1
        self.window.press(self._qtbot, key, modifier)

    def say(self, text: str) -> None:
        self.window.type(self._qtbot, text)


def test_from_the_list_to_the_review_by_keys(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    number = bad(rig).number
    keys = 0

    hand = Hand(sit(SUPERVISOR), qtbot)
    hand.window.go(qtbot, "ratings")
    hand.press(Key.Key_Return)  # the first of 待交办
    assert hand.window.page.id == "rating_line"
    hand.press(Key.Key_A, ALT)
    panel = hand.window.page.panel
    assert panel.editor("staff").get() == CLERK, "who handled it sees to it, unless changed"
    hand.press(Key.Key_Tab)  # it stays at this place
    hand.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    hand.say(APPROVER)
    hand.press(Key.Key_F9)
    assert now(rig, number).status is S.ASSIGNED
    assert now(rig, number).staff == APPROVER
    keys += hand.keys

    hand = Hand(sit(APPROVER), qtbot)
    page = hand.window.go(qtbot, "rating_line", number=number)
    assert "13812345678" not in everything_said(page)
    assert "只有督导岗位可以查看" in everything_said(page)
    hand.press(Key.Key_C, ALT)
    hand.press(Key.Key_Return)  # by telephone
    hand.press(Key.Key_Return)  # reached
    hand.say("来了三趟才收下")
    hand.press(Key.Key_F9)
    assert now(rig, number).status is S.CALLED_BACK, page.panel.problem
    hand.press(Key.Key_F, ALT)
    hand.press(Key.Key_1)
    hand.press(Key.Key_Return)
    hand.say("第二次漏告知户口簿")
    hand.press(Key.Key_F9)
    assert now(rig, number).status is S.FOUND, page.panel.problem
    hand.press(Key.Key_M, ALT)
    hand.press(Key.Key_2)
    hand.press(Key.Key_Return)
    hand.say("道歉并张贴一次性告知单")
    hand.press(Key.Key_F9)
    planned = now(rig, number)
    assert (planned.status, planned.plan.way if planned.plan else "") == (S.PLANNED, "in_time")
    assert planned.fix_due is not None
    assert not page.can(deed("rating.do.extend")), "more time is granted by somebody else"
    hand.press(Key.Key_D, ALT)
    hand.say("已道歉,已张贴")
    hand.press(Key.Key_F9)
    assert now(rig, number).status is S.DONE
    hand.press(Key.Key_V, ALT)
    assert "grade" not in {row.name for row in page.panel._form.rows}, "no grade is entered here"
    hand.press(Key.Key_1)
    hand.press(Key.Key_F9)
    assert now(rig, number).status is S.REVISITED
    assert not page.can(deed("rating.do.review"))
    keys += hand.keys

    hand = Hand(sit(SUPERVISOR), qtbot)
    page = hand.window.go(qtbot, "rating_line", number=number)
    hand.press(Key.Key_R, ALT)
    hand.press(Key.Key_F9)
    ended = now(rig, number)
    assert (ended.status, ended.counts) == (S.REVIEWED, True)
    titles = [step.title for step in page.facts.steps.steps]
    assert titles == [
        "群众评价：不满意", "交办", "回访核实", "认定：属实", "整改措施：限期整改", "整改完成",
        "回访整改：满意", "审核：纳入统计",
    ]  # fmt: skip
    keys += hand.keys
    assert keys <= MOST_KEYS


def everything_said(page: object) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(each.text() for each in page.findChildren(QLabel))  # type: ignore[attr-defined]


def deed(deed_id: str) -> object:
    from counter_app.ui.pages.rating_line.deeds import DEEDS

    return next(each for each in DEEDS if each.id == deed_id)


def test_whoever_was_rated_may_appeal_and_no_more(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    number = bad(rig).number
    hand = Hand(sit(CLERK), qtbot)
    page = hand.window.go(qtbot, "rating_line", number=number)
    possible = [each.id for each in page.deeds if page.can(each)]
    assert possible == ["rating.do.appeal"]
    hand.press(Key.Key_S, ALT)
    hand.press(Key.Key_1)
    hand.press(Key.Key_Return)
    hand.say("登记显示只来过一次")
    hand.press(Key.Key_F9)
    state = now(rig, number)
    assert state.appeal is not None
    assert state.appeal.ground == "untrue"

    hand = Hand(sit(SUPERVISOR), qtbot)
    page = hand.window.go(qtbot, "ratings")
    hand.press(Key.Key_7, ALT)
    assert [row.number for row in page.table.rows] == [number]
    hand.press(Key.Key_Return)
    page = hand.window.page
    hand.press(Key.Key_T, ALT)
    hand.press(Key.Key_1)
    hand.press(Key.Key_Return)
    hand.say("查登记属实")
    hand.press(Key.Key_F9)
    decided = now(rig, number)
    assert decided.appeal is not None
    assert decided.appeal.upheld
    assert not decided.counts
    assert "不计入统计" in page.facts.warning


def test_a_contact_is_shown_to_supervision_for_a_purpose_that_is_kept(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    state = bad(rig)
    hand = Hand(sit(SUPERVISOR), qtbot)
    page = hand.window.go(qtbot, "rating_line", number=state.number)
    shown = page.facts.masked["rater"]
    assert "138" not in shown.text
    hand.press(Key.Key_U)
    assert page.panel.deed is not None
    hand.press(Key.Key_F9)
    assert page.panel.deed is not None, "not without a purpose"
    hand.say("回访核实")
    hand.press(Key.Key_F9)
    assert shown.text == "王𬱖 13812345678"
    assert now(rig, state.number).acts == state.acts + 1


def test_lanes_filters_and_search(qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]) -> None:
    course = steps()
    numbers = []
    for at in range(7):
        made = bad(rig, at=at + 1)
        act(rig, made.number, *course[:at])
        numbers.append(made.number)
    good = rate(rig, check("421321000126000050"), Grade.VERY_SATISFIED, "warm_quick")
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "ratings")
    window.counter.changed(Changes(ratings=True))
    window.idle(qtbot)
    lanes = {Key.Key_1: 0, Key.Key_2: 1, Key.Key_3: 2, Key.Key_5: 5, Key.Key_6: 6}
    for key, which in lanes.items():
        window.press(qtbot, key, ALT)
        assert [row.number for row in page.table.rows] == [numbers[which]], key
    window.press(qtbot, Key.Key_4, ALT)
    assert {row.number for row in page.table.rows} == {numbers[3], numbers[4]}
    assert "待整改 2" in page._tabs[3].text()
    window.press(qtbot, Key.Key_8, ALT)
    assert len(page.table.rows) == 8
    grades = page.filters.boxes["grade"]
    grades.setCurrentIndex(grades.findData("bad"))
    window.idle(qtbot)
    assert good.number not in {row.number for row in page.table.rows}
    grades.setCurrentIndex(0)
    channels = page.filters.boxes["channel"]
    channels.setCurrentIndex(channels.findData("sms"))
    window.idle(qtbot)
    assert page.table.rows == ()
    channels.setCurrentIndex(0)
    window.press(qtbot, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    window.type(qtbot, "跑了三趟")
    qtbot.waitUntil(lambda: len(page.table.rows) == 7)


def test_a_bad_one_waits_on_the_workbench_and_is_found_by_its_number(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    state = bad(rig)
    act(rig, state.number, replace(steps()[0], due=rig.desk.today))
    (line,) = LANES[0].read(rig.desk).lines
    assert (line.page, line.number, line.ledger) == ("rating_line", state.number, "评价")
    assert "回访" in line.awaited
    window = sit(SUPERVISOR)
    window.counter.knows = window.shell.knows
    window.go(qtbot, "ratings")
    typed = spoken(state.number)
    assert typed.endswith("-F")
    assert read_number(typed, "421321") == state.number
    window.press(qtbot, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    window.type(qtbot, typed)
    qtbot.waitUntil(lambda: window.page.id == "rating_line")
    window.idle(qtbot)
    assert window.page.number == state.number


def test_figures_stand_beside_their_formula(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    bad(rig)
    rate(rig, check("421321000126000050"), Grade.VERY_SATISFIED)
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "ratings")
    window.press(qtbot, Key.Key_9, ALT)
    for words in ("满意率", "50.00%", "（非常满意+满意）÷有效评价 = 1÷2", "差评 1 条"):
        assert words in page.figures.said


def test_the_ledger_goes_out(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window], tmp_path: Path
) -> None:
    state = bad(rig)
    act(rig, state.number, *steps())
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "ratings")
    for name in ("评价.xlsx", "评价.pdf"):
        page.files.export(page.filters.wanted, str(tmp_path / name))
        qtbot.waitUntil(lambda name=name: f"到 {name}" in window.notices, timeout=60_000)
    sheet = openpyxl.load_workbook(tmp_path / "评价.xlsx").active
    headings = [cell.value for cell in sheet[1]]
    row = dict(zip(headings, (cell.value for cell in sheet[2]), strict=True))
    assert row["评价等级"] == "不满意"
    assert row["整改结果"] == "已上门道歉并送达结果,窗口已整改"
    assert row["是否计入"] == "计入"
    written = " ".join(str(cell.value) for line in sheet.iter_rows() for cell in line)
    assert "13812345678" not in written
    assert "王𬱖" not in written


def test_cards_for_the_windows_come_out_of_the_page(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window], tmp_path: Path
) -> None:
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "ratings")
    page.files.write_cards(str(tmp_path / "卡片.pdf"))
    qtbot.waitUntil(lambda: "1 张扫码评卡片" in window.notices, timeout=60_000)
    assert (tmp_path / "卡片.pdf").read_bytes().startswith(b"%PDF")


def test_a_number_that_is_not_here_is_said(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "rating_line", number="P4213210001260000019F")
    assert "本机没有编号" in page.missing._sentence.text()
    assert "P421321-0001-26-000001-9-F" in page.missing._sentence.text()


def test_a_withdrawn_one_says_so(qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]) -> None:
    number = bad(rig).number
    act(rig, number, acts.Withdrawn("点错了"))
    page = sit(SUPERVISOR).go(qtbot, "rating_line", number=number)
    assert "不计入统计" in page.facts.warning
    assert not any(page.can(each) for each in page.deeds if each.id != "rating.do.contact")


def test_a_rating_that_counts_since_later_is_told_to_supervision(
    qtbot: QtBot, rig: Rig, sit: Callable[[str], Window]
) -> None:
    number = rate_late(rig, check("421321000126000001"))
    window = sit(SUPERVISOR)
    page = window.go(qtbot, "ratings", lane="call_back")
    (row,) = page.table.rows
    assert (row.number, row.flag, row.grade) == (number, "计入已变", Grade.DISSATISFIED)
    line = LANES[0].read(rig.desk).lines[0]
    assert (line.number, line.page, line.flagged) == (number, "rating_line", True)
    page = window.go(qtbot, "rating_line", number=number)
    told = page.facts.facts.text("turns")
    assert "起改计“不满意”" in told
    assert "此前计的是“基本满意”" in told
    assert "请督导核对" in page.facts.warning
    act(rig, number, acts.Assigned(OTHER, "样二"))
    window.counter.changed(Changes(ratings=True))
    qtbot.waitUntil(lambda: not page.facts.warning)
    assert page.facts.facts.text("turns"), "what happened stays in sight"
    assert not any(each.flagged for each in LANES[0].read(rig.desk).lines)
