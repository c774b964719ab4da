"""The commands (design §6). Light at the top: each command imports what it needs."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from counter_app import __version__
from counter_app.cli_backup import add_backup_commands
from counter_app.cli_bundle import add_bundle_commands
from counter_app.cli_files import add_file_commands
from counter_app.cli_lane import add_lane_command
from counter_app.cli_ledgers import LEDGER_COMMANDS, add_ledger_commands
from counter_app.cli_ratings import add_rating_commands
from counter_app.cli_sync import add_sync_commands
from counter_app.cli_words import said
from counter_app.errors import BadInput, CounterError, Trouble
from counter_app.settings import APP_TITLE, default_profile

if TYPE_CHECKING:
    from counter_app.workplace import Workplace

#: exit codes: 0 done, 1 refused or failed, 2 wrong use (argparse), 3 done with bad lines
FAILED = 1
WRONG_USE = 2
SOME_REFUSED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; every expected error is one clear line on standard error."""
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    arguments = _parser(with_county=words[:1] in (["county"], ["--help"], ["-h"])).parse_args(words)
    run: Callable[[argparse.Namespace], int | None] = arguments.run
    try:
        return run(arguments) or 0
    except CounterError as error:
        _complain(_sentence(error), arguments)
        return FAILED
    except KeyboardInterrupt:
        _complain("已中断，已完成的部分都已保存", arguments)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as error:
        from counter_app.errors import os_words

        _complain(f"没有完成：{os_words(error)}。已保存的都在，请检查磁盘后重做", arguments)
        return FAILED


def _sentence(error: CounterError) -> str:
    """The error in Chinese: the English name of a single field tells people nothing."""
    if isinstance(error, BadInput) and error.row is None and error.field.isascii():
        return f"{error.why}{error.hint and '。' + error.hint}"
    return str(error)


def _complain(message: str, arguments: argparse.Namespace) -> None:
    line = " ".join(message.split())
    print(f"counter-app: {line}", file=sys.stderr)


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


