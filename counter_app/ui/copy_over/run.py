"""One case being copied over: from the first field to the number in the other system."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject

from counter_app.desk import cases
from counter_app.desk.desk import Done
from counter_app.models.case import CaseState
from counter_app.models.reference import FieldSpec
from counter_app.rules.numbers import spoken
from counter_app.ui.context import Counter
from counter_app.ui.copy_over.clipboard import BriefClipboard
from counter_app.ui.copy_over.fields import CopyField, CopyOrders, copy_fields, in_order, learned
from counter_app.ui.copy_over.window import CopyWindow
from counter_app.ui.page import Page

_SECTION = "copy_over"
_PURPOSE = "抄录到部门系统"
#: The deed of the case page that notes another system's number.
LINK = "link"


class CopyRun(QObject):
    """``step`` (the page's ``key``) begins with a case, then goes on to its next field. It ends
    by itself when the page is left or locked, and the clipboard is empty then."""

    def __init__(self, counter: Counter, page: Page, *, key: str = "F9") -> None:
        super().__init__(page)
        self._counter = counter
        self._page = page
        self._key = key
        self._case: CaseState | None = None
        self._fields: tuple[CopyField, ...] = ()
        self._at = -1
        self._copied: list[str] = []
        self.window: CopyWindow | None = None
        self.clipboard = BriefClipboard(self)
        page.installEventFilter(self)

    @property
    def running(self) -> bool:
        return self.window is not None and self.window.isVisible()

    def step(self, state: CaseState, specs: Iterable[FieldSpec]) -> None:
        """The next field of this case; the first time it is recorded who looks at all of it."""
        if self.running and self._case is not None and self._case.number == state.number:
            self.on_next()
            return
        self.end()
        self._case = state
        orders = self._counter.settings.get(_SECTION, CopyOrders).orders
        self._fields = in_order(copy_fields(state, specs), orders.get(state.item.code, ()))
        self._counter.tasks.run_write(
            partial(cases.reveal, self._counter.desk, state.number, "form", _PURPOSE),
            partial(self.on_recorded, state.number),
        )

    def end(self) -> None:
        """Close the window, empty the clipboard, remember the order that was used."""
        self.clipboard.clear()
        if self.window is not None:
            self.window.hide()
        case, self._case = self._case, None
        if case is not None and self._copied:
            settings = self._counter.settings
            orders = settings.get(_SECTION, CopyOrders)
            kept = learned(orders, case.item.code, self._fields, self._copied)
            if kept is not None:
                self._counter.tasks.run_write(partial(settings.put, _SECTION, kept))
        self._fields, self._at, self._copied = (), -1, []

    # ---- slots

    def on_recorded(self, number: str, done: Done) -> None:
        self._counter.changed(done.changes)
        if self._case is None or self._case.number != number or not self._page.isVisible():
            return
        if self.window is None:
            self.window = window = CopyWindow(self._page, self._key)
            window.next_asked.connect(self.on_next)
            window.back_asked.connect(self.on_back)
            window.picked.connect(self.copy)
            window.entered.connect(self.on_entered)
            window.ended.connect(self.end)
            self.clipboard.left.connect(window.tell_left)
        self.window.present(f"{spoken(number)} {self._case.item.name}", self._fields)
        self.copy(0)

    def on_next(self) -> None:
        self.copy(self._at + 1)

    def on_back(self) -> None:
        self.copy(self._at - 1)

    def copy(self, at: int) -> None:
        """Put one field on the clipboard."""
        if self.window is None or not 0 <= at < len(self._fields):
            return
        self._at = at
        field = self._fields[at]
        self._copied.append(field.key)
        self.clipboard.put(field.value)
        following = self._fields[at + 1] if at + 1 < len(self._fields) else None
        self.window.tell(field, following, at)

    def on_entered(self) -> None:
        """It stands in the other system: note its number there (关联编号)."""
        case = self._case
        self.end()
        if case is not None:
            self._page.window().activateWindow()
            self._counter.go("case", number=case.number, deed=LINK)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A minimised window hides its pages too, and that is when this is most needed.
        if event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.end()
        return False
