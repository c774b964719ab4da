"""A signature for a paper that exists already: asked for, kept with the case, told."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk.attachments import Attaching
from counter_app.desk.signing import keep_signature
from counter_app.models.ledger import AnyState
from counter_app.models.signature import Signed
from counter_app.ui.citizen.sign_panel import SignPanel
from counter_app.ui.context import Counter


class SignatureWork(QObject):
    """``ask(state)`` on a page; ``ended`` when it is kept or given up."""

    ended = Signal()

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__(page)
        self._counter = counter
        self.panel = SignPanel(page, lambda: counter.citizen)
        self.panel.closed.connect(self.ended)

    def ask(self, state: AnyState, paper: str = "", who: str = "") -> None:
        """``paper``: number of the document it will stand under, "" for the newest. ``who``: in
        what quality the person signs, "" as a case's papers say."""
        made = [each for each in state.papers if paper in ("", each.number)]
        if made:
            usual = "领取人" if made[-1].kind == "delivery" else "申请人"
            done = partial(self._keep, state.number)
            self.panel.ask(made[-1].title, who or usual, done)

    def on_kept(self, done: Attaching) -> None:
        self._counter.notify("success", f"已保存“{done.attachment.name}”，在附件里可以打开。")
        self._counter.changed(done.changes)

    def _keep(self, number: str, signed: Signed) -> None:
        job = partial(keep_signature, self._counter.desk, number, signed)
        self._counter.tasks.run_write(job, self.on_kept)
