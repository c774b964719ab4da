"""The ``county …`` commands (design §6). Each imports what it needs when it runs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from counter_app.county import cli_rating
from counter_app.errors import CounterError
from counter_app.settings import LOCAL_ZONE

if TYPE_CHECKING:
    from counter_app.county.admin import Person
    from counter_app.county.database import Database

_FAILED = 1


def add_county_commands(commands: Any) -> None:
    """Mount ``county`` and its verbs on the subparsers of the program."""
    county = commands.add_parser("county", help="县平台：建库、服务、基础数据、登记、核对")
    verbs = county.add_subparsers(required=True, metavar="VERB")

    init = _verb(verbs, "init", _init, "建库，生成县平台钥匙")
    init.add_argument("--sample", action="store_true", help="同时载入自带数据和样例人员")

    serve = _verb(verbs, "serve", _serve, "提供服务，直到中断")
    serve.add_argument("--listen", required=True, metavar="HOST:PORT")
    serve.add_argument("--tls-cert", type=Path, metavar="F")
    serve.add_argument("--tls-key", type=Path, metavar="F")
    serve.add_argument("--public-url", default="", metavar="URL", help="印在二维码里的地址")

    load = _verb(verbs, "load", _load, "载入基础数据（xlsx/csv/json）")
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--kind", metavar="KIND", help="数据种类，表头看不出时指明")
    load.add_argument("--complete", action="store_true", help="文件是全量，缺少的行将停用")
    load.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    enrol = _verb(verbs, "enrol", _enrol, "发一个一次性设备登记码")
    enrol.add_argument("--place", required=True, metavar="CODE")
    enrol.add_argument("--window", required=True, type=int, metavar="N")

    staff = _verb(verbs, "staff", _staff, "列出人员；重置密码")
    staff.add_argument("action", nargs="?", choices=("list", "reset"), default="list")
    staff.add_argument("work_no", nargs="?", metavar="WORK_NO")
    staff.add_argument("--place", metavar="CODE", help="只列这一处")

    devices = _verb(verbs, "devices", _devices, "列出已登记设备")
    devices.add_argument("--place", metavar="CODE", help="只列这一处")
    revoke = _verb(verbs, "revoke", _revoke, "停用一台设备")
    revoke.add_argument("device", metavar="DEVICE")
    revoke.add_argument("--lost", action="store_true", help="丢失或被盗：没上传的也不再接收")
    move = _verb(verbs, "move", _move, "把一台设备调整到另一个服务点或窗口")
    move.add_argument("device", metavar="DEVICE")
    move.add_argument("--place", required=True, metavar="CODE")
    move.add_argument("--window", required=True, type=int, metavar="N")

    cards = _verb(verbs, "cards", _cards, "打印窗口评价卡（二维码）")
    cli_rating.add_card_words(cards)
    ratings = _verb(verbs, "ratings", _ratings, "查看或设定扫码评价的有效期")
    ratings.add_argument("--days", type=int, metavar="N", help="环节完成后 N 天内可以评价")

    _verb(verbs, "report", _report, "按状态和地点统计办件")
    _verb(verbs, "verify", _verify, "重算并核对全部记录、队列和现状")


def _verb(
    verbs: Any, name: str, run: Callable[[argparse.Namespace], int | None], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text)
    parser.add_argument("--database", required=True, metavar="URL")
    parser.add_argument("--json", action="store_true", help="给机器读的输出")
    parser.set_defaults(run=run)
    return parser


@contextmanager
def _opened(arguments: argparse.Namespace, *, create: bool = False) -> Iterator[Database]:
    from counter_app.county import schema
    from counter_app.county.database import Database

    database = Database.open(arguments.database, create=create)
    try:
        if not create:
            schema.require(database)
        yield database
    finally:
        database.close()


def _print_json(value: object) -> None:
    import msgspec

    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False), flush=True)


def _now_ms() -> int:
    from counter_app.county.server import wall_ms

    return wall_ms()


def _init(arguments: argparse.Namespace) -> None:
    from counter_app.county import admin

    with _opened(arguments, create=True) as database:
        done = admin.init(database, _now_ms(), sample=arguments.sample)
    if arguments.json:
        _print_json(
            {
                "created": done.created,
                "edition": done.edition,
                "staff": [_sign_in(person) for person in done.staff],
            }
        )
        return
    print("县库已建好" if done.created else "县库已在，没有改动已有的数据")
    if done.edition is not None:
        print(f"已载入自带的基础数据（第 {done.edition} 版）")
    if done.staff:
        print("样例人员的初始密码（只显示这一次）：")
        for person in done.staff:
            print(f"  {person.work_no}  {person.password}  {person.name}  {person.place_name}")


def _sign_in(person: Person) -> dict[str, Any]:
    return {
        "work_no": person.work_no,
        "name": person.name,
        "roles": list(person.roles),
        "place": person.place,
        "password": person.password,
    }


def _serve(arguments: argparse.Namespace) -> None:
    from counter_app.county.serve import serve

    def ready(url: str) -> None:
        if arguments.json:
            _print_json({"listening": url})
        else:
            print(f"县平台已在 {url} 提供服务，按 Ctrl+C 结束", flush=True)

    serve(
        arguments.database,
        arguments.listen,
        tls_cert=arguments.tls_cert,
        tls_key=arguments.tls_key,
        public_url=arguments.public_url,
        ready=ready,
    )


def _load(arguments: argparse.Namespace) -> int:
    from counter_app.county.loading import load_files
    from counter_app.county.reference_batch import BadRows

    try:
        with _opened(arguments) as database:
            loaded = load_files(
                database,
                arguments.files,
                _now_ms(),
                kind=arguments.kind,
                complete=arguments.complete,
                dry_run=arguments.dry_run,
            )
    except BadRows as bad:
        if not arguments.json:
            raise
        _print_json({"edition": None, "problems": bad.problems})
        return _FAILED
    summary = loaded.difference.summary()
    if arguments.json:
        _print_json(summary | {"edition": loaded.edition, "warnings": loaded.warnings})
        return 0
    for change in summary["changes"]:
        print(f"{_WHAT[change['what']]} {change['kind']} {change['key']} {change['name']}")
        for field in change["fields"]:
            print(f"    {field['field']}:{field['before']} → {field['after']}")
    for warning in loaded.warnings:
        print(f"请留意 {warning}")
    counts = ",".join(f"{word} {summary[what]} 行" for what, word in _WHAT.items())
    tail = "没有写入" if loaded.edition is None else f"已成为第 {loaded.edition} 版"
    print(f"{counts}，未变 {summary['unchanged']} 行；{tail}")
    return 0


_WHAT = {"added": "新增", "changed": "变更", "withdrawn": "停用"}


def _enrol(arguments: argparse.Namespace) -> None:
    from counter_app.county import snapshots
    from counter_app.county.enrolment import issue_code

    with _opened(arguments) as database:
        made = issue_code(database, arguments.place, arguments.window, _now_ms())
    if arguments.json:
        _print_json(made)
    else:
        print(made.code)
        print(f"{made.place_name} {made.window} 号窗口，{_day(made.expires_ms)} 前使用一次有效")
    sys.stdout.flush()
    with _opened(arguments) as database:
        # The machine that comes with this code begins with it, and need not wait then.
        snapshots.prepare(database, arguments.place, _now_ms)


def _staff(arguments: argparse.Namespace) -> None:
    from counter_app.county import admin

    if (arguments.action == "reset") != (arguments.work_no is not None):
        raise CounterError("请写成 county staff reset 工号")
    with _opened(arguments) as database:
        if arguments.action == "reset":
            person = admin.reset_password(database, arguments.work_no, _now_ms())
            if arguments.json:
                _print_json(_sign_in(person))
            else:
                print(f"{person.work_no} {person.name} 的新密码（只显示这一次）：{person.password}")
            return
        people = [
            person for person in admin.staff(database) if arguments.place in (None, person.place)
        ]
    if arguments.json:
        told = [
            {
                "work_no": person.work_no,
                "name": person.name,
                "roles": list(person.roles),
                "place": person.place,
                "active": person.active,
                "can_sign_in": person.can_sign_in,
            }
            for person in people
        ]
        _print_json({"staff": told})
        return
    for person in people:
        note = "" if person.can_sign_in else "  尚无密码"
        note += "" if person.active else "  停用"
        print(f"{person.work_no}  {person.name}  {person.place} {person.place_name}{note}")
    print(f"共 {len(people)} 人")


def _devices(arguments: argparse.Namespace) -> None:
    from counter_app.county.devices import all_devices

    with _opened(arguments) as database:
        found = [each for each in all_devices(database) if arguments.place in (None, each.place)]
    if arguments.json:
        told = [
            {
                "device": each.id,
                "serial": each.serial,
                "place": each.place,
                "window": each.window,
                "entries": each.acked_n,
                "program": each.program,
                "enrolled_ms": each.enrolled_ms,
                "last_seen_ms": each.last_seen_ms,
                "revoked_ms": each.revoked_ms,
                "stopped": each.stopped,
                "replaced_by": each.replaced_by,
            }
            for each in found
        ]
        _print_json({"devices": told})
        return
    for each in found:
        stopped = _STOPPED[each.stopped].format(each.replaced_by)
        print(
            f"{each.id}  {each.place} {each.window} 号窗口  {each.acked_n} 条记录  "
            f"最近联系 {_day(each.last_seen_ms)}{stopped}"
        )
    print(f"共 {len(found)} 台")


_STOPPED = {"": "", "revoked": "  已停用", "lost": "  已挂失", "replaced": "  已由 {} 接替"}


def _revoke(arguments: argparse.Namespace) -> None:
    from counter_app.county.devices import revoke

    with _opened(arguments) as database:
        revoke(database, arguments.device, _now_ms(), lost=arguments.lost)
    if arguments.json:
        _print_json({"revoked": arguments.device})
    else:
        rest = "不再接收" if arguments.lost else "仍会接收"
        print(f"设备 {arguments.device} 已停用，已上传的记录都保留，它还没上传的{rest}")


def _move(arguments: argparse.Namespace) -> None:
    from counter_app.county.moving import move

    with _opened(arguments) as database:
        name = move(database, arguments.device, arguments.place, arguments.window)
    if arguments.json:
        moved = {"device": arguments.device, "place": arguments.place, "window": arguments.window}
        _print_json(moved)
    else:
        print(f"设备 {arguments.device} 已调整到{name} {arguments.window} 号窗口，下次同步时生效")


def _cards(arguments: argparse.Namespace) -> None:
    with _opened(arguments) as database:
        count = cli_rating.make_cards(database, arguments, _now_ms())
    if arguments.json:
        _print_json({"cards": count, "out": str(arguments.out)})
    else:
        print(f"已写入 {count} 张窗口评价卡：{arguments.out}")


def _ratings(arguments: argparse.Namespace) -> None:
    with _opened(arguments) as database:
        days = cli_rating.set_days(database, arguments.days)
    if arguments.json:
        _print_json({"days": days})
    else:
        print(f"受理或办结后 {days} 天内可以扫码评价")


def _report(arguments: argparse.Namespace) -> None:
    from counter_app.county import admin
    from counter_app.models.case import CaseStatus

    with _opened(arguments) as database:
        figures = admin.report(database)
    if arguments.json:
        _print_json(figures)
        return
    for place in figures.places:
        states = "  ".join(
            f"{CaseStatus(status).label} {count}" for status, count in place.by_status.items()
        )
        print(f"{place.place} {place.name}  {place.cases} 件  {states}")
    print(
        f"全县 {figures.cases} 件，{figures.entries} 条记录，"
        f"{figures.set_aside} 条搁置，{figures.devices} 台设备在用"
    )


def _verify(arguments: argparse.Namespace) -> int:
    from counter_app.county.verify import verify

    with _opened(arguments) as database:
        verdict = verify(database)
    if arguments.json:
        _print_json(verdict)
    else:
        for finding in verdict.findings:
            print(finding)
        told = "核对无误" if verdict.ok else "核对发现问题"
        print(f"{told}：{verdict.entries} 条记录，{verdict.cases} 件办件")
        print(f"校验值 {verdict.digest}")
    return 0 if verdict.ok else _FAILED


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, LOCAL_ZONE).strftime("%Y-%m-%d %H:%M")
