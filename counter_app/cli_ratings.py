"""The commands ``ratings import``, ``list``, ``export`` and ``figures``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.cli_ledgers import Open, add_list_options, list_lines, tell_import
from counter_app.cli_period import add_period, period_of


def add_rating_commands(command: Callable[..., Any], opened: Open) -> None:
    """Mount the verbs below ``ratings``."""
    take = command(
        "import", partial(_import, opened), "导入扫码评、短信评价（xlsx 或 csv），每行一条"
    )
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument(
        "--interface", default="", metavar="NAME", help="等级是数字时，来自哪个评价接口"
    )
    take.add_argument("--progress", action="store_true", help="每处理完一行就输出行号")
    listed = command("list", partial(_list, opened), "列出评价")
    add_list_options(listed, "只列待处理的差评和申诉")
    export = command("export", partial(_export, opened), "导出评价台账（xlsx，或横向的 pdf）")
    export.add_argument("file", type=Path, metavar="FILE")
    add_period(export)
    told = command("figures", partial(_figures, opened), "一段时间的好差评指标")
    add_period(told)
    told.add_argument("--place", default="", metavar="CODE", help="只算一个场所")


def _import(opened: Open, arguments: argparse.Namespace) -> int:
    from counter_app.desk.rating_import import import_ratings

    def tell(row: int) -> bool:
        if arguments.progress:
            print(row, flush=True)
        return True

    with opened(arguments) as place:
        result = import_ratings(place.desk, arguments.file, arguments.interface, progress=tell)
    return tell_import(result, "导入", as_json=arguments.json)


def _list(opened: Open, arguments: argparse.Namespace) -> None:
    from counter_app.models.labels import label_of
    from counter_app.models.rating_state import RatingStatus
    from counter_app.protocol.ledgers import RATING

    list_lines(opened, arguments, RATING, partial(label_of, RatingStatus))


def _export(opened: Open, arguments: argparse.Namespace) -> None:
    with opened(arguments) as place:
        since_ms, until_ms = period_of(arguments, place.desk.today)
        count = place.export_ratings(arguments.file, since_ms=since_ms, until_ms=until_ms)
    if arguments.json:
        print(json.dumps({"exported": count}), flush=True)
    else:
        print(f"导出 {count} 条")


def _figures(opened: Open, arguments: argparse.Namespace) -> None:
    from counter_app.desk.rectify import figures_of
    from counter_app.errors import Refused

    with opened(arguments) as place:
        if arguments.place and arguments.place not in place.catalogue().places:
            raise Refused("没有这个场所", hint="场所编码见基础数据")
        since_ms, until_ms = period_of(arguments, place.desk.today)
        told = figures_of(place.desk, since_ms, until_ms, arguments.place)
    if arguments.json:
        measures = {
            each.key: {
                "label": each.label,
                "formula": each.formula,
                "part": each.part,
                "whole": each.whole,
                "percent": each.percent if each.whole else None,
            }
            for each in told.measures
        }
        counts = {
            "given": told.given,
            "counted": told.counted,
            "uncounted": told.uncounted,
            "later": told.later,
            "bad": told.bad,
            "grades": {grade.value: count for grade, count in told.grades.items()},
            "channels": told.channels,
        }
        print(json.dumps(counts | {"measures": measures}, ensure_ascii=False), flush=True)
        return
    print(f"评价 {told.given} 条，计入 {told.counted} 条，差评 {told.bad} 条")
    print("  ".join(f"{grade.label} {count}" for grade, count in told.grades.items()))
    for each in told.measures:
        mark = f"{each.percent}%" if each.whole else each.percent
        print(f"{each.label} {mark}({each.part}/{each.whole}) {each.formula}")
