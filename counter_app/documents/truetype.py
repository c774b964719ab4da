"""An embedded TrueType font whose text can be searched and copied beyond U+FFFF.

ReportLab writes the character behind a glyph into the ToUnicode map as ``%04X``; a character
above U+FFFF then has five digits, which no reader understands: the glyph is printed right,
but copying and searching lose it. PDF 32000-1, 9.10.3 asks for UTF-16BE and for at most 100
lines in a block. The map is written again here, after ReportLab has made its objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc, ttfonts

#: Lines that one ``beginbfchar`` block may hold.
_BLOCK = 100


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a subset: position = character code, value = code point."""
    lines = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be', 'surrogatepass').hex().upper()}>"
        for code, point in enumerate(subset)
        if point  # 0 stands for .notdef
    ]
    blocks: list[str] = []
    for start in range(0, len(lines), _BLOCK):
        part = lines[start : start + _BLOCK]
        blocks += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name})",
            f"/Ordering ({font_name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


class _Table:
    """The glyf table without a copy of it: ReportLab only slices it, once for each glyph."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class _Face(ttfonts.TTFontFace):
    """A face that does not copy 10-30 MB of outlines for every subset it makes."""

    def get_table(self, tag: str) -> Any:
        if tag == "glyf":
            return _Table(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)


class SearchableFont(ttfonts.TTFont):
    """A TTFont that writes a right ToUnicode map. ``font_name`` is what a canvas asks for."""

    def __init__(self, font_name: str, path: str) -> None:
        super().__init__(font_name, path, asciiReadable=False, shapable=False)
        self.face.__class__ = _Face

    def addObjects(self, doc: Any) -> None:
        subsets = self.state[doc].subsets
        names = [self.getSubsetInternalName(n, doc)[1:] for n in range(len(subsets))]
        super().addObjects(doc)
        made = doc.idToObject["BasicFonts"].dict
        for name, subset in zip(names, subsets, strict=True):
            stream: pdfdoc.PDFStream = doc.idToObject[made[name].ToUnicode.name]
            stream.content = to_unicode_map(made[name].BaseFont, subset)
