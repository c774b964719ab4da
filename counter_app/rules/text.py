"""What a typed or imported text must be before it may enter a record.

Length is counted in code points, because names outside the basic plane are real names here.
Text is brought to NFC only: NFKC would turn one person's character into another's.
"""

from __future__ import annotations

import re
import unicodedata

from counter_app.errors import BadInput

#: GB 18030-2005 put these eight Han characters into the private use area; the 2022 edition
#: gave them their Unicode places. Older systems and identity cards still carry the old ones.
PRIVATE_TO_UNICODE = {
    0xE81E: 0x9FB4,
    0xE826: 0x9FB5,
    0xE82B: 0x9FB6,
    0xE82C: 0x9FB7,
    0xE832: 0x9FB8,
    0xE843: 0x9FB9,
    0xE854: 0x9FBA,
    0xE864: 0x9FBB,
}
#: Invisible leftovers of copying from web pages and spreadsheets: never meant, never shown.
_DROPPED = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
_TRANSLATION = PRIVATE_TO_UNICODE | _DROPPED

#: Control characters, text direction overrides, half surrogate pairs, the replacement
#: character and Unicode's noncharacters. Tabs and line ends are dealt with before.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_BLANKS = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")
_LINE_END = re.compile(r"\r\n?")
_BLANK_LINES = re.compile(r"\n{3,}")
_EDGES = " \t\r\n\u00a0\u3000"

#: What people type for the middle dot of a name (U+00B7): bullets, katakana and full stops.
_NAME_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff0e\uff65.\u3002"
_HAN = "\u3400-\u9fff\ue000-\uf8ff\uf900-\ufaff\U00020000-\U0003ffff\u3007"
_NAME_BLANK = re.compile(rf"(?<=[{_HAN}\u00b7]) (?=[{_HAN}\u00b7])")
_NAME_DOT = re.compile(rf"(?<=[{_HAN}]) ?[{re.escape(_NAME_DOTS)}] ?(?=[{_HAN}])")


def clean_text(
    value: object,
    *,
    field: str,
    max_len: int,
    multiline: bool = False,
    required: bool = True,
) -> str:
    """``value`` as it may be stored: NFC, trimmed, runs of blanks made one.

    The eight private-use characters of GB 18030-2005 are mapped to Unicode; any other
    private-use character is kept, as real place names carry them. ``max_len`` counts code
    points. With ``multiline`` line ends are kept (as ``\\n``) and tabs become blanks.

    Raises :class:`BadInput` naming ``field`` when the value is not text, is empty while
    ``required``, is too long, or holds a control character (named as U+XXXX).
    """
    if not isinstance(value, str):
        raise BadInput(field, "应为文字")
    text = value.translate(_TRANSLATION).strip(_EDGES)
    if multiline:
        text = _LINE_END.sub("\n", text).replace("\t", " ")
    _refuse_controls(text, field, multiline=multiline)
    text = unicodedata.normalize("NFC", _BLANK_RUN.sub(" ", text).strip(" "))
    if multiline:
        text = _BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n")))
    if required and not text:
        raise BadInput(field, "不能为空")
    if len(text) > max_len:
        raise BadInput(field, f"最多 {max_len} 个字，现有 {len(text)} 个字")
    return text


def clean_name(value: object, *, field: str, max_len: int = 100, required: bool = True) -> str:
    """A person's or organisation's name: :func:`clean_text`, and blanks between Han removed.

    The blank in a two-character name typed to look aligned is not part of it. Any kind of
    dot between Han characters becomes the one middle dot (U+00B7) that names are written
    with, so the same person is found again. Names in Latin letters keep their blanks.
    """
    text = clean_text(value, field=field, max_len=max_len, required=required)
    return _NAME_BLANK.sub("", _NAME_DOT.sub("\u00b7", text))


def _refuse_controls(text: str, field: str, *, multiline: bool) -> None:
    for found in _FORBIDDEN.finditer(text):
        character = found.group()
        if multiline and character == "\n":
            continue
        place = found.start() + 1
        raise BadInput(
            field, f"第 {place} 个字是不能保存的控制字符 U+{ord(character):04X}，请删去后重新输入"
        )
