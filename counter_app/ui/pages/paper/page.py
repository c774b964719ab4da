"""Preview of one document, with everything that can be done with it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.desk.desk import Desk
from counter_app.devices.printers import PrinterInfo
from counter_app.documents.preview import PageImage, page_images
from counter_app.errors import Refused, Trouble
from counter_app.models.case import IssuedPaper
from counter_app.models.changes import Changes
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.rules import numbers
from counter_app.store import ledger_queries
from counter_app.ui import case_words as words, print_settings, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.paper.view import PaperView
from counter_app.ui.print_desk import print_desk
from counter_app.ui.print_run import PrintRun
from counter_app.ui.printing import PRINT, PaperFile, paper_file, save_pdf
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import label

#: Width of the column at the side, in characters.
_SIDE = 21


class PaperPage(Page):
    """打印预览. ``opened(number=…, paper=…)``; ``fresh=True``: it was made out just now and the
    first print is the original, not a re-print."""

    id = "paper"
    title = "打印预览"
    icon = "print"
    rail = False
    parent_id = "cases"
    watches = Changes(papers=True, cases=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._number = ""
        self._paper = ""
        self._fresh = False
        self._file: PaperFile | None = None
        self._kind = ""
        self._copies = 0
        self._printers: tuple[PrinterInfo, ...] = ()
        super().__init__(counter, parent)
        look = theme.tokens()
        self.prints = PrintRun(counter, self)
        self.prints.recorded.connect(self.on_recorded)
        self.prints.finished.connect(self.on_printed)
        self.view = PaperView(self)
        self.view.zoom_asked.connect(self.on_zoom_asked)
        self.facts = Facts(width=4, parent=self)
        for name, title in (
            ("title", "文书"), ("number", "文号"), ("case", "办件"), ("issued", "出具"),
            ("copies", "已打印"), ("pages", "页数"),
        ):  # fmt: skip
            self.facts.add(name, title)
        self.printers = QComboBox(self)
        self.printers.setAccessibleName("打印机")
        self.printers.activated.connect(self.on_printer_chosen)
        self.said = label("", "muted", self, wrap=True)
        self.print_button = self.button("paper.print", variant="primary")
        self.path = QLineEdit(self)
        self.path.setAccessibleName("保存到")
        self.path.returnPressed.connect(self.on_save)
        self._save_said = label("", "problem", self, wrap=True)
        self._save = self._save_panel()
        self.missing = EmptyState("document", "正在读取…", parent=self)
        self._side = self._side_column()
        self._side.setFixedWidth(_SIDE * look.body)
        self._whole = QWidget(self)
        row = QHBoxLayout(self._whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.space_m)
        row.addWidget(self.view, 1)
        row.addWidget(self._side)
        self.body.addWidget(self._whole, 1)
        self.body.addWidget(self.missing, 1)
        self._show_parts(False)

    def page_actions(self) -> tuple[Action, ...]:
        def one(id_: str, text: str, key: str, run, icon: str, when=self._ready) -> Action:
            return Action(f"paper.{id_}", text, key, "文书", run, enabled_when=when, icon=icon)

        return (
            one("print", "打印", "F9", self.on_print, "print", self._can_print),
            one("again", "重打本份", "Ctrl+P", self.on_print_again, "undo", self._can_repeat),
            one("save", "存为 PDF", "Ctrl+S", self.on_save_asked, "download"),
            one("larger", "放大", "Ctrl++", partial(self.zoom, 1), "plus"),
            one("smaller", "缩小", "Ctrl+-", partial(self.zoom, -1), "dash"),
            one("fit", "适合宽度", "Ctrl+0", self.fit, "search"),
            one("case", "回到办件", "Ctrl+B", self.on_case, "document", lambda: bool(self._number)),
        )

    # ---- page

    def opened(self, **params: object) -> None:
        number, paper = str(params.get("number", "")), str(params.get("paper", ""))
        if (number, paper) != (self._number, self._paper):
            self._number, self._paper = number, paper
            self._file = None
            self._show_parts(False)
            self.missing.show_text("正在读取…")
            self.header.show_text(self.title)
        self._fresh = bool(params.get("fresh"))
        self.close_save()
        self._read()
        queue = print_desk(self.counter).queue
        self.counter.tasks.run(PRINT, queue.printers, self.on_printers, latest="printers")

    def refresh(self, changes: Changes) -> None:
        if f"case:{self._number}" in changes.subjects or not changes.subjects:
            self._read()

    def first_focus(self) -> QWidget:
        return self.view

    # ---- what can be done

    def zoom(self, steps: int) -> None:
        self.view.zoom(steps)

    def fit(self) -> None:
        self.view.fit()

    def on_print(self) -> None:
        """The original when it was made out just now, else one more numbered copy."""
        if self._fresh:
            self.prints.first(self._number, (self._paper,), self._printer)
        else:
            self.prints.again(self._number, self._paper, printer=self._printer)

    def on_print_again(self) -> None:
        """The copy in sight once more: it did not come out of the printer."""
        self.prints.first(self._number, (self._paper,), self._printer, repeat=True)

    def on_save_asked(self) -> None:
        if self._file is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{self._file.title}-{numbers.spoken(self._number)}.pdf"
        self.path.setText(str(Path(folder) / name))
        self._save_said.hide()
        self.said.hide()
        self._save.show()
        self.path.setFocus()
        self.path.end(False)

    def on_save(self) -> None:
        text = self.path.text().strip()
        if self._file is not None and text:
            job = partial(save_pdf, self._file, Path(text))
            self.counter.tasks.run(PRINT, job, self.on_saved, self.on_save_failed)

    def close_save(self) -> None:
        self._save.hide()
        self.said.show()

    def on_case(self) -> None:
        self.counter.go("case", number=self._number)

    # ---- slots

    def on_read(self, read: tuple[IssuedPaper, PaperFile, list[PageImage], float]) -> None:
        first = self._file is None
        paper, self._file, pages, dpi = read
        self._kind = paper.kind
        if (self._file.number, self._number) != (self._paper, self._number):
            return
        self._copies = paper.copies
        self.header.show_text(self._file.title, self._file.number)
        today = self.counter.desk.today
        tell = self.facts.tell
        tell("title", self._file.title)
        tell("number", self._file.number)
        tell("case", numbers.spoken(self._number))
        tell("issued", words.moment(paper.issued_ms, today))
        tell("copies", f"{paper.copies} 份" if not self._fresh else "还没有打印")
        tell("pages", f"{self._file.pages} 页 {self._file.size}")
        self._show_parts(True)
        self.view.show_pages(pages, dpi)
        if first:
            self._choose_printer()
        self._tell_next()
        self.refresh_actions()
        if self.isVisible() and not self._save.isVisible():
            self.view.setFocus()

    def on_read_failed(self, error: BaseException) -> None:
        self._file = None
        self._show_parts(False)
        self.refresh_actions()
        self.missing.show_text("这份文书没有读出来")
        self.missing.show_text(words.said(error))

    def on_zoom_asked(self, dpi: float) -> None:
        if self._file is not None:
            job = partial(_pages, self._file.pdf, dpi, self.view.ratio)
            self.counter.tasks.run_read(job, partial(self.on_zoomed, dpi), latest="zoom")

    def on_zoomed(self, dpi: float, pages: list[PageImage]) -> None:
        self.view.show_pages(pages, dpi)
        self._tell_next()

    def on_printers(self, printers: tuple[PrinterInfo, ...]) -> None:
        self._printers = printers
        self.printers.clear()
        self.printers.addItems([each.name for each in printers] or ["没有找到打印机"])
        self.printers.setEnabled(bool(printers))
        self._choose_printer()
        self._tell_next()
        self.refresh_actions()

    def on_printer_chosen(self) -> None:
        """This kind of document goes there from now on."""
        if self._kind and self._printer:
            settings = self.counter.settings
            chosen = print_settings.read(settings)
            choice = replace(chosen.document(self._kind), printer=self._printer, tray="")
            try:
                print_settings.keep(settings, chosen.with_document(self._kind, choice))
            except Trouble as error:
                self.counter.notify("warning", str(error))

    def on_recorded(self) -> None:
        self._read()

    def on_printed(self, jobs: tuple[PrintJob, ...]) -> None:
        if any(job.stage not in (PrintStage.FAILED, PrintStage.CANCELLED) for job in jobs):
            self._fresh = False
        self._read()

    def on_saved(self, path: Path) -> None:
        self.close_save()
        self.view.setFocus()
        self.counter.notify(
            "success", f"已存为 {path}。文件没有加密，用完请删除，不要留在公用电脑上。"
        )

    def on_save_failed(self, error: BaseException) -> None:
        self._save_said.setText(words.said(error))
        self._save_said.show()
        self.path.setFocus()

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._save.isVisible():
            self.close_save()
            self.view.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    # ---- inside

    @property
    def _printer(self) -> str:
        return self.printers.currentText() if self._printers else ""

    def _choose_printer(self) -> None:
        """The one that was chosen for this kind of document, else the system's."""
        wanted = print_settings.read(self.counter.settings).document(self._kind).printer
        names = [each.name for each in self._printers]
        if wanted not in names:
            wanted = next((each.name for each in self._printers if each.default), "")
        if wanted:
            self.printers.setCurrentText(wanted)

    def _ready(self) -> bool:
        return self._file is not None

    def _can_print(self) -> bool:
        return self._file is not None and bool(self._printers)

    def _can_repeat(self) -> bool:
        return self._can_print() and not self._fresh

    def _tell_next(self) -> None:
        """What F9 will do now, before it does it."""
        if self._file is None:
            return
        if self._fresh:
            self.print_button.setText("打印")
            said = "打印原件。"
        else:
            self.print_button.setText(f"补打 第 {self._copies + 1} 份")
            said = "补打会印上份数，并记入办理经过。上一次没有打出来时，用“重打本份”，不另计份数。"
        if not self._printers:
            said = "没有找到打印机。文书已存在办件里，接好打印机后再打印，或先存为 PDF。"
        if self._file.missing:
            said += f"有 {len(self._file.missing)} 个字现有字体画不出，打印后请手写补上。"
        self.said.setText(f"{said}\n显示比例 {self.view.percent}%")

    def _side_column(self) -> QWidget:
        look = theme.tokens()
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.space_s)
        card = Card(parent=side)
        card.column.addWidget(self.facts)
        column.addWidget(card)
        column.addWidget(label("打印机", "small", side))
        column.addWidget(self.printers)
        column.addWidget(self.print_button)
        for each in ("paper.again", "paper.save", "paper.case"):
            column.addWidget(self.button(each))
        column.addWidget(self._save)
        column.addWidget(self.said)
        column.addStretch(1)
        zooms = QHBoxLayout()
        for each in ("paper.smaller", "paper.larger"):
            zooms.addWidget(self.button(each))
        column.addLayout(zooms)
        column.addWidget(self.button("paper.fit"))
        return side

    def _save_panel(self) -> QWidget:
        panel = Card(parent=self)
        panel.column.addWidget(label("保存到", "small", panel))
        panel.column.addWidget(self.path)
        panel.column.addWidget(self._save_said)
        buttons = QHBoxLayout()
        buttons.addWidget(Button("返回", self.close_save, key="Esc", parent=panel))
        buttons.addStretch(1)
        buttons.addWidget(Button("保存", self.on_save, key="Return", parent=panel))
        panel.column.addLayout(buttons)
        self._save_said.hide()
        panel.hide()
        return panel

    def _read(self) -> None:
        if self._number:
            dpi = self.view.dpi if self.view.count else self.view.fitting_dpi()
            job = partial(_read, self.counter.desk, self._number, self._paper, dpi, self.view.ratio)
            self.counter.tasks.run_read(job, self.on_read, self.on_read_failed, latest="paper")

    def _show_parts(self, shown: bool) -> None:
        self._whole.setVisible(shown)
        self.missing.setVisible(not shown)
        if not shown:
            self.view.clear()


def _read(
    desk: Desk, number: str, paper: str, dpi: float, ratio: float
) -> tuple[IssuedPaper, PaperFile, list[PageImage], float]:
    """On the reader thread."""
    state = ledger_queries.by_number(desk.store, number)
    issued = next((each for each in state.papers if each.number == paper), None) if state else None
    if issued is None:
        raise Refused(f"没有文号为 {paper} 的文书", hint="请从办件里选择文书")
    file = paper_file(desk, number, paper)
    return issued, file, _pages(file.pdf, dpi, ratio), dpi


def _pages(pdf: bytes, dpi: float, ratio: float) -> list[PageImage]:
    return page_images(pdf, dpi * ratio)
