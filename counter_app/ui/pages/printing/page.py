"""The page of the print queue: three lists, each with what can be done about a line at its side."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QWidget

from counter_app.devices.printers import JobReport, PrinterInfo, PrinterTrouble
from counter_app.devices.printers.slip import SlipPrinter
from counter_app.errors import CounterError, Trouble
from counter_app.models.changes import Changes
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.settings import LOCAL_ZONE
from counter_app.store import print_jobs
from counter_app.ui import print_settings, print_words as words
from counter_app.ui.actions import Action
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.date_guard import DateGuard
from counter_app.ui.page import Page
from counter_app.ui.pages.printing.documents_tab import DocumentsTab
from counter_app.ui.pages.printing.keys import printing_actions
from counter_app.ui.pages.printing.printers_tab import PrintersTab, shift_words
from counter_app.ui.pages.printing.queue_tab import QueueTab
from counter_app.ui.pages.printing.rows import JobRow
from counter_app.ui.print_desk import print_desk
from counter_app.ui.print_run import PrintRun
from counter_app.ui.print_settings import DocumentChoice, Offset, PrintSettings
from counter_app.ui.printing import PRINT
from counter_app.ui.widgets.notice import NoticeAction

QUEUE, PRINTERS, DOCUMENTS = range(3)
_TITLES = ("打印队列", "打印机", "文书设置")


class PrintingPage(Page):
    """打印. ``opened(tab=…)``: "queue", "printers" or "documents"; else as it was left."""

    id = "printing"
    title = "打印"
    icon = "print"
    note = "打印出错不影响收件，文书都在办件里"
    watches = Changes(papers=True)

    # Asked by the actions before the page is built.
    _queue: QueueTab | None = None
    _printers: PrintersTab | None = None
    _tabs: QTabWidget | None = None

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._found: tuple[PrinterInfo, ...] = ()
        super().__init__(counter, parent)
        self.desk = print_desk(counter)
        self.desk.changed.connect(self.read_jobs)
        self.prints = PrintRun(counter, self)
        self.guard = DateGuard(counter.store, self)
        button = self.button
        self._queue = QueueTab(
            (
                button("printing.retry", variant="primary"),
                *(button(f"printing.{each}") for each in ("move", "cancel", "again", "case")),
            ),
            self,
        )
        names = ("test", "look", "add", "edit", "remove")
        self._printers = PrintersTab([button(f"printing.{each}") for each in names], self)
        self._documents = DocumentsTab(self)
        self._tabs = tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part, title, key in zip(self._parts, _TITLES, ("F2", "F3", "F4"), strict=True):
            tabs.addTab(part, f"{title}  {key}")
        tabs.currentChanged.connect(self.on_tab_changed)
        self.body.addWidget(tabs, 1)
        self._queue.chosen.connect(self.refresh_actions)
        self._queue.opened.connect(self.on_job_opened)
        self._printers.chosen.connect(self.refresh_actions)
        self._printers.shifted.connect(self.on_shifted)
        self._printers.slip_form.saved.connect(self.on_slip_saved)
        self._printers.slip_form.left.connect(self._printers.close_slip_form)
        self._documents.chose.connect(self.on_document_chosen)
        self._documents.trays_wanted.connect(self.on_trays_wanted)

    def page_actions(self) -> tuple[Action, ...]:
        return printing_actions(self)

    # ---- page

    def opened(self, **params: object) -> None:
        named = {"queue": QUEUE, "printers": PRINTERS, "documents": DOCUMENTS}
        tab = named.get(str(params.get("tab", "")))
        if tab is not None:
            self.show_tab(tab)
        self.read_jobs()
        self.look()

    def refresh(self, changes: Changes) -> None:
        self.read_jobs()

    def first_focus(self) -> QWidget:
        return self._parts[self.tabs.currentIndex()].table

    @property
    def tabs(self) -> QTabWidget:
        assert self._tabs is not None
        return self._tabs

    @property
    def queue(self) -> QueueTab:
        assert self._queue is not None
        return self._queue

    @property
    def printers(self) -> PrintersTab:
        assert self._printers is not None
        return self._printers

    @property
    def documents(self) -> DocumentsTab:
        return self._documents

    # ---- what may be done now

    def shows(self, tab: int) -> bool:
        return self._tabs is not None and self._tabs.currentIndex() == tab

    @property
    def job(self) -> PrintJob | None:
        return self._queue.job if self._queue is not None and self.shows(QUEUE) else None

    def may_retry(self) -> bool:
        job = self.job
        waits = job is not None and job.stage in (PrintStage.WAITING, PrintStage.CANCELLED)
        return job is not None and (waits or job.stage is PrintStage.FAILED or job.stuck)

    def may_move(self) -> bool:
        return self.may_retry() and bool(self.queue.printer)

    def may_cancel(self) -> bool:
        job = self.job
        over = (PrintStage.DONE, PrintStage.CANCELLED, PrintStage.SENDING)
        return job is not None and job.stage not in over

    def may_print_again(self) -> bool:
        return self.job is not None and self.job.stage is PrintStage.DONE

    @property
    def printer(self) -> PrinterInfo | None:
        shown = self._printers is not None and self.shows(PRINTERS)
        return self._printers.info if shown and self._printers is not None else None

    def may_edit(self) -> bool:
        return self.printer is not None and self.printer.slip

    # ---- what can be done

    def show_tab(self, tab: int) -> None:
        self.tabs.setCurrentIndex(tab)
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def read_jobs(self) -> None:
        job = partial(print_jobs.listed, self.counter.store)
        self.counter.tasks.run_read(job, self.on_jobs, latest="jobs")

    def look(self) -> None:
        """How the printers stand; receipt printers are asked one by one."""
        self.printers.wait()
        self.counter.tasks.run(
            PRINT, self.desk.queue.printers, self.on_printers, self.on_not_found, latest="printers"
        )

    def ask(self) -> None:
        self.look()
        self.counter.tasks.run(PRINT, self._ask_all, self.on_printers, latest="asked")

    def retry(self) -> None:
        if self.job is not None:
            self.guard.run(partial(self.desk.retry, self.job.id))

    def send_elsewhere(self) -> None:
        """To the printer that is named above the button."""
        if self.job is not None and self.may_move():
            self.guard.run(partial(self.desk.retry, self.job.id, self.queue.printer))

    def cancel(self) -> None:
        if self.job is not None:
            self.desk.cancel(self.job.id)

    def print_again(self) -> None:
        if self.job is not None:
            self.prints.again(self.job.number, self.job.paper, printer=self.job.printer)

    def open_case(self) -> None:
        if self.job is not None:
            self.counter.go("case", number=self.job.number)

    def test(self) -> None:
        info = self.printer
        if info is None:
            return
        actor = self.counter.desk.actor
        now = datetime.fromtimestamp(self.counter.store.now_ms() / 1000, LOCAL_ZONE)
        shift = Offset(*self._settings.offset(info.name))
        lines = (
            f"打印机：{info.name}",
            f"{now:%Y年%m月%d日 %H:%M}  {actor.name}",
            f"偏移：{shift_words(shift)}（毫米）",
        )
        job = partial(self.desk.queue.test, info, self.printers.paper, lines)
        self.counter.notify("info", f"正在把测试页送到打印机“{info.name}”…")
        self.counter.tasks.run(
            PRINT, job, partial(self.on_tested, info), partial(self.on_test_failed, info)
        )

    def add_slip_printer(self) -> None:
        self._open_slip_form(SlipPrinter())

    def edit_slip_printer(self) -> None:
        info = self.printer
        known = self._settings.slip_printers
        if info is not None:
            self._open_slip_form(next(each for each in known if each.name == info.name))

    def remove_slip_printer(self) -> None:
        info = self.printer
        before = self._settings
        if info is not None and self._keep(before.without_slip_printer(info.name)):
            action = NoticeAction("撤销", partial(self._put_back, before))
            self.counter.notify("success", f"已删除小票机“{info.name}”", action=action)
            self.look()

    def toggle_silent(self) -> None:
        self._documents.toggle_silent()

    # ---- slots

    def on_tab_changed(self) -> None:
        self.refresh_actions()

    def on_jobs(self, jobs: list[PrintJob]) -> None:
        self.queue.show_jobs(jobs, self.counter.desk.today)
        self.refresh_actions()

    def on_printers(self, printers: tuple[PrinterInfo, ...]) -> None:
        self._found = printers
        self.queue.show_printers(printers)
        self.printers.not_found()
        self._show_settings()

    def on_not_found(self, error: BaseException) -> None:
        self.printers.not_found()
        if not isinstance(error, CounterError):
            raise error
        self.counter.notify("warning", said(error))
        self._show_settings()

    def on_job_opened(self, row: JobRow) -> None:
        self.counter.go("paper", number=row.job.number, paper=row.job.paper)

    def on_shifted(self, name: str, offset: Offset) -> None:
        if self._keep(self._settings.with_offset(name, offset)):
            self._show_settings()
            told = f"打印机“{name}”的偏移已改为：{shift_words(offset)}。可打测试页看看。"
            self.counter.notify("success", told)

    def on_slip_saved(self, printer: SlipPrinter, before: str) -> None:
        chosen = self._settings.with_slip_printer(printer, before)
        if before and before != printer.name:
            for kind, choice in chosen.documents.items():
                if choice.printer == before:
                    chosen = chosen.with_document(
                        kind, DocumentChoice(printer.name, choice.size, "", choice.copies,
                                             choice.silent)
                    )  # fmt: skip
        if self._keep(chosen):
            self.printers.close_slip_form()
            self.counter.notify("success", f"小票机“{printer.name}”已保存。可打测试页试一下。")
            self.look()

    def on_document_chosen(self, kind: str, choice: DocumentChoice) -> None:
        if self._keep(self._settings.with_document(kind, choice)):
            self._show_settings()

    def on_trays_wanted(self, printer: str) -> None:
        if not printer:
            self._documents.show_trays(printer, ())
            return
        self.counter.tasks.run(
            PRINT,
            partial(self.desk.queue.trays, printer),
            partial(self._documents.show_trays, printer),
            partial(self.on_no_trays, printer),
            latest="trays",
        )

    def on_no_trays(self, printer: str, error: BaseException) -> None:
        if not isinstance(error, PrinterTrouble):
            raise error
        self._documents.show_trays(printer, ())

    def on_tested(self, info: PrinterInfo, report: JobReport) -> None:
        name = f"测试页已送到打印机“{info.name}”"
        if report.reason:
            why, next_ = words.why(report.reason.value), words.what_next(report.reason.value)
            self.counter.notify("warning", f"{name}，但{why}。{next_}。")
        else:
            self.counter.notify("success", name)

    def on_test_failed(self, info: PrinterInfo, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self.counter.notify("error", f"测试页没有打出。打印机“{info.name}”：{said(error)}。")
        self.look()

    # ---- inside

    @property
    def _parts(self) -> tuple[QueueTab, PrintersTab, DocumentsTab]:
        return self.queue, self.printers, self._documents

    @property
    def _settings(self) -> PrintSettings:
        return print_settings.read(self.counter.settings)

    def _keep(self, chosen: PrintSettings) -> bool:
        try:
            print_settings.keep(self.counter.settings, chosen)
        except Trouble as error:
            self.counter.notify("error", f"打印设置没有保存：{error}")
            return False
        return True

    def _put_back(self, before: PrintSettings) -> None:
        if self._keep(before):
            self.look()

    def _show_settings(self) -> None:
        chosen = self._settings
        self.printers.show_printers(self._found, chosen)
        self._documents.show_settings(chosen, self._found)
        self.refresh_actions()

    def _open_slip_form(self, printer: SlipPrinter) -> None:
        taken = frozenset(each.name for each in self._found)
        self.printers.slip_form.present(printer, taken)
        self.printers.open_slip_form()

    def _ask_all(self) -> tuple[PrinterInfo, ...]:
        """On the lane of printing."""
        queue = self.desk.queue
        return tuple(queue.ask(info) for info in queue.printers())
