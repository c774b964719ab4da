"""Disputes and possible duplicates: pick one, see both sides, decide, give the reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk import disputes
from counter_app.desk.desk import Done
from counter_app.desk.disputes import Settling
from counter_app.models.changes import Changes
from counter_app.rules import numbers
from counter_app.ui import case_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import face_of
from counter_app.ui.page import Page
from counter_app.ui.pages.disputes import rows
from counter_app.ui.pages.disputes.answer import AnswerBar
from counter_app.ui.pages.disputes.question import Choice, Question, read_question
from counter_app.ui.pages.disputes.rows import Row
from counter_app.ui.pages.disputes.side import SideCard
from counter_app.ui.print_run import PrintRun
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.notice import NoticeAction

#: Below so many characters the two sides stand below each other.
_NARROW = 60
_NOTHING = "没有争议，也没有疑似重复的办件。几处办理相互抵触时，会在这里请您看一看。"
_MAY_NOT = "您的岗位可以看，但不能决定；请由有权限的同事处理。"


#: The actions of the two answers; what they say is that of the question in sight.
_CHOICES = ("disputes.first", "disputes.second")


class DisputesPage(Page):
    """争议与重复. ``opened(number=…)`` puts the cursor on that line."""

    id = "disputes"
    title = "争议与重复"
    short = "争议"
    icon = "flag"
    note = "几处办理相互抵触、或同一事项两处都收了件时，请在这里看清两边再定"
    watches = Changes(cases=True, helps=True, sync=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._question: Question | None = None
        self._wanted = ""
        self._busy = False
        super().__init__(counter, parent)
        look = theme.tokens()
        self.prints = PrintRun(counter, self)
        self.table: DataTable[Row] = DataTable(rows.COLUMNS, rows.row_key, self)
        self._empty = EmptyState("success", "正在读取…")
        self.table.set_empty(self._empty)
        self.table.setMinimumHeight(130)
        self.table.current_changed.connect(self.on_current)
        self.table.opened.connect(self.on_opened)
        self.sides = (SideCard("dot", self), SideCard("flag", self))
        self.answer = AnswerBar(
            self.button("disputes.first"),
            self.button("disputes.second"),
            self.button("disputes.record", variant="primary"),
            self,
        )
        self.answer.given.connect(self.record)
        self._note = label("", "strong", self, wrap=True)
        self._note_frame = self._framed(self._note)
        self._detail = QWidget(self)
        self._sides_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides_row.setSpacing(look.space_m)
        for side in self.sides:
            self._sides_row.addWidget(side, 1)
        column = QVBoxLayout(self._detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_m)
        column.addLayout(self._sides_row, 1)
        column.addWidget(self._note_frame)
        self.header.add(self.button("disputes.case"))
        self.body.addWidget(self.table, 2)
        self.body.addWidget(self._detail, 3)
        self._detail.hide()
        self._stand_at_foot(self.answer)

    def page_actions(self) -> tuple[Action, ...]:
        group = "争议与重复"
        return (
            Action(
                _CHOICES[0], "维持现状 / 不是同一事项", "F8", group,
                partial(self.choose, 0), enabled_when=partial(self._can_choose, 0),
            ),
            Action(
                _CHOICES[1], "以后到的为准 / 重新登记 / 确是同一事项", "F9", group,
                partial(self.choose, 1), enabled_when=partial(self._can_choose, 1),
            ),
            Action(
                "disputes.record", "记下处理", "Ctrl+Return", group, self.record,
                enabled_when=self._can_record, icon="check",
            ),
            Action(
                "disputes.case", "看这一件", "Ctrl+B", group, self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
            Action("disputes.down", "往下看", "Alt+Down", group, partial(self.read_on, 1)),
            Action("disputes.up", "往上看", "Alt+Up", group, partial(self.read_on, -1)),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        number = params.get("number")
        self._wanted = number if isinstance(number, str) else ""
        if self._wanted:
            self._go_to_wanted()

    def refresh(self, changes: Changes) -> None:
        job = partial(rows.read_rows, self.counter.desk)
        self.counter.tasks.run_read(job, self.on_listed, latest="disputes")

    def first_focus(self) -> QWidget:
        return self.table

    # ---- what can be done

    def choose(self, number: int) -> None:
        """Take one of the two answers for now; nothing is recorded yet."""
        self.answer.choose(number)
        self._scroll.ensureWidgetVisible(self.sides[number])
        self.refresh_actions()

    def read_on(self, steps: int) -> None:
        """Move what is read, where the screen is too small for both sides."""
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.value() + steps * bar.pageStep() // 2)

    def record(self) -> None:
        """Record the chosen answer with its reason."""
        question, choice = self._question, self.answer.chosen
        if question is None or self._busy:
            return
        if choice is None:
            self.answer.say("请先选一种处理：F8 或 F9")
            return
        reason = self.answer.reason.text().strip()
        if choice.code in question.reason_for and not reason:
            self.answer.say("请写明理由：以后为什么这样处理，查起来要有依据")
            self.answer.reason.setFocus()
            return
        task = question.row.task
        assert task is not None
        self._busy = True
        self.refresh_actions()
        desk, number = self.counter.desk, task.state.number
        job: Callable[[], Done | Settling]
        if task.twin is not None:
            job = partial(disputes.settle_twin, desk, number, task.twin.number, choice.code, reason)
        else:
            job = partial(disputes.settle, desk, number, task.entries, choice.code, reason)
        self.counter.tasks.run_write(job, partial(self.on_settled, choice), self.on_refused)

    # ---- slots

    def on_listed(self, listed: list[Row]) -> None:
        self._empty.show_text(_NOTHING)
        self.table.show_rows(listed)
        here = sum(row.here for row in listed)
        self.header.show_text(self.title, f"本处要定的 {here} 件" if listed else self.note)
        if self.table.current is None:
            self.table.go_to_row(0)
        self._go_to_wanted()
        self._read(self.table.current, afresh=False)

    def on_current(self, row: Row | None) -> None:
        self._read(row, afresh=True)

    def on_opened(self, row: Row) -> None:
        """Enter in the list: on to the answer, where there is one to give."""
        question = self._question
        if question is not None and question.choices:
            self.answer.reason.setFocus()
        else:
            self.on_case_asked()

    def on_read(self, question: Question) -> None:
        current = self.table.current
        if current is None or current.key != question.row.key:
            return
        same = self._question is not None and self._question.row == question.row
        self._question = question
        for number, card in enumerate(self.sides):
            shown = number < len(question.sides)
            card.setVisible(shown)
            if shown:
                card.tell(question.sides[number].title, question.sides[number].told)
        may = question.may
        note = question.note or ("" if may or not question.choices else _MAY_NOT)
        self._note.setText(note)
        self._note_frame.setVisible(bool(note))
        self.answer.setVisible(bool(question.choices) and may)
        if not same:
            for action, choice in zip(_CHOICES, question.choices, strict=False):
                self.keys.say(action, choice.text)
            self.answer.ask(question)
        self._detail.show()
        self.refresh_actions()

    def on_read_failed(self, error: BaseException) -> None:
        words.said(error)  # only what is expected; it was settled meanwhile, by another window
        self.refresh(Changes(cases=True))

    def on_settled(self, choice: Choice, done: Done | Settling) -> None:
        self._busy = False
        spoken = numbers.spoken(done.state.number)
        said = f"{spoken}：{choice.text}。{choice.effect}"
        action = None
        if done.papers:
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        elif choice.code == "same" and done.state.open:
            run = partial(self.counter.go, "case", number=done.state.number, deed="withdraw")
            action = NoticeAction("撤回这里的一件", run, "Alt+W")
        self.counter.notify("success", said, action=action)
        self._question = None
        self.table.setFocus()
        self.counter.changed(done.changes)

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.answer.say(words.said(error))
        self.refresh_actions()

    def on_case_asked(self) -> None:
        row = self.table.current
        if row is not None and row.task is not None:
            face = face_of(row.number)
            self.counter.go(face.line if face is not None else "case", number=row.number)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.table.hasFocus():
            self.answer.take_back()
            self.refresh_actions()
            self.table.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._sides_row.setDirection(down if narrow else across)

    # ---- inside

    def _can_choose(self, number: int) -> bool:
        question = self._question
        if question is None or not question.choices or self._busy:
            return False
        return question.may and self.answer.can_choose(number)

    def _can_record(self) -> bool:
        return self._can_choose(0) or self._can_choose(1)

    def _has_case(self) -> bool:
        row = self.table.current if hasattr(self, "table") else None
        return row is not None and row.task is not None

    def _go_to_wanted(self) -> None:
        for row in self.table.rows:
            if self._wanted and row.number == self._wanted:
                self._wanted = ""
                self.table.select_key(row.key)

    def _read(self, row: Row | None, *, afresh: bool) -> None:
        if afresh or row is None:
            self._question = None
        if row is None:
            self._detail.hide()
            self.answer.hide()
            self.refresh_actions()
            return
        job = partial(read_question, self.counter.desk, row)
        self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest="question")

    def _stand_at_foot(self, answer: QWidget) -> None:
        """Below what scrolls, so that the choice is in sight however much there is to read."""
        look = theme.tokens()
        answer.setContentsMargins(look.space_l, look.space_s, look.space_l, look.space_s)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.addWidget(answer)
        answer.hide()

    def _framed(self, words_: QWidget) -> QFrame:
        note = QFrame(self)
        note.setObjectName("StateNote")
        note.setProperty("kind", "info")
        row = QHBoxLayout(note)
        row.addWidget(IconLabel("info", "accent", 20, note))
        row.addWidget(words_, 1)
        note.hide()
        return note
