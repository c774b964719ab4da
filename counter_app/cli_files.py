"""The commands ``cases attach`` and ``cases files``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counter_app.models.case import Attachment
    from counter_app.workplace import Workplace

#: Opens the profile that the arguments name.
Open = Callable[[argparse.Namespace], AbstractContextManager["Workplace"]]
_SOME_REFUSED = 3
_ENDINGS = {"image/webp": "webp", "image/jpeg": "jpg", "application/pdf": "pdf"}


def add_file_commands(command: Callable[..., Any], opened: Open) -> None:
    """Mount the verbs below ``cases``."""
    attach = command("attach", partial(_attach, opened), "给办件或帮代办等记录添加扫描件或照片")
    attach.add_argument("number")
    attach.add_argument("files", nargs="+", type=Path, metavar="FILE")
    attach.add_argument("--material", default="", metavar="NAME", help="属于哪份材料")
    attach.add_argument("--name", default="", help="附件名称，默认用材料名称")
    attach.add_argument("--note", default="", help="说明")
    files = command("files", partial(_files, opened), "列出一件的附件；--out 存到文件夹")
    files.add_argument("number")
    files.add_argument("--out", type=Path, metavar="DIR", help="逐个存出，本机没有的联网取回")


def _attach(opened: Open, arguments: argparse.Namespace) -> int:
    from counter_app.errors import BadInput

    attached: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
    with opened(arguments) as place:
        number = _plain(place, arguments.number)
        for path in arguments.files:
            try:
                done = place.attach(
                    number,
                    path,
                    name=arguments.name,
                    material=arguments.material,
                    note=arguments.note,
                )
            except BadInput as error:
                refused.append({"file": str(path), "why": str(error)})
                continue
            facts = _facts(done.attachment)
            attached.append({**facts, "new": bool(done.changes), "remark": done.remark})
    if arguments.json:
        _print_json({"attached": attached, "refused": refused})
    else:
        for each in attached:
            tail = f"（{each['remark']}）" if each["remark"] else ""
            print(f"已添加：{each['name']} {_kb(each['size'])}{tail}")
        for one in refused:
            print(f"未添加 {one['file']}：{one['why']}")
    return _SOME_REFUSED if refused else 0


def _files(opened: Open, arguments: argparse.Namespace) -> None:
    from counter_app.errors import Refused
    from counter_app.store import ledger_queries

    with opened(arguments) as place:
        number = _plain(place, arguments.number)
        state = ledger_queries.by_number(place.store, number)
        if state is None:
            raise Refused(f"本机没有编号 {arguments.number} 的记录")
        saved = {}
        if arguments.out is not None:
            for index, each in enumerate(state.attachments, 1):
                saved[each.hash] = _save(place, number, each, index, arguments.out)
        standings = place.store.attachments.standings(each.hash for each in state.attachments)
    told = []
    for each in state.attachments:
        standing = standings[each.hash]
        facts = _facts(each) | {"here": standing.here, "at_county": standing.at_county}
        if standing.why:
            facts["why"] = standing.why
        if each.hash in saved:
            facts["file"] = saved[each.hash]
        told.append(facts)
    if arguments.json:
        _print_json(told)
        return
    for facts in told:
        where = "已上传" if facts["at_county"] else ("待上传" if facts["here"] else "不在本机")
        print(f"{facts['name']}  {facts['pages']} 页  {_kb(facts['size'])}  {where}")
    print(f"共 {len(told)} 个附件")


def _save(place: Workplace, number: str, each: Attachment, index: int, folder: Path) -> str:
    """Write one out under a name that tells nothing about the person."""
    from counter_app.errors import Trouble, os_words
    from counter_app.store.files import write_durably

    data = place.fetch_attachment(number, each)
    ending = _ENDINGS.get(each.media, "bin")
    path = folder / f"{index:02d}-{each.hash.hex()[:12]}.{ending}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"不能写入 {folder}", hint=os_words(error)) from error
    write_durably(path, data)
    return str(path)


def _facts(each: Attachment) -> dict[str, Any]:
    return {
        "name": each.name,
        "hash": each.hash.hex(),
        "size": each.size,
        "media": each.media,
        "material": each.material,
        "pages": each.pages,
    }


def _plain(place: Workplace, number: str) -> str:
    from counter_app.protocol.ledgers import read_number

    return read_number(number, place.store.identity.county_code) or number


def _kb(size: int) -> str:
    return f"{-(-size // 1000)} kB"


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)
