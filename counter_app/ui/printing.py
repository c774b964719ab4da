"""A document of a case as PDF, for the preview, for a printer, for a file of its own.

Everything here blocks and is called on a lane of its own (``tasks.run(PRINT, …)``).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from counter_app.errors import Trouble, os_words

if TYPE_CHECKING:
    from counter_app.desk.desk import Desk
    from counter_app.documents.paper import Paper

#: The lane of the task runner on which printing happens, so that the writer never waits.
PRINT = "print"

_SAFE = "文书已存在办件里，没有丢失"


class PaperFile(msgspec.Struct, frozen=True):
    """A document as PDF. ``copy_no`` is printed on it from 2 on; ``missing``: undrawable."""

    number: str
    title: str
    size: str
    copy_no: int
    pages: int
    pdf: bytes
    missing: tuple[str, ...] = ()


def frozen_paper(desk: Desk, number: str, paper_number: str) -> tuple[Paper, int]:
    """The document of a case from its snapshot, and how many copies have been printed.

    Raises ``Refused`` when there is none, :class:`Trouble` when it cannot be read.
    """
    from counter_app.desk import cases
    from counter_app.documents.paper import thaw
    from counter_app.store import ledger_queries

    state = ledger_queries.by_number(desk.store, number)
    if state is None:
        raise Trouble(f"本机没有编号 {number} 的记录", hint="请先同步，或核对编号")
    act, copies = cases.snapshot(desk, state, paper_number)
    return thaw(act.snapshot), copies


def paper_file(desk: Desk, number: str, paper_number: str, copy_no: int | None = None) -> PaperFile:
    """The document of a case drawn from its snapshot. ``copy_no`` None: as printed last.

    Raises ``Refused`` when there is none, :class:`Trouble` when it cannot be read.
    """
    from counter_app.documents.render import render_pdf

    paper, copies = frozen_paper(desk, number, paper_number)
    shown = copies if copy_no is None else copy_no
    drawn = render_pdf(paper, copy_no=shown)
    return PaperFile(
        paper_number, paper.title, paper.size.value, shown, drawn.pages, drawn.pdf, drawn.missing
    )


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
            f"文件没有保存成：{os_words(error)}", hint=f"{_SAFE}；请换一个文件夹再保存"
        ) from error
    return path
