"""The commands ``helps import``, ``helps list`` and ``helps export``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counter_app.workplace import Workplace

#: Opens the profile that the arguments name.
Open = Callable[[argparse.Namespace], AbstractContextManager["Workplace"]]
_SOME_REFUSED = 3


def add_help_commands(command: Callable[..., Any], opened: Open) -> None:
    """Mount the verbs below ``helps``."""
    take = command("import", partial(_import, opened), "补录帮代办台账(xlsx),每行一条")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--progress", action="store_true", help="每处理完一行就输出行号")
    listed = command("list", partial(_list, opened), "列出帮代办记录")
    listed.add_argument("--query", default="")
    listed.add_argument("--limit", type=int, default=200)
    listed.add_argument("--open", action="store_true", help="只列未办结的")
    export = command("export", partial(_export, opened), "导出帮代办台账(xlsx,或横向的 pdf)")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--full", action="store_true", help="证件号码和电话不遮盖(只在 xlsx 里)")


def _import(opened: Open, arguments: argparse.Namespace) -> int:
    import msgspec

    from counter_app.desk.help_import import import_sheet

    def tell(row: int) -> bool:
        if arguments.progress:
            print(row, flush=True)
        return True

    with opened(arguments) as place:
        result = import_sheet(place.desk, arguments.file, progress=tell)
    if arguments.json:
        print(json.dumps(msgspec.to_builtins(result), ensure_ascii=False), flush=True)
    else:
        print(f"补录 {result.imported} 条,已有 {result.skipped} 条,未收 {len(result.refused)} 处")
        for line, first in result.repeated:
            print(f"  第 {line} 行与第 {first} 行相同,只记一次")
        for each in result.refused:
            print(f"  第 {each.line} 行 {each.field}:{each.why}")
    return _SOME_REFUSED if result.refused else 0


def _list(opened: Open, arguments: argparse.Namespace) -> None:
    import msgspec

    from counter_app.models.help import HelpStatus
    from counter_app.protocol.ledgers import HELP
    from counter_app.rules.numbers import spoken
    from counter_app.store import ledger_queries

    with opened(arguments) as place:
        found = ledger_queries.lines(
            place.store,
            HELP,
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
        print(f"{spoken(each.number)}  {HelpStatus(each.status).label}  {due}  {each.title}")
    print(f"共 {len(found)} 条")


def _export(opened: Open, arguments: argparse.Namespace) -> None:
    with opened(arguments) as place:
        count = place.export_helps(arguments.file, masked=not arguments.full)
    if arguments.json:
        print(json.dumps({"exported": count}), flush=True)
    else:
        print(f"导出 {count} 条")
