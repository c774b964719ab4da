"""打印队列: what waits, what a printer has, what did not come out, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from counter_app.devices.printers import PrinterInfo
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.rules import numbers
from counter_app.ui import print_words as words
from counter_app.ui.pages.printing.rows import JOB_COLUMNS, JobRow, job_rows, size_label
from counter_app.ui.pages.printing.tab import Tab
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import label


class QueueTab(Tab):
    """``chosen`` when the cursor is on another job; ``opened(JobRow)`` by Enter."""

    chosen = Signal()
    opened = Signal(object)

    def __init__(self, buttons: Sequence[ActionButton], parent: QWidget | None = None) -> None:
        super().__init__(DataTable(JOB_COLUMNS, key=lambda row: row.job.id), parent)
        self.table.set_empty(EmptyState("print", "没有打印任务。文书从收件、办件和预览页打印。"))
        self.table.current_changed.connect(self.on_current)
        self.table.opened.connect(self.opened)
        self.facts = Facts(width=4, parent=self)
        for name, title in (
            ("stage", "状态"),
            ("why", "原因"),
            ("next", "怎么办"),
            ("title", "文书"),
            ("paper", "文号"),
            ("number", "办件"),
        ):
            self.facts.add(name, title)
        card = Card(parent=self)
        card.column.addWidget(self.facts)
        self._nothing = label("选一个任务，这里说明它怎么样了。", "muted", card, wrap=True)
        card.column.addWidget(self._nothing)
        self.printers = QComboBox(self)
        self.printers.setAccessibleName("换到打印机")
        self.side.addWidget(card)
        first, move, *others = buttons
        self.side.addWidget(first)
        self.side.addWidget(self.printers)
        self.side.addWidget(move)
        for each in others:
            self.side.addWidget(each)
        self.side.addStretch(1)
        self.on_current(None)

    @property
    def job(self) -> PrintJob | None:
        """The job the cursor is on."""
        row = self.table.current
        return row.job if isinstance(row, JobRow) else None

    @property
    def printer(self) -> str:
        """The printer that a job would be sent to instead."""
        return str(self.printers.currentData() or "")

    def show_jobs(self, jobs: Sequence[PrintJob], today: date) -> None:
        self.table.show_rows(job_rows(jobs, today))
        if self.table.current is None:
            self.table.go_to_row(0)
        self.on_current(self.table.current)

    def show_printers(self, printers: Sequence[PrinterInfo]) -> None:
        before = self.printer
        self.printers.clear()
        for info in printers:
            self.printers.addItem(info.name, info.name)
        if not printers:
            self.printers.addItem("没有找到打印机", "")
        self.printers.setEnabled(bool(printers))
        self._point_to(before)

    def on_current(self, row: JobRow | None) -> None:
        self.facts.setVisible(row is not None)
        self._nothing.setVisible(row is None)
        if row is not None:
            self._tell(row.job)
            self._point_to("")
        self.chosen.emit()

    def _tell(self, job: PrintJob) -> None:
        tell = self.facts.tell
        size = f" {size_label(job.size)}" if job.size else ""
        tell("title", f"{words.named(job)} {words.copies(job)}{size}")
        tell("paper", job.paper)
        tell("number", numbers.spoken(job.number))
        where = f" · {job.printer}" if job.printer else ""
        tell("stage", f"{words.stage(job)}{where}")
        detail = f"（{job.detail}）" if job.reason and job.detail else ""
        tell("why", f"{words.why(job.reason)}{detail}")
        tell("next", words.what_next(job.reason) if job.stage is not PrintStage.DONE else "")

    def _point_to(self, printer: str) -> None:
        """Another printer than the one that failed, where there is one."""
        job = self.job
        at = self.printers.findData(printer) if printer else -1
        if at < 0 and job is not None:
            others = [
                each
                for each in range(self.printers.count())
                if self.printers.itemData(each) not in ("", job.printer)
            ]
            at = others[0] if others else 0
        self.printers.setCurrentIndex(max(at, 0))
