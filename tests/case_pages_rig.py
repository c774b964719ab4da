"""Cases for tests of the pages that work on them: taken in at a real desk, with real documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desk_rig import INSTANT, LICENCE, PROMISE, ZHANG, Rig
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from counter_app.desk import intake
from counter_app.desk.desk import Done, MadePaper, PaperRequest
from counter_app.desk.intake_check import CheckedIntake, item_ref
from counter_app.documents.paper import Code, Codes, KeyValues, Pair, Paper, PaperSize, freeze
from counter_app.models.case import MaterialForm, MaterialLine
from counter_app.models.party import Agent, Party, PartyKind
from counter_app.rules import numbers
from counter_app.ui.context import Counter
from counter_app.ui.frame.bars import Who
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytestqt.qtbot import QtBot

    from counter_app.ui.page import Page

FORM = {
    "applicant_name": "张三",
    "applicant_id": ZHANG,
    "applicant_phone": "13812345678",
    "birth_date": "1940-02-03",
    "band": "80至89岁",
    "bank_account": "6217000010001234567",
}

MATERIALS = (
    MaterialLine("申请表", MaterialForm.ORIGINAL),
    MaterialLine("居民身份证", MaterialForm.CHECKED, returned=True),
    MaterialLine("居民户口簿", MaterialForm.COPY),
    MaterialLine("本人社会保障卡或银行卡", MaterialForm.COPY),
)


def real_paper(request: PaperRequest) -> MadePaper:
    """A small true document, frozen as the program freezes every document."""
    titles = {"receipt": "收件凭证", "acceptance": "受理通知书", "delivery": "送达回证"}
    paper = Paper(
        kind=request.kind,
        title=titles.get(request.kind, "文书"),
        organ="厉山镇便民服务中心",
        size=PaperSize.A4,
        number=request.number,
        case_number=request.state.number,
        case_spoken=numbers.spoken(request.state.number),
        blocks=(
            KeyValues((Pair("申请人", "张*"), Pair("事项", request.state.item.name, wide=True))),
            Codes((Code(request.query_url, "扫码查进度"),)),
        ),
    )
    return MadePaper(paper.title, paper.size.value, freeze(paper))


def use_real_papers(rig: Rig) -> None:
    rig.desk.make_paper = real_paper


def checked(
    rig: Rig,
    name: str = "张三",
    *,
    item: str = PROMISE,
    id_number: str = ZHANG,
    phone: str = "13812345678",
    materials: Iterable[MaterialLine] = MATERIALS,
    agent: Agent | None = None,
    received_ms: int | None = None,
    note: str = "",
) -> CheckedIntake:
    """What a clerk would have typed, after the checks."""
    address = "随县厉山镇神农社区一组二十三号"
    return CheckedIntake(
        item=item_ref(rig.catalogue().items[item], 1),
        applicant=Party(PartyKind.PERSON, name, "resident_id", id_number, phone, address),
        agent=agent,
        materials=tuple(materials),
        form=FORM if item == PROMISE else {},
        channel="window",
        note=note,
        received_ms=received_ms,
        fingerprint="",
    )


def take_in(
    rig: Rig,
    what: CheckedIntake | None = None,
    outcome: intake.Outcome = intake.RECEIVE_ONLY,
    *,
    papers: bool = True,
) -> Done:
    """One case taken in at this desk."""
    return intake.take_in(rig.desk, what or checked(rig), outcome, papers=papers)


def seed(rig: Rig, count: int = 12) -> list[str]:
    """Cases in many states, oldest first; returns their numbers."""
    names = ["张三", "李四", "王𬱖", "欧阳建国", "阿卜杜热合曼·麦麦提", "赵小红", "周大福", "陈静"]
    made = []
    for index in range(count):
        state = take_in(
            rig,
            checked(
                rig,
                names[index % len(names)],
                item=(PROMISE, LICENCE, INSTANT)[index % 3],
                id_number=person_id(index),
                phone=f"138{index:08d}",
            ),
        ).state
        made.append(state.number)
    return made


def person_id(index: int) -> str:
    """A resident ID number with a right check digit, different for each index."""
    body = f"421321{1950 + index % 50}{1 + index // 50 % 12:02d}{1 + index // 600 % 28:02d}"
    body += f"{(index * 7 + index // 16800) % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


@dataclass
class Window:
    """The real window on a real workplace, with these pages."""

    shell: Shell
    counter: Counter
    rig: Rig

    @property
    def page(self) -> Any:
        return self.shell.page

    def idle(self, qtbot: QtBot) -> None:
        """Wait until everything that was asked for has been answered."""
        qtbot.waitUntil(self.counter.tasks.idle)

    def go(self, qtbot: QtBot, page_id: str, **params: object) -> Any:
        self.shell.go(page_id, **params)
        self.idle(qtbot)
        return self.shell.page

    def press(self, qtbot: QtBot, key: Any, modifier: Any = None) -> None:
        """Press a key where the cursor is, and wait for what it started."""
        target = QApplication.focusWidget() or self.shell
        qtbot.keyClick(target, key, *(() if modifier is None else (modifier,)))
        self.idle(qtbot)

    def type(self, qtbot: QtBot, text: str) -> None:
        """Type text where the cursor is, as a keyboard, a scanner or an input method does."""
        target = QApplication.focusWidget()
        if text.isascii():
            qtbot.keyClicks(target, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(target, event)

    @property
    def notices(self) -> str:
        return " ".join(self.shell.notices.texts)


def enter(shell: Shell, tasks: Tasks, rig: Rig, pages: Sequence[type[Page]]) -> Window:
    """Sign in on ``rig`` in a shown window; the first page is opened."""
    tasks.on_error = lambda error: shell.notify("error", str(error))
    counter = Counter(
        rig.workplace, tasks, shell.go, shell.notify, shell.changed, knows=shell.knows
    )
    actor = rig.desk.actor
    place = rig.catalogue().place_name(actor.place)
    who = Who(place, "1 号 综合窗口", actor.name, actor.work_no, "受理")
    shell.enter(who, pages, counter)
    return Window(shell, counter, rig)