class _Parser(argparse.ArgumentParser):
    """Wrong use is one line too; ``--help`` tells the rest."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"{self.prog}: 用法不对：{said(message, self)}。加 --help 查看用法\n")


def _parser(*, with_county: bool) -> argparse.ArgumentParser:
    parser = _Parser(prog="counter-app", description=APP_TITLE)
    parser.add_argument("--version", action="version", version=f"counter-app {__version__}")
    _profile_options(parser)
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="命令", metavar="COMMAND")

    demo = commands.add_parser("demo", help="试用：自带县平台和样例数据的一个镇级窗口")
    demo.add_argument("--profile", type=Path, default=None)
    demo.add_argument("--walkthrough", type=Path, metavar="DIR", default=None)
    demo.set_defaults(run=_demo)

    enrol = commands.add_parser("enrol", help="用登记码把本机登记到县平台")
    enrol.add_argument("--county", required=True, metavar="URL")
    enrol.add_argument("--code", required=True)
    _json_option(enrol)
    enrol.add_argument("--profile", type=Path, default=None)
    enrol.set_defaults(run=_enrol)

    cases = commands.add_parser("cases", help="补录、列出、查看、导出办件")
    verbs = cases.add_subparsers(required=True, metavar="VERB")
    take = _profile_command(verbs, "import", _cases_import, "补录：每行一件")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--progress", action="store_true", help="每处理完一行就输出行号")
    listed = _profile_command(verbs, "list", _cases_list, "列出办件")
    listed.add_argument("--query", default="")
    listed.add_argument("--limit", type=int, default=200)
    listed.add_argument("--open", action="store_true", help="只列未办结的")
    show = _profile_command(verbs, "show", _cases_show, "一件办件的全部情况")
    show.add_argument("number")
    export = _profile_command(verbs, "export", _cases_export, "导出为 JSONL")
    export.add_argument("file", type=Path, metavar="FILE")

    add_file_commands(partial(_profile_command, verbs), _open)
    add_lane_command(partial(_profile_command, verbs), _open)

    for each in LEDGER_COMMANDS:
        ledger = commands.add_parser(each.command, help=f"补录、列出、导出{each.said}台账")
        verbs = ledger.add_subparsers(required=True, metavar="VERB")
        add_ledger_commands(partial(_profile_command, verbs), _open, each)

    ratings = commands.add_parser("ratings", help="导入、列出好差评，算指标")
    verbs = ratings.add_subparsers(required=True, metavar="VERB")
    add_rating_commands(partial(_profile_command, verbs), _open)

    items = commands.add_parser("items", help="事项")
    verbs = items.add_subparsers(required=True, metavar="VERB")
    search = _profile_command(verbs, "search", _items_search, "按名称、首字母、编码、俗称查找")
    search.add_argument("text")
    search.add_argument("--limit", type=int, default=20)

    add_sync_commands(partial(_profile_command, commands), _open)

    paper = _profile_command(commands, "print", _print, "生成一份文书的 PDF")
    paper.add_argument("number")
    paper.add_argument("--document", required=True, metavar="KIND")
    paper.add_argument("--out", required=True, type=Path, metavar="F.pdf")
    paper.add_argument("--size", default="", metavar="SIZE", help="A4、A5 或 SLIP80（80 毫米小票）")

    _profile_command(commands, "doctor", _doctor, "检查本机数据是否完好")

    add_backup_commands(partial(_profile_command, commands), _password)
    add_bundle_commands(commands, _profile_command, _open)

    bench = commands.add_parser("bench", help="测量速度，输出 JSON")
    bench.add_argument("names", nargs="*", metavar="NAME")
    bench.add_argument("--quick", action="store_true", help="少量样本，几秒内完成")
    bench.add_argument("--json", action="store_true", help="总是输出 JSON，写不写都一样")
    bench.set_defaults(run=_bench)

    if with_county:  # the server's libraries would slow every other start
        from counter_app.county.cli import add_county_commands

        add_county_commands(commands)
    return parser


def _profile_command(
    parent: Any, name: str, run: Callable[[argparse.Namespace], int | None], text: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = parent.add_parser(name, help=text)
    _profile_options(command)
    _json_option(command)
    command.set_defaults(run=run)
    return command


def _profile_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", type=Path, default=None, metavar="DIR")
    parser.add_argument("--staff", default=None, metavar="WORK_NO")


def _json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="给机器读的输出")


def _open(arguments: argparse.Namespace) -> Workplace:
    from counter_app.workplace import Workplace

    return Workplace.open(_profile_of(arguments), arguments.staff, _password())


def _profile_of(arguments: argparse.Namespace) -> Path:
    root: Path | None = arguments.profile
    return root or default_profile()


def _password() -> str:
    password = os.environ.get("COUNTER_PASSWORD")
    if password is not None:
        return password
    if not sys.stdin.isatty():
        raise Trouble("需要密码", hint="请在终端输入，或设置环境变量 COUNTER_PASSWORD")
    return getpass.getpass("密码：")


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _window(arguments: argparse.Namespace) -> int:
    import gc

    gc.disable()  # before Qt is loaded: collecting is the GUI thread's, and later (ui/gc.py)
    from counter_app.app import run_window

    return run_window(_profile_of(arguments))


def _demo(arguments: argparse.Namespace) -> int:
    from counter_app.demo import run_demo

    return run_demo(arguments.profile, arguments.walkthrough)


def _enrol(arguments: argparse.Namespace) -> None:
    from counter_app.store.profile import Profile
    from counter_app.sync.enrol import enrol

    identity = enrol(Profile(_profile_of(arguments)), arguments.county, arguments.code)
    facts = {
        "device": identity.device,
        "serial": identity.serial,
        "place": identity.place,
        "window": identity.window,
    }
    if arguments.json:
        _print_json(facts)
    else:
        print(f"已登记：{identity.place} 第 {identity.window} 号窗口，设备 {identity.device}")


def _cases_import(arguments: argparse.Namespace) -> int:
    import msgspec

    from counter_app.desk.backfill import import_file

    def tell(line: int) -> bool:
        if arguments.progress:
            print(line, flush=True)
        return True

    with _open(arguments) as place:
        result = import_file(place.desk, arguments.file, progress=tell)
    if arguments.json:
        _print_json(msgspec.to_builtins(result))
    else:
        print(f"补录 {result.imported} 件，已有 {result.skipped} 件，未收 {len(result.refused)} 处")
        for each in result.refused:
            print(f"  第 {each.line} 行 {each.field}：{each.why}")
    return SOME_REFUSED if result.refused else 0


def _cases_list(arguments: argparse.Namespace) -> None:
    import msgspec

    from counter_app.rules.numbers import spoken
    from counter_app.store import queries

    with _open(arguments) as place:
        found = queries.cases(
            place.store,
            query=arguments.query,
            open_only=arguments.open,
            limit=max(1, arguments.limit),
        )
    if arguments.json:
        _print_json([msgspec.to_builtins(each) for each in found])
        return
    for each in found:
        due = each.next_due.isoformat() if each.next_due else "-"
        print(f"{spoken(each.number)}  {each.status.label}  {due}  {each.item_name}")
    print(f"共 {len(found)} 件")


def _cases_show(arguments: argparse.Namespace) -> None:
    import msgspec

    from counter_app.errors import Refused
    from counter_app.rules.numbers import parse_case_number
    from counter_app.store import queries

    with _open(arguments) as place:
        parsed = parse_case_number(arguments.number)
        number = parsed.text if parsed else arguments.number
        state = queries.by_number(place.store, number)
        if state is None:
            raise Refused(f"本机没有编号 {arguments.number} 的办件")
        timeline = queries.timeline(place.store, f"case:{number}")
    facts = msgspec.to_builtins(state)
    facts["timeline"] = [
        {
            "device": each.device,
            "n": each.n,
            "at_ms": each.at_ms,
            "received_ms": each.received_ms,
            "staff": each.staff,
            "place": each.place,
            "kind": getattr(each.act, "KIND", None) or getattr(each.act, "kind", ""),
        }
        for each in timeline
    ]
    print(json.dumps(facts, ensure_ascii=False, indent=None if arguments.json else 2))


def _cases_export(arguments: argparse.Namespace) -> None:
    from counter_app.desk.export import export_cases

    with _open(arguments) as place:
        count = export_cases(place.store, arguments.file)
    if arguments.json:
        _print_json({"exported": count})
    else:
        print(f"导出 {count} 件")


def _items_search(arguments: argparse.Namespace) -> None:
    from counter_app.desk.item_finder import ItemFinder

    with _open(arguments) as place:
        catalogue = place.catalogue()
        finder = ItemFinder(catalogue, place.store.identity.place)
        hits = finder.search(arguments.text, limit=arguments.limit)
    if arguments.json:
        _print_json(
            [
                {
                    "code": item.code,
                    "name": item.name,
                    "level": item.level.value,
                    "department": item.department,
                }
                for item in hits
            ]
        )
        return
    for item in hits:
        print(f"{item.code}  {item.name}  {item.department}")
    if not hits:
        print("没有找到相符的事项")


def _print(arguments: argparse.Namespace) -> None:
    from counter_app.papers import print_document

    with _open(arguments) as place:
        facts = print_document(
            place, arguments.number, arguments.document, arguments.out, size=arguments.size
        )
    if arguments.json:
        _print_json(facts)
    else:
        print(f"已生成 {arguments.out}（{facts['pages']} 页，文号 {facts['number']}）")


def _doctor(arguments: argparse.Namespace) -> int:
    from counter_app.health import doctor
    from counter_app.workplace import opened_store

    root, password = _profile_of(arguments), _password()
    with opened_store(root, arguments.staff, password) as (profile, store):
        facts = doctor(profile, store)
    if arguments.json:
        _print_json(facts)
    else:
        for line in facts["lines"]:
            print(line)
    return 0 if facts["ok"] else FAILED


def _bench(arguments: argparse.Namespace) -> int:
    from counter_app.bench import run_bench

    return run_bench(arguments.names, quick=arguments.quick)


if __name__ == "__main__":
    sys.exit(main())
