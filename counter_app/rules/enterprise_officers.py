"""Who stands for an enterprise or a project on a day (一对一专员): by name, code or project."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from counter_app.models.reference import EnterpriseOfficer


class Standing(msgspec.Struct, frozen=True):
    """An officer who can be asked now. ``deputy``: stands in for the one who is named."""

    work_no: str
    row: EnterpriseOfficer
    deputy: bool = False


def officers_of(
    rows: Iterable[EnterpriseOfficer],
    named: str,
    day: date,
    *,
    there: Callable[[str], bool],
) -> tuple[Standing, ...]:
    """Officers of what was named: an enterprise by its whole name or code, or a project.

    ``there(work number)``: whether that person is at work; the deputy stands in for one who is
    not. The order is that of the table.
    """
    wanted = _plain(named)
    if not wanted:
        return ()
    found = []
    for row in rows:
        names = (row.enterprise, row.uscc, *row.projects)
        if wanted not in map(_plain, names) or not row.in_force(day):
            continue
        if there(row.officer):
            found.append(Standing(row.officer, row))
        elif row.deputy and there(row.deputy):
            found.append(Standing(row.deputy, row, deputy=True))
    return tuple(found)


def _plain(text: str) -> str:
    """As names are compared: without blanks, brackets alike, letters alike."""
    folded = "".join(text.split()).casefold()
    return folded.replace("（", "(").replace("）", ")")
