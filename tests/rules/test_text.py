"""Text that may enter a record: nothing invisible, nothing lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from counter_app.errors import BadInput
from counter_app.rules.text import clean_name, clean_text


def _clean(value: object, **more: bool) -> str:
    return clean_text(value, field="note", max_len=50, **more)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  张三 ", "张三"),
        ("张　　三", "张 三"),
        ("\t张三\r\n", "张三"),
        ("张\u200b三\ufeff", "张三"),
        ("e\u0301", "é"),
        ("Ａ１", "Ａ１"),
        ("㎡", "㎡"),
        ("\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864", "龴龵龶龷龸龹龺龻"),
        ("\ue170村", "\ue170村"),
        ("𬱖𠮷", "𬱖𠮷"),
        ("𲎯", "𲎯"),  # newer than the Unicode tables of Python 3.11
        ("葛\U000e0100", "葛\U000e0100"),
    ],
)
def test_normal_form(raw: str, clean: str) -> None:
    assert _clean(raw) == clean


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("张\x00三", "U+0000"),
        ("张\x07三", "U+0007"),
        ("张\n三", "U+000A"),
        ("张\t三", "U+0009"),
        ("张\x85三", "U+0085"),
        ("张\u202e三", "U+202E"),
        ("张\u2028三", "U+2028"),
        ("张\ud842三", "U+D842"),
        ("张\ufffd", "U+FFFD"),
        ("张\U0001ffff", "U+1FFFF"),
    ],
)
def test_controls_are_named(raw: str, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        _clean(raw)
    assert code in caught.value.why
    assert caught.value.field == "note"


def test_lines_are_kept_where_allowed() -> None:
    assert _clean("一\r\n二\r三\n\n\n\n四\t五 ", multiline=True) == "一\n二\n三\n\n四 五"
    with pytest.raises(BadInput, match=r"U\+000B"):
        _clean("一\x0b二", multiline=True)


def test_empty_and_long_and_other_types() -> None:
    with pytest.raises(BadInput, match="不能为空"):
        _clean(" \u3000")
    assert _clean("", required=False) == ""
    assert _clean("𬱖" * 50) == "𬱖" * 50
    with pytest.raises(BadInput, match="最多 50 个字，现有 51 个字"):
        _clean("𬱖" * 51)
    with pytest.raises(BadInput, match="最多 50"):
        _clean("长" * 3_000_000)
    for other in (None, 12, b"x"):
        with pytest.raises(BadInput, match="应为文字"):
            _clean(other)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("张　三", "张三"),
        ("阿卜杜热合曼•买买提", "阿卜杜热合曼·买买提"),
        ("古丽 · 阿不都热合曼", "古丽·阿不都热合曼"),
        ("古丽.阿不都", "古丽·阿不都"),
        ("John A. Smith", "John A. Smith"),
        ("王 𬱖", "王𬱖"),
        ("随县A1 建材店", "随县A1 建材店"),
    ],
)
def test_names(raw: str, clean: str) -> None:
    assert clean_name(raw, field="applicant.name") == clean


def test_sample_names_stay_themselves(rare_names: list[dict[str, str]]) -> None:
    for row in rare_names:
        assert clean_name(row["name"], field="name") == row["name"]


@given(st.text(max_size=60), st.booleans())
def test_clean_text_is_stable(raw: str, multiline: bool) -> None:
    try:
        clean = clean_text(raw, field="x", max_len=200, multiline=multiline, required=False)
    except BadInput:
        return
    again = clean_text(clean, field="x", max_len=200, multiline=multiline, required=False)
    assert again == clean
    assert (
        clean.isprintable()
        or multiline
        or any(unicodedata.category(c) in ("Co", "Cn", "Cf", "Zs") for c in clean)
    )
    clean.encode()
