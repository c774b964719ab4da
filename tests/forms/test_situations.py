"""Situations of an item: what is asked, what hangs on the answers, what cannot be meant."""

from __future__ import annotations

from datetime import date

from counter_app.forms.checks import check_form
from counter_app.forms.schema import schema_faults
from counter_app.forms.situations import (
    asked,
    chosen,
    condition_words,
    form_fields,
    materials_for,
    open_questions,
    situation_faults,
)
from counter_app.models.reference import (
    FieldSpec,
    Handling,
    Item,
    ItemType,
    Level,
    Material,
    Situation,
)

CHANGE = Situation("situation_change", "变更什么?", ("名称", "场所"))
OWNED = Situation(
    "situation_owned", "场所是谁的?", ("自有", "租用"), when={"situation_change": ("场所",)}
)
LEASE = Material("租赁合同", copies=1, when={"situation_owned": ("租用",)})
ITEM = Item(
    "i", "变更登记", Level.TOWN, "部门", ItemType.PERMIT, Handling.PROMISE,
    materials=(Material("申请表", originals=1), LEASE),
    fields=(
        FieldSpec("new_name", "新名称", "text", True, when={"situation_change": ("名称",)}),
        FieldSpec("area", "面积", "number", True, when={"situation_change": ("场所",)}),
    ),
    situations=(CHANGE, OWNED),
)  # fmt: skip
PLACE = {"situation_change": "场所"}


def test_a_question_follows_an_answer() -> None:
    assert [each.key for each in asked(ITEM, {})] == ["situation_change"]
    assert [each.key for each in open_questions(ITEM, PLACE)] == ["situation_owned"]
    assert open_questions(ITEM, PLACE | {"situation_owned": "自有"}) == ()


def test_materials_and_fields_hang_on_the_answers() -> None:
    rented = PLACE | {"situation_owned": "租用"}
    assert [each.name for each in materials_for(ITEM, {})] == ["申请表"]
    assert [each.name for each in materials_for(ITEM, rented)] == ["申请表", "租赁合同"]
    form, problems = check_form(form_fields(ITEM), rented, today=date(2026, 11, 26))
    assert form == rented
    assert [each.field for each in problems] == ["area"]


def test_what_was_chosen_is_told_in_words() -> None:
    # An answer to a question that is no longer asked says nothing.
    stale = {"situation_change": "名称", "situation_owned": "租用"}
    assert chosen(ITEM, stale) == (("变更什么?", "名称"),)
    assert condition_words(ITEM, LEASE) == "场所是谁的为“租用”"


def test_faults_of_a_declaration_are_found() -> None:
    wrong = Item(
        "i", "乙", Level.TOWN, "部门", ItemType.PERMIT, Handling.PROMISE,
        materials=(
            Material("甲", when={"situation_x": ("有",)}),
            Material("乙", when={"kind": ("丙",)}),
        ),
        fields=(FieldSpec("situation_y", "丁", "text"),),
        situations=(Situation("kind", "哪种?", ("甲", "乙")),),
    )  # fmt: skip
    told = [why for _, why in situation_faults(wrong)]
    assert len(told) == 4
    assert "开头" in told[0]
    assert "situation_x" in told[2]
    assert "丙" in told[3]
    assert list(situation_faults(ITEM)) == []
    assert schema_faults(form_fields(ITEM)) == ()
