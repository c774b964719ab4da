"""The files of each ledger beside the cases: what comes in as a spreadsheet, what goes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from counter_app.desk.desk import Desk
    from counter_app.protocol.ledgers import Ledger


class Ways(NamedTuple):
    """``take(desk, path, progress=…)`` takes a spreadsheet in and tells what it did;
    ``sheet(desk, path, masked)`` and ``pages(desk, path)`` write the ledger and return its
    lines. ``status``: label of a status."""

    ledger: Ledger
    take: Callable[..., Any]
    sheet: Callable[[Desk, Path, bool], int]
    pages: Callable[[Desk, Path], int]
    status: Callable[[str], str]


def _help() -> Ways:
    from counter_app.desk.help_export import export_sheet
    from counter_app.desk.help_import import import_sheet
    from counter_app.help_papers import ledger_pdf
    from counter_app.models.help import HelpStatus
    from counter_app.protocol.ledgers import HELP

    def sheet(desk: Desk, path: Path, masked: bool) -> int:
        return export_sheet(desk.store, path, desk.catalogue().staff_name, masked=masked)

    return Ways(
        HELP,
        import_sheet,
        sheet,
        lambda desk, path: ledger_pdf(desk, path)[0],
        lambda status: HelpStatus(status).label,
    )


def _policy() -> Ways:
    from counter_app.desk.policy_export import export_sheet
    from counter_app.desk.policy_import import import_sheet
    from counter_app.models.policy import PolicyStatus
    from counter_app.policy_papers import ledger_pdf
    from counter_app.protocol.ledgers import POLICY

    def sheet(desk: Desk, path: Path, masked: bool) -> int:
        return export_sheet(desk.store, path, desk.catalogue().staff_name, masked=masked)

    return Ways(
        POLICY,
        import_sheet,
        sheet,
        lambda desk, path: ledger_pdf(desk, path)[0],
        lambda status: PolicyStatus(status).label,
    )


def _trouble() -> Ways:
    from counter_app.desk.trouble_export import export_book
    from counter_app.desk.trouble_import import import_sheet
    from counter_app.models.trouble import TroubleStatus
    from counter_app.protocol.ledgers import TROUBLE
    from counter_app.trouble_papers import ledger_pdf

    def sheet(desk: Desk, path: Path, masked: bool) -> int:
        return export_book(desk, path, masked=masked)

    return Ways(
        TROUBLE,
        import_sheet,
        sheet,
        lambda desk, path: ledger_pdf(desk, path)[0],
        lambda status: TroubleStatus(status).label,
    )


_WAYS: dict[str, Callable[[], Ways]] = {"help": _help, "policy": _policy, "trouble": _trouble}


def ways_of(name: str) -> Ways:
    """The files of the ledger of this name; what they need is imported now."""
    return _WAYS[name]()


def export_ledger(desk: Desk, name: str, path: Path, *, masked: bool = True) -> int:
    """Write a ledger: .pdf as sheets on their side, else a spreadsheet; returns the number of
    lines. Blocking."""
    ways = ways_of(name)
    if path.suffix.lower() == ".pdf":
        return ways.pages(desk, path)
    return ways.sheet(desk, path, masked)
