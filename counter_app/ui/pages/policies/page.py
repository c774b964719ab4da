"""惠企政策咨询: the quick log above, what waits for whom below."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from counter_app.desk import policy as advising
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Problem
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.policy_check import PolicyTyped, check_policy
from counter_app.errors import BadInput
from counter_app.models.acts import policy as acts
from counter_app.models.changes import Changes
from counter_app.models.policy import Inquiry
from counter_app.protocol.ledgers import POLICY
from counter_app.settings import LOCAL_ZONE
from counter_app.store import ledger_queries
from counter_app.ui import policy_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.ledger_files import LedgerFiles
from counter_app.ui.page import Page
from counter_app.ui.pages.policies.quick_form import QuickForm
from counter_app.ui.typed_draft import TypedDraft
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.list_head import ListHead
from counter_app.ui.widgets.notice import NoticeAction

#: title, sentence when there is nothing
VIEWS = (
    ("进行中", "现在没有要跟进的政策咨询。"),
    ("我的", "您手上没有要跟进的政策咨询。"),
    ("全部", "还没有政策咨询记录。在上面写下第一条，或补录去年的台账。"),
    ("今年统计", "今年还没有政策咨询。"),
)
ONGOING, MINE, ALL, FIGURES = range(len(VIEWS))
_MOST = 300
#: Below so many characters the buttons stand at the foot, the search in a line of its own.
_NARROW = 60
_FORMULA = "按时答复率 = 按期限首次答复 ÷（已答复 + 逾期未答复）"


class Half(msgspec.Struct, frozen=True):
    """A half-written question with its half-written answer, as it is kept."""

    typed: PolicyTyped = PolicyTyped()
    text: str = ""
    ground: str = ""


class PoliciesPage(Page):
    """惠企咨询. ``opened(name=…)`` begins one for this enterprise; ``query=…`` looks for one."""

    id = "policies"
    title = "惠企咨询"
    icon = "organisation"
    note = "企业、政策、问题，F9 就记下了；答不了的 F8 登记后转部门"
    watches = Changes(policies=True, reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._view = ONGOING
        self._query = ""
        self._busy = False
        self.files = LedgerFiles(counter, "惠企政策咨询台账")
        super().__init__(counter, parent)
        card = Card(parent=self)
        self.form = QuickForm(counter.desk, counter.tasks, card)
        self.form.finished.connect(self.answer)
        self.form.edited.connect(self.on_edited)
        self.form.firm_named.connect(self.on_firm_named)
        self.draft: TypedDraft[Half] = TypedDraft(counter, "policy", Half(), self)
        card.column.addWidget(self.form)
        self._buttons = QWidget(card)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        for each in ("policies.import", "policies.export"):
            self.header.add(self.button(each, variant="quiet"))
        buttons.addStretch(1)
        for each in ("policies.ask", "policies.follow"):
            buttons.addWidget(self.button(each))
        buttons.addWidget(self.button("policies.answer", variant="primary"))
        card.column.addWidget(self._buttons)
        self.set_foot("policies.ask", "policies.answer", primary="policies.answer")
        self._top = ListHead(
            (title for title, _ in VIEWS),
            self.choose_view,
            "企业、政策、信用代码或电话后几位、编号",
            self.on_searched,
            self,
        )
        self._tabs, self.search, self.count = self._top.tabs, self._top.search, self._top.total
        self.table: DataTable[words.PolicyRow] = DataTable(
            words.COLUMNS, key=words.row_key, parent=self
        )
        self.figures: DataTable[words.FigureRow] = DataTable(
            words.FIGURES, key=words.figure_key, parent=self
        )
        self.empty = EmptyState("organisation", "正在读取…")
        self.no_figures = EmptyState("chart", VIEWS[FIGURES][1])
        self.table.set_empty(self.empty)
        self.figures.set_empty(self.no_figures)
        self.table.opened.connect(self.on_opened)
        self.search.set_target(self.table)
        self.formula = label(_FORMULA, "muted", self, wrap=True)
        self.formula.hide()
        self.table.setMinimumHeight(140)
        self.figures.setMinimumHeight(140)
        self.figures.hide()
        self.body.addWidget(card)
        self.body.addLayout(self._top)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.figures, 1)
        self.body.addWidget(self.formula)
        self.body.setSpacing(theme.tokens().space_s)
        self._mark_view()

    def page_actions(self) -> tuple[Action, ...]:
        views = tuple(
            Action(
                f"policies.view.{index}", f"看{title}", f"Alt+{index + 1}", "惠企咨询",
                partial(self.choose_view, index),
            )
            for index, (title, _) in enumerate(VIEWS)
        )  # fmt: skip
        return (
            Action(
                "policies.answer", "已答复，记下", "F9", "惠企咨询", self.answer,
                enabled_when=self._free, icon="check",
                hint="选了政策、没有写答复的，按政策要点记下",
            ),
            Action(
                "policies.follow", "已答复，还要申报", "Shift+F9", "惠企咨询", self.follow,
                enabled_when=self._free, icon="clock", hint="记下答复，到期提醒跟进申报",
            ),
            Action(
                "policies.ask", "登记待答复", "F8", "惠企咨询", self.ask,
                enabled_when=self._free, icon="arrow-right",
                hint="当场答不了：登记并打开，可转部门",
            ),
            Action(
                "policies.export", "导出台账", "Ctrl+E", "惠企咨询", self.on_export_asked,
                icon="download", hint="xlsx 表格，或横向打印的 PDF",
            ),
            Action(
                "policies.import", "补录台账", "Ctrl+Shift+I", "惠企咨询", self.on_import_asked,
                icon="list", hint="去年的 xlsx 台账；同一张表补录两次不会重复",
            ),
            Action("policies.new", "到企业", "Ctrl+N", "惠企咨询", self.on_new_asked),
            Action(
                "policies.search", "查找", "Ctrl+F", "惠企咨询", self.on_search_asked,
                icon="search",
            ),
            *views,
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        query = params.get("query")
        if isinstance(query, str):
            self.search.setText(query)
            self.search.on_pause()
        if self._half() != Half():
            return
        name = params.get("name")
        if isinstance(name, str):
            self.form.fill(PolicyTyped(name=name))
            self.on_firm_named(name)
            return
        job = partial(self.draft.read, self.counter.desk)
        self.counter.tasks.run_read(job, self.on_draft, latest="policy draft")

    def refresh(self, changes: Changes) -> None:
        job = partial(_listed, self.counter.desk, self._view, self._query)
        self.counter.tasks.run_read(job, self.on_listed, latest="policies")

    def first_focus(self) -> QWidget:
        return self.form.name

    def leaving(self) -> bool:
        """What was typed and not saved is there again when the page is opened."""
        self.draft.keep()
        return True

    # ---- what can be done

    def answer(self) -> None:
        """Write down a question that was answered on the spot."""
        self._save(answered=True, follow=False)

    def follow(self) -> None:
        """The same, and the enterprise means to apply."""
        self._save(answered=True, follow=True)

    def ask(self) -> None:
        """Write down one that nobody could answer yet, and open it."""
        self._save(answered=False, follow=False)

    def choose_view(self, index: int, *checked: bool) -> None:
        self._view = index
        self._mark_view()
        self.refresh(self.watches)

    # ---- slots

    def on_edited(self) -> None:
        self.draft.note(self._half())

    def on_firm_named(self, name: str) -> None:
        job = partial(advising.known_firm, self.counter.desk, name)
        self.counter.tasks.run_read(job, self.on_firm_known, latest="policy firm")

    def on_firm_known(self, known: Inquiry | None) -> None:
        if known is not None:
            self.form.fill_firm(known)

    def on_new_asked(self) -> None:
        self.form.name.setFocus()
        self.form.name.selectAll()

    def on_export_asked(self) -> None:
        self.files.ask_where("导出惠企政策咨询台账", self.on_place_chosen)

    def on_place_chosen(self, path: str) -> None:
        self.files.write(partial(self.counter.workplace.export_ledger, POLICY.name), path)

    def on_import_asked(self) -> None:
        self.counter.go("policy_import", choose=True)

    def on_search_asked(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def on_searched(self, text: str) -> None:
        if open_number(self.counter, text):
            return
        self._query = text
        if self._view == FIGURES:
            self.choose_view(ALL)
        else:
            self.refresh(self.watches)

    def on_opened(self, row: words.PolicyRow) -> None:
        self.counter.go("policy_line", number=row.number)

    def on_listed(self, found: list[words.PolicyRow] | list[words.FigureRow]) -> None:
        counted = self._view == FIGURES
        self.table.setVisible(not counted)
        self.figures.setVisible(counted)
        if counted:
            self.figures.show_rows([each for each in found if isinstance(each, words.FigureRow)])
            self.count.clear()
            self.formula.setVisible(bool(found))
            return
        self.formula.hide()
        rows = [each for each in found if isinstance(each, words.PolicyRow)]
        empty = "没有找到，请换个说法或少输几个字。" if self._query else VIEWS[self._view][1]
        self.empty.show_text(empty)
        self.table.show_rows(rows)
        more = "及以上" if len(rows) >= _MOST else ""
        self.count.setText(f"{len(rows)} 条{more}" if rows else "")

    def on_draft(self, kept: Half | None) -> None:
        if kept is not None and self._half() == Half():
            self.draft.taken_up(kept)
            self.form.fill(kept.typed, kept.text, kept.ground)
            self.counter.notify("info", "上次没有记完的还在这里")

    def on_saved(self, answered: bool, done: LineDone) -> None:
        self._busy = False
        self.form.fill(PolicyTyped())
        self.draft.keep()
        number, firm = done.state.number, done.state.inquiry.firm.name
        self.counter.changed(done.changes)
        self.refresh_actions()
        if not answered:
            self.counter.notify("success", f"已登记：{firm}。可按 Alt+T 转部门")
            self.counter.go("policy_line", number=number)
            return
        see = NoticeAction("打开", partial(self.counter.go, "policy_line", number=number), "Alt+O")
        self.counter.notify("success", f"已记下：{firm}", action=see)
        self.form.name.setFocus()

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refresh_actions()
        field = error.field.removeprefix("firm.") if isinstance(error, BadInput) else ""
        field = "text" if field == "answer" else field
        if not self.form.show_refusal(field, said(error)):
            self.counter.notify("error", said(error))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._top.setDirection(down if narrow else across)
        self._buttons.setVisible(not narrow)
        self.foot.setVisible(narrow)

    # ---- inside

    def _half(self) -> Half:
        return Half(self.form.typed(), self.form.text.text(), self.form.ground.text())

    def _save(self, *, answered: bool, follow: bool) -> None:
        if self._busy:
            return
        desk = self.counter.desk
        asked_ms = self.counter.store.now_ms()
        inquiry, problems = check_policy(self.form.typed(), asked_ms=asked_ms, today=desk.today)
        text, ground = self.form.answer()
        if answered and not text:
            problems = [*problems, Problem("text", "请写明怎样答复的；答不了的按 F8 登记")]
        self.form.show_problems({each.field: each.why for each in problems})
        if inquiry is None or problems:
            self.form.focus_first_problem()
            return
        self._busy = True
        self.refresh_actions()
        opening = (
            acts.AnsweredAtOnce(inquiry, text, ground, follow=follow)
            if answered
            else acts.Asked(inquiry)
        )
        job = partial(advising.open_line, desk, opening)
        self.counter.tasks.run_write(job, partial(self.on_saved, answered), self.on_refused)

    def _free(self) -> bool:
        return not self._busy

    def _mark_view(self) -> None:
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == self._view)


def _listed(desk: Desk, view: int, query: str) -> list[words.PolicyRow] | list[words.FigureRow]:
    """On the reader: the lines of this view, the most urgent first; or this year's figures."""
    if view == FIGURES:
        since = datetime(desk.today.year, 1, 1, tzinfo=LOCAL_ZONE)
        return words.figure_rows(advising.figures_of(desk, int(since.timestamp() * 1000)))
    if query or view == ALL:
        states = ledger_queries.states(desk.store, POLICY, query=query, limit=_MOST)
    else:
        mine = desk.actor.work_no if view == MINE else ""
        states = ledger_queries.states(desk.store, POLICY, open_only=True, staff=mine, limit=_MOST)
    return words.rows_of(desk, states)
