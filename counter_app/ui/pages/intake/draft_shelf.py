"""The shelf of half-typed cases: listing them, throwing one away, taking that back."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from counter_app.models.changes import Changes
from counter_app.store import drafts
from counter_app.store.catalogue import Catalogue
from counter_app.ui.context import Counter
from counter_app.ui.draft_list import DraftView, draft_views
from counter_app.ui.pages.intake.drafts_panel import DraftsPanel
from counter_app.ui.widgets.notice import NoticeAction


class DraftShelf(QObject):
    """``opened(DraftView)``: somebody wants to go on with it; ``gone(draft_id)``;
    ``back(draft_id)``: it is there again."""

    opened = Signal(object)
    gone = Signal(str)
    back = Signal(str)

    def __init__(self, counter: Counter, panel: DraftsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._panel = panel
        self._catalogue: Catalogue | None = None
        panel.opened.connect(self.opened)
        panel.discarded.connect(self.on_discarded)

    def use(self, catalogue: Catalogue) -> None:
        """Reference data by which drafts are named."""
        self._catalogue = catalogue

    def fill(self) -> None:
        """List this person's drafts."""
        if self._catalogue is not None:
            desk = self._counter.desk
            self._counter.tasks.run_read(
                partial(draft_views, desk, self._catalogue, desk.today),
                self.on_listed,
                latest="drafts",
            )

    def discard(self, draft_id: str) -> None:
        """Throw one away; it can be undone for a while."""
        self._counter.tasks.run_write(
            partial(drafts.discard, self._counter.store, draft_id), self.on_gone
        )

    def on_listed(self, views: list[DraftView]) -> None:
        self._panel.show_drafts(views)

    def on_discarded(self, view: DraftView) -> None:
        self.gone.emit(view.id)
        self.discard(view.id)

    def on_gone(self, draft: drafts.Draft | None) -> None:
        self._changed()
        if draft is not None:
            undo = NoticeAction("撤销", partial(self._bring_back, draft))
            self._counter.notify("info", "已丢弃一件暂存。", action=undo)

    def on_back(self, draft_id: str, nothing: object) -> None:
        self._changed()
        self._counter.notify("success", "已撤销丢弃。")
        self.back.emit(draft_id)

    def _bring_back(self, draft: drafts.Draft) -> None:
        store = self._counter.store
        self._counter.tasks.run_write(
            partial(drafts.save, store, draft.id, draft.kind, draft.work_no, draft.body),
            partial(self.on_back, draft.id),
        )

    def _changed(self) -> None:
        self._counter.changed(Changes(drafts=True))
        if self._panel.isVisible():
            self.fill()
