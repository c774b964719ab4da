"""``doctor``: the store's own examination plus what surrounds it (disk, printers, clock)."""

from __future__ import annotations

import shutil
from typing import Any

import msgspec

from counter_app.devices.printers import PrinterInfo, PrinterTrouble
from counter_app.devices.printers.cups import CupsDriver
from counter_app.devices.printers.slip import SlipDriver
from counter_app.errors import Trouble
from counter_app.store.attachment_care import gone, soundness
from counter_app.store.checks import examine
from counter_app.store.local_settings import LocalSettings
from counter_app.store.profile import Profile
from counter_app.store.store import Store
from counter_app.ui import print_settings, print_words
from counter_app.ui.standing_words import standing_words

#: Below this much free space a warning is given (bytes).
LOW_DISK = 1024**3
_DRIFT_MS = 5 * 60 * 1000


def doctor(profile: Profile, store: Store) -> dict[str, Any]:
    """Facts for machines, and ``lines`` for people. ``ok`` is about the data alone."""
    health = examine(store)
    facts: dict[str, Any] = msgspec.to_builtins(health)
    facts["problems"] = list(health.problems)
    free = shutil.disk_usage(profile.root).free
    head = store.head
    facts["free_bytes"] = free
    facts["drift_ms"] = head.drift_ms
    facts["synced_ms"] = head.synced_ms
    facts["device"] = store.identity.device
    facts["place"] = store.identity.place
    warnings = []
    if free < LOW_DISK:
        warnings.append(f"磁盘只剩 {free // 1024**2} MB")
    if abs(head.drift_ms) > _DRIFT_MS:
        warnings.append(f"本机时钟与县平台相差 {abs(head.drift_ms) // 60000} 分钟")
    stands = standing_words(store.standing, store.now_ms())
    if stands:
        warnings.append(stands)
    facts["stopped"] = store.standing.stopped
    facts["restored"] = store.standing.restored
    _examine_attachments(store, facts, warnings)
    _examine_printers(profile, facts, warnings)
    facts["warnings"] = warnings
    facts["lines"] = _lines(facts)
    return facts


def _examine_attachments(store: Store, facts: dict[str, Any], warnings: list[str]) -> None:
    """Count the files; a damaged one that is nowhere else makes the data not ok."""
    try:
        totals = store.attachments.totals()
        sound = soundness(store.attachments)
        unknown = gone(store)
    except Trouble as error:
        facts["attachments_ok"] = facts["ok"] = False
        facts["problems"].append(f"附件打不开：{error.message}")
        return
    facts["attachments"] = totals.files
    facts["attachments_bytes"] = totals.size
    facts["attachments_unsent"] = totals.owed
    facts["attachments_failed"] = totals.failed
    facts["attachments_checked"] = sound.checked
    facts["attachments_damaged"] = sound.damaged
    facts["attachments_ok"] = not sound.lost
    if sound.lost:
        facts["ok"] = False
        facts["problems"].append(f"有 {sound.lost} 个没有上传的附件已损坏")
    if sound.damaged > sound.lost:
        warnings.append(f"有 {sound.damaged - sound.lost} 个附件在本机已损坏，打开时会重新取回")
    facts["attachments_gone"] = unknown
    if unknown:
        warnings.append(
            f"在本机添加的附件有 {unknown} 个不在本机，已上传的打开时会取回，没有上传的要重新添加"
        )
    if totals.failed:
        warnings.append(f"有 {totals.failed} 个附件上传没有成功，会自动再试")


def printers(profile: Profile) -> list[PrinterInfo]:
    """The system's print queues and the receipt printers of this PC, as they stand."""
    found: tuple[PrinterInfo, ...] = ()
    if CupsDriver.there():
        try:
            found = CupsDriver().printers()
        except PrinterTrouble as error:
            found = (PrinterInfo("", reason=error.reason),)
    slips = print_settings.read(LocalSettings(profile.settings)).slip_printers
    return [*found, *SlipDriver(slips).printers()]


def _examine_printers(profile: Profile, facts: dict[str, Any], warnings: list[str]) -> None:
    """Which there are; one that would not print is a warning, never a fault of the data."""
    found = printers(profile)
    facts["printers"] = [each.name for each in found if each.name]
    for each in found:
        if each.reason:
            name = f"打印机“{each.name}”：" if each.name else ""
            warnings.append(f"{name}{print_words.why(each.reason.value)}")


def _lines(facts: dict[str, Any]) -> list[str]:
    yes = {True: "完好", False: "有问题"}
    lines = [
        f"数据库：{yes[facts['integrity_ok']]}",
        f"记录链：{yes[facts['chain_ok']]}"
        f"（{facts['entries']} 条，本机 {facts['own_entries']} 条）",
        f"办件显示与记录：{yes[facts['projection_ok']]}（{facts['cases']} 件）",
        f"未上传：{facts['unsent']} 条；待处理争议：{facts['disputed']} 件，"
        f"疑似重复 {facts['twins']} 件；搁置 {facts['set_aside']} 条",
        f"校验值：{facts['digest']}",
    ]
    lines.append("打印机：" + ("、".join(facts["printers"]) or "没有"))
    if facts.get("attachments"):
        lines.append(
            f"附件：{facts['attachments']} 个，未上传 {facts['attachments_unsent']} 个"
            f"（抽查 {facts['attachments_checked']} 个）"
        )
    lines += [f"问题：{each}" for each in facts["problems"]]
    lines += [f"提醒：{each}" for each in facts["warnings"]]
    lines.append("结论：" + ("数据完好" if facts["ok"] else "请不要继续收件，先联系管理员"))
    return lines
