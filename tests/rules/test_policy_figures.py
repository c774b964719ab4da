"""Lamps and figures of the policy ledger, as tables."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from policy_samples import AT, INQUIRY, state

from counter_app.models.policy import (
    Answer,
    Application,
    Contact,
    Grant,
    Passing,
    PolicyState,
    PolicyStatus as S,
)
from counter_app.rules.policy_deadlines import next_due, on_time, reminder, untold
from counter_app.rules.policy_figures import figures, yuan
from counter_app.rules.policy_summary import summary
from counter_app.rules.workdays import Lamp

#: the day of AT at the counter
DAY = date(2026, 9, 21)
ANSWER = Answer("免申即享", AT, "SX1", "421321101000")
BACK = Passing("县人社局", "421321000000", AT - 5, back_ms=AT)
CALL = Contact("phone", AT + 5, "SX1", satisfaction="good")


@pytest.mark.parametrize(
    ("status", "changes", "what"),
    [
        (S.ASKED, {}, "答复"),
        (S.PASSED, {}, "部门答复"),
        (S.ANSWERED, {"answers": (ANSWER,)}, "跟进申报"),
        (S.ANSWERED, {"answers": (ANSWER,), "passings": (BACK,)}, "告知企业"),
        (
            S.ANSWERED,
            {"answers": (ANSWER,), "passings": (BACK,), "contacts": (CALL,)},
            "跟进申报",
        ),
        (S.APPLIED, {}, "问兑现结果"),
        (S.GRANTED, {"grant": Grant("money", DAY, AT, 5)}, "回访"),
        (S.GRANTED, {"grant": Grant("money", DAY, AT, 5), "contacts": (CALL,)}, "办结"),
        (S.NOT_GRANTED, {}, "回访"),
        (S.NOT_GRANTED, {"contacts": (CALL,)}, "办结"),
        (S.CLOSED, {}, None),
        (S.ASKED, {"due": None}, None),
    ],
)
def test_what_is_expected_next(status: S, changes: dict, what: str | None) -> None:
    asked = state(status, **changes)
    found = reminder(asked)
    assert (found.what if found else None) == what
    assert next_due(asked) == (asked.due if what else None)
    assert untold(asked) is (what == "告知企业")


def test_lamps_speak_in_words() -> None:
    found = reminder(state(due=date(2026, 12, 1)))
    assert found is not None
    assert found.said(date(2026, 12, 3)) == "答复已超 2 天"
    assert found.lamp(date(2026, 12, 3)) is Lamp.RED
    assert found.said(date(2026, 12, 1)) == "今天应答复"
    assert found.lamp(date(2026, 11, 30)) is Lamp.YELLOW


@pytest.mark.parametrize(
    ("answered", "due", "status", "today", "expected"),
    [
        (True, DAY, S.ANSWERED, DAY, True),
        (True, date(2026, 9, 20), S.CLOSED, DAY, False),
        (True, None, S.CLOSED, DAY, True),
        (False, DAY, S.ASKED, DAY, None),
        (False, DAY, S.PASSED, date(2026, 9, 22), False),
        (False, DAY, S.CLOSED, date(2026, 9, 22), None),
        (False, None, S.ASKED, DAY, None),
    ],
)
def test_on_time(
    answered: bool, due: date | None, status: S, today: date, expected: bool | None
) -> None:
    asked = state(status, answers=(ANSWER,) if answered else (), answer_due=due)
    assert on_time(asked, today) is expected


def lines() -> list[PolicyState]:
    other = msgspec.structs.replace(INQUIRY, title="")
    return [
        state(S.CLOSED, answers=(ANSWER,), answer_due=None, at_once=True),
        state(
            S.GRANTED,
            answers=(ANSWER,),
            answer_due=date(2026, 9, 20),
            passings=(BACK,),
            application=Application(DAY, AT),
            grant=Grant("money", DAY, AT, 1_230_050),
        ),
        state(S.ASKED, inquiry=other, answer_due=date(2026, 9, 1)),
        state(S.ASKED, inquiry=other, answer_due=date(2026, 9, 30)),
    ]


def test_figures() -> None:
    counted = figures(lines(), DAY)
    total = counted.total
    assert (total.asked, total.answered, total.at_once, total.passed) == (4, 2, 1, 1)
    assert (total.in_time, total.due, total.in_time_percent) == (1, 3, "33.33%")
    assert (total.applied, total.granted, yuan(total.cents)) == (1, 1, "12,300.50")
    assert total.open == 3
    assert [(each.name, each.asked) for each in counted.by_policy] == [
        ("失业保险稳岗返还", 2),
        ("（未写明政策）", 2),
    ]
    assert [each.asked for each in counted.by_firm] == [4]
    for groups in (counted.by_policy, counted.by_firm):
        for name in ("asked", "answered", "in_time", "due", "applied", "granted", "cents", "open"):
            assert sum(getattr(each, name) for each in groups) == getattr(total, name)


def test_no_figures_of_nothing() -> None:
    counted = figures([], DAY)
    assert (counted.total.asked, counted.total.in_time_percent) == (0, "—")
    assert counted.by_policy == counted.by_firm == ()


def test_found_by_whom_and_what() -> None:
    found = summary(state(S.APPLIED, application=Application(DAY, AT, "4213210001260000019")))
    assert (found.person, found.title) == ("随县曾氏香菇有限公司", "失业保险稳岗返还")
    assert "4213210001260000019" in found.numbers
    assert "曾𬭎" in found.texts
