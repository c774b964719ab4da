"""The printed document (文书) as a value: complete, frozen, and the same for ever.

A :class:`Paper` holds every word that is printed, so drawing it again needs no look-up in
anything that may have changed since. Personal numbers are masked by whoever builds it. The
mark of a re-print (补打) is not part of it, because the re-print is a fact of its own.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec
import zstandard

from counter_app.errors import Trouble
from counter_app.models.signature import Strokes

#: The layout of the stored bytes, as most documents need it and the newest there is. A program
#: that meets a higher one must not guess.
FORMAT, NEWEST = 1, 2
#: No honest document is larger; a bomb is refused before it is unpacked. Bytes.
MAX_UNPACKED = 4 * 1024 * 1024


class PaperSize(StrEnum):
    """What lies in the printer. SLIP80 is an 80 mm roll with 72 mm printable; A4_WIDE is A4
    on its side, for lists."""

    A4 = "A4"
    A5 = "A5"
    SLIP80 = "SLIP80"
    A4_WIDE = "A4_WIDE"

    @property
    def label(self) -> str:
        return _SIZE_LABELS[self.value]


_SIZE_LABELS = {
    "A4": "A4 纸",
    "A5": "A5 纸",
    "SLIP80": "80 毫米小票",
    "A4_WIDE": "A4 纸（横向）",
}


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class _Block(msgspec.Struct, frozen=True, tag_field="block", forbid_unknown_fields=True):
    """Part of a document. Defaults are written out too: they may change, old paper must not."""


class Pair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A label and what stands behind it. ``wide``: takes a whole row of the grid."""

    label: str
    value: str
    wide: bool = False


class KeyValues(_Block, frozen=True, tag="pairs"):
    """Facts in a ruled grid of one or two columns; what is too long takes its own row."""

    pairs: tuple[Pair, ...]
    columns: int = 2


class Column(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a table. ``width`` in parts of the sum of all widths."""

    header: str
    width: float = 1.0
    align: Align = Align.LEFT


class Table(_Block, frozen=True, tag="table"):
    """Rows under headers; the headers are repeated wherever the table goes on.

    On a slip each row is written as lines instead: the first column, then the others with
    their headers.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One numbered point with what belongs to it, each on a line of its own."""

    text: str
    details: tuple[Pair, ...] = ()


class Numbered(_Block, frozen=True, tag="numbered"):
    """Numbered points (逐条告知事项)."""

    points: tuple[Point, ...]


class Heading(_Block, frozen=True, tag="heading"):
    """A heading within the document; never left alone at the foot of a page."""

    text: str


class Paragraph(_Block, frozen=True, tag="paragraph"):
    """Running text. ``indent``: the first line begins two characters further in."""

    text: str
    indent: bool = True
    align: Align = Align.LEFT
    strong: bool = False


class Notice(_Block, frozen=True, tag="notice"):
    """Boxed words that must not be overlooked (提示)."""

    text: str
    title: str = ""


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A QR code. ``url`` is all that is inside it; caption and hint stand beside it."""

    url: str
    caption: str
    hint: str = ""


class Codes(_Block, frozen=True, tag="codes"):
    """QR codes side by side as far as there is room."""

    codes: tuple[Code, ...]


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line to sign on. ``dated``: with room for year, month and day."""

    label: str
    dated: bool = True


class Signatures(_Block, frozen=True, tag="signatures"):
    """Lines to sign on; a SealArea that follows stands beside them where there is room."""

    signatures: tuple[Signature, ...]


class SignedLines(Signatures, frozen=True, tag="signed_lines"):
    """Lines of which some were signed on a screen; ``inks`` in the order of the lines, empty
    where somebody still signs by hand. Format 2."""

    inks: tuple[Strokes, ...] = ()


class SealArea(_Block, frozen=True, tag="seal"):
    """A clear circle of 46 mm for the seal that is pressed by hand, with organ and date."""

    organ: str
    date: str
    label: str = "盖章处"


Block = (
    KeyValues
    | Table
    | Numbered
    | Heading
    | Paragraph
    | Notice
    | Codes
    | Signatures
    | SignedLines
    | SealArea
)


class Footer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The foot of every page: window, clerk, telephones (pairs), copies (note) and date."""

    pairs: tuple[Pair, ...] = ()
    note: str = ""
    date: str = ""


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One document, ready to be drawn.

    ``number``: the document's own number (文号). ``case_number``: digits as they are in the
    barcode; ``case_spoken``: the same in the groups in which it is read out.
    ``copies``: how many sheets of it are handed out or kept.
    """

    kind: str
    title: str
    organ: str
    size: PaperSize
    number: str = ""
    case_label: str = "办件编号"
    case_number: str = ""
    case_spoken: str = ""
    blocks: tuple[Block, ...] = ()
    footer: Footer = Footer()
    copies: int = 1
    format: int = FORMAT


class _Format(msgspec.Struct):
    format: int


_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(Paper)
_FORMAT_DECODER = msgspec.msgpack.Decoder(_Format)
_ZSTD_LEVEL = 10


def encode(paper: Paper) -> bytes:
    """msgpack; equal papers give equal bytes."""
    return _ENCODER.encode(paper)


def decode(raw: bytes) -> Paper:
    """The paper that was encoded. Raises Trouble for damaged bytes or a newer format."""
    try:
        made_as = _FORMAT_DECODER.decode(raw).format
        if made_as > NEWEST:
            raise Trouble(
                "这份文书是用更新版本的程序出具的，本机还不能打印；办件数据没有受影响",
                hint="请先升级本机程序，再补打这份文书",
            )
        return _DECODER.decode(raw)
    except msgspec.MsgspecError as error:
        raise _damaged() from error


def freeze(paper: Paper) -> bytes:
    """The snapshot (文书快照) that a journal entry keeps: zstd of :func:`encode`."""
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(encode(paper))


def thaw(snapshot: bytes) -> Paper:
    """The paper of a snapshot. Raises Trouble for damaged bytes or a newer format."""
    try:
        size = zstandard.frame_content_size(snapshot)
        if not 0 <= size <= MAX_UNPACKED:
            raise _damaged()
        raw = zstandard.ZstdDecompressor().decompress(snapshot)
    except zstandard.ZstdError as error:
        raise _damaged() from error
    return decode(raw)


def _damaged() -> Trouble:
    return Trouble(
        "这份文书的存档内容已损坏，不能照原样打印；办件数据没有受影响",
        hint="请按办件编号重新出具，并把本机情况告诉管理员",
    )
