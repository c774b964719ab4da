"""The commands ``backup`` and ``restore``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.settings import LOCAL_ZONE, default_profile

#: Makes one command on a profile: (name, run, text) -> its parser.
ProfileCommand = Callable[[str, Callable[[argparse.Namespace], int | None], str], Any]


def add_backup_commands(command: ProfileCommand, ask_password: Callable[[], str]) -> None:
    """Mount the commands; ``restore`` needs no password, the backup stays locked."""
    run = partial(_backup, ask_password)
    backup = command("backup", run, "把本机全部数据备份成一个加密文件")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.add_argument("--without-attachments", action="store_true", help="不带附件")
    restore = command("restore", _restore, "从备份恢复到一个新的数据文件夹")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--replace", action="store_true", help="文件夹里已有本机数据时，把它改名保留后再恢复"
    )


def _backup(ask_password: Callable[[], str], arguments: argparse.Namespace) -> None:
    from counter_app.store.backup import back_up
    from counter_app.store.files import check_writable
    from counter_app.store.store import wall_ms
    from counter_app.workplace import unlocked

    check_writable(arguments.file)
    root = arguments.profile or default_profile()
    with unlocked(root, arguments.staff, ask_password()) as (profile, data_key):
        header = back_up(
            profile,
            data_key,
            arguments.file,
            wall_ms(),
            attachments=not arguments.without_attachments,
        )
    size = arguments.file.stat().st_size
    if arguments.json:
        facts = {
            "file": str(arguments.file),
            "bytes": size,
            "device": header.device,
            "place": header.place,
            "made_ms": header.made_ms,
            "entries": header.entries,
            "unsent": header.unsent,
            "parts": [part.name for part in header.parts],
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    print(
        f"已备份到 {arguments.file}（{size // 1024} KB，本机记录 {header.entries} 条，"
        f"其中 {header.unsent} 条还没上传）"
    )


def _restore(arguments: argparse.Namespace) -> None:
    from counter_app.store.backup import restore
    from counter_app.store.profile import Profile

    profile = Profile(arguments.profile or default_profile())
    with profile.lock():
        replaced = profile.enrolled
        header = restore(arguments.file, profile, replace_old=arguments.replace)
    if arguments.json:
        facts = {
            "device": header.device,
            "place": header.place,
            "made_ms": header.made_ms,
            "entries": header.entries,
            "unsent": header.unsent,
        }
        print(json.dumps(facts, ensure_ascii=False))
        return
    made = datetime.fromtimestamp(header.made_ms / 1000, LOCAL_ZONE)
    print(f"已恢复 {made:%Y-%m-%d %H:%M} 的备份（设备 {header.device}）")
    if replaced:
        print("原来的数据已改名保留在同一文件夹；其中还没上传的办件不会再自动上传")
    print("下次联网同步时换发设备编号，之后才能收件；原来的电脑从那时起不再收件")
    print(
        "没有网络时用U盘也能换发：bundle export 导出，到能联网的电脑上导入，"
        "带回的回执在本机 bundle import"
    )
