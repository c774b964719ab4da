"""What the tests of paper share: the sample documents and ways to read a PDF back."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pypdfium2
import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def rare_names() -> list[str]:
    """Names as they are met at a counter, with characters of every GB 18030 level."""
    path = Path(__file__).parents[1] / "data" / "test_names_rare.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["name"] for row in csv.DictReader(lines)]


@pytest.fixture(scope="session")
def pdf_text():
    """Function: the text of all pages, as pdfium reads it."""

    def read(pdf: bytes) -> str:
        document = pypdfium2.PdfDocument(pdf)
        try:
            pages = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
        return "\n".join(pages).replace("\r\n", "\n")

    return read
