"""惠企政策咨询: the quick log above, what waits for whom below."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import ClassVar

import msgspec
from PySide6.QtWidgets import QWidget

from counter_app.desk import policy as advising
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Problem
from counter_app.desk.ledger_work import LineDone
from counter_app.desk.policy_check import PolicyTyped, check_policy
from counter_app.models.acts import policy as acts
from counter_app.models.changes import Changes
from counter_app.models.policy import Inquiry
from counter_app.protocol.ledgers import POLICY
from counter_app.settings import LOCAL_ZONE
from counter_app.store import ledger_queries
from counter_app.ui import policy_words as words
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LedgerFiles
from counter_app.ui.pages.policies.quick_form import QuickForm
from counter_app.ui.quick_log import QuickLogPage
from counter_app.ui.typed_draft import TypedDraft
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
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
_FORMULA = "按时答复率 = 按期限首次答复 ÷（已答复 + 逾期未答复）"


class Half(msgspec.Struct, frozen=True):
    """A half-written question with its half-written answer, as it is kept."""

    typed: PolicyTyped = PolicyTyped()
    text: str = ""
    ground: str = ""


class PoliciesPage(QuickLogPage):
    """惠企咨询. ``opened(name=…)`` begins one for this enterprise; ``query=…`` looks for one."""

    id = "policies"
    title = "惠企咨询"
    icon = "organisation"
    note = "企业、政策、问题，F9 就记下了；答不了的 F8 登记后转部门"
    watches = Changes(policies=True, reference=True)

    group = "惠企咨询"
    titles = tuple(title for title, _ in VIEWS)
    search_hint = "企业、政策、信用代码或电话后几位、编号"
    searched_in: ClassVar = {FIGURES: ALL}
    told_at: ClassVar = {"answer": "text"}

    form: QuickForm

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self.files = LedgerFiles(counter, "惠企政策咨询台账")
        super().__init__(counter, parent)
        form = QuickForm(counter.desk, counter.tasks, self)
        form.finished.connect(self.answer)
        form.firm_named.connect(self.on_firm_named)
        for each in ("policies.import", "policies.export"):
            self.header.add(self.button(each, variant="quiet"))
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
        self.formula = label(_FORMULA, "muted", self, wrap=True)
        self.formula.hide()
        self.table.setMinimumHeight(140)
        self.figures.setMinimumHeight(140)
        self.figures.hide()
        self.lay_out(
            form,
            TypedDraft(counter, "policy", Half(), self),
            (self.table, self.figures),
            right=("policies.ask", "policies.follow", "policies.answer"),
            foot=("policies.ask", "policies.answer"),
        )
        self.body.addWidget(self.formula)
        self.search.set_target(self.table)

    def page_actions(self) -> tuple[Action, ...]:
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
            *self.list_actions("到企业"),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self.look_for(params)
        name = params.get("name")
        if not self.untouched:
            return
        if isinstance(name, str):
            self.form.fill(PolicyTyped(name=name))
            self.on_firm_named(name)
        else:
            self.take_up()

    def refresh(self, changes: Changes) -> None:
        job = partial(_listed, self.counter.desk, self._view, self._query)
        self.counter.tasks.run_read(job, self.on_listed, latest="policies")

    def half(self) -> Half:
        return Half(self.form.typed(), self.form.text.text(), self.form.ground.text())

    def show_half(self, kept: Half) -> None:
        self.form.fill(kept.typed, kept.text, kept.ground)

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

    # ---- slots

    def on_firm_named(self, name: str) -> None:
        job = partial(advising.known_firm, self.counter.desk, name)
        self.counter.tasks.run_read(job, self.on_firm_known, latest="policy firm")

    def on_firm_known(self, known: Inquiry | None) -> None:
        if known is not None:
            self.form.fill_firm(known)

    def on_export_asked(self) -> None:
        self.files.ask_where("导出惠企政策咨询台账", self.on_place_chosen)

    def on_place_chosen(self, path: str) -> None:
        self.files.write(partial(self.counter.workplace.export_ledger, POLICY.name), path)

    def on_import_asked(self) -> None:
        self.counter.go("policy_import", choose=True)

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

    def on_saved(self, answered: bool, done: LineDone) -> None:
        self.written(done.changes)
        number, firm = done.state.number, done.state.inquiry.firm.name
        if not answered:
            self.counter.notify("success", f"已登记：{firm}。可按 Alt+T 转部门")
            self.counter.go("policy_line", number=number)
            return
        see = NoticeAction("打开", partial(self.counter.go, "policy_line", number=number), "Alt+O")
        self.counter.notify("success", f"已记下：{firm}", action=see)
        self.form.name.setFocus()

    # ---- inside

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
        opening = (
            acts.AnsweredAtOnce(inquiry, text, ground, follow=follow)
            if answered
            else acts.Asked(inquiry)
        )
        job = partial(advising.open_line, desk, opening)
        self.save(job, partial(self.on_saved, answered))


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
