"""The card of attachments: how many wait for a line, and whether they may be sent on this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from counter_app.errors import Trouble
from counter_app.models.changes import Changes
from counter_app.store import attachment_outbox as outbox
from counter_app.store.attachments import Totals
from counter_app.store.store import Store
from counter_app.ui import case_words as words
from counter_app.ui.case.files import size_words
from counter_app.ui.context import Counter
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import LineCard

if TYPE_CHECKING:
    from collections.abc import Callable


class FilesCard(LineCard):
    """``ask`` reads how it stands, ``toggle`` pauses or goes on. Out of sight without files.

    ``on_paused`` is told at every reading, for the words of the button.
    """

    def __init__(
        self,
        counter: Counter,
        button: ActionButton,
        on_paused: Callable[[bool], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("附件", "scan", (button,), parent)
        self._counter = counter
        self._on_paused = on_paused
        self.hide()

    def ask(self) -> None:
        """Read the counts; a file that cannot be read is told here and nowhere else."""
        store = self._counter.store
        self._counter.tasks.run_read(lambda: _standing(store), self.on_read, latest="files")

    def toggle(self) -> None:
        store = self._counter.store
        self._counter.tasks.run_write(lambda: _toggle(store), self.on_toggled)

    def on_toggled(self, paused: bool) -> None:
        self._counter.notify(
            "info",
            "附件暂停上传，办件照常上传" if paused else "附件继续上传，按 F5 可立即开始",
        )
        self._counter.changed(Changes(sync=True))

    def on_read(self, read: tuple[Totals, bool] | str) -> None:
        if isinstance(read, str):
            self.said.setText(f"附件文件打不开：{read}。办件不受影响。")
            self.show()
            return
        totals, paused = read
        self._on_paused(paused)
        self.setVisible(bool(totals.files or totals.owed or paused))
        self.said.setText(standing_words(totals, paused))


def standing_words(totals: Totals, paused: bool) -> str:
    """One line about attachments."""
    if not totals.owed:
        told = f"本机 {totals.files} 个附件都已上传。"
    else:
        told = f"附件待上传 {totals.owed} 个，共 {size_words(totals.owed_size)}。"
        if totals.failed:
            told += f"其中 {totals.failed} 个没传上去，会自动再试。"
    if paused:
        return told + "已暂停，办件照常上传；线路好时请继续上传。"
    return told + ("办件传完后自动上传；流量紧张时可以暂停。" if totals.owed else "")


def _standing(store: Store) -> tuple[Totals, bool] | str:
    try:
        return store.attachments.totals(), store.attachments.paused
    except Trouble as error:
        return words.said(error)


def _toggle(store: Store) -> bool:
    files = store.attachments
    files.paused = not files.paused
    if not files.paused:
        outbox.try_again_now(files)
    return files.paused
