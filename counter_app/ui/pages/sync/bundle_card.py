"""The card of the USB bundle: write one, read one, and in one sentence what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from counter_app.models.changes import Changes
from counter_app.store import attachment_outbox, queries, relays
from counter_app.store.relays import Passed
from counter_app.store.store import Store
from counter_app.ui import bundle_words, case_words as words
from counter_app.ui.context import Counter
from counter_app.ui.syncing import loop_of
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import LineCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter_app.sync.bundle_in import Imported
    from counter_app.sync.bundle_out import Exported

#: The lane of a stick: slow, and in nobody's way.
BUNDLE = "bundle"
#: Without an exchange for so long, the stick is offered in other words (ms).
_LONG_MS = 24 * 3600_000
_DAY_MS = 24 * 3600_000
#: So many bundles that were passed on are named.
_TOLD = 3
_FILTER = "U盘同步包 (*.sync);;所有文件 (*)"
_WHAT = "没有网络时，导出到U盘，拿到能联网的电脑上导入；带回的回执在本机导入。"


class _Stick(msgspec.Struct, frozen=True):
    """What is worth knowing about sticks: what waits here, and what was passed on lately."""

    waiting: int
    refused: int
    by_ledger: dict[str, int]
    files: int
    passed: list[Passed]


def _read(store: Store) -> _Stick:
    """On the reader."""
    waiting, refused = relays.counts(store)
    files = len(attachment_outbox.owed(store.attachments))
    by_ledger = queries.unsent_by_ledger(store)
    return _Stick(waiting, refused, by_ledger, files, relays.recent(store))


class BundleCard(LineCard):
    """``choose_export`` and ``choose_import`` ask for the file; the rest follows by itself.

    ``on_busy`` is called when something begins or ends, for whoever shows the actions.
    """

    def __init__(
        self,
        counter: Counter,
        buttons: tuple[ActionButton, ...],
        on_busy: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("U盘同步包", "stick", buttons, parent)
        self._counter = counter
        self._on_busy = on_busy
        self._told = False
        self.busy = False
        #: whose records were passed on last: for it the way back can be fetched
        self.answer_for = ""
        self.said.setText(_WHAT)

    def refresh(self) -> None:
        """What is worth knowing before anybody asks, unless a result stands there."""
        job = partial(_read, self._counter.store)
        self._counter.tasks.run_read(job, self.on_counted, latest=BUNDLE)

    # ---- asking for the file

    def choose_export(self) -> None:
        identity = self._counter.store.identity
        dialog = self._dialog("导出U盘同步包", self.on_export_chosen)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sync")
        dialog.selectFile(f"同步包-{identity.place}-{identity.device}.sync")
        dialog.open()

    def choose_answer(self) -> None:
        """What the county holds for the place that came with a stick last."""
        dialog = self._dialog("取回执包", self.on_answer_chosen)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("sync")
        dialog.selectFile(f"回执-{self.answer_for}-{self._counter.desk.today:%Y%m%d}.sync")
        dialog.open()

    def choose_import(self) -> None:
        dialog = self._dialog("导入U盘同步包", self.on_import_chosen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.open()

    # ---- slots

    def on_counted(self, stick: _Stick) -> None:
        self.answer_for = stick.passed[0].place if stick.passed else ""
        self._on_busy()
        if self._told or self.busy:
            return
        head = self._counter.store.head
        away_ms = self._counter.store.now_ms() - head.synced_ms
        parts = []
        if away_ms > _LONG_MS:
            since = f"已有 {away_ms // _DAY_MS} 天" if head.synced_ms else "还"
            parts.append(f"{since}没有连上县平台，可用U盘同步。")
        parts.append(bundle_words.waiting_words(head.unsent, stick.by_ledger, stick.files))
        if stick.waiting:
            parts.append(f"收下的 {stick.waiting} 个同步包等待转交，联网后自动转交。")
        if stick.refused:
            parts.append(f"有 {stick.refused} 个同步包县平台没有收，请重新导入查看原因。")
        place_name = self._counter.desk.catalogue().place_name
        parts.append(
            bundle_words.passed_words(stick.passed[:_TOLD], place_name, self._counter.desk.today)
        )
        self.said.setText("".join(parts) + _WHAT)

    def on_export_chosen(self, path: str) -> None:
        self._begin("正在写同步包，写完前请不要拔U盘…")
        job = partial(self._counter.workplace.export_bundle, Path(path))
        done = partial(self._exported, Path(path).name)
        self._counter.tasks.run(BUNDLE, job, done, self.on_failed, receiver=self)

    def on_answer_chosen(self, path: str) -> None:
        self._begin("正在取回执，写完前请不要拔U盘…")
        job = partial(self._counter.workplace.export_bundle, Path(path), self.answer_for)
        done = partial(self._exported, Path(path).name)
        self._counter.tasks.run(BUNDLE, job, done, self.on_failed, receiver=self)

    def on_import_chosen(self, path: str) -> None:
        self._begin("正在读同步包，读完前请不要拔U盘…")
        job = partial(self._counter.workplace.import_bundle, Path(path))
        self._counter.tasks.run(BUNDLE, job, self.on_imported, self.on_failed)

    def on_imported(self, imported: Imported) -> None:
        place = imported.place
        name = self._counter.desk.catalogue().place_name(place) if place else ""
        self._end(bundle_words.import_words(imported, name))
        if (loop := loop_of(self._counter.workplace)) is not None:
            loop.wake()  # what it last said of records that are only here is over
        taken = imported.taken
        self._counter.changed(taken.changes if taken is not None else Changes(sync=True))

    def on_failed(self, error: BaseException) -> None:
        self._end(words.said(error))

    # ---- inside

    def _exported(self, name: str, exported: Exported) -> None:
        place_name = self._counter.desk.catalogue().place_name(exported.place)
        self._end(bundle_words.export_words(exported, name, place_name))

    def _dialog(self, title: str, chosen: Callable[[str], object]) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(_FILTER)
        dialog.fileSelected.connect(chosen)
        return dialog

    def _begin(self, text: str) -> None:
        self.busy = True
        self.said.setText(text)
        self._on_busy()

    def _end(self, text: str) -> None:
        self.busy = False
        self._told = True
        self.said.setText(text)
        self._on_busy()
