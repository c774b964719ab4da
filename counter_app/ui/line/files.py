"""The files of one line (附件): scans, photos and signatures, listed below its facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counter_app.models.ledger import AnyState
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.case.files import FileRow, FileWork, file_table
from counter_app.ui.case.signatures import SignatureWork
from counter_app.ui.context import Counter
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable

GROUP = "附件"
#: Lines of the table that are in sight at once.
_ROWS = 4


class LineFiles(Card):
    """``tell`` shows what there is; without files the card takes no room."""

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__("附件", "document", page)
        self.work = FileWork(counter, page)
        self.signatures = SignatureWork(counter, page)
        self.table: DataTable[FileRow] = file_table()
        self.table.setAccessibleName("附件")
        self.table.opened.connect(self.open)
        self._state: AnyState = None
        inner = QVBoxLayout()
        inner.addWidget(self.table)
        self.column.addLayout(inner)
        self.hide()

    def tell(self, state: AnyState, rows: tuple[FileRow, ...]) -> None:
        self._state = state
        self.table.show_rows(list(rows))
        letter = theme.tokens().body
        self.table.setFixedHeight(round((min(len(rows), _ROWS) + 1.4) * 2.3 * letter))
        self.setVisible(bool(rows))

    @property
    def any(self) -> bool:
        """Whether there is something to open."""
        return bool(self.table.rows)

    def add(self) -> None:
        """Scans and photos from files."""
        self.work.add(self._state.number)

    def shoot(self, name: str = "") -> None:
        """Pages or a photo by the camera. ``name``: what they show."""
        self.work.shoot(self._state.number, name=name)

    def sign(self, who: str) -> None:
        """A signature under the newest paper that exists already."""
        self.signatures.ask(self._state, who=who)

    def open(self, row: FileRow | None = None) -> None:
        if (chosen := row or self._chosen()) is not None:
            self.work.open(self._state.number, chosen)

    def copy_out(self, item: str) -> None:
        """Print the chosen one, marked with what it is for."""
        if (chosen := self._chosen()) is not None:
            self.work.copy_out(self._state.number, chosen, item)

    def _chosen(self) -> FileRow | None:
        if self.table.current is None:
            self.table.go_to_row(0)
        return self.table.current


def file_actions(
    name: str,
    files: Callable[[], LineFiles],
    free: Callable[[], bool],
    item: Callable[[], str],
) -> tuple[Action, ...]:
    """The keys of the files; the same letters as on the page of a case."""

    def some() -> bool:
        return free() and files().any

    def on(method: str, *more: Callable[[], str]) -> None:
        getattr(files(), method)(*(each() for each in more))

    return (
        Action(
            f"{name}.attach", "添加附件", "A", GROUP, partial(on, "add"),
            enabled_when=free, icon="plus",
        ),
        Action(
            f"{name}.shoot", "拍照或扫描", "Shift+A", GROUP, partial(on, "shoot"),
            enabled_when=free, icon="camera",
        ),
        Action(
            f"{name}.file", "打开附件", "O", GROUP, partial(on, "open"),
            enabled_when=some, icon="eye",
        ),
        Action(
            f"{name}.mark", "打印加注复印件", "Shift+O", GROUP, partial(on, "copy_out", item),
            enabled_when=some, icon="print",
            hint="每一页斜印“仅供办理某事项使用”，原扫描件不变",
        ),
    )  # fmt: skip
