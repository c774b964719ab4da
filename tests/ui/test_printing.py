"""True pictures through Qt, and documents as files of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.devices.printers import PrinterTrouble, Reason, Request
from counter_app.documents.paper import KeyValues, Pair, Paper, PaperSize, Paragraph
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.errors import Trouble
from counter_app.ui.print_qt import QtDriver, paint
from counter_app.ui.printing import PaperFile, save_pdf


@pytest.fixture(scope="module")
def paper() -> PaperFile:
    drawn = render_pdf(
        Paper(
            kind="acceptance",
            title="受理通知书",
            organ="随县政务服务中心",
            size=PaperSize.A4,
            number="随县受理〔2026〕0017-00001号",
            blocks=(
                KeyValues((Pair("申请人", "张*"), Pair("事项", "高龄津贴申领"))),
                Paragraph("现予受理。" * 40),
            ),
        )
    )
    return PaperFile("随县受理〔2026〕0017-00001号", "受理通知书", "A4", 1, drawn.pages, drawn.pdf)


def test_qt_prints_true_size(qapp: object, tmp_path: Path, paper: PaperFile) -> None:
    from PySide6.QtPrintSupport import QPrinter

    out = tmp_path / "qt.pdf"
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(out))
    paint(device, paper.pdf)

    was, now = page_images(paper.pdf, 50), page_images(out.read_bytes(), 50)
    assert len(now) == len(was) == paper.pages
    assert abs(now[0].width - was[0].width) <= 1
    assert abs(now[0].height - was[0].height) <= 1
    ink_was = sum(value < 128 for value in was[0].rgba[::4])
    ink_now = sum(value < 128 for value in now[0].rgba[::4])
    assert abs(ink_now - ink_was) < 0.35 * ink_was


def test_qt_says_that_a_printer_is_unknown(qapp: object, paper: PaperFile) -> None:
    with pytest.raises(PrinterTrouble) as caught:
        QtDriver().submit("nobody", Request(paper.pdf, "counter-app"))
    assert caught.value.reason is Reason.UNKNOWN_PRINTER


def test_file_is_written_whole(tmp_path: Path, paper: PaperFile) -> None:
    path = save_pdf(paper, tmp_path / "new" / "a.pdf")
    assert path.read_bytes() == paper.pdf
    assert save_pdf(paper, path).read_bytes() == paper.pdf
    assert [each.name for each in path.parent.iterdir()] == ["a.pdf"]


def test_file_that_cannot_be_written(tmp_path: Path, paper: PaperFile) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="没有保存成"):
        save_pdf(paper, tmp_path / "file" / "a.pdf")
