"""Printing: what the print service is told, what a failure says, and true pictures through Qt."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from counter_app.documents.paper import KeyValues, Pair, Paper, PaperSize, Paragraph
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.errors import Trouble
from counter_app.ui import printing
from counter_app.ui.printing import PaperFile, list_printers, print_pdf, save_pdf


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


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A print service of shell scripts that keep what they were told; the folder they write to."""
    folder = tmp_path / "bin"
    folder.mkdir()
    scripts = {
        "lp": 'printf "%s\\n" "$@" > "$0.words"; cat > "$0.pdf"\n'
        'if [ "$2" = broken ]; then echo "lp: The printer does not exist." >&2; exit 1; fi\n'
        'echo "request id is $2-7 (1 file(s))"\n',
        "lpstat": 'case "$1" in\n'
        "-e) echo laser; echo tired;;\n"
        '-d) echo "system default destination: laser";;\n'
        '-p) if [ "$2" = tired ]; then echo "printer tired disabled since then -"; '
        'else echo "printer $2 is idle."; fi;;\nesac\n',
    }
    for name, text in scripts.items():
        script = folder / name
        script.write_text("#!/bin/sh\n" + text)
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def test_printers_and_default(service: Path) -> None:
    assert list_printers() == printing.Printers(("laser", "tired"), "laser")


def test_lp_gets_the_stored_bytes(service: Path, paper: PaperFile) -> None:
    done = print_pdf(paper, "laser", 2)
    assert (done.printer, done.waiting) == ("laser", False)
    assert (service / "lp.pdf").read_bytes() == paper.pdf
    words = (service / "lp.words").read_text().split()
    assert words == ["-d", "laser", "-n", "2", "-t", "counter-app", "-o", "media=A4", "-"]


def test_stopped_queue_is_told(service: Path, paper: PaperFile) -> None:
    assert print_pdf(paper, "tired").waiting


def test_refusal_says_why_and_what_is_safe(service: Path, paper: PaperFile) -> None:
    with pytest.raises(Trouble) as caught:
        print_pdf(paper, "broken")
    assert "broken" in caught.value.message
    assert "does not exist" in caught.value.hint
    assert "没有丢失" in caught.value.hint


def test_no_printer(paper: PaperFile) -> None:
    with pytest.raises(Trouble, match="没有找到打印机"):
        print_pdf(paper, "")


def test_qt_prints_true_size(qapp: object, tmp_path: Path, paper: PaperFile) -> None:
    from PySide6.QtPrintSupport import QPrinter

    out = tmp_path / "qt.pdf"
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(out))
    printing.paint(device, paper)

    was, now = page_images(paper.pdf, 50), page_images(out.read_bytes(), 50)
    assert len(now) == len(was) == paper.pages
    assert abs(now[0].width - was[0].width) <= 1
    assert abs(now[0].height - was[0].height) <= 1
    ink_was = sum(value < 128 for value in was[0].rgba[::4])
    ink_now = sum(value < 128 for value in now[0].rgba[::4])
    assert abs(ink_now - ink_was) < 0.35 * ink_was


def test_file_is_written_whole(tmp_path: Path, paper: PaperFile) -> None:
    path = save_pdf(paper, tmp_path / "new" / "a.pdf")
    assert path.read_bytes() == paper.pdf
    assert save_pdf(paper, path).read_bytes() == paper.pdf
    assert [each.name for each in path.parent.iterdir()] == ["a.pdf"]


def test_file_that_cannot_be_written(tmp_path: Path, paper: PaperFile) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Trouble, match="没有保存成"):
        save_pdf(paper, tmp_path / "file" / "a.pdf")
