"""A page on which something is written down in a few keys, with what there is below (快速登记)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.errors import BadInput
from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.page import Page
from counter_app.ui.typed_draft import TypedDraft
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.list_head import ListHead


class QuickLogPage(Page):
    """A form with its buttons above, a list with views below; ``lay_out`` builds both.

    What is half written is kept and there again when the page is opened. Where the page is
    narrow, the form fills it: then its buttons stand at the foot.
    """

    #: what the rows and the help sheet call this page
    group: ClassVar[str]
    #: titles of the views, and words for what is searched by
    titles: ClassVar[Sequence[str]]
    search_hint: ClassVar[str]
    #: a view that lists nothing -> the one in which what is searched for is shown
    searched_in: ClassVar[Mapping[int, int]] = {}
    #: what the rules call a field -> its row in the form, where it is called otherwise
    told_at: ClassVar[Mapping[str, str]] = {}
    #: below so many characters the page is narrow; then so many tabs stand beside each other,
    #: 0 = all
    narrow: ClassVar[int] = 60
    tabs_beside: ClassVar[int] = 0

    #: the form has a line ``name`` in which work begins
    form: Any

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._view = 0
        self._query = ""
        self._busy = False
        super().__init__(counter, parent)

    def lay_out(
        self,
        form: Any,
        draft: TypedDraft[Any],
        lists: Sequence[QWidget],
        *,
        right: Sequence[str],
        left: Sequence[str] = (),
        foot: Sequence[str] = (),
    ) -> None:
        """``left`` and ``right``: actions beside each other under the form, the last of which is
        the usual one; ``foot``: those of the right ones that stand on a narrow page too, "" = all.
        """
        primary = right[-1]
        self.form, self.draft = form, draft
        form.edited.connect(self.on_edited)
        card = Card(parent=self)
        card.column.addWidget(form)
        self._buttons = QWidget(card)
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        for each in left:
            row.addWidget(self.button(each))
        row.addStretch(1)
        for each in right:
            row.addWidget(self.button(each, variant="primary" if each == primary else ""))
        card.column.addWidget(self._buttons)
        self.set_foot(*(foot or right), primary=primary, left=tuple(left))
        self.head = ListHead(
            self.titles,
            self.choose_view,
            self.search_hint,
            self.on_searched,
            self,
            beside=self.tabs_beside,
        )
        self.search, self.count = self.head.search, self.head.total
        self.body.addWidget(card)
        self.body.addLayout(self.head)
        for widget in lists:
            self.body.addWidget(widget, 1)
        self.body.setSpacing(theme.tokens().space_s)
        self.head.mark(self._view)

    @abstractmethod
    def half(self) -> Any:
        """What stands in the form, as it is kept."""

    @abstractmethod
    def show_half(self, kept: Any) -> None:
        """Let this stand in the form."""

    def list_actions(self, new: str) -> tuple[Action, ...]:
        """To the form (``new``: what that is called), to the search, and every view."""
        return (
            Action(f"{self.id}.new", new, "Ctrl+N", self.group, self.on_new_asked),
            Action(
                f"{self.id}.search", "查找", "Ctrl+F", self.group, self.on_search_asked,
                icon="search",
            ),
            *(
                Action(
                    f"{self.id}.view.{index}", f"看{title}", f"Alt+{index + 1}", self.group,
                    partial(self.choose_view, index),
                )
                for index, title in enumerate(self.titles)
            ),
        )  # fmt: skip

    # ---- page

    def first_focus(self) -> QWidget:
        return self.form.name  # type: ignore[no-any-return]

    def leaving(self) -> bool:
        """What was typed and not saved is there again when the page is opened."""
        self.draft.note(self.half())
        self.draft.keep()
        return True

    def look_for(self, params: Mapping[str, object]) -> None:
        """What the page was opened to look for (``query=…``)."""
        query = params.get("query")
        if isinstance(query, str):
            self.search.setText(query)
            self.search.on_pause()

    @property
    def untouched(self) -> bool:
        """Whether nothing stands in the form that somebody typed."""
        return bool(self.half() == self.draft.empty)

    def take_up(self) -> None:
        """Ask for what was half written when the page was left."""
        job = partial(self.draft.read, self.counter.desk)
        self.counter.tasks.run_read(job, self.on_draft, latest=f"{self.id} draft")

    def choose_view(self, index: int, *checked: bool) -> None:
        self._view = index
        self.head.mark(index)
        self.refresh(self.watches)

    # ---- saving

    def save(self, job: Callable[[], Any], done: Callable[[Any], object]) -> None:
        """Write down what ``job`` makes; nothing else meanwhile."""
        self._busy = True
        self.refresh_actions()
        self.counter.tasks.run_write(job, done, self.on_refused)

    def written(self, changes: Changes) -> None:
        """It is written down: the form is empty again, and nothing half written is left."""
        self._busy = False
        self.show_half(self.draft.empty)
        self.draft.note(self.draft.empty)
        self.draft.keep()
        self.counter.changed(changes)
        self.refresh_actions()

    # ---- slots

    def on_edited(self) -> None:
        self.draft.note(self.half())

    def on_new_asked(self) -> None:
        self.form.name.setFocus()
        self.form.name.selectAll()

    def on_search_asked(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def on_searched(self, text: str) -> None:
        if open_number(self.counter, text):
            return
        self._query = text
        self.choose_view(self.searched_in.get(self._view, self._view))

    def on_draft(self, kept: Any) -> None:
        if kept is not None and self.untouched:
            self.draft.taken_up(kept)
            self.show_half(kept)
            self.counter.notify("info", "上次没有记完的还在这里")

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.refresh_actions()
        field = error.field.rpartition(".")[2] if isinstance(error, BadInput) else ""
        if not self.form.show_refusal(self.told_at.get(field, field), said(error)):
            self.counter.notify("error", said(error))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.narrow * theme.tokens().body
        self.head.set_narrow(narrow)
        self._buttons.setVisible(not narrow)
        self.foot.setVisible(narrow)
        self.reflow(narrow)

    def reflow(self, narrow: bool) -> None:
        """What else stands otherwise on a narrow page."""

    # ---- inside

    def _free(self) -> bool:
        return not self._busy
