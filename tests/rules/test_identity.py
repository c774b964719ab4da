"""Document numbers: every sample has its verdict, and typing is never told wrong too early."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.check_digits import mod_11_2
from counter_app.rules.identity import (
    AreaCode,
    IdType,
    as_you_type,
    check_identity,
    upgrade_15,
)

TODAY = date(2026, 11, 23)
GOOD = "421321199003071233"


@st.composite
def resident_numbers(draw: st.DrawFn) -> tuple[str, date]:
    birth = draw(st.dates(date(1900, 1, 1), TODAY))
    area = draw(st.sampled_from(["421321", "421302", "429001", "420619", "110105", "652301"]))
    body = f"{area}{birth:%Y%m%d}{draw(st.integers(1, 999)):03d}"
    return body + mod_11_2(body), birth


def test_every_sample_gets_its_verdict(
    sample_ids: list[dict[str, str]], areas: dict[str, AreaCode]
) -> None:
    assert len(sample_ids) == 109
    for row in sample_ids:
        id_type = IdType.USCC if row["kind"] == "uscc" else IdType.RESIDENT_ID
        check = check_identity(id_type, row["value"], today=TODAY, areas=areas)
        assert check.ok is (row["expect"] != "invalid"), row
        assert (check.problem is None) is check.ok
        if row["expect"] == "warn":
            assert check.warnings, row
        if row["expect"] == "valid-after-normalise":
            assert check.normal != row["value"]
            assert check_identity(id_type, check.normal, today=TODAY).normal == check.normal
        if "港澳台" in row["reason"]:
            assert check_identity(IdType.HMT_RESIDENCE, row["value"], today=TODAY).warnings == ()


def test_birth_and_sex_are_read() -> None:
    check = check_identity(IdType.RESIDENT_ID, GOOD, today=TODAY)
    assert (check.birth, check.sex) == (date(1990, 3, 7), "male")
    check = check_identity(IdType.RESIDENT_ID, "11010519491231002X", today=TODAY)
    assert (check.birth, check.sex) == (date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("42132119900307002*", "42132119900307002X"),
        (" 421321-19900307-1233 ", GOOD),
        ("\ufeff421321199003071233\u200b", GOOD),
        ("42132119900307002ｘ", "42132119900307002X"),
    ],
)
def test_spellings_are_normalised(text: str, normal: str) -> None:
    check = check_identity(IdType.RESIDENT_ID, text, today=TODAY)
    assert check.ok
    assert check.normal == normal


@pytest.mark.parametrize(
    "text", ["", "   ", "4213**********1233", "42132119900307123", GOOD + "1", "1" * 3_000_000]
)
def test_bad_shapes_are_refused(text: str) -> None:
    check = check_identity(IdType.RESIDENT_ID, text, today=TODAY)
    assert not check.ok
    assert check.problem
    assert len(check.normal) <= 60


@given(resident_numbers())
def test_good_numbers_are_accepted_with_their_birth(made: tuple[str, date]) -> None:
    number, birth = made
    check = check_identity(IdType.RESIDENT_ID, number, today=TODAY)
    assert check.ok
    assert check.birth == birth


@given(resident_numbers(), st.data())
def test_one_wrong_digit_is_found(made: tuple[str, date], data: st.DataObject) -> None:
    number = made[0]
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789X").filter(lambda c: c != number[place]))
    wrong = number[:place] + other + number[place + 1 :]
    assert not check_identity(IdType.RESIDENT_ID, wrong, today=TODAY).ok


@given(resident_numbers())
def test_typing_a_good_number_is_never_called_wrong(made: tuple[str, date]) -> None:
    number = made[0]
    for length in range(18):
        assert as_you_type(IdType.RESIDENT_ID, number[:length], today=TODAY).state == "incomplete"
    assert as_you_type(IdType.RESIDENT_ID, number, today=TODAY).state == "ok"


@given(st.sampled_from(list(IdType)), st.text(max_size=40))
def test_any_text_has_a_verdict(id_type: IdType, text: str) -> None:
    check = check_identity(id_type, text, today=TODAY)
    assert check.ok is (check.problem is None)
    as_you_type(id_type, text)
    if check.ok:
        assert as_you_type(id_type, text, today=TODAY).state == "ok"
        assert check_identity(id_type, check.normal, today=TODAY).normal == check.normal


@pytest.mark.parametrize(
    ("typed", "state", "hint"),
    [
        ("421321199", "incomplete", "还差 9 位"),
        ("4213211990130", "wrong", "月份"),
        ("42132119900230", "wrong", "出生日期"),
        ("42A", "wrong", "第 3 位"),
        ("48", "wrong", "前两位"),
        ("42132118", "wrong", "年份"),
        ("421321199003071230", "wrong", "校验位不对"),
        (GOOD + "12", "wrong", "多了 2 位"),
        (GOOD, "ok", ""),
    ],
)
def test_typing_hints(typed: str, state: str, hint: str) -> None:
    check = as_you_type(IdType.RESIDENT_ID, typed, today=TODAY)
    assert check.state == state
    assert hint in check.hint


def test_the_right_check_character_is_not_told() -> None:
    """Else a wrong number would be completed to a right one without a look at the card."""
    assert as_you_type(IdType.RESIDENT_ID, GOOD[:17]).hint == "还差 1 位"


def test_messages_hold_no_part_of_the_number() -> None:
    for wrong in ("421321209912311237", "42132119900307123A", "421321199002301236"):
        problem = check_identity(IdType.RESIDENT_ID, wrong, today=TODAY).problem
        assert problem
        assert not any(wrong[i : i + 6] in problem for i in range(13))


def test_old_numbers_only_for_archives() -> None:
    old = "421321550630123"
    assert not check_identity(IdType.RESIDENT_ID, old, today=TODAY).ok
    check = check_identity(IdType.RESIDENT_ID, old, today=TODAY, archive=True)
    assert check.ok
    assert check.warnings
    assert (check.birth, check.sex) == (date(1955, 6, 30), "male")
    assert upgrade_15(old) == "421321195506301231"
    assert as_you_type(IdType.RESIDENT_ID, old, archive=True).state == "ok"
    assert as_you_type(IdType.RESIDENT_ID, old).state in ("incomplete", "wrong")
    assert not check_identity(IdType.RESIDENT_ID, "421321559930123", today=TODAY, archive=True).ok
    with pytest.raises(ValueError, match="15 digits"):
        upgrade_15(GOOD)


def test_area_codes_only_warn(areas: dict[str, AreaCode]) -> None:
    def warnings(body: str) -> tuple[str, ...]:
        check = check_identity(IdType.RESIDENT_ID, body + mod_11_2(body), today=TODAY, areas=areas)
        assert check.ok
        return check.warnings

    assert warnings("42132120100101001") == ()
    assert warnings("11010520100101001") == ()
    assert "旧代码" in warnings("42130220050101001")[0]
    assert "出生前已停用" in warnings("42900120050101001")[0]
    assert "代码表" in warnings("42139919900101001")[0]
    assert "县级" in warnings("42000019900101001")[0]


@pytest.mark.parametrize(
    ("id_type", "text", "ok", "warned"),
    [
        (IdType.HMT_RESIDENCE, "810000199003070074", True, False),
        (IdType.HMT_RESIDENCE, GOOD, False, False),
        (IdType.RESIDENT_ID, "810000199003070074", True, True),
        (IdType.FOREIGN_PERMANENT, "911840198001010013", True, False),
        (IdType.FOREIGN_PERMANENT, "91142419911231002x", True, False),
        (IdType.FOREIGN_PERMANENT, "911840198001010012", False, False),
        (IdType.FOREIGN_PERMANENT, GOOD, False, False),
        (IdType.FOREIGN_PERMANENT, "CAN110001010112", True, False),
        (IdType.FOREIGN_PERMANENT, "CAN1100010101", False, False),
        (IdType.PASSPORT, "e12345678", True, False),
        (IdType.PASSPORT, "E123", False, False),
        (IdType.HK_MACAU_PERMIT, "H12345678", True, False),
        (IdType.HK_MACAU_PERMIT, "m1234567890", True, False),
        (IdType.HK_MACAU_PERMIT, "HA1234567", True, True),
        (IdType.TAIWAN_PERMIT, "12345678", True, False),
        (IdType.TAIWAN_PERMIT, "1234", False, False),
        (IdType.MILITARY, "军字第 0123456 号", True, False),
        (IdType.MILITARY, "军\x07字", False, False),
        (IdType.NONE, "", True, False),
        (IdType.NONE, "123", False, False),
        (IdType.OTHER, "户口簿 12-3", True, False),
        (IdType.OTHER, "", False, False),
        (IdType.USCC, "n2421321X7U5RR5WXL", True, False),
        (IdType.USCC, "91421321RU3766HEX", False, False),
    ],
)
def test_other_documents(id_type: IdType, text: str, ok: bool, warned: bool) -> None:
    check = check_identity(id_type, text, today=TODAY)
    assert check.ok is ok
    assert bool(check.warnings) is warned


def test_letters_that_no_credit_code_has_are_explained() -> None:
    check = check_identity(IdType.USCC, "91421321MAOOOO0016", today=TODAY)
    assert check.problem == "信用代码不使用字母 O，第 11 位可能是 0"
    assert as_you_type(IdType.USCC, "9142I").state == "wrong"
    assert as_you_type(IdType.USCC, "91421321").hint == "还差 10 位"


def test_impossible_birth_of_a_foreigner_only_warns() -> None:
    body = "91184019801301001"
    check = check_identity(IdType.FOREIGN_PERMANENT, body + mod_11_2(body), today=TODAY)
    assert check.ok
    assert check.warnings
    assert check.birth is None


def test_every_type_has_a_label() -> None:
    assert all(id_type.label for id_type in IdType)
