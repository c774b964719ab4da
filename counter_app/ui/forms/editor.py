"""What every editor can do: give and take the value as text, and show what is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.forms.checks import check_field
from counter_app.forms.kinds import Setting
from counter_app.models.reference import FieldSpec
from counter_app.ui import theme


class Verdict(msgspec.Struct, frozen=True):
    """What can be said of a value now. ``wrong``: Chinese reason, "" when nothing is wrong.

    ``certain``: wrong however the typing goes on, so it may be told at once. ``warning`` may
    be overruled. ``normal``: the value in its stored spelling, "" while there is none.
    """

    normal: str = ""
    wrong: str = ""
    certain: bool = False
    warning: str = ""


class Editor(QWidget):
    """One field. ``edited``: the value is another one; ``left(editor)``: the cursor went on."""

    edited = Signal()
    left = Signal(object)

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.today = today
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.tokens().space_s)

    @property
    @abstractmethod
    def widget(self) -> QWidget:
        """What takes the keyboard."""

    @abstractmethod
    def get(self) -> str:
        """The value as it stands, in its stored spelling where it has one."""

    @abstractmethod
    def set(self, value: str) -> None:
        """Show a stored value; "" empties the field."""

    def judge(self) -> Verdict:
        """What the rules say of the value now."""
        normal, problems = check_field(self.spec, self.get(), Setting(self.today))
        wrong = next((each.why for each in problems if each.serious), "")
        warning = next((each.why for each in problems if not each.serious), "")
        return Verdict(normal or "", wrong, False, warning)

    def show_problem(self, text: str, *, serious: bool = True) -> None:
        """Mark the field as wrong or doubtful; "" clears the mark. The row shows the words."""
        mark = ("error" if serious else "warning") if text else ""
        if self.widget.property("problem") != mark:
            theme.set_look(self.widget, problem=mark)
        self.widget.setAccessibleDescription(text)

    def take_focus(self) -> None:
        """Put the cursor here, at the end of what is there."""
        self.widget.setFocus()
