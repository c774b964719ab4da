"""The printer of the receipt (收件凭证) on the page 设备; everything else is on the page 打印."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject

from counter_app.devices.printers import JobReport, PrinterInfo
from counter_app.errors import CounterError
from counter_app.ui import print_settings, print_words as words
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.devices.row import Choice, DeviceRow, RowAction, RowState
from counter_app.ui.print_desk import print_desk
from counter_app.ui.printing import PRINT

_KIND = "receipt"
#: The size of the test page of a printer that takes sheets.
_SHEET = "A5"


class PrinterRow(DeviceRow):
    """打印机."""

    id = "printer"
    title = "凭证打印机"
    icon = "print"
    note = "打印收件凭证的打印机或小票机。各种文书、纸盒、偏移在“打印”页里设置"

    def __init__(self, counter: Counter, parent: QObject | None = None) -> None:
        super().__init__(counter, parent)
        self._found: tuple[PrinterInfo, ...] = ()
        self._looked = False
        self._result = ""

    # ---- choosing

    def drivers(self) -> tuple[Choice, ...]:
        names = [each.name for each in self._found]
        if (wanted := self.driver()) and wanted not in names:
            names.append(wanted)
        return (Choice("", "系统默认"), *(Choice(name, name) for name in names))

    def driver(self) -> str:
        return print_settings.read(self.counter.settings).document(_KIND).printer

    def choose(self, driver_id: str) -> None:
        chosen = print_settings.read(self.counter.settings)
        choice = replace(chosen.document(_KIND), printer=driver_id, tray="")
        print_settings.keep(self.counter.settings, chosen.with_document(_KIND, choice))
        self._result = ""
        self.changed.emit()

    def look(self) -> None:
        queue = print_desk(self.counter).queue
        self.counter.tasks.run(
            PRINT, queue.printers, self.on_found, self.on_not_found, latest="printers"
        )

    # ---- how it stands

    def state(self) -> RowState:
        info = self._info
        if info is None:
            if not self._looked:
                return RowState("正在找打印机", "clock")
            gone = self.driver()
            said = f"现在没有“{gone}”" if gone else "没有找到打印机"
            return RowState(said, "warning", "warning", "请接好打印机，或在“打印”页添加小票机")
        tone = words.printer_tone(info) or "neutral"
        hint = words.what_next(info.reason.value)
        state = f"{info.name}：{words.printer_state(info)}"
        return RowState(state, words.printer_icon(info), tone, hint)

    def can_test(self) -> bool:
        return self._info is not None

    def test(self) -> None:
        info = self._info
        if info is None:
            return
        self._result = "正在送测试页…"
        self.changed.emit()
        lines = (f"打印机：{info.name}", self.counter.desk.actor.name)
        job = partial(print_desk(self.counter).queue.test, info, _SHEET, lines)
        self.counter.tasks.run(PRINT, job, self.on_tested, self.on_test_failed)

    def result(self) -> str:
        return self._result

    def actions(self) -> tuple[RowAction, ...]:
        return (
            RowAction("打开打印页", partial(self.counter.go, "printing", tab="printers")),
            RowAction("各种文书的设置", partial(self.counter.go, "printing", tab="documents")),
        )

    # ---- slots

    def on_found(self, printers: tuple[PrinterInfo, ...]) -> None:
        self._found, self._looked = printers, True
        self.changed.emit()

    def on_not_found(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._looked = True
        self._result = said(error)
        self.changed.emit()

    def on_tested(self, report: JobReport) -> None:
        self._result = "测试页已送出，请看打印机"
        if report.reason:
            self._result = f"测试页已送出，但{words.why(report.reason.value)}"
        self.changed.emit()

    def on_test_failed(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._result = f"测试页没有打出：{said(error)}"
        self.changed.emit()

    @property
    def _info(self) -> PrinterInfo | None:
        wanted = self.driver()
        if wanted:
            return next((each for each in self._found if each.name == wanted), None)
        default = next((each for each in self._found if each.default), None)
        return default or next(iter(self._found), None)
