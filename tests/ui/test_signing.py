"""Signatures where work is done: on the paper of a delivery, beside papers that exist."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from case_pages_rig import Window, enter, take_in
from desk_rig import MANAGER, Rig, make_workplace
from intake_hand import INSTANT, Hand
from page_rig import open_window
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from signature_samples import written
from signing_hand import sign_with_mouse
from test_delivery_page import closed, now

from counter_app.desk import cases as desk_cases, signing
from counter_app.documents.paper import Paper, SignedLines, thaw
from counter_app.documents.signature import signed
from counter_app.errors import Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.store import queries
from counter_app.ui.pages import case, cases, delivery
from counter_app.ui.pages.intake import IntakePage
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

Key = Qt.Key


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    yield made
    made.close()


@pytest.fixture
def window(rig: Rig, shell: Shell, tasks: Tasks) -> Window:
    return enter(shell, tasks, rig, (cases.PAGE, delivery.PAGE, case.PAGE))


def newest_paper(rig: Rig, state: CaseState) -> Paper:
    act, _ = desk_cases.snapshot(rig.desk, state, state.papers[-1].number)
    return thaw(act.snapshot)


def signed_lines(paper: Paper) -> list[SignedLines]:
    return [block for block in paper.blocks if isinstance(block, SignedLines)]


def kinds(rig: Rig, state: CaseState) -> list[type]:
    return [type(each.act) for each in queries.timeline(rig.store, f"case:{state.number}")]


def write_and_accept(qtbot: QtBot, window: Window, panel: Any) -> None:
    qtbot.waitUntil(panel.pad.isVisible)
    sign_with_mouse(panel.pad)
    window.press(qtbot, Key.Key_Return)
    assert not panel.isVisible()


def test_signed_first_it_stands_on_the_paper(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_F8)
    write_and_accept(qtbot, window, page.signing)
    assert page.signed_note.isVisible()
    assert now(window, state).attachments == (), "kept in memory until it is handed out"
    window.press(qtbot, Key.Key_F9)
    after = now(window, state)
    assert after.status is CaseStatus.DELIVERED
    block = signed_lines(newest_paper(rig, after))[0]
    assert block.inks[0]
    kept = after.attachments[0]
    assert (kept.name, kept.media) == ("签名(送达回证)", "image/png")
    assert kept.size <= 20_000
    opened = Image.open(BytesIO(rig.store.attachments.read(kept.hash)))
    assert opened.mode == "LA"
    assert kinds(rig, after)[-3:] == [acts.Attached, acts.Delivered, acts.PaperIssued]
    assert not page.signed_note.isVisible()
    assert rig.store.attachments.totals().owed == 1


def test_without_a_signature_the_paper_has_lines(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_F9)
    after = now(window, state)
    assert signed_lines(newest_paper(rig, after)) == []
    assert after.attachments == ()


def test_another_collector_signs_anew(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    window.press(qtbot, Key.Key_F8)
    write_and_accept(qtbot, window, page.signing)
    page.form.editor("way").set("他人代领")
    page.form.editor("collector").set("李四")
    page.form.editor("relation").set("儿子")
    page.form.editor("id_number").set("421321198503152027")
    window.press(qtbot, Key.Key_F9)
    assert "重新签名" in page.card.refusal
    assert now(window, state).status is CaseStatus.CLOSED
    window.press(qtbot, Key.Key_F9)
    after = now(window, state)
    assert after.status is CaseStatus.DELIVERED
    assert after.attachments == ()


def test_put_down_the_signature_is_gone(qtbot: QtBot, window: Window, rig: Rig) -> None:
    first, second = closed(rig), closed(rig, "李四")
    page = window.go(qtbot, "delivery", number=first.number)
    window.press(qtbot, Key.Key_F8)
    write_and_accept(qtbot, window, page.signing)
    page.take_up(second.number)
    window.idle(qtbot)
    window.press(qtbot, Key.Key_F9)
    assert now(window, second).status is CaseStatus.DELIVERED
    assert now(window, second).attachments == ()
    assert signed_lines(newest_paper(rig, now(window, second))) == []


def test_by_post_nobody_signs(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = closed(rig)
    page = window.go(qtbot, "delivery", number=state.number)
    page.form.editor("way").set("邮寄")
    page.form.editor("post_no").set("EMS123")
    window.press(qtbot, Key.Key_F8)
    assert not page.signing.isVisible()
    assert "不用" in page.card.refusal


def test_a_refused_delivery_leaves_no_signature(rig: Rig) -> None:
    state = take_in(rig).state
    with pytest.raises(Refused):
        signing.deliver(
            rig.desk,
            state.number,
            acts.Delivered("hand", "张三"),
            signed(written(), "送达回证", "领取人"),
        )
    after = queries.by_number(rig.store, state.number)
    assert after is not None
    assert after.attachments == ()
    assert after.acts == state.acts


def test_beside_a_paper_that_exists(qtbot: QtBot, window: Window, rig: Rig) -> None:
    state = take_in(rig).state
    before = newest_paper(rig, state)
    page = window.go(qtbot, "case", number=state.number)
    window.press(qtbot, Key.Key_F8)
    write_and_accept(qtbot, window, page.signatures.panel)
    assert "已保存“签名(收件凭证)”" in window.notices
    after = now(window, state)
    assert [each.name for each in after.attachments] == ["签名(收件凭证)"]
    assert newest_paper(rig, after) == before, "what was made out stays as it was"
    last = list(queries.timeline(rig.store, f"case:{state.number}"))[-1].act
    assert isinstance(last, acts.Attached)
    assert last.note == "申请人在窗口签名屏上签名,签于《收件凭证》"
    window.press(qtbot, Key.Key_5)
    window.press(qtbot, Key.Key_O)
    qtbot.waitUntil(page.files.viewer.isVisible)
    window.press(qtbot, Key.Key_Escape)


def test_right_after_an_intake(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(make_workplace(tmp_path), [IntakePage], "paper", "case")
    try:
        window.settle(qtbot)
        hand = Hand(window, qtbot)
        hand.choose(INSTANT)
        hand.person()
        hand.press(Key.Key_F5)
        hand.press(Key.Key_F8)
        hand.saved()
        hand.press(Key.Key_S)
        panel = hand.page.after.signatures.panel
        qtbot.waitUntil(panel.pad.isVisible)
        sign_with_mouse(panel.pad)
        hand.press(Key.Key_Return)
        hand.settle()
        assert [each.name for each in hand.cases()[0].attachments] == ["签名(收件凭证)"]
        assert hand.page._parts.saved.next_button.hasFocus()
    finally:
        window.close()
