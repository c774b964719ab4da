"""集中登记: what is common on top, then one line a person; the right ones are saved, the others
stay with their reason."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.desk import help_bulk as bulk
from counter_app.desk.desk import Desk
from counter_app.desk.help_bulk import BulkDone, Common, Person
from counter_app.desk.typed_drafts import keep_typed, typed_before
from counter_app.errors import BadInput
from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.help_bulk.common_card import CommonForm
from counter_app.ui.pages.help_bulk.line_input import LineInput
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label

_GROUP = "集中登记"
_EMPTY = "在上面输入一行一人，按 Enter 接着下一人；或从表格复制几行后按 Ctrl+V。"
#: Pause (ms) after which what was typed is kept.
_PAUSE_MS = 800


class Row(msgspec.Struct, frozen=True):
    """A person with what is wrong with the line, "" for nothing."""

    person: Person
    place: int
    problem: str = ""


class Draft(msgspec.Struct, frozen=True):
    """What is kept until it is saved."""

    common: Common
    people: tuple[Person, ...]


_COLUMNS: tuple[Column[Row], ...] = (
    Column("place", "行", lambda row: str(row.place), 2.5, right=True, drop=4),
    Column("name", "姓名", lambda row: row.person.name or "（没有姓名）", 9, bold=True),
    Column("phone", "电话", lambda row: row.person.phone, 8, drop=2),
    Column("id", "证件号码", lambda row: row.person.id_number, 11.5, drop=3),
    Column("wish", "说明", lambda row: row.person.wish, 0, drop=1),
    Column(
        "problem",
        "状况",
        lambda row: row.problem or "可以保存",
        24,
        icon=lambda row: "error" if row.problem else "check",
        tone=lambda row: "danger" if row.problem else "success",
        tooltip=lambda row: row.problem,
    ),
)


class HelpBulkPage(Page):
    """集中登记. What was typed and not saved is there again when the page is opened."""

    id = "help_bulk"
    title = "集中登记"
    icon = "people"
    note = "下乡、集中服务日以后：上面写一次共同的，下面一行一人"
    rail = False
    parent_id = "help"
    watches = Changes(reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._people: list[Person] = []
        self._problems: dict[int, str] = {}
        self._removed: list[tuple[int, Person]] = []
        self._next = 1
        self._busy = self._known = False
        super().__init__(counter, parent)
        look = theme.tokens()
        card = Card(parent=self)
        self.common = CommonForm(counter.desk, counter.tasks, card)
        self.common.finished.connect(self.on_common_done)
        self.common.edited.connect(self.on_edited)
        card.column.addWidget(self.common)
        self.line = LineInput(self)
        self.line.given.connect(self.on_given)
        self.problem = label("", "problem", self, wrap=True)
        self.count = label("", "muted", self)
        row = QHBoxLayout()
        row.setSpacing(look.space_s)
        row.addWidget(label("一行一人", "strong", self))
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        self.table: DataTable[Row] = DataTable(_COLUMNS, lambda row: row.person.key, self)
        self.table.set_empty(EmptyState("people", _EMPTY))
        self.table.setMinimumHeight(140)
        self.table.opened.connect(self.change)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.body.addWidget(card)
        self.body.addLayout(row)
        self.body.addWidget(self.problem)
        self.body.addWidget(self.table, 1)
        self.body.setSpacing(look.space_s)
        self.problem.hide()
        self.set_foot(
            "help_bulk.undo", "help_bulk.remove", "help_bulk.save", primary="help_bulk.save",
            left=("help_bulk.list",),
        )  # fmt: skip

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "help_bulk.save", "保存", "F9", _GROUP, self.save,
                enabled_when=self._can_save, icon="check",
                hint="没有问题的行都保存，有问题的留下来改",
            ),
            Action(
                "help_bulk.remove", "去掉这一行", "Ctrl+Del", _GROUP, self.remove,
                enabled_when=self._has_people, icon="trash",
            ),
            Action(
                "help_bulk.undo", "恢复去掉的", "Ctrl+Shift+Z", _GROUP, self.restore,
                enabled_when=self._has_removed, icon="undo",
            ),
            Action("help_bulk.line", "到一行一人", "Ctrl+N", _GROUP, self.on_line_asked),
            Action(
                "help_bulk.list", "回到帮代办", "Ctrl+H", _GROUP, self.on_list_asked, icon="list"
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        if not self._known:
            self._known = True
            self.counter.tasks.run_read(partial(_draft, self.counter.desk), self.on_draft)

    def first_focus(self) -> QWidget:
        return self.line if self.common.common().group else self.common.day

    def leaving(self) -> bool:
        self.keep()
        return True

    def keep(self) -> None:
        """Store what stands here."""
        self._pause.stop()
        if self._known and not self._busy:
            draft = Draft(self.common.common(), tuple(self._people))
            self.counter.tasks.run_write(partial(_keep, self.counter.desk, draft))

    # ---- what can be done

    def save(self) -> None:
        """Save the lines that are right."""
        if self.line.text().strip():
            self.line.on_return()
        wrong = {"day": self.common.day_problem, "helper": self.common.helper_problem}
        wrong = {field: why for field, why in wrong.items() if why}
        self.common.show_problems(wrong)
        if wrong or self._busy or not self._people:
            self.common.focus_first_problem()
            return
        self._busy = True
        self.refresh_actions()
        people = tuple(self._people)
        job = partial(bulk.save, self.counter.desk, self.common.common(), people)
        self.counter.tasks.run_write(job, self.on_saved, self.on_refused)

    def remove(self) -> None:
        """Take the current line out; it can be put back."""
        row = self.table.current
        if row is not None:
            at = self._people.index(row.person)
            self._removed.append((at, self._people.pop(at)))
            self.on_edited()

    def restore(self) -> None:
        if self._removed:
            at, person = self._removed.pop()
            self._people.insert(min(at, len(self._people)), person)
            self.on_edited()

    def change(self, row: Row) -> None:
        """The line goes back to where lines are typed."""
        waiting = self.line.text().strip()
        if waiting:
            self.line.on_return()
        self._people.remove(row.person)
        self.line.setText(row.person.written)
        self._to_line()
        self.on_edited()

    # ---- slots

    def on_given(self, text: str) -> None:
        room = bulk.MOST - len(self._people)
        found = bulk.people_of(text, self._next)
        self._say(f"一次最多 {bulk.MOST} 人，后面的请先保存再粘贴" if len(found) > room else "")
        self._people += found[:room]
        self._next += len(found)
        self.on_edited()
        self._to_line()

    def on_edited(self) -> None:
        self._pause.start()
        self._show()
        job = partial(
            bulk.problems_of, self.counter.desk, self.common.common(), tuple(self._people)
        )
        self.counter.tasks.run_read(job, self.on_checked, latest="help bulk")

    def on_checked(self, problems: dict[int, str]) -> None:
        self._problems = problems
        self._show()

    def on_saved(self, done: BulkDone) -> None:
        self._busy = False
        saved = set(done.saved)
        self._people = [each for each in self._people if each.key not in saved]
        self._problems = done.problems
        self._removed.clear()
        left = len(self._people)
        if saved:
            told = f"已记下 {len(saved)} 人" + (f"，还有 {left} 行要改" if left else "")
            self.counter.notify("success", told)
            self.counter.changed(done.changes)
        else:
            self._say("没有可以保存的行：请按每一行的说明改好，再按 F9")
        self.keep()
        self._show()
        if left:
            self.table.go_to_row(0)
            self.table.setFocus()
        else:
            self._to_line()

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refresh_actions()
        told = said(error)
        if isinstance(error, BadInput) and any(r.name == error.field for r in self.common.rows):
            self.common.show_problems({error.field: error.why})
            self.common.focus_first_problem()
            return
        self._say(told)

    def on_draft(self, draft: Draft | None) -> None:
        if draft is None or self._people:
            return
        self.common.fill(draft.common)
        self._people = list(draft.people)
        self._next = max((each.key for each in draft.people), default=0) + 1
        if self._people:
            self.counter.notify("info", f"上次没有保存的 {len(self._people)} 人还在这里")
        self.on_edited()

    def on_common_done(self) -> None:
        self._to_line()

    def on_line_asked(self) -> None:
        self._to_line()
        self.line.selectAll()

    def on_list_asked(self) -> None:
        self.counter.go("help")

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.count.setVisible(self.width() > 50 * theme.tokens().body)

    # ---- inside

    def _show(self) -> None:
        rows = [
            Row(person, place, self._problems.get(person.key, ""))
            for place, person in enumerate(self._people, 1)
        ]
        self.table.show_rows(rows)
        wrong = sum(bool(row.problem) for row in rows)
        told = f"{len(rows)} 人" + (f"，{wrong} 行有问题" if wrong else "")
        self.count.setText(told if rows else "")
        self.refresh_actions()

    def _to_line(self) -> None:
        """On a small screen the line may be out of sight."""
        self.line.setFocus()
        self._scroll.ensureWidgetVisible(self.line)

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _can_save(self) -> bool:
        return not self._busy

    def _has_people(self) -> bool:
        return bool(self._people) and not self._busy

    def _has_removed(self) -> bool:
        return bool(self._removed) and not self._busy


_DRAFT = "help_bulk"


def _keep(desk: Desk, draft: Draft) -> None:
    keep_typed(desk, _DRAFT, draft if draft.people else None)


def _draft(desk: Desk) -> Draft | None:
    return typed_before(desk, _DRAFT, Draft)
