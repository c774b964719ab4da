"""What was chosen for printing at this PC (打印设置): a printer for each document, slip printers,
corrections of the feed. Kept in the local settings, because it belongs to the machine."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from counter_app.devices.printers.slip import SlipPrinter
from counter_app.store.local_settings import LocalSettings

SECTION = "printing"
#: A shift beyond this is a mistake in typing; in mm.
MOST_MM = 30.0
MOST_COPIES = 9


class DocumentChoice(msgspec.Struct, frozen=True):
    """How one kind of document is printed. "" and 0: as usual. ``silent``: at once when it is
    made out, without another key."""

    printer: str = ""
    size: str = ""
    tray: str = ""
    copies: int = 0
    silent: bool = False


class Offset(msgspec.Struct, frozen=True):
    """Shift of everything on a printer that does not feed straight: to the right and down."""

    x_mm: float = 0.0
    y_mm: float = 0.0


class PrintSettings(msgspec.Struct, frozen=True):
    """``documents`` by kind of document, ``offsets`` by name of printer."""

    documents: dict[str, DocumentChoice] = {}
    offsets: dict[str, Offset] = {}
    slip_printers: tuple[SlipPrinter, ...] = ()

    def document(self, kind: str) -> DocumentChoice:
        return self.documents.get(kind, DocumentChoice())

    def offset(self, printer: str) -> tuple[float, float]:
        """(mm to the right, mm down)."""
        offset = self.offsets.get(printer, Offset())
        return offset.x_mm, offset.y_mm

    def with_document(self, kind: str, choice: DocumentChoice) -> PrintSettings:
        return replace(self, documents={**self.documents, kind: choice})

    def with_offset(self, printer: str, offset: Offset) -> PrintSettings:
        return replace(self, offsets={**self.offsets, printer: offset})

    def with_slip_printer(self, printer: SlipPrinter, before: str = "") -> PrintSettings:
        """Add one, or put it in the place of the one that was called ``before``."""
        others = [each for each in self.slip_printers if each.name not in (before, printer.name)]
        return replace(self, slip_printers=(*others, printer))

    def without_slip_printer(self, name: str) -> PrintSettings:
        left = tuple(each for each in self.slip_printers if each.name != name)
        return replace(self, slip_printers=left)


def read(settings: LocalSettings) -> PrintSettings:
    return settings.get(SECTION, PrintSettings)


def keep(settings: LocalSettings, chosen: PrintSettings) -> None:
    """Raises :class:`Trouble` when the disk does not take it."""
    settings.put(SECTION, chosen)
