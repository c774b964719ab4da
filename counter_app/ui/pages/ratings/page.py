"""评价: lanes of what has to be done about bad ratings, the list of all, figures of a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QWidget

from counter_app.desk.rectify import Lane
from counter_app.models.changes import Changes
from counter_app.rules.rating_figures import Figures
from counter_app.ui import rating_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.ledger_faces import open_number
from counter_app.ui.page import Page
from counter_app.ui.pages.ratings.figures_card import FiguresCard
from counter_app.ui.pages.ratings.files import RatingFiles
from counter_app.ui.pages.ratings.filters import TITLES, RatingFilters
from counter_app.ui.pages.ratings.reading import MOST, Listing, read_figures, read_listing
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.search_box import SearchBox

_LANES = tuple(Lane)
#: Views after the lanes of work: every rating of the time, and its figures.
_ALL, _FIGURES = len(_LANES), len(_LANES) + 1
_GROUP = "评价"


class RatingsPage(Page):
    """评价. ``opened(lane=…)`` shows one lane; ``query=…`` looks for one."""

    id = "ratings"
    title = "评价"
    icon = "star"
    note = "群众评价和差评整改"
    watches = Changes(ratings=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._view = 0
        self._query = ""
        self.files = RatingFiles(counter)
        super().__init__(counter, parent)
        look = theme.tokens()
        for each in ("ratings.cards", "ratings.export"):
            self.header.add(self.button(each, variant="quiet"))
        self._tabs: list[Button] = []
        for index, title in enumerate(self._titles()):
            tab = Button(
                title, partial(self.choose_view, index), key=f"Alt+{index + 1}", parent=self
            )
            tab.setCheckable(True)
            tab.setProperty("segment", True)
            self._tabs.append(tab)
        self._tab_grid = QGridLayout()
        self._tab_grid.setSpacing(look.space_xs)
        self._columns = 0
        self.search = SearchBox("编号、事项、窗口、服务人员或留言里的字", self)
        self.search.searched.connect(self.on_searched)
        self.count = label("", "muted", self)
        find = QHBoxLayout()
        find.addWidget(self.search, 1)
        find.addWidget(self.count)
        self.filters = RatingFilters(self)
        self.filters.changed.connect(self.on_filtered)
        self.table: DataTable[words.RatingRow] = DataTable(
            words.COLUMNS, key=words.row_key, parent=self
        )
        self.empty = EmptyState("star", "正在读取…")
        self.table.set_empty(self.empty)
        self.table.setMinimumHeight(140)
        self.table.opened.connect(self.on_opened)
        self.search.set_target(self.table)
        self.figures = FiguresCard(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.figures)
        self.body.addLayout(self._tab_grid)
        self.body.addLayout(find)
        self.body.addWidget(self.filters)
        self.body.addWidget(self._stack, 1)
        self.body.setSpacing(look.space_s)
        self._arrange()
        self._mark_view()

    def page_actions(self) -> tuple[Action, ...]:
        views = tuple(
            Action(
                f"ratings.view.{index}", f"看{title}", f"Alt+{index + 1}", _GROUP,
                partial(self.choose_view, index),
            )
            for index, title in enumerate(self._titles())
        )  # fmt: skip
        choices = tuple(
            Action(
                f"ratings.filter.{name}", f"选{title}", key, _GROUP,
                partial(self.on_filter_asked, name), icon="filter",
            )
            for name, (title, key) in TITLES.items()
        )  # fmt: skip
        return (
            *views,
            Action("ratings.search", "查找", "Ctrl+F", _GROUP, self.on_search_asked, icon="search"),
            *choices,
            Action(
                "ratings.export", "导出台账", "Ctrl+E", _GROUP, self.on_export_asked,
                icon="download", hint="xlsx 表格，或横向打印的 PDF；按上面选的时间",
            ),
            Action(
                "ratings.cards", "打印扫码评卡片", "Ctrl+Shift+P", _GROUP, self.files.choose_cards,
                icon="qr", hint="写成 PDF，打印后贴在窗口，群众用手机扫码评价",
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        lane = params.get("lane")
        if lane in _LANES:
            self.choose_view(_LANES.index(Lane(str(lane))))
        query = params.get("query")
        if isinstance(query, str):
            self.search.setText(query)
            self.search.on_pause()

    def refresh(self, changes: Changes) -> None:
        desk = self.counter.desk
        places = [
            (place.code, place.name) for place in desk.catalogue().places.values() if place.active
        ]
        self.filters.offer(desk.today, places)
        self._read()

    def first_focus(self) -> QWidget:
        return self._stack.currentWidget()

    def choose_view(self, index: int, *checked: bool) -> None:
        """Show a lane, or the figures."""
        self._view = index
        self._mark_view()
        self._read()
        if self.isVisible() and not self.search.hasFocus():
            self.first_focus().setFocus()

    # ---- slots

    def on_search_asked(self) -> None:
        if self._view == _FIGURES:
            self.choose_view(_ALL)
        self.search.setFocus()
        self.search.selectAll()

    def on_searched(self, text: str) -> None:
        if open_number(self.counter, text):
            return
        self._query = text
        self._read()

    def on_filter_asked(self, name: str) -> None:
        self.filters.open_box(name)

    def on_filtered(self) -> None:
        self._read()

    def on_export_asked(self) -> None:
        self.files.choose_export(self.filters.wanted)

    def on_opened(self, row: words.RatingRow) -> None:
        self.counter.go("rating_line", number=row.number)

    def on_listed(self, listing: Listing) -> None:
        nothing = words.NOTHING[_LANES[self._view]] if self._view < _ALL else "这段时间没有评价。"
        self.empty.show_text("没有找到，请换个说法或少输几个字。" if self._query else nothing)
        self.table.show_rows(listing.rows)
        if self.table.current is None:
            self.table.go_to_row(0)
        for lane, tab in zip(_LANES, self._tabs, strict=False):
            waiting = listing.waiting[lane]
            tab.setText(f"{lane.label} {waiting}" if waiting else lane.label)
        more = f"，这里是前 {MOST} 条" if listing.held > MOST else ""
        self.count.setText(f"{listing.held} 条{more}" if listing.rows else "")

    def on_read_failed(self, error: BaseException) -> None:
        self.table.show_rows([])
        self.empty.show_text(said(error))
        self.figures.say(said(error))

    def on_reckoned(self, figures: Figures) -> None:
        self.figures.tell(figures)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # ---- inside

    @staticmethod
    def _titles() -> tuple[str, ...]:
        return (*(lane.label for lane in _LANES), "全部", "统计")

    def _read(self) -> None:
        desk, wanted = self.counter.desk, self.filters.wanted
        if self._view == _FIGURES:
            job = partial(read_figures, desk, wanted)
            self.counter.tasks.run_read(
                job, self.on_reckoned, self.on_read_failed, latest="figures"
            )
            return
        lane = _LANES[self._view] if self._view < _ALL else None
        listing = partial(read_listing, desk, lane, wanted, self._query)
        self.counter.tasks.run_read(listing, self.on_listed, self.on_read_failed, latest="ratings")

    def _mark_view(self) -> None:
        for index, tab in enumerate(self._tabs):
            tab.setChecked(index == self._view)
        self._stack.setCurrentWidget(self.figures if self._view == _FIGURES else self.table)
        boxes = self.filters.boxes
        boxes["period"].setEnabled(self._view >= _ALL)
        for name in ("grade", "channel"):  # figures are of every grade and channel
            boxes[name].setEnabled(self._view != _FIGURES)

    def _arrange(self) -> None:
        """As many tabs in a row as there is room for, by the width of the page: that of what
        stands in it would never shrink again."""
        self.filters.arrange(self.width())
        look = theme.tokens()
        widths = [tab.sizeHint().width() + look.space_xs for tab in self._tabs]
        room = self.width() - 2 * look.space_l
        columns = len(widths)
        if sum(widths) > room:
            rows = -(-columns // max(room // max(widths), 1))
            columns = -(-columns // rows)
        if columns == self._columns:
            return
        self._columns = columns
        for at, tab in enumerate(self._tabs):
            self._tab_grid.addWidget(tab, at // columns, at % columns)
