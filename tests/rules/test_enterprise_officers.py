"""Who stands for an enterprise on a day, as a table; and whatever is named, it never fails."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from counter_app.models.reference import EnterpriseOfficer
from counter_app.rules.enterprise_officers import officers_of

DAY = date(2026, 11, 27)
MINE = EnterpriseOfficer(
    "甲(随县)食品有限公司", "S1", "421321000000", uscc="91421321MA4900001X",
    projects=("香菇项目",), deputy="S2", since=date(2026, 1, 1), until=date(2026, 12, 31),
)  # fmt: skip
SECOND = EnterpriseOfficer("甲(随县)食品有限公司", "S3", "421321101000")
ROWS = (MINE, SECOND, EnterpriseOfficer("乙公司", "S4", "421321000000", active=False))


@pytest.mark.parametrize(
    ("named", "day", "away", "found"),
    [
        ("甲(随县)食品有限公司", DAY, "", ["S1", "S3"]),
        (" 甲（随县）食品 有限公司", DAY, "", ["S1", "S3"]),
        ("甲(随县)食品有限公司", DAY, "S1", ["S2", "S3"]),
        ("91421321ma4900001x", DAY, "", ["S1"]),
        ("香菇项目", DAY, "", ["S1"]),
        ("甲(随县)食品有限公司", date(2027, 1, 1), "", ["S3"]),
        ("甲(随县)食品有限公司", date(2025, 12, 31), "", ["S3"]),
        ("香菇项目", date(2026, 12, 31), "", ["S1"]),
        ("甲", DAY, "", []),
        ("乙公司", DAY, "", []),
        ("", DAY, "", []),
        ("  ", DAY, "", []),
    ],
)
def test_who_stands_for_what(named: str, day: date, away: str, found: list[str]) -> None:
    made = officers_of(ROWS, named, day, there=lambda work_no: work_no != away)
    assert [each.work_no for each in made] == found
    assert [each.deputy for each in made] == [each.work_no == "S2" for each in made]


def test_nobody_who_is_gone_is_named() -> None:
    assert officers_of(ROWS, MINE.enterprise, DAY, there=lambda work_no: False) == ()


@given(st.text(max_size=30), st.dates())
def test_it_never_fails_and_names_only_the_table(named: str, day: date) -> None:
    made = officers_of(ROWS, named, day, there=lambda work_no: True)
    assert {each.work_no for each in made} <= {"S1", "S3"}
