"""What stands above a list with several views: their tabs, a search box, how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.search_box import SearchBox


class ListHead(QBoxLayout):
    """Tabs ``Alt+1`` … beside the search, or above it when the page is narrow (``setDirection``).

    ``choose`` is called with the index of a tab, ``find`` with what is searched for.
    """

    def __init__(
        self,
        titles: Iterable[str],
        choose: Callable[[int], object],
        hint: str,
        find: Callable[[str], object],
        parent: QWidget,
    ) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        look = theme.tokens()
        self.setSpacing(look.space_s)
        tabs = QHBoxLayout()
        tabs.setSpacing(look.space_s)
        self.tabs: list[Button] = []
        for index, title in enumerate(titles):
            tab = Button(title, partial(choose, index), key=f"Alt+{index + 1}", parent=parent)
            tab.setCheckable(True)
            tab.setProperty("segment", True)
            self.tabs.append(tab)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self.search = SearchBox(hint, parent)
        self.search.searched.connect(find)
        self.total = label("", "muted", parent)
        line = QHBoxLayout()
        line.addWidget(self.search, 1)
        line.addWidget(self.total)
        self.addLayout(tabs)
        self.addLayout(line, 1)
