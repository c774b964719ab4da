"""What stands above a list with several views: their tabs, a search box, how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.search_box import SearchBox


class ListHead(QBoxLayout):
    """Tabs ``Alt+1`` … beside the search, or above it when the page is narrow (``set_narrow``).

    ``choose`` is called with the index of a tab, ``find`` with what is searched for. ``beside``:
    so many tabs stand beside each other on a narrow page, 0 = all.
    """

    def __init__(
        self,
        titles: Iterable[str],
        choose: Callable[[int], object],
        hint: str,
        find: Callable[[str], object],
        parent: QWidget,
        *,
        beside: int = 0,
    ) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        look = theme.tokens()
        self.setSpacing(look.space_s)
        self._beside = beside
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(look.space_xs)
        self.tabs: list[Button] = []
        for index, title in enumerate(titles):
            tab = Button(title, partial(choose, index), key=f"Alt+{index + 1}", parent=parent)
            tab.setCheckable(True)
            tab.setProperty("segment", True)
            self.tabs.append(tab)
        self.search = SearchBox(hint, parent)
        self.search.searched.connect(find)
        self.total = label("", "muted", parent)
        line = QHBoxLayout()
        line.addWidget(self.search, 1)
        line.addWidget(self.total)
        self.addLayout(self._grid)
        self.addLayout(line, 1)
        self._place(len(self.tabs))

    def set_narrow(self, narrow: bool) -> None:
        """The search in a line of its own, and perhaps fewer tabs in one."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self.setDirection(down if narrow else across)
        self._place(self._beside if narrow and self._beside else len(self.tabs))

    def mark(self, index: int) -> None:
        """Show which view is in sight."""
        for at, tab in enumerate(self.tabs):
            tab.setChecked(at == index)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._grid.setColumnStretch(self._columns, 0)
        self._grid.setColumnStretch(columns, 1)
        self._columns = columns
        for index, tab in enumerate(self.tabs):
            self._grid.addWidget(tab, index // columns, index % columns)
