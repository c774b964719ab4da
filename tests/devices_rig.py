"""A software card reader on a real pseudo-terminal, and a watch that is listened to."""

from __future__ import annotations

import queue
from typing import Any

from counter_app.devices.idcard.layout import write_text
from counter_app.devices.idcard.sdt import SdtOptions, SdtReader, open_reader
from counter_app.devices.idcard.software import ChipCard, SoftwareReader
from counter_app.devices.trouble import DeviceTrouble
from counter_app.devices.watch import News, Pace, Watch
from counter_app.rules.cards import CardKind, CardRead

#: An invented person.
ZHANG = {
    "name": "张三",
    "sex": "1",
    "nation": "01",
    "birth": "19900101",
    "address": "湖北省随县厉山镇勤劳街1号",
    "id_number": "421321199001010015",
    "issuer": "随县公安局",
    "since": "20200101",
    "until": "20400101",
}
#: Fast enough for a test, slow enough not to spin.
QUICK = Pace(look_s=0.01, again_s=0.02, calm_s=0.05)


def chip(kind: CardKind = CardKind.RESIDENT, **changed: str) -> ChipCard:
    return ChipCard(write_text(kind, {**ZHANG, **changed}))


def connect(software: SoftwareReader, patience_s: float = 0.5) -> SdtReader:
    return open_reader(SdtOptions(port=software.path, patience_s=patience_s))


class Listener:
    """Watches a software reader and keeps everything that is told, in order."""

    def __init__(self, software: SoftwareReader, patience_s: float = 0.5) -> None:
        self.news: queue.Queue[News[CardRead]] = queue.Queue()
        self.heard: list[News[CardRead]] = []
        self.watch: Watch[CardRead] = Watch(
            "test", lambda: connect(software, patience_s), self.news.put, QUICK
        )
        self.watch.start()

    def next(self) -> News[CardRead]:
        said = self.news.get(timeout=20)
        self.heard.append(said)
        return said

    def until(self, **wanted: Any) -> News[CardRead]:
        """The next news with these attributes."""
        while True:
            said = self.next()
            if all(getattr(said, name) == value for name, value in wanted.items()):
                return said

    def card(self) -> CardRead:
        """The next card."""
        while (value := self.next().value) is None:
            pass
        return value

    def trouble(self) -> DeviceTrouble:
        """The next trouble."""
        while (trouble := self.next().trouble) is None:
            pass
        return trouble
