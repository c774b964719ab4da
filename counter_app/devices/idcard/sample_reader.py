"""The software reader as a driver that can be chosen in the demo, and the cards that lie by.

There is one of it in a program, as there is one reader on a counter; whoever lays a card on it
need not know who reads it.
"""

from __future__ import annotations

import threading

import msgspec

from counter_app.devices.idcard.layout import write_text
from counter_app.devices.idcard.sdt import SdtOptions, SdtReader, open_reader
from counter_app.devices.idcard.software import ChipCard, Quirk, SoftwareReader
from counter_app.rules.cards import CardKind
from counter_app.settings import resource


class NoOptions(msgspec.Struct, frozen=True):
    """There is nothing to choose."""


class SampleCard(msgspec.Struct, frozen=True):
    """An invented card. ``label`` says what is to be seen with it."""

    id: str
    label: str
    kind: CardKind
    fields: dict[str, str]
    quirks: tuple[Quirk, ...] = ()

    def chip(self) -> ChipCard:
        return ChipCard(write_text(self.kind, self.fields))


class _Bench:
    """Where the one software reader stands."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader: SoftwareReader | None = None

    def reader(self) -> SoftwareReader:
        with self._lock:
            if self._reader is None:
                self._reader = SoftwareReader()
            return self._reader

    def put_away(self) -> None:
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()


_bench = _Bench()


def open_sample(options: NoOptions) -> SdtReader:
    """Open it through its pseudo-terminal, as any reader. Raises :class:`DeviceTrouble`."""
    return open_reader(SdtOptions(port=_bench.reader().path))


def put_away() -> None:
    """End the software reader, if there is one."""
    _bench.put_away()


def samples() -> tuple[SampleCard, ...]:
    """The cards that can be laid on it."""
    path = resource("demo/sample_cards.json")
    return msgspec.json.decode(path.read_bytes(), type=tuple[SampleCard, ...])


def lay(card: SampleCard | None) -> None:
    """Lay a card on the reader, or take it away; plugs the reader in when it is not."""
    reader = _bench.reader()
    if not reader.plugged:
        reader.plug()
    if card is None:
        reader.put(None)
    else:
        reader.put(card.chip(), *card.quirks)


def pull() -> None:
    """Pull the cable, as it happens."""
    _bench.reader().unplug()
