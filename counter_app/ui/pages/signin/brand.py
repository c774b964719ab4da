"""The left half of the sign-in page: what this is, and what one may rely on."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.settings import APP_TITLE, COUNTY_NAME
from counter_app.ui.widgets.labels import IconLabel, label

_PROMISES = (
    ("cloud-off", "没有网络也能收件、受理、打印"),
    ("check", "保存过的办件，停电也不会丢"),
    ("lock", "本机数据全部加密，只有本人密码能打开"),
)


def fill_brand(brand: QWidget) -> None:
    """Put name and promises into the empty panel."""
    column = QVBoxLayout(brand)
    column.setContentsMargins(36, 36, 24, 36)
    column.setSpacing(14)
    column.addStretch(2)
    column.addWidget(IconLabel("hall", "rail_text", 48, brand))
    column.addWidget(label(APP_TITLE, "display", brand, wrap=True))
    column.addWidget(label(f"{COUNTY_NAME}政务服务 · 一窗通办", "heading", brand, wrap=True))
    column.addSpacing(18)
    for icon, text in _PROMISES:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(IconLabel(icon, "rail_text", 18, brand))
        row.addWidget(label(text, "", brand, wrap=True), 1)
        column.addLayout(row)
    column.addStretch(3)
