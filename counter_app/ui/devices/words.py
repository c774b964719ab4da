"""How a watched device stands, in words people use."""

from __future__ import annotations

from typing import Any

from counter_app.devices.trouble import Fault
from counter_app.devices.watch import News, Standing
from counter_app.rules.cards import CardRead
from counter_app.rules.masking import mask_id, mask_name
from counter_app.ui.devices.row import RowState

#: fault -> icon, tone
_LOOKS = {
    Fault.NOT_CHOSEN: ("settings", "warning"),
    Fault.UNPLUGGED: ("link", "warning"),
    Fault.NO_PERMISSION: ("lock", "danger"),
    Fault.BUSY: ("pause", "warning"),
    Fault.SILENT: ("help", "danger"),
    Fault.GARBLED: ("warning", "danger"),
    Fault.BROKEN: ("error", "danger"),
    Fault.CARD: ("warning", "warning"),
}
OPENING = RowState("正在连接…", "clock", "accent")


def state_of(news: News[Any] | None, ready: str) -> RowState:
    """The state line for the newest news; ``ready`` is what a good device is said to be."""
    if news is None or news.standing is Standing.OPENING:
        return OPENING
    if news.trouble is not None:
        icon, tone = _LOOKS[news.trouble.fault]
        return RowState(news.trouble.message, icon, tone, news.trouble.hint)
    return RowState(ready, "success", "success")


def card_words(card: CardRead) -> str:
    """What was read, masked: enough to see that it is the card that lies there."""
    name = mask_name(card.name or card.latin_name) or "（没有姓名）"
    said = f"读到{card.id_type.label}：{name}，{mask_id(card.id_number)}"
    return "。".join((said, *card.warnings))
