"""The shipped reference data as a whole: complete, coherent, and honest about what they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from counter_app.county.reference_batch import RowBatch
from counter_app.county.reference_initials import initials_of
from counter_app.county.reference_shipped import FILES, SAMPLE_FILES, shipped_batch, shipped_rows
from counter_app.forms.checks import check_form, visible_fields
from counter_app.forms.schema import schema_faults
from counter_app.forms.situations import form_fields, situation_faults
from counter_app.models.reference import (
    INTAKE_WINDOWS,
    DayKind,
    DayStatus,
    Handling,
    Level,
    PaperForm,
    Role,
    WindowKind,
    decode_row,
)
from counter_app.rules.workdays import calendar_from_rows
from counter_app.settings import COUNTY_CODE, resource

Rows = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def batch() -> RowBatch:
    return shipped_batch(sample=True)


@pytest.fixture(scope="module")
def rows(batch: RowBatch) -> Rows:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in batch.rows:
        found[row.kind][row.key] = row.value
    return found


def test_loads_without_a_word(batch: RowBatch) -> None:
    assert batch.problems == ()
    assert batch.warnings == ()


def test_every_row_decodes_and_is_unique(batch: RowBatch) -> None:
    seen = Counter((kind, key) for kind, key, _ in shipped_rows(sample=True))
    assert max(seen.values()) == 1
    for kind, key, body in shipped_rows(sample=True):
        assert decode_row(kind, body), key


def test_amounts(rows: Rows) -> None:
    levels = Counter(item.level for item in rows["item"].values())
    assert levels == {Level.COUNTY: 534, Level.TOWN: 237, Level.VILLAGE: 122}
    places = Counter(place.level for place in rows["place"].values())
    assert places == {Level.COUNTY: 1, Level.TOWN: 21, Level.VILLAGE: 394}
    assert len(rows["theme"]) == 47
    assert len(rows["certificate"]) == 158
    assert len(rows["division"]) == 1 + 19 + 394


def test_places(rows: Rows) -> None:
    places = rows["place"]
    assert places[f"{COUNTY_CODE}000000"].parent is None
    assert {"421321S01", "421321S02"} <= set(places)
    assert places["421321S01"].division is None
    for place in places.values():
        assert place.parent is None or place.parent in places
        assert place.division is None or place.division in rows["division"]
        # No such local numbers exist, so nobody is rung up by a print-out of the samples.
        assert place.phone.startswith("0722-0")
        assert place.provenance
    assert len({place.name for place in places.values()}) == len(places)


def test_two_plus_one(rows: Rows) -> None:
    kinds: dict[str, dict[int, WindowKind]] = defaultdict(dict)
    for window in rows["window"].values():
        kinds[window.place][window.number] = window.kind
    assert set(kinds) == set(rows["place"])
    for code, numbered in kinds.items():
        level = rows["place"][code].level
        assert numbered[1] is WindowKind.GENERAL
        assert sorted(numbered) == list(range(1, len(numbered) + 1))
        assert set(INTAKE_WINDOWS[level]) <= set(numbered.values())
        every = {kind for allowed in INTAKE_WINDOWS.values() for kind in allowed}
        assert set(numbered.values()) & every == set(INTAKE_WINDOWS[level])
        if level is Level.VILLAGE:
            assert len(numbered) == 1


def test_staff(rows: Rows) -> None:
    assert all(person.sample for person in rows["staff"].values())
    for person in rows["staff"].values():
        assert person.place in rows["place"]
        assert person.window is None or f"{person.place}/{person.window}" in rows["window"]
    staffed = {person.place for person in rows["staff"].values()}
    towns = {code for code, place in rows["place"].items() if place.level is Level.TOWN}
    assert towns <= staffed
    assert {role for p in rows["staff"].values() for role in p.roles} == set(Role) - {Role.OTHER}
    assert "staff" not in {row.kind for row in shipped_batch().rows}


def test_items(rows: Rows) -> None:
    bases = defaultdict(set)
    for item in rows["item"].values():
        assert len(item.code) == 31
        assert item.base == item.code[19:]
        assert item.level not in bases[item.base]
        bases[item.base].add(item.level)
        assert item.initials
        assert item.materials
        assert item.fields
        assert item.provenance
        assert item.window in INTAKE_WINDOWS[item.level]
        assert (item.handling is Handling.INSTANT) == (item.promised_days <= 1)
        assert item.legal_days is None or item.promised_days <= item.legal_days


def test_materials(rows: Rows) -> None:
    certificates = {certificate.name for certificate in rows["certificate"].values()}
    for item in rows["item"].values():
        names = [material.name for material in item.materials]
        assert len(set(names)) == len(names), item.name
        for material in item.materials:
            assert material.certificate is None or material.certificate in certificates
            if material.form is PaperForm.COPY:
                assert material.originals == 0
                assert material.copies > 0
            elif material.form is not PaperForm.ELECTRONIC:
                assert material.originals > 0


def test_fields(rows: Rows) -> None:
    shared = rows["shared_field"]
    for item in rows["item"].values():
        assert schema_faults(form_fields(item)) == (), item.name
        assert list(situation_faults(item)) == [], item.name
        for spec in item.fields:
            assert spec.shared is None or shared[spec.shared].kind == spec.kind, item.name
            assert spec.shared is None or shared[spec.shared].choices in ((), spec.choices)
    for theme in rows["theme"].values():
        assert set(theme.shared_fields) <= set(shared)


def test_every_form_can_be_filled_in(rows: Rows) -> None:
    """For every item there are answers that its own form accepts."""
    good = {
        "text": "样例",
        "number": "3",
        "money": "1,000.50",
        "date": "2020.1.2",
        "yesno": "是",
        "id_number": "42130319630324104X",
        "uscc": "91350100M000100Y43",
        "phone": "0722-3338888",
        "address": "随县厉山镇双寨村",
        "bank_account": "6217002870001234567",
    }
    for item in rows["item"].values():
        fields = form_fields(item)
        answers = {
            spec.key: spec.choices[0] if spec.kind == "choice" else good[spec.kind]
            for spec in fields
        }
        normal, problems = check_form(fields, answers, today=date(2026, 11, 23))
        assert [problem for problem in problems if problem.serious] == [], item.name
        assert set(normal) == {spec.key for spec in visible_fields(fields, answers)}
        _, missing = check_form(fields, {}, today=date(2026, 11, 23))
        demanded = {spec.key for spec in fields if spec.required and not spec.when}
        assert {problem.field for problem in missing} == demanded


def test_themes(rows: Rows) -> None:
    bases = {item.base for item in rows["item"].values()}
    for theme in rows["theme"].values():
        assert {part.item_base for part in theme.items} <= bases
        if theme.complete:
            assert theme.shared_fields


def test_calendar_counts_like_the_official_one(rows: Rows) -> None:
    days = rows["calendar_day"].values()
    assert {day.date.year for day in days if day.status is DayStatus.PROVISIONAL} == {2027}
    makeup = {day.date for day in days if day.kind is DayKind.MAKEUP and day.date.year == 2026}
    assert len(makeup) == 6
    calendar = calendar_from_rows((day.date, day.kind.value, day.status.value) for day in days)
    assert calendar.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert calendar.add_workdays(date(2026, 2, 14), 1) == date(2026, 2, 24)
    assert not calendar.is_provisional(2026)
    assert calendar.is_provisional(2027)


def test_shipped_initials_are_up_to_date(rows: Rows) -> None:
    """When this fails, run scripts/build_reference.py."""
    for item in list(rows["item"].values())[::30]:
        assert item.initials == initials_of(item), item.name


def test_every_shipped_file_tells_where_it_comes_from() -> None:
    told = resource("reference/PROVENANCE.md").read_text(encoding="utf-8")
    shipped = {path.name for path in resource("reference").iterdir()} - {"PROVENANCE.md"}
    assert {name for name, _ in FILES + SAMPLE_FILES} <= shipped
    assert [name for name in sorted(shipped) if f"`{name}`" not in told] == []


def test_items_file_stays_small() -> None:
    assert resource("reference/items.json").stat().st_size < 1_200_000
