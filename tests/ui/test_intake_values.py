"""What the intake page knows without a widget: shared fields, the checklist, earlier visits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from case_pages_rig import checked, take_in
from desk_rig import LI, ZHANG, make_workplace, sample_items

from counter_app.desk.intake import Outcome, Then
from counter_app.desk.intake_check import IntakeAgent, IntakeParty
from counter_app.models.case import MaterialForm
from counter_app.models.reference import (
    FieldSpec,
    Handling,
    Item,
    ItemType,
    Level,
    Material,
    Need,
    PaperForm,
)
from counter_app.ui.pages.intake import answers
from counter_app.ui.pages.intake.earlier import look_up
from counter_app.ui.pages.intake.material_lines import all_there, lines_of, points_of

TODAY = date(2026, 11, 23)
INSTANT, PROMISE, _FIELDS, LICENCE = sample_items()
PERSON = IntakeParty(name="张三", id_number=ZHANG, phone="13812345678")
BODY = IntakeParty(kind="organisation", name="好味餐馆", id_type="uscc", id_number="9142")


def keys(specs: tuple[FieldSpec, ...]) -> list[str]:
    return [spec.key for spec in specs]


def test_a_person_is_not_asked_twice() -> None:
    assert keys(answers.left_to_ask(INSTANT, PERSON, False)) == []
    assert keys(answers.left_to_ask(PROMISE, PERSON, False)) == ["band", "bank_account"]


def test_only_an_id_number_tells_the_birthday() -> None:
    passport = IntakeParty(id_type="passport")
    assert "birth_date" in keys(answers.left_to_ask(PROMISE, passport, False))
    form = answers.filled_in(PROMISE, PERSON, None, {}, TODAY)
    assert form["birth_date"] == "1990-01-01"
    wrong = IntakeParty(id_number="4213")
    assert "birth_date" not in answers.filled_in(PROMISE, wrong, None, {}, TODAY)


def test_a_company_answers_for_itself_and_its_agent_for_the_person() -> None:
    assert keys(answers.left_to_ask(LICENCE, BODY, False)) == ["staff_count"]
    assert keys(answers.left_to_ask(INSTANT, BODY, False)) == [
        "applicant_name",
        "applicant_id",
        "applicant_phone",
    ]
    agent = IntakeAgent(IntakeParty(name="李四", id_number=LI))
    assert keys(answers.left_to_ask(INSTANT, BODY, True)) == []
    assert answers.filled_in(INSTANT, BODY, agent, {}, TODAY)["applicant_name"] == "李四"


def test_a_problem_is_shown_where_it_is_mended() -> None:
    place = answers.place_of("form.applicant_phone", INSTANT, PERSON, False)
    assert place == "applicant.phone"
    assert answers.place_of("form.band", PROMISE, PERSON, False) == "form.band"
    assert answers.place_of("note", PROMISE, PERSON, False) == "note"
    assert answers.demanded(INSTANT, PERSON, False) == {
        "applicant.name",
        "applicant.id_number",
        "applicant.phone",
    }


def test_answers_of_fields_that_do_not_apply_are_left_out() -> None:
    item = Item(
        "i", "甲", Level.TOWN, "部门", ItemType.SERVICE, Handling.PROMISE,
        fields=(
            FieldSpec("how", "方式", "choice", choices=("邮寄", "自取")),
            FieldSpec("where", "寄往", "address", True, when={"how": ("邮寄",)}),
        ),
    )  # fmt: skip
    typed = {"how": "自取", "where": "随县"}
    assert answers.filled_in(item, PERSON, None, typed, TODAY) == {"how": "自取"}


def test_the_checklist_follows_the_guide() -> None:
    lines = lines_of(PROMISE, {})
    assert [line.required for line in lines] == [True, True, True, True, False]
    ticked = all_there(lines)
    assert [line.form for line in ticked][:4] == [
        MaterialForm.ORIGINAL,
        MaterialForm.CHECKED,
        MaterialForm.COPY,
        MaterialForm.COPY,
    ]
    assert points_of(ticked) == ()
    assert len(points_of(lines)) == 4


def test_what_was_ticked_stays_when_all_is_there() -> None:
    first, *rest = lines_of(PROMISE, {})
    ticked = all_there([first.put(MaterialForm.LATER), *rest])
    assert ticked[0].form is MaterialForm.LATER


def test_a_conditional_material_comes_with_its_answer() -> None:
    item = Item(
        "i", "甲", Level.TOWN, "部门", ItemType.SERVICE, Handling.PROMISE,
        materials=(
            Material("残疾证", PaperForm.COPY, copies=2, required=Need.CONDITIONAL,
                     when={"who": ("残疾人",)}),
        ),
    )  # fmt: skip
    assert lines_of(item, {}) == ()
    (line,) = lines_of(item, {"who": "残疾人"})
    assert line.required
    assert line.put(line.asked).count == 2
    assert line.put(line.asked).counted(-5).count == 1


def test_an_earlier_visit_is_told_without_telling_all(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path)
    assert look_up(rig.store, ZHANG) is None
    take_in(rig)
    take_in(rig, checked(rig), Outcome(Then.ACCEPT))
    found = look_up(rig.store, ZHANG)
    assert found is not None
    assert found.visits == 2
    assert "13812345678" not in found.sentence
    assert "张三" not in found.sentence
    told = {each.key: each for each in found.offers}
    assert told["phone"].value == "13812345678"
    assert told["phone"].shown == "138****5678"
    assert told["form.bank_account"].value == "6217000010001234567"
    assert "234567" not in told["form.bank_account"].shown
    assert "高龄津贴申领」" in told["phone"].source
    assert "重复" in found.warning("高龄津贴申领")
    assert found.warning("别的事项") == ""
    rig.close()
