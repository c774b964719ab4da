"""Getting a document onto paper: which printers there are, sending a PDF, keeping it as a file.

On Linux the PDF bytes themselves go to ``lp`` (vector, exactly what was stored); elsewhere Qt
prints pictures of the pages at the printer's own resolution. Everything here blocks and is
called on a lane of its own (``tasks.run(PRINT, …)``). A failure is a :class:`Trouble` that
says what to do; the case and its document are stored long before.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counter_app.errors import Trouble, os_words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from counter_app.desk.desk import Desk

#: The lane of the task runner on which printing happens, so that the writer never waits.
PRINT = "print"

#: Pictures for a printer are made at its resolution, but no finer (dots an inch).
FINEST_DPI = 300

#: How long a command of the print service may take, in s.
_PATIENCE_S = 20
_REQUEST = re.compile(r"request id is (\S+)")
_SAFE = "文书已存在办件里,没有丢失"


class Printers(msgspec.Struct, frozen=True):
    """Names of the print queues; ``default`` is one of them or empty."""

    names: tuple[str, ...]
    default: str


class PaperFile(msgspec.Struct, frozen=True):
    """A document as PDF. ``copy_no`` is printed on it from 2 on; ``missing``: undrawable."""

    number: str
    title: str
    size: str
    copy_no: int
    pages: int
    pdf: bytes
    missing: tuple[str, ...] = ()


class Printed(msgspec.Struct, frozen=True):
    """Where a document went. ``waiting``: the queue took it but the printer stands still."""

    printer: str
    waiting: bool = False


def paper_file(desk: Desk, number: str, paper_number: str, copy_no: int | None = None) -> PaperFile:
    """The document of a case drawn from its snapshot. ``copy_no`` None: as printed last.

    Raises ``Refused`` when there is none, :class:`Trouble` when it cannot be read.
    """
    from counter_app.desk import cases
    from counter_app.documents.paper import thaw
    from counter_app.documents.render import render_pdf
    from counter_app.store import queries

    state = queries.by_number(desk.store, number)
    if state is None:
        raise Trouble(f"本机没有编号 {number} 的办件", hint="请先同步,或核对编号")
    act, copies = cases.snapshot(desk, state, paper_number)
    shown = copies if copy_no is None else copy_no
    drawn = render_pdf(thaw(act.snapshot), copy_no=shown)
    return PaperFile(
        paper_number, act.title, act.size, shown, drawn.pages, drawn.pdf, drawn.missing
    )


def list_printers() -> Printers:
    """The printers of this machine; none is no error."""
    if shutil.which("lp") and shutil.which("lpstat"):
        names = tuple(line.strip() for line in _ask("lpstat", "-e").splitlines() if line.strip())
        _, _, default = _ask("lpstat", "-d").strip().rpartition(": ")
        return Printers(names, default if default in names else (names[0] if names else ""))
    from PySide6.QtPrintSupport import QPrinterInfo

    names = tuple(QPrinterInfo.availablePrinterNames())
    default = QPrinterInfo.defaultPrinterName()
    return Printers(names, default if default in names else (names[0] if names else ""))


def print_pdf(paper: PaperFile, printer: str, copies: int = 1) -> Printed:
    """Send a document to a printer. Raises :class:`Trouble` with what to do next."""
    if not printer:
        raise Trouble("没有找到打印机", hint=f"{_SAFE};接好打印机后再打印,或先另存为 PDF")
    if shutil.which("lp"):
        return _print_by_lp(paper, printer, copies)
    from PySide6.QtPrintSupport import QPrinter

    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setPrinterName(printer)
    if not device.isValid():
        raise Trouble(f"打印机“{printer}”现在不能用", hint=f"{_SAFE};请检查打印机,或换一台")
    device.setCopyCount(copies)
    paint(device, paper)
    return Printed(printer)


def paint(device: QPrinter, paper: PaperFile) -> None:
    """Draw the pages as pictures onto a printer, edge to edge in their true size."""
    from PySide6.QtCore import QMarginsF, QRectF, QSizeF
    from PySide6.QtGui import QImage, QPageSize, QPainter

    from counter_app.documents.preview import page_images

    dpi = min(device.resolution(), FINEST_DPI)
    pages = page_images(paper.pdf, dpi)
    device.setFullPage(True)
    painter = QPainter()
    for index, page in enumerate(pages):
        size = QSizeF(page.width * 72 / dpi, page.height * 72 / dpi)
        device.setPageSize(QPageSize(size, QPageSize.Unit.Point))
        device.setPageMargins(QMarginsF())
        started = device.newPage() if index else painter.begin(device)
        if not started:
            raise Trouble("打印机没有响应", hint=f"{_SAFE};请检查打印机后再打印")
        stride = page.width * 4
        image = QImage(
            page.rgba, page.width, page.height, stride, QImage.Format.Format_RGBA8888
        ).convertToFormat(QImage.Format.Format_Grayscale8)
        scale = device.resolution() / dpi
        painter.drawImage(QRectF(0, 0, page.width * scale, page.height * scale), image)
    if not painter.end():
        raise Trouble("打印没有完成", hint=f"{_SAFE};请检查打印机后再打印")


def save_pdf(paper: PaperFile, path: Path) -> Path:
    """Keep the document as a file; an older file of this name is replaced whole or not at all."""
    path = path.expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(paper.pdf)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Trouble(
            f"文件没有保存成:{os_words(error)}", hint=f"{_SAFE};请换一个文件夹再保存"
        ) from error
    return path


def _print_by_lp(paper: PaperFile, printer: str, copies: int) -> Printed:
    # No title of the document and no name of a person: the queue is open to others.
    words = ["lp", "-d", printer, "-n", str(copies), "-t", "counter-app"]
    if paper.size in ("A4", "A5"):
        words += ["-o", f"media={paper.size}"]
    try:
        answer = subprocess.run(
            [*words, "-"],
            input=paper.pdf,
            capture_output=True,
            timeout=_PATIENCE_S,
            check=False,
            env=_plain_language(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Trouble("打印服务没有响应", hint=f"{_SAFE};请检查打印机后再打印") from error
    said = (answer.stdout + answer.stderr).decode("utf-8", "replace")
    if answer.returncode:
        raise Trouble(
            f"打印机“{printer}”没有接受这份文书",
            hint=f"{_SAFE};请检查打印机,或换一台({_first_line(said)})",
        )
    found = _REQUEST.search(said)
    return Printed(printer, bool(found) and _stands_still(printer))


def _stands_still(printer: str) -> bool:
    """A switched-off queue takes every job and says nothing: ask it."""
    return "disabled" in _ask("lpstat", "-p", printer)


def _ask(*words: str) -> str:
    try:
        answer = subprocess.run(
            list(words),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_S,
            check=False,
            env=_plain_language(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout


def _plain_language() -> dict[str, str]:
    """The print service's answers are read, so they must not be translated."""
    return {**os.environ, "LC_ALL": "C"}


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:120] if lines else "未说明原因"
