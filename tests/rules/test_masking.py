"""Masks hide enough, keep the shape, and never cut a character in two."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.masking import mask_address, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("张", "*"),
        ("张三", "张*"),
        ("李建国", "李*国"),
        ("欧阳建国", "欧阳*国"),
        ("欧阳修", "欧*修"),
        ("尼玛次仁", "尼**仁"),
        ("王𬱖", "王*"),
        ("𠅤小明", "𠅤*明"),
        ("尉迟大𬬻", "尉迟*𬬻"),
        ("阿卜杜热合曼·买买提", "阿*****·**提"),
        ("John Smith", "J*** ****h"),
        ("葛\U000e0100红", "葛\U000e0100*"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("421321199003070015", "4213**********0015"),
        ("42132155063012X", "4213*******012X"),
        ("E12345678", "E1*****78"),
        ("H1234567", "H******7"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_ids(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("0722-3338888", "0722-***8888"),
        ("0722-3338888-801", "0722-***8888-***"),
        ("+85298765432", "+85*****5432"),
        ("12345", "12345"),
        ("4008108888", "4008108888"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_addresses() -> None:
    assert mask_address("湖北省随县厉山镇神农大道1号") == "湖北省随县厉****"
    assert mask_address("厉山镇") == "厉****"
    assert mask_address(" ") == ""


@given(st.text(st.sampled_from("张李欧阳𬱖𠮷·a 国"), min_size=1, max_size=12))
def test_a_mask_shows_at_most_three_characters(name: str) -> None:
    letters = [character for character in name if character not in " ·"]
    shown = [character for character in mask_name(name) if character not in " ·*"]
    assert len(shown) <= 3
    assert len(shown) < max(1, len(letters)) or not letters


def test_sample_names_keep_their_length(rare_names: list[dict[str, str]]) -> None:
    for row in rare_names:
        assert len(mask_name(row["name"])) == len(row["name"])
        assert mask_name(row["name"]) != row["name"]
