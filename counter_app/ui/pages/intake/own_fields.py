"""The item's own declared fields (表单栏目), as far as nothing else has answered them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from counter_app.forms.checks import visible_fields
from counter_app.models.reference import FieldSpec
from counter_app.ui import theme
from counter_app.ui.forms import Editor
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.spec_rows import SpecRows
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.labels import label

#: Kinds that need the whole width: long values, or values that are read back beside.
_WIDE = frozenset({"multiline", "address", "id_number", "uscc", "bank_account"})
LABEL_WIDTH = 7


class OwnFields(Card):
    """Two columns. Values outlive a change of the item as long as the key is the same."""

    edited = Signal()
    left = Signal(str)
    #: rows were made anew: whoever watches their editors must watch again
    rebuilt = Signal()

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        self._whole: tuple[FieldSpec, ...] = ()
        self._known: dict[str, str] = {}
        self._fields = SpecRows(today, self._row, self)
        self._fields.edited.connect(self.on_edited)
        self._fields.left.connect(self.left)
        self.column.addWidget(label("办理信息", "heading", self))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.tokens().space_m)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self.hide()

    def ask(
        self, specs: Iterable[FieldSpec], whole: Sequence[FieldSpec], known: Mapping[str, str]
    ) -> None:
        """Ask these fields of the ``whole`` form, the rest of which is ``known``.

        What was typed in fields of the same key stays.
        """
        specs = tuple(specs)
        self._whole = tuple(whole)
        if specs == self._fields.specs:
            if known != self._known:
                self._known = dict(known)
                self._rearrange()
            return
        self._known = dict(known)
        self._fields.ask(specs)
        self._arrange()
        self.setVisible(bool(specs))
        self.rebuilt.emit()

    @property
    def rows(self) -> dict[str, FieldRow]:
        """By key, whether in sight or not."""
        return self._fields.rows

    def get(self) -> dict[str, str]:
        """What was typed, by key; blanks are left out. Fields that do not apply are kept too."""
        return self._fields.get()

    def set(self, values: Mapping[str, str]) -> None:
        """Show these values instead."""
        self._fields.set(values)
        self._arrange()

    def offer(self, values: Mapping[str, str]) -> None:
        """Fill what is still empty."""
        for key, value in values.items():
            editor = self._fields.editors.get(key)
            if editor is not None and not editor.get():
                editor.set(value)

    def shown(self) -> list[str]:
        """Keys of the fields that apply with these answers, in order."""
        applying = visible_fields(self._whole, self._known | self.get())
        return [spec.key for spec in applying if spec.key in self._fields.editors]

    def stops(self) -> list[QWidget]:
        return [self._fields.editors[key] for key in self.shown()]

    def editor_of(self, field: str) -> Editor | None:
        return self._fields.editor_of(field)

    def on_edited(self) -> None:
        self._rearrange()
        self.edited.emit()

    def _row(self, name: str, spec: FieldSpec, editor: Editor) -> FieldRow:
        row = FieldRow(
            name,
            spec.label,
            editor,
            required=spec.required,
            label_width=LABEL_WIDTH,
            parent=self,
        )
        if spec.kind == "multiline":
            layout = row.layout()
            assert layout is not None
            layout.setAlignment(row.title, Qt.AlignmentFlag.AlignTop)
        if spec.note and spec.kind not in ("text", "address", "multiline", "date"):
            row.show_hint(spec.note)
        return row

    def _rearrange(self) -> None:
        if any(spec.when for spec in self._fields.specs):
            self._arrange()

    def _arrange(self) -> None:
        """Place the rows that apply, two beside each other where both are short."""
        shown = self.shown()
        line, column = 0, 0
        for spec in self._fields.specs:
            row = self.rows[spec.key]
            row.setVisible(spec.key in shown)
            self._grid.removeWidget(row)
            if spec.key not in shown:
                continue
            wide = _is_wide(spec)
            if wide and column:
                line, column = line + 1, 0
            self._grid.addWidget(row, line, column, 1, 2 if wide else 1)
            column = 0 if wide else (column + 1) % 2
            line += wide or column == 0


def _is_wide(spec: FieldSpec) -> bool:
    return spec.kind in _WIDE or (spec.kind == "choice" and len("".join(spec.choices)) > 8)
