"""The material checklist with its head: how many are there, and one key for 全部齐全."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.desk.intake_check import IntakeMaterial
from counter_app.models.case import MaterialForm
from counter_app.models.reference import Item
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.pages.intake.material_lines import FORM_KEYS, Line, all_there, lines_of
from counter_app.ui.pages.intake.material_list import MaterialList
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import label

_SHORT = {
    MaterialForm.CHECKED: "核验+复印",
    MaterialForm.LATER: "容缺",
    MaterialForm.MISSING: "未交",
}


class MaterialsBox(Card):
    """``edited`` when a line was ticked. Ticks outlive a change of the item by their names."""

    edited = Signal()

    def __init__(self, all_button: ActionButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept: dict[str, IntakeMaterial] = {}
        self.list = MaterialList(self)
        self.list.changed.connect(self.on_changed)
        self._count = label("", "muted", self)
        self._problem = label("", "problem", self, wrap=True)
        self._problem.hide()
        self._nothing = label("选定事项后，这里列出要收的材料。", "muted", self, wrap=True)
        keys = " ".join(f"{key} {_SHORT.get(form, form.label)}" for key, form in FORM_KEYS.items())
        self._keys = label(f"{keys} · 空格 按要求 · +/- 份数", "small", self, wrap=True)
        head = QHBoxLayout()
        head.addWidget(label("材料清单", "heading", self))
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(all_button)
        self.column.addLayout(head)
        self.column.addWidget(self._nothing)
        self.column.addWidget(self.list)
        self.column.addWidget(self._problem)
        self.column.addWidget(self._keys)
        self._show_lines(())

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.list.lines

    @property
    def owed(self) -> tuple[Line, ...]:
        """Required lines that are neither here nor allowed to follow."""
        return tuple(line for line in self.lines if line.owed)

    def ask(self, item: Item | None, answers: Mapping[str, str]) -> None:
        """The checklist of this item for these answers."""
        self._keep()
        lines = lines_of(item, answers, self._kept.values()) if item is not None else ()
        self._nothing.setText(
            "选定事项后，这里列出要收的材料。" if item is None else "这一事项不需要提交材料。"
        )
        if lines != self.lines or not lines:
            self._show_lines(lines)

    def get(self) -> tuple[IntakeMaterial, ...]:
        return tuple(line.typed() for line in self.lines)

    def set(self, materials: tuple[IntakeMaterial, ...]) -> None:
        """What was ticked before; shown when the item asks for it."""
        self._kept = {each.name: each for each in materials}
        self._show_lines(())

    def tick_all(self) -> None:
        """Everything that is required is there, as the guide asks."""
        self._show_lines(all_there(self.lines))
        self.edited.emit()

    def show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def on_changed(self) -> None:
        self._show_count()
        self.edited.emit()

    def _keep(self) -> None:
        self._kept |= {line.name: line.typed() for line in self.lines}

    def _show_lines(self, lines: tuple[Line, ...]) -> None:
        self.list.show_lines(lines)
        self.list.setVisible(bool(lines))
        self._keys.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        self._show_count()

    def _show_count(self) -> None:
        needed = [line for line in self.lines if line.required]
        there = sum(line.form.present for line in needed)
        later = sum(line.form is MaterialForm.LATER for line in needed)
        said = f"必要 {len(needed)} 份，已收 {there} 份" if self.lines else ""
        self._count.setText(said + (f"，容缺 {later} 份" if later else ""))
