"""The PDF: every name is printed and found again, the same snapshot gives the same bytes."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from shutil import which

import msgspec
import pypdf
import pypdfium2
import pytest
from paper_samples import correction, gallery, receipt

from counter_app.documents.paper import KeyValues, Pair, PaperSize, Paragraph, freeze, thaw
from counter_app.documents.render import render_pdf


def names_paper(size: PaperSize, names: list[str]):
    """Each name once as a line of its own and once as a value in a grid."""
    return msgspec.structs.replace(
        receipt(size),
        blocks=(
            *(Paragraph(name, indent=False) for name in names),
            KeyValues(tuple(Pair(f"第{n}人", name) for n, name in enumerate(names))),
        ),
    )


@pytest.mark.parametrize("size", PaperSize)
def test_every_name_is_found_again_by_pdfium(size, rare_names, pdf_text):
    rendered = render_pdf(names_paper(size, rare_names))
    assert rendered.missing == ("U+E170",)  # private use: set as a boxed code point
    said = [line.strip() for line in pdf_text(rendered.pdf).splitlines()]
    assert [name for name in rare_names if name not in said] == []
    text = "\n".join(said)
    assert [name for name in rare_names if text.count(name) < 2] == []


@pytest.mark.skipif(not which("pdftotext"), reason="poppler's pdftotext is not installed")
@pytest.mark.parametrize("size", PaperSize)
def test_every_name_is_found_again_by_poppler(size, rare_names):
    rendered = render_pdf(names_paper(size, rare_names))
    text = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"],
        input=rendered.pdf,
        capture_output=True,
        check=True,
    ).stdout.decode()
    said = [line.strip() for line in text.splitlines()]
    assert [name for name in rare_names if name not in said] == []


@pytest.mark.parametrize("size", PaperSize)
def test_text_comes_out_in_reading_order(size, pdf_text):
    text = pdf_text(render_pdf(receipt(size)).pdf)
    order = ["便民服务中心", "收件凭证", "第00042号", "申请人", "王𬱖", "已收材料清单", "请注意"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", gallery())
def test_a_snapshot_is_drawn_alike_for_ever(name):
    paper = gallery()[name]
    assert render_pdf(thaw(freeze(paper))).pdf == render_pdf(paper).pdf


def test_a_missing_glyph_is_boxed_and_told(pdf_text):
    rendered = render_pdf(receipt(PaperSize.A4, name="李\U000323b0明"))
    assert rendered.missing == ("U+323B0",)
    assert "李U+323B0明" in pdf_text(rendered.pdf)


def test_a_private_character_is_boxed_but_copied_as_it_is(pdf_text):
    rendered = render_pdf(receipt(PaperSize.A4, name="高\ue170村"))
    assert rendered.missing == ("U+E170",)
    assert "高\ue170村" in pdf_text(rendered.pdf)


@pytest.mark.parametrize("size", PaperSize)
def test_only_a_re_print_is_marked(size, pdf_text):
    paper = receipt(size, rows=40)
    assert "补打" not in pdf_text(render_pdf(paper).pdf)
    text = pdf_text(render_pdf(paper, copy_no=3).pdf)
    assert text.count("补打 第 3 份") == render_pdf(paper, copy_no=3).pages
    with pytest.raises(ValueError, match="copy_no"):
        render_pdf(paper, copy_no=0)


def test_the_offset_moves_everything():
    def left_top(offset):
        document = pypdfium2.PdfDocument(render_pdf(receipt(PaperSize.A4), offset_mm=offset).pdf)
        page = document[0].get_textpage()
        index = page.get_text_range().index("收件凭证")
        box = page.get_charbox(index)
        document.close()
        return box[0], box[3]

    x0, y0 = left_top((0.0, 0.0))
    x1, y1 = left_top((2.0, 3.0))
    assert (x1 - x0) * 25.4 / 72 == pytest.approx(2.0, abs=0.02)
    assert (y0 - y1) * 25.4 / 72 == pytest.approx(3.0, abs=0.02)


def test_the_file_names_nobody_and_embeds_its_fonts():
    pdf = pypdf.PdfReader(BytesIO(render_pdf(receipt(PaperSize.A4, name="帕提古丽")).pdf))
    assert pdf.metadata.title == "收件凭证"
    assert "帕提古丽" not in str(dict(pdf.metadata))
    assert "4213" not in str(dict(pdf.metadata))
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_sizes_are_those_of_the_paper():
    for size, (width, height) in {PaperSize.A4: (210, 297), PaperSize.A5: (148, 210)}.items():
        for page in pypdf.PdfReader(BytesIO(render_pdf(correction(size)).pdf)).pages:
            assert float(page.mediabox.width) * 25.4 / 72 == pytest.approx(width, abs=0.1)
            assert float(page.mediabox.height) * 25.4 / 72 == pytest.approx(height, abs=0.1)


def test_the_room_is_imported_without_its_heavy_parts():
    code = (
        "import sys, counter_app.documents.render, counter_app.documents.preview;"
        "print([m for m in ('reportlab', 'pypdfium2', 'qrcode', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
