"""Putting files away (归档): many at once with consecutive numbers, and their list as a sheet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from counter_app.desk import cases
from counter_app.desk.desk import Desk
from counter_app.errors import BadInput, CounterError, Trouble, os_words
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.rules import masking, numbers
from counter_app.rules.archiving import following

#: No file number is longer.
MAX_NUMBER = 60


class Archiving(msgspec.Struct, frozen=True):
    """What came of it: (case number, file number) put away, (case number, why not) refused."""

    done: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    next_no: str
    changes: Changes


class ListLine(msgspec.Struct, frozen=True):
    """One line of the list that is exported. ``lacks`` in words, "" for nothing."""

    state: CaseState
    file_no: str
    ended: str
    lacks: str


def archive(desk: Desk, case_numbers: tuple[str, ...], first_no: str) -> Archiving:
    """Put cases away one after the other, each durable; the first gets ``first_no``.

    A case that cannot be put away keeps no number. Raises :class:`BadInput` (``file_no``).
    """
    number = first_no.strip()
    if not number or len(number) > MAX_NUMBER:
        raise BadInput("file_no", f"请填写卷号，不超过 {MAX_NUMBER} 个字")
    done: list[tuple[str, str]] = []
    refused: list[tuple[str, str]] = []
    for case_number in case_numbers:
        try:
            cases.carry_out(desk, case_number, acts.Archived(number))
        except CounterError as error:
            refused.append((case_number, error.message))
            continue
        done.append((case_number, number))
        number = following(number)
    subjects = tuple(f"case:{each}" for each, _ in done)
    changes = Changes(cases=bool(done), subjects=subjects)
    return Archiving(tuple(done), tuple(refused), number, changes)


HEADINGS = (
    "卷号", "办件编号", "申请人", "证件号码", "事项", "状态", "结束时间", "文书", "材料", "缺什么",
)  # fmt: skip


def export(lines: tuple[ListLine, ...], path: Path) -> Path:
    """Write the list as xlsx; names and numbers of persons are masked. Raises :class:`Trouble`."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "归档清单"
    sheet.append(HEADINGS)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for line in lines:
        state = line.state
        sheet.append(
            (
                line.file_no,
                numbers.spoken(state.number),
                masking.mask_name(state.applicant.name),
                masking.mask_id(state.applicant.id_number),
                state.item.name,
                state.status.label,
                line.ended,
                len(state.papers),
                len(state.materials),
                line.lacks,
            )
        )
    for column, width in zip("ABCDEFGHIJ", (14, 24, 12, 22, 32, 10, 18, 8, 8, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    try:
        book.save(path)
    except OSError as error:
        raise Trouble("清单没有存成", hint=os_words(error)) from error
    return path
