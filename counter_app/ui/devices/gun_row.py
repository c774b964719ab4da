"""The gun for bar codes and QR codes (扫码枪) on the page 设备."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from counter_app.devices.ports import DeviceKind
from counter_app.models.reference import FieldSpec
from counter_app.protocol.scanned import ScanKind, read_scan
from counter_app.rules.masking import mask_id
from counter_app.rules.numbers import spoken
from counter_app.ui.devices.watched_row import WatchedRow
from counter_app.ui.ledger_faces import face_of


class GunRow(WatchedRow):
    id = "gun"
    title = "扫码枪"
    icon = "qr"
    note = "在任何页面扫回执、事项码或证件号码；常打中文的电脑用串口方式更稳"
    kind = DeviceKind.GUN
    ready = "已连接，请扫码"
    prompt = "正在测试：请扫任意一个条码或二维码。"
    labels: ClassVar[Mapping[str, FieldSpec]] = {
        "gap_ms": FieldSpec(
            "gap_ms", "字间隔", "number", unit="毫秒", note="5 至 60，一般 35；扫得慢的枪可加大"
        ),
    }

    def told(self, value: Any) -> str:
        scan = read_scan(str(value), self.counter.store.identity.county_code)
        if scan.kind is ScanKind.CASE:
            return f"读到办件编号 {spoken(scan.value)}"
        if scan.kind is ScanKind.LEDGER and (face := face_of(scan.value)) is not None:
            return f"读到{face.title}编号 {spoken(scan.value)}"
        if scan.kind is ScanKind.ITEM:
            return f"读到事项编码 {scan.value}"
        if scan.kind in (ScanKind.PERSON, ScanKind.ORGANISATION):
            words = "证件号码" if scan.kind is ScanKind.PERSON else "统一社会信用代码"
            return f"读到{words} {mask_id(scan.value)}"
        if scan.kind is ScanKind.WINDOW:
            return "读到窗口评价码"
        return f"读到 {len(scan.value)} 个字符，不是本系统的码"
