"""Every Han character of GB 18030-2022 has a font, and the mended ToUnicode map is still needed."""

from __future__ import annotations

import pytest
from reportlab.pdfbase import ttfonts

from counter_app.documents.fonts import CHAINS, FONT_BOOK, Typeface
from counter_app.documents.truetype import to_unicode_map

#: Unified ideographs up to extension F, and the twelve among the compatibility ones.
LEVEL_3 = [
    *range(0x4E00, 0x9FF0),
    *range(0x3400, 0x4DB6),
    *range(0x20000, 0x2A6D7),
    *range(0x2A700, 0x2B735),
    *range(0x2B740, 0x2B81E),
    *range(0x2B820, 0x2CEA2),
    *range(0x2CEB0, 0x2EBE1),
    *(0xFA0E, 0xFA0F, 0xFA11, 0xFA13, 0xFA14, 0xFA1F),
    *(0xFA21, 0xFA23, 0xFA24, 0xFA27, 0xFA28, 0xFA29),
]


@pytest.mark.parametrize("face", Typeface)
def test_every_level_3_character_has_a_font(face):
    faces = [FONT_BOOK.load(name).charToGlyph for name in CHAINS[face]]
    lacking = [point for point in LEVEL_3 if not any(known.get(point) for known in faces)]
    assert len(LEVEL_3) == 87_887
    assert lacking == []


def test_each_face_prefers_its_own_font():
    for face in Typeface:
        assert FONT_BOOK.glyph(face, "县").font == CHAINS[face][0]
    assert FONT_BOOK.glyph(Typeface.SERIF, "𠮷").font == "HanaMinB"
    assert FONT_BOOK.glyph(Typeface.SERIF, "\U0003fffd") is None


def test_the_map_is_utf16_in_blocks_of_at_most_100():
    lines = to_unicode_map("F", [0, *range(0x4E00, 0x4E00 + 150), 0x20BB7]).splitlines()
    assert "<97> <D842DFB7>" in lines
    assert "<01> <4E00>" in lines
    assert not any(line.startswith("<00> <0") for line in lines)
    sizes = [int(line.split()[0]) for line in lines if line.endswith(" beginbfchar")]
    assert sizes == [100, 51]


def test_reportlab_still_needs_the_mend():
    """Fails on the day ReportLab writes UTF-16 itself: then SearchableFont.addObjects can go."""
    assert "<00> <20BB7>" in ttfonts.makeToUnicodeCMap("F", [0x20BB7])


def test_reportlab_is_still_built_as_the_mend_expects():
    """The names that SearchableFont leans on; a new ReportLab that moves them fails here."""
    assert {"addObjects", "getSubsetInternalName", "splitString"} <= set(dir(ttfonts.TTFont))
    assert {"makeSubset", "get_table", "get_table_pos"} <= set(dir(ttfonts.TTFontFace))
    font = FONT_BOOK.load("NotoSansSC-Regular")
    start, length = font.get_table_pos("glyf")
    assert font.get_table("glyf")[10:40] == font._ttf_data[start + 10 : start + 40]
    assert start + length <= len(font._ttf_data)
