"""Ctrl+K: one line that leads anywhere. What can be done here, pages, items, persons, cases.

The cursor never leaves the line. What this window declares is listed at once; what must be
looked up comes from the reader, and only the answer to the newest words is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.actions import ActionSet
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.frame.palette_entries import Entry, Group, matching, of_actions
from counter_app.ui.frame.palette_found import INTAKE, entries_of, items_named
from counter_app.ui.frame.palette_list import PaletteList, spoken
from counter_app.ui.frame.palette_recent import Recent
from counter_app.ui.frame.palette_search import Found, Ready, make_ready, search, spell
from counter_app.ui.widgets.labels import ElidedLabel, KeyHint, label
from counter_app.ui.widgets.overlay import Overlay

if TYPE_CHECKING:
    from counter_app.models.reference import Item
    from counter_app.ui.item_card import ItemCard

#: Rows of a page up or down.
_PAGE = 8
#: Patience (ms) before it is said that something is still being looked up.
_PATIENCE_MS = 250
_PROMPT = "要做的事、页面、事项、姓名、证件或电话后四位、办件或台账编号"
_NOTHING = "没有找到“{}”。可以只输两个字、拼音首字母或号码的后四位。"
_HINT = "在本机的操作、事项、办件和各本台账中查找"


class _Line(QLineEdit):
    """Gives every key that moves or ends to the palette before it edits."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self._palette = palette

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._palette.take_key(event):
            super().keyPressEvent(event)


