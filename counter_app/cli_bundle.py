"""The commands ``bundle export`` and ``bundle import`` (U盘同步包)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counter_app.workplace import Workplace

_FAILED = 1

#: Makes one command on a profile: (parent, name, run, text) -> its parser.
ProfileCommand = Callable[[Any, str, Callable[[argparse.Namespace], int | None], str], Any]
#: Signs in on the profile of these arguments.
Opened = Callable[[argparse.Namespace], "Workplace"]


def add_bundle_commands(commands: Any, command: ProfileCommand, opened: Opened) -> None:
    """Mount the commands."""
    bundle = commands.add_parser("bundle", help="U盘同步包：没有网络时用U盘和县平台交换")
    verbs = bundle.add_subparsers(required=True, metavar="VERB")
    export = command(verbs, "export", partial(_export, opened), "导出本机未上传的记录")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument(
        "--for", dest="place", default="", metavar="PLACE", help="改为取县平台给某服务点的回执"
    )
    export.add_argument("--without-attachments", action="store_true", help="不带附件")
    take = command(verbs, "import", partial(_import, opened), "导入：转交别人的包，或收下回执")
    take.add_argument("file", type=Path, metavar="FILE")


def _export(opened: Opened, arguments: argparse.Namespace) -> None:
    from counter_app.ui.bundle_words import export_words

    with opened(arguments) as place:
        attachments = not arguments.without_attachments
        done = place.export_bundle(arguments.file, arguments.place, attachments=attachments)
        name = place.catalogue().place_name(done.place) if done.place else ""
    if not arguments.json:
        print(export_words(done, arguments.file.name, name))
        return
    _print_json(
        {
            "way": done.way,
            "file": str(arguments.file),
            "bytes": done.bytes,
            "device": done.device,
            "place": done.place,
            "number": done.number,
            "entries": done.entries,
            "left": done.left,
            "files": done.files,
            "renewing": done.renewing,
        }
    )


def _import(opened: Opened, arguments: argparse.Namespace) -> int:
    from counter_app.ui.bundle_words import import_words

    with opened(arguments) as place:
        done = place.import_bundle(arguments.file)
        digest = place.store.head.digest.hex()
        name = place.catalogue().place_name(done.place) if done.place else ""
    taken = done.taken
    failed = bool(done.wanted) or (taken is not None and (taken.agreed is False or taken.waits))
    if not arguments.json:
        print(import_words(done, name))
        return _FAILED if failed else 0
    facts: dict[str, Any] = {
        "way": done.way,
        "device": done.device,
        "place": done.place,
        "number": done.number,
        "relayed": done.relayed,
        "entries": done.entries,
        "wanted": done.wanted,
        "answer": done.answer,
        "renewed": done.renewed or None,
    }
    if taken is not None:
        facts |= {
            "changed": taken.changed,
            "acked": taken.acked,
            "cases": taken.cases,
            "rows": taken.rows,
            "unsent": taken.unsent,
            "ahead": taken.ahead,
            "wanted": taken.wanted,
            "more": taken.more,
            "agreed": taken.agreed,
            "digest": digest,
            "renewed": taken.renewed.new if taken.renewed is not None else None,
            "waits": taken.waits,
        }
    _print_json(facts)
    return _FAILED if failed else 0


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
