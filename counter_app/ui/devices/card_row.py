"""The ID-card reader (居民身份证阅读器) on the page 设备."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from counter_app.devices.idcard import sample_reader
from counter_app.devices.idcard.sample_reader import SampleCard
from counter_app.devices.ports import DeviceKind
from counter_app.errors import BadInput
from counter_app.models.reference import FieldSpec
from counter_app.ui.devices.row import RowAction
from counter_app.ui.devices.watched_row import WatchedRow
from counter_app.ui.devices.words import card_words

#: What a reader may type, in words.
_PARTS = {
    "name": "姓名",
    "sex": "性别",
    "nation": "民族",
    "birth": "出生",
    "address": "住址",
    "id_number": "号码",
    "issuer": "签发机关",
    "since": "有效期始",
    "until": "有效期止",
    "period": "有效期限",
    "skip": "略过",
}
_NUMBER = _PARTS["id_number"]
_SIGNS = {"|": "竖线 |", "#": "井号 #", ",": "逗号 ,", ";": "分号 ;", "tab": "制表符"}


class IdCardRow(WatchedRow):
    id = "id_card"
    title = "身份证阅读器"
    icon = "card"
    note = "放上证件就填好申请人；在收件页光标停在代理人栏时填代理人"
    more = "放一张样卡"
    kind = DeviceKind.ID_CARD
    ready = "已连接，请放证件"
    prompt = "正在测试：请把证件平放到读卡器上。这里只显示一部分号码，不会开始收件。"
    labels: ClassVar[Mapping[str, FieldSpec]] = {
        "separator": FieldSpec(
            "separator", "分隔符", "choice", choices=tuple(_SIGNS.values()), note="与读卡器设置一致"
        ),
        "order": FieldSpec(
            "order", "各项顺序", "text", max_length=200, note="与读卡器的设置一致，用逗号隔开"
        ),
    }

    def told(self, value: Any) -> str:
        return card_words(value)

    def shown(self, key: str, value: Any) -> str:
        if key == "separator":
            return _SIGNS.get(value, str(value))
        if key == "order":
            return ",".join(_PARTS.get(part, part) for part in str(value).split(","))
        return super().shown(key, value)

    def kept(self, key: str, text: str) -> str:
        if key == "separator":
            return next((sign for sign, words in _SIGNS.items() if words == text), "|")
        if key == "order":
            return _order_of(text)
        return super().kept(key, text)

    def actions(self) -> tuple[RowAction, ...]:
        """In the demo: cards to lay on the reader, and its cable."""
        if self.chosen is None or not self.chosen.sample:
            return ()
        cards = tuple(
            RowAction(each.label, partial(self.on_lay, each)) for each in sample_reader.samples()
        )
        return (
            *cards,
            RowAction("拿走证件", partial(self.on_lay, None)),
            RowAction("拔掉读卡器", self.on_pull),
        )

    def on_lay(self, card: SampleCard | None) -> None:
        self._result = ""
        sample_reader.lay(card)
        self.changed.emit()

    def on_pull(self) -> None:
        sample_reader.pull()


def _order_of(text: str) -> str:
    """The fields named in words. Raises :class:`BadInput` for a word that names none."""
    names = {words: name for name, words in _PARTS.items()}
    words = [each for each in re.split(r"[\s,,、;;]+", text) if each]
    unknown = [each for each in words if each not in names]
    if unknown:
        raise BadInput("各项顺序", f"没有“{unknown[0]}”这一项", hint="可用：" + "、".join(names))
    if _NUMBER not in words:
        raise BadInput("各项顺序", f"必须有“{_NUMBER}”")
    return ",".join(names[each] for each in words)