class Palette(Overlay):
    """``ran(key)`` after something was chosen. Esc or Ctrl+K leaves everything as it was."""

    ran = Signal(str)
    veil = 120

    def __init__(self, host: QWidget, counter: Counter, pages: Sequence[str]) -> None:
        super().__init__(host)
        self._counter = counter
        self._pages = frozenset(pages)
        self._sets: tuple[ActionSet, ...] = ()
        self._declared: list[Entry] = []
        self._initials: dict[str, tuple[str, ...]] = {}
        self._ready: Ready | None = None
        self._found = Found("")
        self._pending = False
        self._card: ItemCard | None = None
        self._entered: Callable[[Entry], object] | None = None
        self._recent = Recent(counter.settings)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_PATIENCE_MS)
        self._slow.timeout.connect(self.on_slow)
        self._build()

    def present(self, sets: Sequence[ActionSet]) -> None:
        """Show what can be done; the page's own first, then the window's."""
        self._sets = tuple(sets)
        self._declared = of_actions(sets)  # before their keys are silenced
        self._found, self._pending, self._entered = Found(""), False, None
        self.line.clear()
        self.appear()
        self.line.setFocus()
        self._list_anew()
        tasks = self._counter.tasks
        tasks.run_read(partial(make_ready, self._counter), self.on_ready, self.on_failed)
        unknown = [each.title for each in self._declared if each.title not in self._initials]
        if unknown:
            tasks.run_read(partial(spell, unknown), self.on_spelt, self.on_failed)

    def key_sets(self) -> tuple[ActionSet, ...]:
        return self._sets

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is listed now."""
        return self.list.entries

    # ---- slots

    def on_text_changed(self, text: str) -> None:
        self._entered = None
        query = text.strip()
        self._pending = bool(query)
        if query:
            self._slow.start()
            self._counter.tasks.run_read(
                partial(search, self._counter, query),
                self.on_found,
                self.on_failed,
                latest="palette",
            )
        else:
            self._found = Found("")
            self._slow.stop()
        self._list_anew()

    def on_found(self, found: Found) -> None:
        if found.query != self.line.text().strip() or self.isHidden():
            return
        self._found, self._pending = found, False
        self._slow.stop()
        self._list_anew(self.list.current)
        entered, self._entered = self._entered, None
        if entered is not None and self.list.current is not None:
            entered(self.list.current)

    def on_failed(self, error: BaseException) -> None:
        self._pending = False
        self._slow.stop()
        self._foot.show_text(f"没有查成：{said(error)}")

    def on_ready(self, ready: Ready) -> None:
        self._ready = ready
        if not self.line.text().strip():
            self._list_anew(self.list.current)

    def on_spelt(self, initials: dict[str, tuple[str, ...]]) -> None:
        self._initials |= initials
        if self.line.text().strip():
            self._list_anew(self.list.current)

    def on_slow(self) -> None:
        self._foot.show_text("正在查找…")

    def on_marked(self, entry: Entry | None) -> None:
        self.line.setAccessibleDescription(spoken(entry) if entry is not None else "")
        self._other.setVisible(entry is not None and entry.other is not None)
        self._other_words.setVisible(not self._other.isHidden())
        self._other_words.setText(entry.other_words if entry is not None else "")

    def on_picked(self, entry: Entry) -> None:
        self._do(entry, entry.run)

    def on_other(self, entry: Entry) -> None:
        self._do(entry, entry.other or entry.run)

    def on_card_asked(self, item: Item) -> None:
        """Everything about an item, over whatever is being done."""
        if self._card is None:
            from counter_app.ui.item_card import ItemCard

            self._card = ItemCard(self._host, self._counter)
            self._card.taken.connect(self.on_item_taken)
        self._card.present(item, {}, self._sets)

    def on_item_taken(self, item: Item) -> None:
        self._counter.go(INTAKE, item=item.code)

    # ---- keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list or for closing."""
        key = Qt.Key(event.key())
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.on_other if ctrl else self.on_picked)
        elif key == Qt.Key.Key_Escape or (ctrl and key == Qt.Key.Key_K):
            self.vanish()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.list.move_by(_PAGE if key == Qt.Key.Key_PageDown else -_PAGE)
        else:
            return False
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes to the next group; the cursor stays in the line."""
        self.list.next_group(1 if forward else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.take_key(event)
        event.accept()

    def vanish(self) -> None:
        self._slow.stop()
        self._entered = None
        super().vanish()

    # ---- inside

    def _enter(self, do: Callable[[Entry], object]) -> None:
        """Do what is marked; what is still being looked up is waited for, never guessed."""
        entry = self.list.current
        at_once = entry is not None and entry.group in (Group.ACTIONS, Group.PAGES, Group.RECENT)
        if self._pending and not at_once:
            self._entered = do
        elif entry is not None:
            do(entry)

    def _do(self, entry: Entry, run: Callable[[], object]) -> None:
        keep = self._recent.used(entry)
        if keep is not None:
            self._counter.tasks.run_write(keep)
        self.vanish()
        # After the keyboard is back where it was, as a key of the page would find it.
        QTimer.singleShot(0, self, run)
        self.ran.emit(entry.key)

    def _list_anew(self, keep: Entry | None = None) -> None:
        query = self.line.text().strip()
        if query:
            declared = self._recent.first(matching(self._declared, query, self._initials))
            declared.sort(key=lambda each: each.group is Group.PAGES)
            looked_up = entries_of(
                self._counter, self._found, self._pages, self._recent.first, self.on_card_asked
            )
            shown = [*looked_up, *declared] if self._found.exact else [*declared, *looked_up]
        else:
            known = [*self._declared, *self._recent_items()]
            own = [each for each in self._declared if each.group is Group.ACTIONS]
            pages = [each for each in self._declared if each.group is Group.PAGES]
            shown = [*self._recent.entries(known), *own, *pages]
        self.list.show_entries(shown, keep)
        self._foot.show_text(_HINT)
        self._nothing.setText(_NOTHING.format(query))
        self._nothing.setVisible(not shown and not self._pending)
        self.list.setVisible(bool(shown) or self._pending)

    def _recent_items(self) -> list[Entry]:
        if self._ready is None:
            return []
        return items_named(
            self._counter,
            self._ready.catalogue,
            self._recent.keys,
            self._pages,
            self.on_card_asked,
        )

    def _build(self) -> None:
        look = theme.tokens()
        panel = QFrame(self)
        panel.setObjectName("Sheet")
        panel.setMaximumSize(720, 520)
        panel.setAccessibleName("查找与操作")
        self.line = _Line(self, panel)
        self.line.setMaxLength(400)  # a scanned link is longer than what anybody types
        self.line.setPlaceholderText(_PROMPT)
        self.line.setAccessibleName(f"查找：{_PROMPT}")
        self.line.addAction(theme.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.textChanged.connect(self.on_text_changed)
        self.list = PaletteList(panel)
        self.list.picked.connect(self.on_picked)
        self.list.marked.connect(self.on_marked)
        self._nothing = label("", "muted", panel, wrap=True)
        self._nothing.setContentsMargins(look.space_m, look.space_m, look.space_m, look.space_m)
        self._foot = ElidedLabel(_HINT, "small", panel)
        self._other = KeyHint("Ctrl+Return", panel)
        self._other_words = label("", "small", panel)
        foot = QHBoxLayout()
        foot.setSpacing(look.space_xs)
        foot.addWidget(self._foot, 1)
        for key, words in (("Return", "打开"), ("Tab", "下一类"), ("Esc", "关闭")):
            foot.addWidget(KeyHint(key, panel))
            foot.addWidget(label(words, "small", panel))
            if key == "Return":
                foot.addWidget(self._other)
                foot.addWidget(self._other_words)
        column = QVBoxLayout(panel)
        column.setContentsMargins(look.space_l, look.space_m, look.space_l, look.space_s)
        column.setSpacing(look.space_s)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        column.addStretch(0)
        column.addLayout(foot)
        around = QHBoxLayout(self)
        around.addStretch(1)
        around.addWidget(panel, 6)
        around.addStretch(1)
