"""Lists of files (卷内目录) on paper or as PDF, on the print lane."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.ui.print_desk import print_desk
from counter_app.ui.printing import PaperFile, save_pdf

if TYPE_CHECKING:
    from counter_app.ui.context import Counter, Workplace
    from counter_app.ui.pages.archive.rows import FileRow


def draw(workplace: Workplace, rows: tuple[FileRow, ...]) -> list[tuple[str, PaperFile]]:
    """(case number, list of its file) for every row."""
    from counter_app.documents.render import render_pdf

    drawn = []
    for row in rows:
        paper = workplace.volume(row.state, row.file_no)
        made = render_pdf(paper)
        file = PaperFile("", paper.title, paper.size.value, 1, made.pages, made.pdf, made.missing)
        drawn.append((row.number, file))
    return drawn


def print_volumes(counter: Counter, rows: tuple[FileRow, ...]) -> None:
    """Send them to the printer of A4 paper, one after the other; the notice bar tells."""
    desk = print_desk(counter)
    for row in rows:
        desk.send(partial(counter.workplace.volume, row.state, row.file_no))


def save_volumes(workplace: Workplace, rows: tuple[FileRow, ...], folder: Path) -> str:
    """Keep them as PDF in a folder, by case number. Blocking. Raises :class:`Trouble`."""
    for number, file in draw(workplace, rows):
        save_pdf(file, folder / f"卷内目录-{number}.pdf")
    return f"{len(rows)} 份卷内目录已存到 {folder.name}"
