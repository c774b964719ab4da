"""What can be done here, declared once: menus of keys, buttons and the key sheet derive from it.

An :class:`Action` is data; :class:`ActionSet` gives a tuple of them to a widget, where their
keys work while that widget is shown in the active window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from counter_app.errors import Bug
from counter_app.ui import theme


def always() -> bool:
    """The condition of an action that can be done at any time."""
    return True


@dataclass(frozen=True)
class Action:
    """One thing a person can do. ``key`` in Qt's portable form ("F9", "Ctrl+Return"); may be "".

    ``group`` is the heading in the key sheet. ``enabled_when`` is asked by ``refresh``.
    """

    id: str
    text: str
    key: str
    group: str
    run: Callable[[], object]
    enabled_when: Callable[[], bool] = always
    icon: str = ""
    hint: str = ""


class BoundAction(QAction):
    """An action given to a widget. Its text, icon and key come from the declaration."""

    def __init__(self, action: Action, owner: QWidget) -> None:
        super().__init__(action.text, owner)
        self.action = action
        if action.key:
            keys = [QKeySequence(action.key)]
            if "Return" in action.key:
                keys.append(QKeySequence(action.key.replace("Return", "Enter")))
            self.setShortcuts(keys)
        if action.icon:
            self.setIcon(theme.icon(action.icon))
        self.setAutoRepeat(False)
        self.triggered.connect(self.on_triggered)

    def on_triggered(self) -> None:
        # Asked again: what allowed it may have changed since the last refresh.
        if self.action.enabled_when():
            self.action.run()
        else:
            self.setEnabled(False)


class ActionSet:
    """The actions of one widget. Keys work in its whole window while it is visible."""

    def __init__(self, owner: QWidget, actions: Iterable[Action]) -> None:
        self._bound: dict[str, BoundAction] = {}
        self._holds = 0
        taken: dict[str, str] = {}
        for each in actions:
            if each.id in self._bound:
                raise Bug(f"操作 {each.id} 声明了两次")
            if each.key and each.key in taken:
                raise Bug(f"操作 {each.id} 与 {taken[each.key]} 用了同一个键 {each.key}")
            taken[each.key] = each.id
            bound = BoundAction(each, owner)
            owner.addAction(bound)
            self._bound[each.id] = bound
        self.refresh()

    def __iter__(self) -> Iterator[Action]:
        return (bound.action for bound in self._bound.values())

    def bound(self, action_id: str) -> BoundAction:
        """The living action. Raises :class:`Bug` for an id that was not declared."""
        try:
            return self._bound[action_id]
        except KeyError:
            raise Bug(f"没有声明过操作 {action_id}") from None

    def say(self, action_id: str, text: str) -> None:
        """Other words for an action that does the opposite by turns; its buttons follow."""
        self.bound(action_id).setText(text)

    def refresh(self) -> None:
        """Ask every action again whether it can be done now. Cheap; call after any change."""
        for bound in self._bound.values():
            bound.setEnabled(not self._holds and bool(bound.action.enabled_when()))

    def hold(self) -> None:
        """Something covers the widget: its keys must not reach through, until ``release``."""
        self._holds += 1
        self.refresh()

    def release(self) -> None:
        self._holds = max(0, self._holds - 1)
        self.refresh()

    def keys(self) -> set[str]:
        return {each.key for each in self if each.key}
