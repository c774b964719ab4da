"""What a USB bundle did, in sentences for the sync page and the command line. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

from counter_app.protocol.ledgers import CASE
from counter_app.ui.case_words import moment
from counter_app.ui.ledger_faces import FACES
from counter_app.ui.standing_words import renewed_words

if TYPE_CHECKING:
    from counter_app.store.relays import Passed
    from counter_app.sync.bundle_down import Taken
    from counter_app.sync.bundle_in import Imported
    from counter_app.sync.bundle_out import Exported


def export_words(exported: Exported, name: str, place_name: str = "") -> str:
    """After a bundle was written to the file ``name``. ``place_name``: for whom it is."""
    if exported.way == "down":
        whose = place_name or exported.place
        return f"已写好给“{whose}”的回执包 {name}，请带到该服务点的电脑上导入。"
    what = f"有 {exported.entries} 条未上传的记录" if exported.entries else "没有未上传的记录"
    if exported.files:
        what += f"、{exported.files} 个附件"
    if exported.renewing:
        what += "，并请县平台换发设备编号"
    said = f"同步包已写好：{name}，内{what}。可以拔下U盘，拿到能联网的电脑上导入。"
    if exported.renewing:
        said += "请等那台电脑写好回执，带回来在本机导入，之后就能收件。"
    if exported.left:
        said += f"还有 {exported.left} 条没有装下，导入回执后请再导出一次。"
    return said


def import_words(imported: Imported, place_name: str = "") -> str:
    """After a bundle was read, either way. ``place_name``: whose it is, where that is known."""
    whose = f"{place_name}（设备 {imported.device}）" if place_name else f"设备 {imported.device} "
    if imported.taken is not None:
        return _taken_words(imported.taken)
    if not imported.relayed:
        return f"{whose}的同步包已收下，联网后自动转交。可以拔下U盘。"
    if imported.wanted:
        said = (
            f"缺少前面的同步包：县平台还缺设备 {imported.device} 第 {imported.wanted} 条起的记录，"
            "这一包没有收。请把回执带回该机导入，再重新导出。"
        )
    elif imported.entries:
        said = f"{whose}U盘带来的 {imported.entries} 条记录已转交县平台。"
    else:
        said = f"{whose}的同步包已转交，县平台此前都已收到。"
    if imported.renewed:
        said += f"县平台已为该机换发设备编号 {imported.renewed}，该机收下回执后就能收件。"
    if imported.answer:
        return said + f"请把回执 {PurePath(imported.answer).name} 带回该机导入。"
    if imported.no_answer:
        return said + f"回执没有写成（{imported.no_answer}），插好U盘再导入一次即可补写。"
    return said


def _waiting_taken_words(taken: Taken) -> str:
    """To a device that came out of a backup and is not renewed by this bundle."""
    if taken.stopped:
        return (
            "县平台已停用本机，不能换发设备编号；本机记录都在，已交给县平台的不会丢。请联系县平台。"
        )
    if taken.wanted:
        return (
            f"县平台还缺本机第 {taken.wanted} 条起的记录，收到后才换发设备编号。"
            "请重新导出同步包，再带去一次；本机记录都在。"
        )
    if taken.more:
        return (
            "县平台已收到前一部分，还没有换发设备编号。请重新导出同步包，再带去一次；本机记录都在。"
        )
    return (
        "这个回执没有带来新的设备编号，还不能收件；本机记录都在。请导入最近一次导出换来的回执；"
        "如果这就是，县平台的程序较旧，请县平台升级后再带去一次，或联网同步一次。"
    )


def waiting_words(entries: int, by_ledger: Mapping[str, int], files: int) -> str:
    """What waits to be taken along, "" when nothing does. ``by_ledger``: name of the ledger ->
    how many of its lines."""
    if not entries and not files:
        return ""
    titles = {face.ledger.name: face.title for face in FACES}
    parts = [f"办件 {by_ledger[CASE.name]} 件"] if by_ledger.get(CASE.name) else []
    parts += [f"{titles.get(k, '其他')} {n} 条" for k, n in by_ledger.items() if k != CASE.name]
    if not entries:
        return f"本机有 {files} 个附件待带走。"
    said = f"本机有 {entries} 条记录待带走"
    if parts:
        said += f"（{'、'.join(parts)}）"
    if files:
        said += f"，附件 {files} 个"
    return said + "。"


def passed_words(passed: Sequence[Passed], name_of: Callable[[str], str], today: date) -> str:
    """What others brought on a stick lately and was passed on here, "" for nothing."""
    told = [
        f"{moment(each.at_ms, today)} {name_of(each.place)} {each.entries} 条" for each in passed
    ]
    return f"最近由U盘带来并已转交：{'；'.join(told)}。" if told else ""


def _taken_words(taken: Taken) -> str:
    if taken.waits:
        return _waiting_taken_words(taken)
    if taken.renewed is not None:
        said = renewed_words(taken.renewed)
        if taken.moved:
            return said + "县平台已把本机调到别的服务点，请联网同步一次。"
        if taken.cases:
            said += f"更新办件 {taken.cases} 件。"
    elif not taken.changed:
        said = "已导入过，没有变化。"
    else:
        parts = []
        if taken.acked:
            parts.append(f"县平台已收到本机 {taken.acked} 条记录")
        if taken.cases:
            parts.append(f"更新办件 {taken.cases} 件")
        if taken.rows:
            parts.append(f"基础数据 {taken.rows} 条")
        said = "导入完成" + ("：" + "，".join(parts) if parts else "") + "。"
    if taken.asks:
        said += "没上传过的记录还要再核对一次，请重新导出同步包带去，收件照常。"
    if taken.ahead:
        said += "这是较新的回执，还缺前一个，请把前一个也导入，或重新取一次回执。"
    if taken.wanted:
        said += f"县平台还缺本机第 {taken.wanted} 条起的记录，请重新导出同步包。"
    if taken.more:
        said += "县平台还有没装下的内容，请再导出、带回一次。"
    if taken.agreed is not None:
        said += "与县平台核对一致。" if taken.agreed else "与县平台核对不一致，请联系县平台。"
    elif taken.unsent:
        said += f"还有 {taken.unsent} 条未上传。"
    return said
