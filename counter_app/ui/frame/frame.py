"""What stands around the pages after sign-in, and the way from one page to the next.

Pages are made when they are first gone to. A change is told to the page in sight at once; the
others hear of it when they are gone to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from counter_app.errors import Bug
from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action, ActionSet
from counter_app.ui.context import Counter
from counter_app.ui.frame.bars import StatusBar, TopBar, Who
from counter_app.ui.frame.key_sheet import KeySheet
from counter_app.ui.frame.rail import Rail, RailEntry
from counter_app.ui.page import EVERYTHING, Page
from counter_app.ui.sync_view import SyncView

if TYPE_CHECKING:
    from counter_app.ui.frame.palette import Palette
    from counter_app.ui.widgets.rare_characters import RareCharacterPopup

#: Pages remembered for 返回.
STEPS_BACK = 20
#: Below so many widths of a Chinese character the rail shows icons only.
NARROW = 70
SYNC_PAGE = "sync"
PALETTE_KEY = "Ctrl+K"
CHARACTER_KEY = "Ctrl+G"
#: Keys of the rail from the top. Ctrl+0 belongs to pages that zoom.
RAIL_KEYS = (
    *(f"Ctrl+{n}" for n in range(1, 10)),
    *(f"Ctrl+F{n}" for n in (7, 8, 9, 10, 12, 5, 6)),
)
#: Keys of notices and questions, wherever they appear.
RESERVED = {"Esc", "Alt+Z", "Alt+Y"}


class Frame(QWidget):
    """``page_changed(page_id)`` after every move; ``lock_asked`` from the top bar or its key."""

    page_changed = Signal(str)
    lock_asked = Signal()

    def __init__(
        self,
        who: Who,
        pages: Sequence[type[Page]],
        counter: Counter,
        *,
        clock: Callable[[], datetime],
        rail_name: str,
        actions: Iterable[Action] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._counter = counter
        self._classes = {each.id: each for each in pages if each.allowed(counter)}
        self._made: dict[str, Page] = {}
        self._stale: dict[str, Changes] = {}
        self._steps: list[tuple[str, dict[str, Any]]] = []
        self._current: tuple[str, dict[str, Any]] | None = None
        entries = tuple(
            RailEntry(page.id, page.title, page.icon, rail_key(number), page.short)
            for number, page in enumerate((p for p in self._classes.values() if p.rail), 1)
        )
        self.keys = ActionSet(self, (*self._own_actions(entries), *actions))
        self.rail = Rail(rail_name, entries, self)
        self.rail.asked.connect(self.go)
        self.top = TopBar(
            who, self.keys.bound("frame.palette"), self.keys.bound("frame.lock"), clock, self
        )
        details = next((each.key for each in entries if each.id == SYNC_PAGE), "")
        self.status = StatusBar(self.keys.bound("frame.keys"), details, clock, self)
        self.status.offer_details(SYNC_PAGE in self._classes)
        self.status.sync_asked.connect(self.on_sync_asked)
        self.stack = QStackedWidget(self)
        self._sheet: KeySheet | None = None
        self._palette: Palette | None = None
        self._characters: RareCharacterPopup | None = None
        self._right = right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)

    # ---- pages

    def knows(self, page_id: str) -> bool:
        """Whether this person has that page."""
        return page_id in self._classes

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        return self._made.get(self._current[0]) if self._current else None

    @property
    def page_ids(self) -> tuple[str, ...]:
        """Every page this person may open, in the order of the rail."""
        return tuple(self._classes)

    def go(self, page_id: str, **params: Any) -> bool:
        """Open a page. False when the page in sight does not let go (it says why)."""
        if page_id not in self._classes:
            raise Bug(f"没有页面 {page_id}")
        before = self._current
        if not self._let_go(page_id):
            return False
        if before is not None and before != (page_id, params):
            self._steps = [*self._steps, before][-STEPS_BACK:]
        self._show(page_id, params)
        return True

    def prepare(self, page_id: str) -> None:
        """Make a page before anybody goes there, so that going there is quick."""
        if page_id in self._classes and page_id not in self._made:
            self._make(page_id)

    def go_back(self) -> None:
        """To the page before, as it was opened then."""
        if self._steps and self._let_go(self._steps[-1][0]):
            self._show(*self._steps.pop())

    def changed(self, changes: Changes) -> None:
        """Tell every page that watches what is different now."""
        if not changes:
            return
        for page_id, page in self._made.items():
            if not overlap(page.watches, changes):
                continue
            if page.isVisible():
                page.refresh(changes)
                page.refresh_actions()
            else:
                self._stale[page_id] = self._stale.get(page_id, Changes()) | changes
        self.keys.refresh()

    def catch_up(self) -> None:
        """Bring the page in sight up to date, after it was covered."""
        page = self.page
        if page is None:
            return
        if (stale := self._stale.pop(page.id, None)) is not None:
            page.refresh(stale)
        page.refresh_actions()
        page.take_focus()

    def leaving(self) -> bool:
        """Ask the page in sight to store what was typed; False when it may not be left."""
        return self.page is None or self.page.leaving()

    def hold(self, notices: QWidget) -> None:
        """Show what happened between the page and the status bar."""
        self._right.insertWidget(2, notices)

    def show_sync(self, view: SyncView) -> None:
        self.status.show_sync(view)

    def show_count(self, page_id: str, count: int) -> None:
        """A number at a rail entry: things that wait there."""
        self.rail.show_count(page_id, count)

    # ---- slots

    def on_sync_asked(self) -> None:
        self.go(SYNC_PAGE)

    def on_keys_asked(self) -> None:
        if self._sheet is None:
            self._sheet = KeySheet(self)
        if self._sheet.isVisible():
            self._sheet.vanish()
            return
        page = self.page
        self._sheet.present((self.keys,) if page is None else (page.keys, self.keys))

    def on_palette_asked(self) -> None:
        if self._palette is None:
            from counter_app.ui.frame.palette import Palette  # not before it is wanted

            self._palette = Palette(self, self._counter, self.page_ids)
        page = self.page
        self._palette.present((self.keys,) if page is None else (page.keys, self.keys))

    def on_character_asked(self) -> None:
        """For the field that has the cursor: a character that cannot be typed."""
        if self._characters is None:
            from counter_app.ui.widgets.rare_characters import RareCharacterPopup

            counter = self._counter
            self._characters = RareCharacterPopup(self, counter.tasks, counter.notify)
        page = self.page
        self._characters.present((self.keys,) if page is None else (page.keys, self.keys))

    def on_switch_side(self) -> None:
        """F6: between the rail and the page."""
        if self.rail.isAncestorOf(self.focusWidget() or self) and self.page is not None:
            self.page.take_focus()
        else:
            self.rail.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW * theme.tokens().body
        self.rail.set_narrow(narrow)
        self.top.set_narrow(narrow)

    # ---- inside

    def _own_actions(self, entries: Sequence[RailEntry]) -> tuple[Action, ...]:
        moves = tuple(
            Action(f"frame.go.{e.id}", e.title, e.key, "页面", partial(self.go, e.id), icon=e.icon)
            for e in entries
        )
        return (
            Action("frame.keys", "按键", "F1", "窗口", self.on_keys_asked, icon="help"),
            Action(
                "frame.palette", "查找", PALETTE_KEY, "窗口", self.on_palette_asked, icon="search"
            ),
            Action(
                "frame.back",
                "返回上一页",
                "Alt+Left",
                "窗口",
                self.go_back,
                enabled_when=lambda: bool(self._steps),
                icon="arrow-left",
            ),
            Action("frame.characters", "生僻字", CHARACTER_KEY, "窗口", self.on_character_asked),
            Action("frame.side", "在导航与页面之间切换", "F6", "窗口", self.on_switch_side),
            Action("frame.lock", "锁定", "Ctrl+L", "窗口", self.lock_asked.emit, icon="lock"),
            *moves,
        )

    def _let_go(self, page_id: str) -> bool:
        page = self.page
        if page is None or page.id == page_id or page.leaving():
            return True
        self.rail.mark(page.parent_id or page.id)
        return False

    def _show(self, page_id: str, params: dict[str, Any]) -> None:
        page = self._made.get(page_id) or self._make(page_id)
        self._current = (page_id, params)
        # Asked before the page is shown: then Qt puts the cursor on whatever comes first there.
        last = page.focusWidget()
        self.stack.setCurrentWidget(page)
        self.rail.mark(page.parent_id or page_id)
        page.opened(**params)
        if (stale := self._stale.pop(page_id, None)) is not None:
            page.refresh(stale)
        page.refresh_actions()
        self.keys.refresh()
        page.focus_on(last)
        self.page_changed.emit(page_id)

    def _make(self, page_id: str) -> Page:
        page = self._classes[page_id](self._counter)
        if both := page.keys.keys() & (self.keys.keys() | RESERVED):
            raise Bug(f"页面 {page_id} 用了窗口的键 {'、'.join(sorted(both))}")
        self._made[page_id] = page
        self._stale[page_id] = EVERYTHING
        self.stack.addWidget(page)
        return page


def rail_key(number: int) -> str:
    """Key of the page at this place in the rail, from 1; "" for one too far down."""
    return RAIL_KEYS[number - 1] if number <= len(RAIL_KEYS) else ""


def overlap(watched: Changes, changes: Changes) -> bool:
    """Whether a page that watches these flags is concerned."""
    flags = (name for name in Changes.__struct_fields__ if name != "subjects")
    return any(getattr(watched, name) and getattr(changes, name) for name in flags)
