"""What every page is: a head, a body that scrolls when it must, a foot of buttons, and actions.

A page gets a :class:`Counter` and shows frozen values. It asks for work through
``counter.tasks``, says what changed through ``counter.changed`` and opens other pages through
``counter.go``; it never touches the window or another page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from counter_app.models.changes import Changes, everything
from counter_app.ui import theme
from counter_app.ui.actions import Action, ActionSet
from counter_app.ui.context import Counter
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.foot_bar import FootBar
from counter_app.ui.widgets.header import SectionHeader

if TYPE_CHECKING:
    from counter_app.protocol.scanned import Scanned
    from counter_app.rules.cards import CardRead

#: What a page is told when it is opened for the first time.
EVERYTHING = everything()


class Page(QWidget):
    """Subclass with ``id``, ``title``, ``icon``; build in ``__init__`` after ``super()``.

    The shell calls, in this order: ``opened(**params)`` each time the page is gone to;
    ``refresh(changes)`` with everything that changed since it was last up to date (at the first
    opening: everything), then at once whenever something changes while it is visible;
    ``leaving()`` before another page, the lock or the end: store what was typed there.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    icon: ClassVar[str]
    #: title in the narrow rail, where the whole one has no room
    short: ClassVar[str] = ""
    #: one line beside the title
    note: ClassVar[str] = ""
    #: whether it stands in the rail; a page without is reached from others
    rail: ClassVar[bool] = True
    #: rail page that is marked while this one is shown
    parent_id: ClassVar[str] = ""
    #: which changes concern it
    watches: ClassVar[Changes] = EVERYTHING

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.counter = counter
        self.keys = ActionSet(self, self.page_actions())
        look = theme.tokens()
        self.header = SectionHeader(
            self.title, self.note, icon=self.icon, role="title", parent=self
        )
        scrolled = QWidget()
        scrolled.setObjectName("Scrolled")
        self.body = QVBoxLayout(scrolled)
        self.body.setContentsMargins(look.space_l, 2, look.space_l, look.space_s)
        self.body.setSpacing(look.space_m)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(scrolled)
        self.foot = FootBar(self)
        self.foot.hide()
        head = QHBoxLayout()
        head.setContentsMargins(look.space_l, look.space_m, look.space_l, look.space_s)
        head.addWidget(self.header)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.foot)

    # ---- for subclasses

    @classmethod
    def allowed(cls, counter: Counter) -> bool:
        """Whether the signed-in person may see this page (roles)."""
        return True

    def page_actions(self) -> tuple[Action, ...]:
        """What can be done here. Called before the page is built: declare, do not look."""
        return ()

    def opened(self, **params: object) -> None:
        """The page was gone to, with what the caller wants to see."""

    def refresh(self, changes: Changes) -> None:
        """Something this page watches is different; read it anew."""

    def leaving(self) -> bool:
        """False keeps the person here; then say why in a notice."""
        return True

    def first_focus(self) -> QWidget | None:
        """Where the cursor goes when the page is opened."""
        return None

    def take_card(self, card: CardRead) -> bool:
        """An identity card was read while this page is in sight. False: not for this page, then
        it begins a new intake."""
        return False

    def take_scan(self, scan: Scanned) -> bool:
        """Something was scanned while this page is in sight. False: not for this page, then the
        case, the item or the person is opened."""
        return False

    # ---- for building

    def button(self, action_id: str, *, variant: str = "") -> ActionButton:
        """A button for one of this page's actions, showing its key."""
        return ActionButton(self.keys.bound(action_id), variant=variant)

    def set_foot(self, *action_ids: str, primary: str = "", left: tuple[str, ...] = ()) -> None:
        """A fixed row of buttons at the foot of the page; ``left`` ones stand apart."""
        buttons = {
            each: self.button(each, variant="primary" if each == primary else "")
            for each in (*left, *action_ids)
        }
        self.foot.fill(
            [buttons[each] for each in left],
            [buttons[each] for each in action_ids],
            buttons.get(primary),
        )
        self.foot.show()

    def refresh_actions(self) -> None:
        """Ask ``enabled_when`` of every action again."""
        self.keys.refresh()

    def take_focus(self) -> None:
        """Put the cursor where it was, or where work begins."""
        self.focus_on(self.focusWidget())

    def focus_on(self, last: QWidget | None) -> None:
        """Put the cursor there, or where work begins."""
        # Opening the page may have put something else in its place.
        there = last is not None and shiboken6.isValid(last) and last.isVisibleTo(self)
        target = last if there else self.first_focus()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.focusNextChild():
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if (first := self.first_focus()) is not None:
            first.setFocus()
