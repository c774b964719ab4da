"""Phone numbers as people say them, and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.errors import BadInput
from counter_app.rules.contact import PhoneKind, check_phone, clean_address


@pytest.mark.parametrize(
    ("text", "normal", "kind"),
    [
        ("13812345678", "13812345678", PhoneKind.MOBILE),
        (" 138 1234 5678 ", "13812345678", PhoneKind.MOBILE),
        ("１３８－１２３４－５６７８", "13812345678", PhoneKind.MOBILE),
        ("+86 138-1234-5678", "13812345678", PhoneKind.MOBILE),
        ("008613812345678", "13812345678", PhoneKind.MOBILE),
        ("8613812345678", "13812345678", PhoneKind.MOBILE),
        ("19912345678", "19912345678", PhoneKind.MOBILE),
        ("0722-3338888", "0722-3338888", PhoneKind.LANDLINE),
        ("(0722)3338888", "0722-3338888", PhoneKind.LANDLINE),
        ("07223338888", "0722-3338888", PhoneKind.LANDLINE),
        ("3338888", "0722-3338888", PhoneKind.LANDLINE),
        ("0722-3338888-801", "0722-3338888-801", PhoneKind.LANDLINE),
        ("0722-3338888转801", "0722-3338888-801", PhoneKind.LANDLINE),
        ("027-87654321", "027-87654321", PhoneKind.LANDLINE),
        ("01087654321", "010-87654321", PhoneKind.LANDLINE),
        ("12345", "12345", PhoneKind.SERVICE),
        ("0722-12345", "0722-12345", PhoneKind.SERVICE),
        ("12393", "12393", PhoneKind.SERVICE),
        ("110", "110", PhoneKind.SERVICE),
        ("95598", "95598", PhoneKind.SERVICE),
        ("400-810-8888", "4008108888", PhoneKind.SERVICE),
        ("+852 9876 5432", "+85298765432", PhoneKind.ABROAD),
        ("00886 912345678", "+886912345678", PhoneKind.ABROAD),
    ],
)
def test_good_numbers(text: str, normal: str, kind: PhoneKind) -> None:
    check = check_phone(text)
    assert (check.ok, check.normal, check.kind, check.problem) == (True, normal, kind, None)
    assert check_phone(normal).normal == normal


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "请填写"),
        ("1381234567", "少了 1 位"),
        ("138123456789", "多了 1 位"),
        ("12812345678", "不是有效"),
        ("138x2345678y", "只能由数字"),
        ("13812345678,13912345678", "只能由数字"),
        ("没有", "只能由数字"),
        ("1" * 3_000_000, "过长"),
    ],
)
def test_bad_numbers(text: str, problem: str) -> None:
    check = check_phone(text)
    assert not check.ok
    assert check.problem
    assert problem in check.problem


@given(st.text(max_size=30))
def test_any_text_has_a_verdict(text: str) -> None:
    check = check_phone(text)
    assert check.ok is (check.problem is None) is (check.kind is not None)
    if check.ok:
        assert check_phone(check.normal) == check
        assert len(check.normal) <= 25


def test_addresses_are_trimmed() -> None:
    text = " 湖北省随县厉山镇　神农大道1号, "
    assert clean_address(text, field="address") == "湖北省随县厉山镇 神农大道1号"
    assert clean_address("", field="address") == ""
    with pytest.raises(BadInput, match="不能为空"):
        clean_address(" ", field="address", required=True)
    with pytest.raises(BadInput, match="最多 200"):
        clean_address("长" * 201, field="address")


def test_every_kind_has_a_label() -> None:
    assert all(kind.label for kind in PhoneKind)
