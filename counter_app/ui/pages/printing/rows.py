"""What the three lists of the page show, as frozen rows and their columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from counter_app.devices.printers import PrinterInfo
from counter_app.documents.paper import PaperSize
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.ui import case_words, print_words as words
from counter_app.ui.print_settings import DocumentChoice, PrintSettings
from counter_app.ui.widgets.columns import Column

_SIZES = {size.value: size.label for size in PaperSize}
#: What needs somebody comes first, then what is under way, then what is over.
_ORDER = {PrintStage.DONE: 2, PrintStage.CANCELLED: 2, PrintStage.FAILED: 0}


class JobRow(msgspec.Struct, frozen=True):
    """A job with its time in words."""

    job: PrintJob
    when: str


class PrinterRow(msgspec.Struct, frozen=True):
    """A printer, its shift in words, and the documents that go there."""

    info: PrinterInfo
    offset: str
    used: str


class DocumentRow(msgspec.Struct, frozen=True):
    """A kind of document and what was chosen for it."""

    kind: str
    title: str
    size: str
    choice: DocumentChoice


def size_label(size: str) -> str:
    return _SIZES.get(size, size)


def job_rows(jobs: Sequence[PrintJob], today: date) -> list[JobRow]:
    """What needs somebody first; within that the newest first."""

    def place(job: PrintJob) -> tuple[int, int]:
        first = 0 if job.stuck else _ORDER.get(job.stage, 1)
        return first, -job.made_ms

    return [JobRow(job, case_words.moment(job.made_ms, today)) for job in sorted(jobs, key=place)]


def printer_rows(printers: Sequence[PrinterInfo], chosen: PrintSettings) -> list[PrinterRow]:
    # not before somebody looks at them
    from counter_app.documents.papers.every_kind import EVERY_KIND

    rows = []
    for info in printers:
        titles = [
            each.title
            for each in EVERY_KIND
            if (wanted := chosen.document(each.kind).printer) == info.name
            or (not wanted and info.default)
        ]
        used = "、".join(titles)
        rows.append(PrinterRow(info, offset_words(*chosen.offset(info.name)), used))
    return rows


def document_rows(chosen: PrintSettings) -> list[DocumentRow]:
    from counter_app.documents.papers.every_kind import EVERY_KIND

    slips = {each.name for each in chosen.slip_printers}
    rows = []
    for each in EVERY_KIND:
        choice = chosen.document(each.kind)
        size = choice.size or each.sizes[0].value
        if choice.printer in slips:
            size = PaperSize.SLIP80.value
        rows.append(DocumentRow(each.kind, each.title, size, choice))
    return rows


def offset_words(x_mm: float, y_mm: float) -> str:
    """``右 2.5 下 1``, "" when there is none."""
    parts = []
    if x_mm:
        parts.append(f"{'右' if x_mm > 0 else '左'} {abs(x_mm):g}")
    if y_mm:
        parts.append(f"{'下' if y_mm > 0 else '上'} {abs(y_mm):g}")
    return " ".join(parts)


def _why(row: JobRow) -> str:
    said = words.why(row.job.reason)
    if row.job.reason and row.job.detail:
        said += f"（{row.job.detail}）"
    return said


JOB_COLUMNS: tuple[Column[JobRow], ...] = (
    Column(
        "stage",
        "状态",
        lambda row: words.stage(row.job),
        6.5,
        icon=lambda row: words.stage_icon(row.job),
        tone=lambda row: words.stage_tone(row.job),
    ),
    Column("title", "文书", lambda row: words.named(row.job), bold=True),
    Column("printer", "打印机", lambda row: row.job.printer or "未定", 7.5),
    Column("why", "说明", _why, tone=lambda row: words.stage_tone(row.job)),
    Column("when", "时间", lambda row: row.when, 6, tone=lambda row: "muted"),
)

PRINTER_COLUMNS: tuple[Column[PrinterRow], ...] = (
    Column(
        "name",
        "打印机",
        lambda row: f"{row.info.name}（默认）" if row.info.default else row.info.name,
        bold=True,
    ),
    Column(
        "state",
        "状态",
        lambda row: words.printer_state(row.info),
        9,
        icon=lambda row: words.printer_icon(row.info),
        tone=lambda row: words.printer_tone(row.info),
    ),
    Column("kind", "种类", lambda row: "小票机" if row.info.slip else "系统", 4),
    Column("offset", "偏移（毫米）", lambda row: row.offset or "无", 6.5),
    Column("used", "打印的文书", lambda row: row.used or "没有"),
)

DOCUMENT_COLUMNS: tuple[Column[DocumentRow], ...] = (
    Column("title", "文书", lambda row: row.title, 9.5, bold=True),
    Column("printer", "打印机", lambda row: row.choice.printer or "系统默认"),
    Column("size", "纸张", lambda row: size_label(row.size), 6.5),
    Column("copies", "份数", lambda row: str(row.choice.copies or 1), 3),
    Column(
        "silent",
        "自动打印",
        lambda row: "自动" if row.choice.silent else "按键打印",
        6,
        icon=lambda row: "check" if row.choice.silent else "",
        tone=lambda row: "success" if row.choice.silent else "",
    ),
)
