"""Rows of reference data: equal values have equal bytes, newer programs' rows stay readable."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from counter_app.errors import Trouble
from counter_app.models.rating import CodeDirection
from counter_app.models.reference import (
    INTAKE_WINDOWS,
    KINDS,
    LEVELS,
    Authorisation,
    CalendarDay,
    Certificate,
    Credential,
    DayKind,
    Division,
    EnterpriseOfficer,
    Fee,
    FieldSpec,
    Handling,
    IdArea,
    Item,
    ItemType,
    Level,
    Material,
    Nation,
    PaperForm,
    Partner,
    Phrase,
    Place,
    Policy,
    Power,
    PriorityReason,
    RatingInterface,
    RatingReason,
    ReasonSide,
    Result,
    Role,
    SharedField,
    Situation,
    Staff,
    StepLimit,
    Term,
    Theme,
    ThemeItem,
    TroubleList,
    TroubleTerm,
    Window,
    WindowKind,
    decode_row,
    encode_row,
    kind_named,
    kind_of,
    row_key,
)

ITEM = Item(
    "421321-1",
    "低保",
    Level.TOWN,
    "民政办",
    ItemType.BENEFIT,
    Handling.PROMISE,
    promised_days=20,
    materials=(Material("身份证", PaperForm.CHECKED, 1, 1, certificate="居民身份证"),),
    fields=(
        FieldSpec("why", "原因", "choice", choices=("重病", "其他"), when={"a": ("是", "否")}),
    ),
    keywords=("吃低保",),
)
SAMPLES: tuple[tuple[msgspec.Struct, str], ...] = (
    (Division("421321101000", "厉山镇"), "421321101000"),
    (IdArea("421303", "曾都区", 2000, 2009), "421303"),
    (Nation("01", "汉"), "01"),
    (CalendarDay(date(2026, 2, 14), DayKind.MAKEUP, "春节"), "2026-02-14"),
    (Place("421321S01", "经济开发区", Level.TOWN, parent="421321000000"), "421321S01"),
    (Window("421321S01", 2, "派出所窗口", WindowKind.POLICE_STATION), "421321S01/2"),
    (Staff("SX0001", "样一", "421321S01", (Role.INTAKE, Role.HELP), 1), "SX0001"),
    (Credential("SX0001", b"\x01" * 32, b"\x02" * 60, b"\x03" * 16, 2, 19456), "SX0001"),
    (Certificate("YL0001", "居民身份证"), "YL0001"),
    (SharedField("applicant_name", "申请人姓名", "text"), "applicant_name"),
    (ITEM, "421321-1"),
    (
        Theme(
            "YJS1",
            "身后",
            situations=(Situation("house", "有房吗", ("是", "否")),),
            items=(ThemeItem("000511001000", "销户", {"house": ("是",)}, ("火化",)),),
        ),
        "YJS1",
    ),
    (Phrase("娃儿上户口", ("出生登记",)), "娃儿上户口"),
    (
        Authorisation("授〔2026〕1号", "SX0001", "民政局", (Power.DECIDE,), date(2026, 1, 1)),
        "授〔2026〕1号",
    ),
    (TroubleTerm(TroubleList.KIND, "policy", "办不了", days=3), "kind/policy"),
    (Partner("441900", "东莞市政务服务中心", since=date(2025, 1, 1)), "441900"),
    (Policy("ZC1", "稳岗返还", "人社局", until=date(2026, 12, 31)), "ZC1"),
    (PriorityReason("elderly", "老年人", by_itself=True), "elderly"),
    (RatingReason("late", ReasonSide.BAD, "没有按时办结"), "late"),
    (RatingInterface("hall", CodeDirection.BEST_IS_FIVE), "hall"),
    (
        EnterpriseOfficer("甲公司", "SXX0005", "421321000000", projects=("乙项目",)),
        "甲公司/SXX0005",
    ),
    (StepLimit("policy.answer", "窗口答复", 1), "policy.answer"),
)


def test_every_kind_has_a_sample_here() -> None:
    assert {type(row) for row, _ in SAMPLES} == {kind.type for kind in KINDS}
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize(("row", "key"), SAMPLES)
def test_round_trip_and_key(row: msgspec.Struct, key: str) -> None:
    body = encode_row(row)
    again = decode_row(kind_of(row).name, body)
    assert again == row
    assert encode_row(again) == body
    assert row_key(row) == key


def test_equal_values_have_equal_bytes() -> None:
    other = msgspec.structs.replace(ITEM, fee=Fee(), result=Result(), keywords=("吃低" + "保",))
    assert encode_row(other) == encode_row(ITEM)
    one = msgspec.structs.replace(ITEM.fields[0], when={"a": ("是",), "b": ("否",)})
    two = msgspec.structs.replace(ITEM.fields[0], when={"b": ("否",), "a": ("是",)})
    assert encode_row(msgspec.structs.replace(ITEM, fields=(one,))) == encode_row(
        msgspec.structs.replace(ITEM, fields=(two,))
    )


@pytest.mark.parametrize(("row", "key"), SAMPLES)
def test_fields_of_a_newer_program_are_ignored(row: msgspec.Struct, key: str) -> None:
    newer = msgspec.msgpack.decode(encode_row(row)) | {"invented_tomorrow": {"deep": [1, 2]}}
    assert decode_row(kind_of(row).name, msgspec.msgpack.encode(newer)) == row


def test_words_of_a_newer_program_read_as_other() -> None:
    staff = {"work_no": "1", "name": "样", "place": "p", "roles": ["intake", "juggler"]}
    row = decode_row("staff", msgspec.msgpack.encode(staff))
    assert row.roles == (Role.INTAKE, Role.OTHER)


def test_unreadable_rows_say_so() -> None:
    with pytest.raises(Trouble, match="升级"):
        decode_row("kind_of_tomorrow", b"")
    with pytest.raises(Trouble, match="无法读取"):
        decode_row("place", msgspec.msgpack.encode({"code": "1"}))
    with pytest.raises(Trouble, match="无法读取"):
        decode_row("place", b"\xc1")
    with pytest.raises(Trouble):
        kind_named("x")


def test_terms_have_labels_and_plain_values() -> None:
    for term_type in Term.__subclasses__():
        labels = [term.label for term in term_type]
        assert all(labels), term_type
        assert len(set(labels)) == len(labels), term_type
        assert all(term.value.isascii() for term in term_type), term_type


def test_two_plus_one_rule() -> None:
    assert [len(INTAKE_WINDOWS[level]) for level in LEVELS] == [3, 3, 1]
    assert all(WindowKind.GENERAL in kinds for kinds in INTAKE_WINDOWS.values())
