"""Draws every sample document into a folder, to be looked at: ``gallery.py OUT [DPI]``.

PNGs are made by pdfium, and by poppler's pdftoppm too where it is installed. Beside them lie
the words of each document of a case, as golden/ keeps them: copy those over after looking.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which

sys.path.insert(0, str(Path(__file__).parent))

from paper_cases import contexts, lines_of
from paper_samples import gallery

from counter_app.documents.papers import PAPERS
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf


def main(out: Path, dpi: float) -> None:
    out.mkdir(parents=True, exist_ok=True)
    papers = gallery()
    for kind in PAPERS:
        for size in kind.sizes:
            papers[f"{kind.kind}-case-{size}"] = kind.build(contexts()[kind.kind], size)
    for name, paper in papers.items():
        copy_no = 3 if name.startswith("long") else 1
        rendered = render_pdf(paper, copy_no=copy_no)
        pdf = out / f"{name}.pdf"
        pdf.write_bytes(rendered.pdf)
        if "-case-" in name:
            words = "\n".join(lines_of(paper)) + "\n"
            (out / f"{name.replace('-case', '')}.txt").write_text(words, encoding="utf-8")
        for page, image in enumerate(page_images(rendered.pdf, dpi), start=1):
            (out / f"{name}-{page}.png").write_bytes(image.png())
        if which("pdftoppm"):
            subprocess.run(
                ["pdftoppm", "-r", str(dpi), "-png", pdf, out / f"poppler-{name}"], check=True
            )
        print(f"{name}: {rendered.pages} pages, {len(rendered.pdf)} bytes, {rendered.missing}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 96.0)
