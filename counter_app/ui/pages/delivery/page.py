"""Handing results out: scan, look, hand over, F9, next."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from counter_app.desk import signing
from counter_app.desk.desk import Desk, Done
from counter_app.errors import BadInput
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.models.signature import Signed
from counter_app.protocol.scanned import ScanKind, Scanned
from counter_app.rules.cards import CardRead
from counter_app.store import queries
from counter_app.store.queries import WorkList
from counter_app.ui import case_list as lists, theme
from counter_app.ui.actions import Action
from counter_app.ui.case_codes import read_case_code
from counter_app.ui.case_words import said
from counter_app.ui.citizen.sign_panel import SignPanel
from counter_app.ui.citizen.wording import outcome_at
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.page import Page
from counter_app.ui.pages.delivery.card import HandoverCard
from counter_app.ui.pages.delivery.handover import (
    FIELDS,
    POST,
    Handover,
    collected_by,
    collector_of,
    delivery,
    prefilled,
    read_handover,
)
from counter_app.ui.print_run import PrintRun
from counter_app.ui.rating_asking import RatingAsk, RatingNote
from counter_app.ui.spec_form import SpecForm
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.header import SectionHeader
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.notice import NoticeAction

_OTHER_COLLECTOR = "签名以后换了领取人。请按 F8 请新的领取人重新签名，或再按 F9 不签名送达。"


class DeliveryPage(Page):
    """出件. ``opened(number=…)`` takes a case up at once."""

    id = "delivery"
    title = "出件"
    icon = "delivery"
    note = "扫收件凭证上的二维码，或输入编号"
    watches = Changes(cases=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._handover: Handover | None = None
        self._number = ""
        self._busy = False
        self._signed: Signed | None = None
        self._signed_by = ""
        #: what was handed out last, to be asked about again
        self._last: CaseState | None = None
        super().__init__(counter, parent)
        look = theme.tokens()
        self.prints = PrintRun(counter, self)
        self.signing = SignPanel(self, lambda: counter.citizen)
        self.asking = RatingAsk(counter, self)
        self.asked_note = RatingNote(self.asking, self)
        self.header.add(self.button("delivery.rate", variant="quiet"))
        self.scan = QLineEdit(self)
        self.scan.setAccessibleName("扫码或输入编号")
        self.scan.setPlaceholderText("扫二维码，或输入编号后按 Enter（不用输县区划和横线）")
        self.scan.setMaxLength(400)
        self.scan.addAction(theme.icon("scan", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.scan.returnPressed.connect(self.on_scanned)
        self.problem = label("", "problem", self, wrap=True)
        self.problem.hide()
        self.card = HandoverCard(self)
        self.form = SpecForm(
            FIELDS,
            counter.desk.today,
            label_width=7,
            columns=2,
            spans={"way": 2, "post_no": 2, "note": 2},
            parent=self.card,
        )
        self.form.build()
        self.form.finished.connect(self.deliver)
        self.card.column.addWidget(self.form)
        self.signed_note = label("", "small", self.card, wrap=True)
        self.signed_note.hide()
        self._sign_row = QWidget(self.card)
        signing_row = QHBoxLayout(self._sign_row)
        signing_row.setContentsMargins(0, 0, 0, 0)
        signing_row.addWidget(self.button("delivery.sign"))
        signing_row.addWidget(self.signed_note, 20)
        signing_row.addStretch(1)
        self.card.column.addWidget(self._sign_row)
        buttons = QHBoxLayout()
        buttons.addWidget(Button("放下这一件", self.drop, key="Esc", icon="undo", parent=self.card))
        buttons.addWidget(self.button("delivery.case"))
        buttons.addStretch(1)
        buttons.addWidget(self.button("delivery.deliver", variant="primary"))
        self.card.column.addLayout(buttons)
        self.list_head = SectionHeader("待领取", parent=self)
        self.table: DataTable[lists.CaseLine] = DataTable(
            (
                lists.STATUS, lists.NUMBER, lists.APPLICANT, lists.ITEM, lists.RECEIVED,
                lists.UNSENT,
            ),
            key=lists.line_key,
            parent=self,
        )  # fmt: skip
        self.table.set_empty(EmptyState("delivery", "现在没有等人来取的结果。"))
        self.table.setMinimumHeight(120)
        self.table.opened.connect(self.on_line_opened)
        self.body.addWidget(self.scan)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.card)
        self.body.addWidget(self.asked_note)
        self.body.addWidget(self.list_head)
        self.body.addWidget(self.table, 1)
        self.body.setSpacing(look.space_s)
        self.card.hide()

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "delivery.deliver", "送达", "F9", "出件", self.deliver,
                enabled_when=self._can_deliver, icon="delivery",
            ),
            Action(
                "delivery.sign", "请领取人签名", "F8", "出件", self.on_sign_asked,
                enabled_when=self._can_deliver, icon="edit",
                hint="在群众屏或本窗口签名，印在送达回证上",
            ),
            Action(
                "delivery.rate", "请群众评价", "F7", "出件", self.on_rating_asked,
                enabled_when=self._has_last, icon="star",
                hint="请刚领走的群众在群众屏上评价，评不评由他决定",
            ),
            Action("delivery.scan", "扫下一件", "Ctrl+F", "出件", self.on_scan_asked, icon="scan"),
            Action(
                "delivery.case", "看办件", "Ctrl+B", "出件", self.on_case_asked,
                enabled_when=self._has_case, icon="document",
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        number = params.get("number")
        if isinstance(number, str) and number:
            self.take_up(number)

    def refresh(self, changes: Changes) -> None:
        job = partial(_ready_lines, self.counter.desk)
        self.counter.tasks.run_read(job, self.on_listed, latest="ready")
        if self._number and not self._busy:
            self._read(self._number)

    def first_focus(self) -> QWidget:
        return self.form if self._can_deliver() else self.scan

    def take_scan(self, scan: Scanned) -> bool:
        if scan.kind is ScanKind.CASE and not self._busy:
            self.take_up(scan.value)
        return scan.kind is ScanKind.CASE

    def take_card(self, card: CardRead) -> bool:
        """Who collects; without a case in hand, the list of this person's cases."""
        handover = self._handover
        if handover is None:
            return self.counter.go("cases", query=card.id_number) is not False
        if self._can_deliver():
            self.form.set_values(self.form.written() | collected_by(handover.state, card))
        return True

    # ---- what can be done

    def take_up(self, number: str) -> None:
        """Show a case to be handed out, with nothing filled in yet."""
        self._number = number
        self._handover = None
        self._keep_signature(None)
        self.asked_note.show_text("")
        self._read(number)

    def drop(self) -> None:
        """Nothing is being handed out any more."""
        self._number = ""
        self._handover = None
        self._keep_signature(None)
        self.card.hide()
        self._say("")
        self.scan.clear()
        self.scan.setFocus()
        self.refresh_actions()

    def deliver(self) -> None:
        """Record the delivery, when everything asked for is there."""
        handover = self._handover
        if handover is None or not self._can_deliver():
            return
        values = self._answers()
        if values is None:
            return
        if self._signed is not None and self._signed_by != collector_of(handover.state, values):
            self._keep_signature(None)
            self.card.refuse(
                "签名以后换了领取人。请按 F8 请新的领取人重新签名，或直接按 F9 不签名送达。"
            )
            return
        self._busy = True
        self.refresh_actions()
        command = delivery(handover.state, values)
        number, signed = handover.state.number, self._signed
        job = partial(signing.deliver, self.counter.desk, number, command, signed)
        self.counter.tasks.run_write(job, self.on_delivered, self.on_refused)

    # ---- slots

    def on_scanned(self) -> None:
        text = self.scan.text()
        if not text.strip():
            return
        number = read_case_code(text, self.counter.store.identity.county_code)
        if number is None and open_number(self.counter, text):
            self.scan.clear()
            return
        if number is None:
            self.card.hide()
            self._number, self._handover = "", None
            self._say("这不是办件编号。请核对最后一位，或扫收件凭证右上角的条码。")
            self.scan.selectAll()
            self.refresh_actions()
            return
        self.scan.clear()
        self.take_up(number)

    def on_sign_asked(self) -> None:
        """Whoever collects signs before the paper is made out, so that it stands on it."""
        values = self._answers()
        if values is None or self._handover is None:
            return
        if values.get("way") == POST:
            self.card.refuse("邮寄送达不用在窗口签名。")
            return
        self.card.refuse("")
        self._signed_by = collector_of(self._handover.state, values)
        self.signing.ask("送达回证", "领取人", self.on_signed)

    def on_signed(self, signed: Signed) -> None:
        if self._handover is not None:
            self._keep_signature(signed)

    def on_scan_asked(self) -> None:
        self.scan.setFocus()
        self.scan.selectAll()

    def on_case_asked(self) -> None:
        self.counter.go("case", number=self._number)

    def on_rating_asked(self) -> None:
        if self._last is not None:
            self.asking.ask(self._last)

    def on_line_opened(self, line: lists.CaseLine) -> None:
        self.take_up(line.view.number)

    def on_read(self, handover: Handover) -> None:
        if handover.state.number != self._number:
            return
        fresh = self._handover is None
        self._handover = handover
        self._say("")
        self.card.tell(handover)
        self.card.show()
        self.form.setVisible(not handover.refusal)
        self._sign_row.setVisible(not handover.refusal)
        self.refresh_actions()
        if fresh:
            self.form.set_values(prefilled(handover.state))
        if fresh and self.isVisible():
            (self.scan if handover.refusal else self.form.editor("way").widget).setFocus()

    def on_read_failed(self, error: BaseException) -> None:
        self.drop()
        self._say(said(error))

    def on_listed(self, lines: list[lists.CaseLine]) -> None:
        self.table.show_rows(lines)
        self.list_head.show_text("待领取", f"{len(lines)} 件" if lines else "")

    def on_delivered(self, done: Done) -> None:
        self._busy = False
        name = done.state.applicant.name
        self._last = done.state
        self.drop()
        self.counter.citizen.show(outcome_at(self.counter.desk, done.state))
        self.asking.after(done.state)
        titles = [paper.title for paper in done.state.papers if paper.number in done.papers]
        told = f"{name} 的结果已送达"
        action = None
        if done.papers:
            told += "，出具" + "、".join(titles)
            run = partial(self.prints.first, done.state.number, done.papers)
            action = NoticeAction("打印", run, "Alt+P")
        self.counter.notify("success", told, action=action)
        self.counter.changed(done.changes)

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refresh_actions()
        if isinstance(error, BadInput) and self.form.tell(error.field, error.why):
            return
        self.card.refuse(said(error))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter outside a field is the beginning of a scan; Esc puts the case down."""
        if event.key() == Qt.Key.Key_Escape and (self._number or self.problem.isVisible()):
            self.drop()
            event.accept()
            return
        text = event.text()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and text.isalpha() and text.isascii() and not self.scan.hasFocus():
            self.scan.setText(text)
            self.scan.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.scan.end(False)
            event.accept()
            return
        super().keyPressEvent(event)

    # ---- inside

    def _answers(self) -> dict[str, str] | None:
        """What was answered; None after saying under each field what is wrong."""
        values, wrong = self.form.check()
        self.form.show_problems(wrong)
        if wrong:
            self.form.focus_first_problem()
        return None if wrong else values

    def _keep_signature(self, signed: Signed | None) -> None:
        """In memory until the delivery is recorded, and no longer."""
        self._signed = signed
        told = "" if signed is None else "领取人已签名，送达时印在送达回证上（按 F8 可重签）。"
        self.signed_note.setText(told)
        self.signed_note.setVisible(signed is not None)

    def _has_last(self) -> bool:
        return self._last is not None

    def _has_case(self) -> bool:
        return bool(self._number)

    def _can_deliver(self) -> bool:
        held = self._handover
        return held is not None and not held.refusal and not self._busy

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _read(self, number: str) -> None:
        job = partial(read_handover, self.counter.desk, number)
        self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest="handover")


def _ready_lines(desk: Desk) -> list[lists.CaseLine]:
    """On the reader thread: what waits here to be collected, oldest first."""
    views = queries.worklist(
        desk.store, WorkList.READY, today=desk.today, day_start_ms=desk.day_start_ms
    )
    return lists.first_in_lamp(lists.case_lines(desk, views))
