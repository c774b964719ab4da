"""The command ``cases priority``: what went through the green lane (绿色通道), and how much."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.cli_ledgers import Open
from counter_app.cli_period import add_period, period_of


def add_lane_command(command: Callable[..., Any], opened: Open) -> None:
    """Mount the verb below ``cases``."""
    told = command("priority", partial(_priority, opened), "绿色通道办件：按事由统计，或导出 xlsx")
    add_period(told)
    told.add_argument("--out", type=Path, default=None, metavar="FILE.xlsx", help="清单写到哪里")


def _priority(opened: Open, arguments: argparse.Namespace) -> None:
    import msgspec

    from counter_app.desk import green_lane
    from counter_app.errors import BadInput
    from counter_app.rules.numbers import spoken
    from counter_app.store.files import check_writable

    out: Path | None = arguments.out
    if out is not None:
        if out.suffix.lower() != ".xlsx":
            raise BadInput("--out", "清单只能写成 .xlsx 表格")
        check_writable(out)
    with opened(arguments) as place:
        period = period_of(arguments, place.desk.today)
        views = green_lane.matters(place.desk, *period)
        if out is not None:
            green_lane.export(place.desk, out, *period)
    counts = green_lane.by_reason(views)
    if arguments.json:
        told = {
            "reasons": [msgspec.to_builtins(each) for each in counts],
            "cases": [msgspec.to_builtins(each) for each in views],
        }
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    for each in counts:
        print(
            f"{each.reason} {each.granted} 件" + f"，待批准 {each.proposed}" * bool(each.proposed)
        )
    for view in views:
        print(f"{spoken(view.number)}  {view.priority}  {view.status.label}  {view.item_name}")
    print(f"共 {len(views)} 件")
