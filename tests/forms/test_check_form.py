"""A filled-in form: what is normalised, what is reported, what depends on what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from counter_app.forms.checks import check_form, visible_fields
from counter_app.forms.kinds import FIELD_KINDS
from counter_app.forms.schema import schema_faults
from counter_app.forms.values import fen
from counter_app.models.reference import FieldSpec
from counter_app.rules.identity import AreaCode

TODAY = date(2026, 11, 23)


def spec(kind: str, **more: object) -> FieldSpec:
    return FieldSpec("f", "栏目", kind, **more)


def one(field: FieldSpec, value: object) -> tuple[str | None, list[str]]:
    normal, problems = check_form((field,), {"f": value}, today=TODAY)
    return normal.get("f"), [problem.why for problem in problems if problem.serious]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  张三　", "张三"),
        ("text", "张三\r\n李四", "张三 李四"),
        ("text", "𠮷𬱖", "𠮷𬱖"),
        ("multiline", "一\r\n二\n", "一\n二"),
        ("number", "１２", "12"),
        ("number", "1,200.50", "1200.5"),
        ("number", "007", "7"),
        ("number", "-0", "0"),
        ("number", 3, "3"),
        ("money", "1,000.50", "1000.50"),
        ("money", "￥1000.5元", "1000.50"),
        ("money", "5万", "50000.00"),
        ("money", 12.5, "12.50"),
        ("date", "2026.1.2", "2026-01-02"),
        ("date", "2026年1月2日", "2026-01-02"),
        ("date", "2026/01/02", "2026-01-02"),
        ("date", "20260102", "2026-01-02"),
        ("date", "２０２６－１－２", "2026-01-02"),
        ("date", "2026-01-02 00:00:00", "2026-01-02"),
        ("date", date(2026, 1, 2), "2026-01-02"),
        ("yesno", "有", "是"),
        ("yesno", False, "否"),
        ("yesno", "√", "是"),
        ("id_number", "42130319630324104x", "42130319630324104X"),
        ("id_number", "４１０３２２ 19490124 2816", "410322194901242816"),
        ("phone", "138-1234-5678", "13812345678"),
        ("phone", "3338888", "0722-3338888"),
        ("address", "随县厉山镇,", "随县厉山镇"),
        ("bank_account", "6217 0028 7000 1234 567", "6217002870001234567"),
        ("a_kind_of_tomorrow", " 甲 ", "甲"),
    ],
)
def test_normalises(kind: str, typed: object, stored: str) -> None:
    assert one(spec(kind), typed) == (stored, [])


@pytest.mark.parametrize(
    ("kind", "typed", "told"),
    [
        ("text", "a\x00b", "控制字符"),
        ("text", "长" * 201, "最多 200 个字"),
        ("text", "x" * 3_000_000, "过长"),
        ("text", ["列表"], "应为文字"),
        ("number", "十几个", "不是数字"),
        ("number", "1,00", "不是数字"),
        ("number", "٣", "不是数字"),
        ("number", "9" * 16, "位数过多"),
        ("money", "1.005", "两位小数"),
        ("money", "-5", "不能小于零"),
        ("date", "26.1.2", "四位"),
        ("date", "2026-02-30", "没有这一天"),
        ("date", "明天", "不是日期"),
        ("yesno", "也许", "是或否"),
        ("id_number", "421303196303241041", "校验位"),
        ("uscc", "91421300MA00000000", "信用代码"),
        ("phone", "1381234567", "少了 1 位"),
        ("bank_account", "62170028A", "数字"),
        ("bank_account", "621", "8 至 30"),
    ],
)
def test_refuses(kind: str, typed: object, told: str) -> None:
    value, problems = one(spec(kind), typed)
    assert value is None
    assert [told in why for why in problems] == [True]


def test_choice_matches_in_any_width() -> None:
    field = spec("choice", choices=("A类(全日制)", "其他"))
    assert one(field, "Ａ类(全日制)") == ("A类(全日制)", [])
    assert one(field, "没有这项")[1] == ["请从这些里选一个：A类(全日制)、其他"]


def test_unit_may_be_typed() -> None:
    assert one(spec("number", unit="亩"), "3.5 亩") == ("3.5", [])


def test_required_and_blank() -> None:
    for blank in (None, "", "  ", "　", "\u200b"):
        assert one(spec("text", required=True), blank) == (None, ["请填写"])
        assert one(spec("text"), blank) == (None, [])
    assert one(spec("address", required=True), ",") == (None, ["请填写"])


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        (spec("number", minimum="1", maximum="20"), "0", "不能小于 1"),
        (spec("number", minimum="1", maximum="20"), "21", "不能大于 20"),
        (spec("date", maximum="today"), "2026-11-24", "不能晚于今天"),
        (spec("date", minimum="today"), "2026-11-22", "不能早于今天"),
        (spec("date", minimum="2000-01-01"), "1999-12-31", "不能早于 2000-01-01"),
        (spec("text", pattern=r"\d{6}", pattern_note="应为 6 位数字"), "12345", "应为 6 位数字"),
        (spec("text", max_length=3), "甲乙丙丁", "最多 3 个字，现有 4 个字"),
    ],
)
def test_bounds(field: FieldSpec, typed: str, told: str) -> None:
    assert one(field, typed) == (None, [told])


def test_conditions_decide_what_is_asked() -> None:
    fields = (
        FieldSpec("marital", "婚姻状况", "choice", required=True, choices=("未婚", "已婚", "离异")),
        FieldSpec("spouse", "配偶", "text", required=True, when={"marital": ("已婚",)}),
        FieldSpec("job", "配偶单位", "text", when={"spouse": ("王五",), "marital": ("已婚",)}),
    )
    married, problems = check_form(
        fields, {"marital": "已婚", "spouse": "王五", "job": "供电所"}, today=TODAY
    )
    assert (married, problems) == ({"marital": "已婚", "spouse": "王五", "job": "供电所"}, ())
    single, problems = check_form(fields, {"marital": "未婚", "spouse": "王五"}, today=TODAY)
    assert (single, problems) == ({"marital": "未婚"}, ())
    _, problems = check_form(fields, {"marital": "已婚"}, today=TODAY)
    assert [str(problem) for problem in problems] == ["配偶：请填写"]
    shown = visible_fields(fields, {"marital": "已婚", "spouse": "赵六"})
    assert [field.key for field in shown] == ["marital", "spouse"]


def test_unknown_keys_and_every_problem_are_told() -> None:
    fields = (spec("number"), FieldSpec("g", "日期", "date", required=True))
    _, problems = check_form(fields, {"f": "x", "h": "?"}, today=TODAY)
    assert [(p.field, p.serious) for p in problems] == [("f", True), ("g", True), ("h", True)]


def test_odd_but_possible_numbers_only_warn() -> None:
    areas = {"421303": AreaCode("曾都区(旧码)", 2000, 2009)}
    normal, problems = check_form(
        (spec("id_number"),), {"f": "42130319630324104X"}, today=TODAY, areas=areas
    )
    assert normal == {"f": "42130319630324104X"}
    assert [problem.serious for problem in problems] == [False]
    normal, problems = check_form((spec("id_number"),), {"f": "E12345678"}, today=TODAY)
    assert normal == {"f": "E12345678"}
    assert [problem.serious for problem in problems] == [False]


def test_shown_for_people() -> None:
    shown = {kind.name: kind.show for kind in FIELD_KINDS}
    assert shown["money"](spec("money"), "1000.50") == "1,000.50 元"
    assert shown["date"](spec("date"), "2026-01-02") == "2026年1月2日"
    assert shown["number"](spec("number", unit="亩"), "3.5") == "3.5 亩"
    assert shown["text"](spec("text"), "甲") == "甲"
    assert fen("1000.50") == 100050


@pytest.mark.parametrize("kind", [kind.name for kind in FIELD_KINDS])
@given(typed=st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_and_stored_values_stay(kind: str, typed: str) -> None:
    """Whatever is typed is either refused with a reason or stored; storing it again is identity."""
    field = spec(kind, choices=("是", "否"))
    value, problems = one(field, typed)
    assert all(problems)
    if value is not None:
        assert one(field, value) == (value, [])


@given(amount=st.decimals(0, 10**12, places=2))
def test_amounts_survive_their_own_display(amount: Decimal) -> None:
    value, _ = one(spec("money"), f"{amount:,.2f} 元")
    assert value == f"{amount:.2f}"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ((spec("text"), spec("text")), "重复"),
        ((spec("choice", choices=("甲",)),), "两个选项"),
        ((spec("choice", choices=("甲", "甲")),), "选项重复"),
        ((spec("nonsense"),), "这种栏目"),
        ((spec("text", pattern="("),), "正则"),
        ((spec("text", minimum="1"),), "范围"),
        ((spec("date", maximum="2026-13-01"),), "范围"),
        ((spec("text", when={"g": ("是",)}),), "不在它前面"),
        ((FieldSpec("有汉字", "栏目", "text"),), "键名应由"),
        (
            (
                FieldSpec("g", "状况", "choice", choices=("甲", "乙")),
                spec("text", when={"g": ("丙",)}),
            ),
            "不是“状况”的选项",
        ),
    ],
)
def test_schema_faults(fields: tuple[FieldSpec, ...], told: str) -> None:
    assert any(told in why for _, why in schema_faults(fields))


def test_sound_schema_has_no_faults() -> None:
    assert (
        schema_faults((spec("date", maximum="today"), FieldSpec("g", "数", "number", minimum="0")))
        == ()
    )
