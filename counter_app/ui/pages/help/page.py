"""帮代办: the thirty-second log above, the board of what is under way below."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from counter_app.desk import help as helping
from counter_app.desk.desk import Desk
from counter_app.desk.help import HelpDone
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.desk.intake_check import Problem
from counter_app.models.acts import help as acts
from counter_app.models.changes import Changes
from counter_app.models.help import HelpKind, HelpState
from counter_app.models.labels import label_of
from counter_app.protocol.ledgers import HELP
from counter_app.store import ledger_queries
from counter_app.ui import help_words as words
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.pages.help.files import HelpFiles
from counter_app.ui.pages.help.quick_form import QuickForm
from counter_app.ui.quick_log import QuickLogPage
from counter_app.ui.typed_draft import TypedDraft
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.notice import NoticeAction

#: title, sentence when there is nothing
VIEWS = (
    ("进行中", "现在没有进行中的帮代办。"),
    ("我的", "您手上没有进行中的帮代办。"),
    ("在管原件", "没有代管的原件。"),
    ("全部", "还没有帮代办记录。在上面写下第一条，或补录去年的台账。"),
)
ONGOING, MINE, CUSTODY, ALL = range(len(VIEWS))
_MOST = 300


class HelpPage(QuickLogPage):
    """帮代办. ``opened(name=…, phone=…)`` begins one for this person; ``query=…`` looks for one."""

    id = "help"
    title = "帮代办"
    icon = "assist"
    note = "姓名、方式、对象各一键，F9 就记下了"
    watches = Changes(helps=True)

    group = "帮代办"
    titles = tuple(title for title, _ in VIEWS)
    search_hint = "姓名、电话或证件号后几位、编号、帮代办员"

    form: QuickForm

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._last = HelpTyped()
        self.files = HelpFiles(counter)
        super().__init__(counter, parent)
        form = QuickForm(counter.desk, counter.tasks, self)
        form.finished.connect(self.finish)
        form.named.connect(self.on_named)
        for each in ("help.import", "help.export"):
            self.header.add(self.button(each, variant="quiet"))
        self.table: DataTable[words.HelpRow] = DataTable(
            (
                words.STEP, words.PERSON, words.GROUP, words.KIND, words.WHAT, words.LEFT,
                words.ORIGINALS, words.STAFF, words.OPENED,
            ),
            key=words.row_key,
            parent=self,
        )  # fmt: skip
        self.empty = EmptyState("assist", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.setMinimumHeight(140)
        self.table.opened.connect(self.on_opened)
        self.lay_out(
            form,
            TypedDraft(counter, "help", HelpTyped(), self),
            (self.table,),
            left=("help.like_last", "help.bulk"),
            right=("help.follow", "help.finish"),
        )
        self.search.set_target(self.table)

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "help.finish", "已帮办，记下", "F9", "帮代办", self.finish,
                enabled_when=self._free, icon="check",
            ),
            Action(
                "help.follow", "登记待办", "F8", "帮代办", self.follow,
                enabled_when=self._free, icon="clock",
                hint="还没办完：登记下来继续跟进",
            ),
            Action(
                "help.like_last", "同上一人", "Ctrl+D", "帮代办", self.like_last,
                enabled_when=self._has_last, icon="people",
                hint="方式、对象、事项与刚才那一条相同，只换人",
            ),
            Action(
                "help.bulk", "集中登记", "Ctrl+M", "帮代办", self.on_bulk_asked,
                icon="list", hint="下乡、集中服务日以后：一行一人，可从表格粘贴",
            ),
            Action(
                "help.export", "导出台账", "Ctrl+E", "帮代办", self.files.choose_export,
                icon="download", hint="xlsx 表格，或横向打印的 PDF",
            ),
            Action(
                "help.import", "补录台账", "Ctrl+Shift+I", "帮代办", self.on_import_asked,
                icon="list", hint="去年的 xlsx 台账；同一张表补录两次不会重复",
            ),
            *self.list_actions("到姓名"),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self.look_for(params)
        name = params.get("name")
        if not self.untouched:
            return
        if isinstance(name, str):
            self.form.fill(HelpTyped(name=name, phone=str(params.get("phone") or "")))
        else:
            self.take_up()

    def refresh(self, changes: Changes) -> None:
        job = partial(_listed, self.counter.desk, self._view, self._query)
        self.counter.tasks.run_read(job, self.on_listed, latest="helps")

    def half(self) -> HelpTyped:
        return self.form.typed()

    def show_half(self, kept: HelpTyped) -> None:
        self.form.fill(kept)

    # ---- what can be done

    def finish(self) -> None:
        """Write down a help that is over."""
        self._save(at_once=True)

    def follow(self) -> None:
        """Write down one that goes on, and open it."""
        self._save(at_once=False)

    def like_last(self) -> None:
        """Another person, the same help."""
        self.form.fill_like(self._last)
        self.form.name.setFocus()

    # ---- slots

    def on_named(self, named: str) -> None:
        job = partial(_officers, self.counter.desk, named)
        done = partial(self.form.show_officer, named)
        self.counter.tasks.run_read(job, done, latest="officers")

    def on_bulk_asked(self) -> None:
        self.counter.go("help_bulk")

    def on_import_asked(self) -> None:
        self.counter.go("help_import", choose=True)

    def on_opened(self, row: words.HelpRow) -> None:
        self.counter.go("help_line", number=row.number)

    def on_listed(self, rows: list[words.HelpRow]) -> None:
        empty = "没有找到，请换个说法或少输几个字。" if self._query else VIEWS[self._view][1]
        self.empty.show_text(empty)
        self.table.show_rows(rows)
        more = "及以上" if len(rows) >= _MOST else ""
        self.count.setText(f"{len(rows)} 条{more}" if rows else "")

    def on_saved(self, at_once: bool, done: HelpDone) -> None:
        self._last = self.form.typed()
        self.written(done.changes)
        ask = done.state.ask
        kind = label_of(HelpKind, ask.kind)
        see = NoticeAction(
            "打开", partial(self.counter.go, "help_line", number=done.state.number), "Alt+O"
        )
        word = "已记下" if at_once else "已登记待办"
        self.counter.notify("success", f"{word}:{ask.person.name} {kind}", action=see)
        self.form.name.setFocus()

    # ---- inside

    def _save(self, *, at_once: bool) -> None:
        if self._busy:
            return
        desk = self.counter.desk
        ask, problems = check_help(
            self.form.typed(),
            asked_ms=self.counter.store.now_ms(),
            today=desk.today,
            areas=desk.catalogue().areas,
        )
        self.form.show_problems(_by_field(problems))
        if ask is None:
            self.form.focus_first_problem()
            return
        if at_once:
            # what was written is both what was asked and how it ended
            job = partial(helping.open_line, desk, acts.FinishedAtOnce(ask))
        else:
            job = partial(helping.follow_up, desk, ask)
        self.save(job, partial(self.on_saved, at_once))

    def _has_last(self) -> bool:
        return bool(self._last.kind)


def _listed(desk: Desk, view: int, query: str) -> list[words.HelpRow]:
    """On the reader: the lines of this view, the most urgent first."""
    states: list[HelpState]
    if query or view == ALL:
        states = ledger_queries.states(desk.store, HELP, query=query, limit=_MOST)
    elif view == CUSTODY:
        held = dict.fromkeys(each.number for each in helping.custody_today(desk))
        lines = (helping.line(desk, number) for number in held)
        states = [state for state in lines if state is not None]
    else:
        mine = desk.actor.work_no if view == MINE else ""
        states = ledger_queries.states(desk.store, HELP, open_only=True, staff=mine, limit=_MOST)
    return words.rows_of(desk, states)


def _officers(desk: Desk, named: str) -> str:
    """Who stands for an enterprise, in one line; "" when nobody does."""
    catalogue = desk.catalogue()
    said = [
        f"{catalogue.staff_name(each.work_no)}({catalogue.place_name(each.row.place)})"
        for each in helping.officers_of(desk, named)
    ]
    return f"一对一专员：{'、'.join(said)}；登记待办就交给专员跟进" if said else ""


def _by_field(problems: list[Problem]) -> dict[str, str]:
    return {each.field: each.why for each in problems}
