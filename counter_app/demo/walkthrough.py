"""One counter day on the real windows, by keys: what ``demo --walkthrough DIR`` writes.

Sign in, lose the line, three cases (instant; promised; with missing material), a killed
process whose draft comes back, the line again, sync, the citizen's page, correction, delivery.
Every page as PNG, every document as PDF; nothing is faked, the county is a process of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.app import CounterWindow
from counter_app.demo import citizen, sample
from counter_app.demo.hall import Clerk, DemoHall, Post
from counter_app.demo.hand import SCREEN, Hand
from counter_app.demo.kept import keep
from counter_app.demo.rated import bad_rating_rectified
from counter_app.demo.tour import look_around
from counter_app.demo.village import village_route
from counter_app.devices.idcard import sample_reader
from counter_app.devices.ports import DeviceKind
from counter_app.errors import Bug, Trouble, os_words
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.ledger import AnyState
from counter_app.models.rating import RatingStage
from counter_app.store import queries
from counter_app.ui.application import make_application, settle
from counter_app.ui.sync_view import SyncState

Key = Qt.Key


def walk(hall: DemoHall, folder: Path) -> int:
    """Live through the day; returns 0, or raises :class:`Bug` naming the step it stuck at."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"不能使用文件夹 {folder}", hint=os_words(error)) from error
    for old in (*folder.glob("*.png"), *folder.glob("*.pdf")):
        old.unlink()
    application = make_application(["counter-app"])
    settle(application)
    day = Day(hall, Hand(application, folder), folder)
    try:
        day.run()
    finally:
        day.window.close()
    print(f"演练完成：{folder} 中有 {len(day.seen)} 张图片和 {len(day.papers)} 份文书", flush=True)
    return 0


