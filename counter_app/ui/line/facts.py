"""The card with what is known of one line: its state, warnings, and rows of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import LampLabel, StatusChip
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import IconLabel, label
from counter_app.ui.widgets.masked import MaskedLabel

_TOP = Qt.AlignmentFlag.AlignTop


class Mask(msgspec.Struct, frozen=True):
    """How a fact about a person is masked, the word for it, and the key that shows the whole."""

    mask: Callable[[str], str]
    title: str
    key: str


class LineFacts(Card):
    """``rows``: (name, title) in order; ``masks``: those that are shown in part.

    ``reveal_asked(field)``: the page records the look-up, then calls ``reveal``.
    """

    reveal_asked = Signal(str)

    def __init__(
        self,
        rows: Iterable[tuple[str, str]],
        masks: Mapping[str, Mask],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.masks = dict(masks)
        self._whole = dict.fromkeys(masks, "")
        self._who = ""
        self.masked = {field: MaskedLabel("", each.key, self) for field, each in masks.items()}
        for field, shown in self.masked.items():
            shown.reveal_asked.connect(partial(self.reveal_asked.emit, field))
        self._chip = StatusChip(parent=self)
        self._lamp = LampLabel(parent=self)
        self._warning = label("", "strong", self, wrap=True)
        self._warning_line = QWidget(self)
        warned = QHBoxLayout(self._warning_line)
        warned.setContentsMargins(0, 0, 0, 0)
        warned.addWidget(IconLabel("warning", "warning", parent=self), 0, _TOP)
        warned.addWidget(self._warning, 1)
        self.facts = Facts(width=5, parent=self)
        for name, title in rows:
            self.facts.add(name, title, self.masked.get(name))
        head = QVBoxLayout()
        head.setSpacing(theme.tokens().space_xs)
        head.addWidget(self._chip)
        head.addWidget(self._lamp)
        self.column.addLayout(head)
        self.column.addWidget(self._warning_line)
        self.column.addWidget(self.facts)
        self.column.addStretch(1)

    def tell_state(
        self,
        status: str,
        tone: str,
        *,
        lamp: tuple[str, str] | None = None,
        warnings: Iterable[str] = (),
    ) -> None:
        """The head. ``lamp``: its colour's name and how near the day is, in words."""
        self._chip.show_state(status, tone)
        self._lamp.setVisible(lamp is not None)
        if lamp is not None:
            self._lamp.show_lamp(*lamp)
        told = "\n".join(warnings)
        self._warning.setText(told)
        self._warning_line.setVisible(bool(told))

    def tell(self, told: Mapping[str, str]) -> None:
        """Rows by name; "" hides one."""
        for name, text in told.items():
            self.facts.tell(name, text)

    def tell_masked(self, who: str, whole: Mapping[str, str]) -> None:
        """``whole``: of ``who``; what is shown stays shown while neither is another one."""
        for field, value in whole.items():
            if value != self._whole[field] or who != self._who:
                self.masked[field].show_masked(self.masks[field].mask(value))
            self.facts.show_row(field, bool(value))
            self._whole[field] = value
        self._who = who

    @property
    def warning(self) -> str:
        return self._warning.text() if not self._warning_line.isHidden() else ""

    def reveal(self, field: str) -> None:
        """Show a whole number for a while."""
        self.masked[field].reveal(self._whole[field])
