"""The commands ``import``, ``list`` and ``export`` of every ledger beside the cases."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from counter_app.protocol.ledgers import Ledger
    from counter_app.workplace import Workplace

#: Opens the profile that the arguments name.
Open = Callable[[argparse.Namespace], AbstractContextManager["Workplace"]]
_SOME_REFUSED = 3


class LedgerCommand(NamedTuple):
    """``command``: the word on the command line; ``ledger``: name of the ledger; ``said``: what
    people call it."""

    command: str
    ledger: str
    said: str


LEDGER_COMMANDS = (
    LedgerCommand("helps", "help", "帮代办"),
    LedgerCommand("policies", "policy", "惠企政策咨询"),
    LedgerCommand("troubles", "trouble", "办不成事"),
)


def add_ledger_commands(command: Callable[..., Any], opened: Open, of: LedgerCommand) -> None:
    """Mount the verbs below the word of one ledger."""
    take = command("import", partial(_import, opened, of), f"补录{of.said}台账（xlsx），每行一条")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--progress", action="store_true", help="每处理完一行就输出行号")
    listed = command("list", partial(_list, opened, of), f"列出{of.said}记录")
    add_list_options(listed, "只列未办结的")
    said = f"导出{of.said}台账（xlsx，或横向的 pdf）"
    export = command("export", partial(_export, opened, of), said)
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--full", action="store_true", help="证件号码和电话不遮盖（只在 xlsx 里）")


def add_list_options(listed: argparse.ArgumentParser, open_only: str) -> None:
    """What any list of a ledger can be narrowed by. ``open_only``: help of ``--open``."""
    listed.add_argument("--query", default="")
    listed.add_argument("--limit", type=int, default=200)
    listed.add_argument("--open", action="store_true", help=open_only)


def tell_import(result: Any, done: str, *, as_json: bool) -> int:
    """Print what an import did; returns the exit code. ``done``: 补录, 导入."""
    import msgspec

    if as_json:
        print(json.dumps(msgspec.to_builtins(result), ensure_ascii=False), flush=True)
    else:
        print(
            f"{done} {result.imported} 条，已有 {result.skipped} 条，未收 {len(result.refused)} 处"
        )
        for line, first in getattr(result, "repeated", ()):
            print(f"  第 {line} 行与第 {first} 行相同，只记一次")
        for each in result.refused:
            print(f"  第 {each.line} 行 {each.field}：{each.why}")
    return _SOME_REFUSED if result.refused else 0


def list_lines(
    opened: Open, arguments: argparse.Namespace, ledger: Ledger, status: Callable[[str], str]
) -> None:
    """Print the lines of a ledger that the arguments ask for. ``status``: label of a status."""
    import msgspec

    from counter_app.rules.numbers import spoken
    from counter_app.store import ledger_queries

    with opened(arguments) as place:
        found = ledger_queries.lines(
            place.store,
            ledger,
            query=arguments.query,
            open_only=arguments.open,
            limit=max(1, arguments.limit),
        )
    if arguments.json:
        told = [msgspec.to_builtins(each) for each in found]
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    for each in found:
        due = each.next_due.isoformat() if each.next_due else "-"
        print(f"{spoken(each.number)}  {status(each.status)}  {due}  {each.title}")
    print(f"共 {len(found)} 条")


def _import(opened: Open, of: LedgerCommand, arguments: argparse.Namespace) -> int:
    from counter_app.ledger_files import ways_of

    def tell(row: int) -> bool:
        if arguments.progress:
            print(row, flush=True)
        return True

    with opened(arguments) as place:
        result = ways_of(of.ledger).take(place.desk, arguments.file, progress=tell)
    return tell_import(result, "补录", as_json=arguments.json)


def _list(opened: Open, of: LedgerCommand, arguments: argparse.Namespace) -> None:
    from counter_app.ledger_files import ways_of

    ways = ways_of(of.ledger)
    list_lines(opened, arguments, ways.ledger, ways.status)


def _export(opened: Open, of: LedgerCommand, arguments: argparse.Namespace) -> None:
    with opened(arguments) as place:
        count = place.export_ledger(of.ledger, arguments.file, masked=not arguments.full)
    if arguments.json:
        print(json.dumps({"exported": count}), flush=True)
    else:
        print(f"导出 {count} 条")