class Day:
    """The steps of the day, in order."""

    def __init__(
        self, hall: DemoHall, hand: Hand, folder: Path, *, post: Post | None = None
    ) -> None:
        self.hall = hall
        self.post = post or Post(hall.profile, hall.clerk)
        self.hand = hand
        self.folder = folder
        self.window = self._open()
        self.seen: list[Path] = []
        self.papers: list[Path] = []

    def run(self) -> None:
        say = print
        say("登录（登录页、工作台）", flush=True)
        self.sign_in()
        say("放上身份证（软件读卡器），自动填好申请人", flush=True)
        self.card_is_read()
        say("断开线路，离线办理三件", flush=True)
        self.hall.cut_line()
        self.hand.until("显示离线", lambda: self._line_is(SyncState.OFFLINE))
        instant = self.instant_item()
        promised = self.promised_item()
        missing = self.item_with_missing_material()
        say("写到一半时进程被强制结束，重开后草稿还在", flush=True)
        self.killed_while_typing()
        say("线路恢复，自动上传", flush=True)
        self.line_is_back()
        say("群众扫码查看", flush=True)
        self.citizen_looks(promised)
        say("补正完成并受理", flush=True)
        self.corrected(missing)
        say("扫凭证二维码送达", flush=True)
        self.delivered(instant)
        say("差评：群众屏上评价、交办、核实、整改、审核", flush=True)
        bad_rating_rectified(self, instant)
        say("查找、群众屏、帮代办、审批", flush=True)
        look_around(self, promised)
        say("村里没有网：U盘来回，镇、县接力，结果送到本人手里", flush=True)
        village_route(self)
        say("逐页留图，文书生成 PDF", flush=True)
        self.every_page(promised)
        self.every_paper()
        self._verify()

    # ---- steps

    def sign_in(self) -> None:
        self.shot("登录")
        self.enter_password()
        self.hand.until("已全部上传", self._all_sent)
        self.shot("工作台-空")

    def card_is_read(self) -> None:
        """A card is laid on the reader while the first page is in sight: intake has its person."""
        devices = self.window.devices
        chosen = devices.driver(DeviceKind.ID_CARD) if devices is not None else None
        if chosen is None or not chosen.sample or not hasattr(os, "openpty"):
            return
        card = sample_reader.samples()[0]
        sample_reader.lay(card)
        self.hand.until("读卡", lambda: self._typed_name() == card.fields["name"])
        self.shot("收件-读卡填入")
        sample_reader.lay(None)
        self.hand.press(Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
        self.hand.until("丢弃", lambda: not self._typed_name())

    def instant_item(self) -> str:
        """An instant item, closed on the spot. The applicant's name needs GB 18030 level 2."""
        self.fresh_form()
        self.choose_item(sample.INSTANT)
        self.fill(sample.PEOPLE[0])
        self.shot("收件-即办件填写")
        number = self.save(Key.Key_F10)
        self.shot("收件-当场办结")
        return number

    def promised_item(self) -> str:
        self.fresh_form()
        self.choose_item(sample.PROMISED)
        self.fill(sample.PEOPLE[1])
        self.shot("收件-承诺件填写")
        number = self.save(Key.Key_F9)
        self.shot("收件-已受理")
        return number

    def item_with_missing_material(self) -> str:
        self.fresh_form()
        self.choose_item(sample.MISSING)
        self.fill(sample.PEOPLE[2], all_materials=False)
        self.shot("收件-材料不齐")
        self.hand.press(Key.Key_F6)
        self.hand.settle(0.4)
        self.shot("收件-一次性告知")
        before = self._newest()
        self.hand.ctrl(Key.Key_Return)
        number = self._saved_after(before)
        self.shot("收件-已告知补正")
        return number

    def killed_while_typing(self) -> None:
        """Another process types half a form on this profile and is killed without warning."""
        self.window.close()
        words = [sys.executable, "-m", "counter_app.demo.half_typed", str(self.hall.profile)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdin is not None
            assert other.stdout is not None
            other.stdin.write(f"{self.hall.clerk.work_no}\n{self.hall.clerk.password}\n".encode())
            other.stdin.flush()
            said = other.stdout.readline()
            if not said.startswith(b"typed"):
                raise Bug("演练停在：另一进程没有输入")
            other.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        self.window = self._open()
        self.enter_password()
        self.hand.ctrl(Key.Key_2)
        name = sample.HALF_TYPED["applicant.name"]
        self.hand.until("草稿恢复", lambda: self._typed_name() == name)
        self.shot("收件-草稿恢复")

    def line_is_back(self) -> None:
        self.go("sync")
        self.shot("同步-离线")
        self.hall.open_line()
        self.hand.until("恢复上传", self._all_sent)
        self.shot("同步-已全部上传")

    def citizen_looks(self, number: str) -> None:
        """The citizen scans the receipt; the county's own page must say what happened."""
        page = self._phone(citizen.printed_url(self.place, number), "群众查询页")
        if CaseStatus.ACCEPTED.label not in page:
            raise Bug("演练停在：群众页面没有显示已受理")
        (self.folder / "citizen.html").write_text(page, encoding="utf-8")
        page = self._phone(citizen.printed_url(self.place, number, "/r/"), "群众评价页")
        if RatingStage.ACCEPTED.label not in page:
            raise Bug("演练停在：群众评价页没有打开")

    def _phone(self, url: str, title: str) -> str:
        """What a phone shows behind this address; its picture is one of the day's."""
        page = citizen.fetch(url)
        picture = self.folder / f"{len(self.seen) + 1:02d}-{title}.png"
        citizen.picture(url, page, picture)
        self.seen.append(picture)
        self.hand.taken += 1
        return page

    def corrected(self, number: str) -> None:
        """The applicant comes back with what was missing; then the case is accepted."""
        state = self.state(number)
        assert state.correction is not None
        self.go("case", number=number)
        self.shot("办件-待补正")
        self.hand.press(Key.Key_W)
        self.hand.settle(0.5)
        for _ in state.correction.points:
            self.hand.press(Key.Key_Return)  # ticks the line and goes to how it was handed in
            self.hand.press(Key.Key_Tab)
        self.shot("办件-补正勾选")
        self.hand.press(Key.Key_F9)
        self.hand.until("补正", lambda: self.state(number).status is CaseStatus.RECEIVED)
        self.rest()
        self.hand.press(Key.Key_S)
        self.rest()
        if self.state(number).status is CaseStatus.RECEIVED:
            self.hand.press(Key.Key_F9)
        self.hand.until("受理", lambda: self.state(number).status is CaseStatus.ACCEPTED)
        self.shot("办件-补正后受理")

    def delivered(self, number: str) -> None:
        """The receipt's QR is scanned (as a barcode gun types it) and the result handed over."""
        self.go("delivery")
        self.shot("送达-待扫描")
        self.hand.type(citizen.printed_url(self.place, number))
        self.hand.press(Key.Key_Return)
        self.hand.settle(0.6)
        self.shot("送达-已找到")
        self.hand.press(Key.Key_F9)
        self.hand.until("送达", lambda: self.state(number).status is CaseStatus.DELIVERED)
        self.shot("送达-完成")

    def every_page(self, number: str) -> None:
        for page_id, name in sample.PAGES:
            params = {"number": number} if page_id == "case" else {}
            self.go(page_id, **params)
            self.shot(name)
        state = self.state(number)
        self.go("paper", number=number, paper=state.papers[0].number)
        self.hand.settle(1.0)
        self.shot("打印预览")

    def every_paper(self) -> None:
        """Each document that was made out today, from its frozen snapshot."""
        for view in queries.cases(self.place.store):
            self.keep_papers(self.state(view.number))

    def keep_papers(self, state: AnyState) -> None:
        """Those of a case or of a line of a ledger as PDF, each once."""
        made = keep(self.place, state, self.folder)
        self.papers += [path for path in made if path not in self.papers]

    # ---- parts of steps

    @property
    def place(self):  # type: ignore[no-untyped-def]
        place = self.window.workplace
        if place is None:
            raise Bug("演练停在：没有登录")
        return place

    def _open(self) -> CounterWindow:
        clerk = self.post.clerk
        hint = f"演示：工号 {clerk.work_no}，密码 {clerk.password}"
        window = CounterWindow(self.post.profile, demo_hint=hint)
        window.shell.resize(*SCREEN)
        window.show()
        self.hand.settle(0.3)
        return window

    def enter_password(self, who: Clerk | None = None) -> None:
        """Sign in at the cover; ``who`` None: the clerk, whom the cover may remember."""
        person = who or self.post.clerk
        if who is not None or not self._focused_text():
            if who is not None:  # the cover remembers whoever was here last
                self.hand.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
                self.hand.press(Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            self.hand.type(person.work_no)
        self.hand.press(Key.Key_Return)
        self.hand.type(person.password)
        self.hand.press(Key.Key_Return)
        self.hand.until("登录", lambda: self.window.workplace and self.window.shell.page)
        self.hand.settle(0.5)

    def _focused_text(self) -> str:
        widget = QApplication.focusWidget()
        text = getattr(widget, "text", None)
        # The password comes second: with a remembered number the cursor is there already.
        if self.window.shell._cover is not None:
            return str(self.window.shell._cover.work_no.text())  # type: ignore[attr-defined]
        return str(text()) if callable(text) else ""

    def fresh_form(self) -> None:
        self.hand.ctrl(Key.Key_2)
        self.hand.settle(0.3)
        self.hand.ctrl(Key.Key_N)
        self.hand.settle(0.3)

    def choose_item(self, words: str) -> None:
        self.hand.until("事项输入框", lambda: self.hand.field() == "item")
        self.hand.type(words)
        self.hand.settle(0.8)
        self.hand.press(Key.Key_Return)
        page = self.window.shell.page
        self.hand.until(f"选定事项 {words}", lambda: page.form.item is not None)  # type: ignore[union-attr]
        if self.hand.field() == "item":
            self.hand.press(Key.Key_Return)

    def fill(self, person: dict[str, str], *, all_materials: bool = True) -> None:
        values = {**sample.ANYTHING, **person}
        page = self.window.shell.page
        assert page is not None
        listed = page.form.materials  # type: ignore[attr-defined]
        self.hand.fill(values, lambda: _inside(listed))
        if all_materials:
            self.hand.press(Key.Key_F5)
        else:
            self.hand.type("1")
        self.hand.settle(0.5)

    def save(self, key: Qt.Key) -> str:
        before = self._newest()
        self.hand.press(key)
        return self._saved_after(before)

    def _saved_after(self, before: str) -> str:
        self.hand.until("保存", lambda: self._newest() != before)
        self.hand.settle(0.6)
        return self._newest()

    def _newest(self) -> str:
        found = queries.cases(self.place.store, limit=1)
        return found[0].number if found else ""

    def state(self, number: str) -> CaseState:
        state = queries.by_number(self.place.store, number)
        if state is None:
            raise Bug(f"演练停在：没有办件 {number}")
        return state

    def _typed_name(self) -> str:
        page = self.window.shell.page
        form = getattr(page, "form", None)
        return "" if form is None else str(form.get().applicant.name)

    def go(self, page_id: str, **params: str) -> None:
        self.window.shell.go(page_id, **params)
        self.rest()

    def rest(self) -> None:
        """Until the window has been told of everything that was asked for."""
        self.hand.settle(0.3)
        self.hand.until("答复", self.window.tasks.idle)
        self.hand.settle(0.3)

    def _line_is(self, state: SyncState) -> bool:
        return self.window.loop is not None and self.window.loop.view.state is state

    def _all_sent(self) -> bool:
        return self._line_is(SyncState.ONLINE) and not self.place.store.head.unsent

    def shot(self, name: str) -> None:
        self.picture(name, self.window.shell)

    def picture(self, name: str, window: QWidget) -> None:
        self.seen.append(self.hand.picture(name, window))

    def _verify(self) -> None:
        self.hand.until("全部上传", lambda: not self.place.store.head.unsent)
        facts = self.hall.verify()
        if not facts["ok"]:
            raise Bug("演练停在：县平台核验不通过")


def _inside(container: object) -> bool:
    widget = QApplication.focusWidget()
    while widget is not None:
        if widget is container:
            return True
        widget = widget.parentWidget()
    return False
