"""Which officer may decide which case on which day: the letters of authorisation as a table."""

from __future__ import annotations

from dataclasses import replace as replaced
from datetime import date, datetime

import pytest
from case_samples import state
from msgspec.structs import replace
from store_rig import TOWN, actor, context

from counter_app.errors import Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus as S
from counter_app.models.reference import Authorisation, Power
from counter_app.rules.authority import Why, authority, covers, is_away
from counter_app.rules.case_authority import as_officer
from counter_app.rules.case_context import CaseContext
from counter_app.rules.case_decide import decide
from counter_app.settings import LOCAL_ZONE

DAY = date(2026, 11, 23)
OFFICER, DEPUTY, OTHER, CLERK = "SXX0003", "SXX0011", "SXX0019", "SXZ0001"


def case(clerk: str = CLERK) -> CaseState:
    here = state(S.ACCEPTED)
    return replace(here, clerk=clerk, department="随县民政局")


def letter(**more: object) -> Authorisation:
    made = Authorisation(
        "随民授〔2026〕1号", OFFICER, "随县民政局", (Power.ACCEPT, Power.DECIDE), date(2026, 1, 1)
    )
    return replace(made, **more)


AWAY = {"deputy": DEPUTY, "away_since": date(2026, 11, 20), "away_until": date(2026, 11, 23)}


@pytest.mark.parametrize(
    ("who", "changes", "clerk", "why"),
    [
        (OFFICER, {}, CLERK, None),
        (OFFICER, {"until": DAY}, CLERK, None),
        (OFFICER, {"since": DAY}, CLERK, None),
        (OFFICER, {"until": date(2026, 11, 22)}, CLERK, Why.EXPIRED),
        (OFFICER, {"since": date(2026, 11, 24)}, CLERK, Why.NOT_YET),
        (OFFICER, {"powers": (Power.ACCEPT, Power.REVIEW, Power.SEAL)}, CLERK, Why.POWER),
        (OFFICER, {"department": "随县公安局"}, CLERK, Why.ITEM),
        (OFFICER, {"items": ("another",)}, CLERK, Why.ITEM),
        (OFFICER, {"active": False}, CLERK, Why.NONE),
        (OFFICER, {}, OFFICER, Why.OWN_CASE),
        (OFFICER, {"own_cases": True}, OFFICER, None),
        (OTHER, {}, CLERK, Why.NONE),
        (DEPUTY, {"deputy": DEPUTY}, CLERK, Why.NOT_AWAY),
        (DEPUTY, AWAY, CLERK, None),
        (DEPUTY, {**AWAY, "away_until": None}, CLERK, None),
        (DEPUTY, {**AWAY, "away_until": date(2026, 11, 22)}, CLERK, Why.NOT_AWAY),
        (DEPUTY, {**AWAY, "away_since": date(2026, 11, 24)}, CLERK, Why.NOT_AWAY),
        (DEPUTY, AWAY, DEPUTY, Why.OWN_CASE),
    ],
)
def test_table(who: str, changes: dict[str, object], clerk: str, why: Why | None) -> None:
    found = authority(case(clerk), who, DAY, [letter(**changes)])
    assert found.why is why
    assert (found.letter is not None) is (why is None)


def test_items_go_by_whole_code_or_by_base() -> None:
    here = case()
    code = here.item.code
    assert covers(letter(items=(code,), department="another"), here)
    whole = "11421321MB901111XL5000511004000"
    town = replace(here, item=replace(here.item, code=whole))
    assert covers(letter(items=("000511004000",)), town)
    assert not covers(letter(items=("000511004001",)), town)


def test_the_nearest_miss_is_told_and_who_may_instead() -> None:
    letters = [
        letter(),
        letter(number="2", officer=OTHER, department="随县公安局"),
        letter(number="3", officer=OTHER, until=date(2026, 11, 1)),
        letter(number="4", officer="SXX0099", **AWAY),
    ]
    found = authority(case(), OTHER, DAY, letters)
    assert (found.why, found.near and found.near.number) == (Why.EXPIRED, "3")
    # the officer of the first, and of the last the deputy, because that officer is away
    assert found.others == (OFFICER, DEPUTY)
    assert is_away(letters[3], DAY)


def at(who: str, *roles: str, letters: tuple[Authorisation, ...] = ()) -> CaseContext:
    noon = datetime(2026, 11, 23, 12, tzinfo=LOCAL_ZONE)
    made = context(int(noon.timestamp() * 1000), replace(actor(TOWN, *roles), work_no=who))
    names = {OFFICER: "张小样", DEPUTY: "孙示玉"}
    return replaced(made, letters=letters, staff_name=lambda work_no: names.get(work_no, work_no))


YES = acts.Decided(True, "同意")


def test_an_officer_decides_under_a_letter_that_the_act_names() -> None:
    (act,) = decide(case(), YES, at(OFFICER, "chief_officer", letters=(letter(),)))
    assert isinstance(act, acts.Decided)
    assert act.by_chief_officer
    assert act.authority == "随民授〔2026〕1号"


def test_who_decides_by_office_needs_no_letter() -> None:
    (act,) = decide(case(), YES, at("SXX0002", "approval"))
    assert act == YES
    both = at(OFFICER, "approval", "chief_officer")
    assert decide(case(), YES, both) == (YES,)
    with pytest.raises(Refused, match="没有给您"):
        decide(case(), replace(YES, by_chief_officer=True), both)


@pytest.mark.parametrize(
    ("who", "clerk", "letters", "told"),
    [
        (OTHER, CLERK, (), "没有给您的首席服务官授权。请移送随县民政局，由部门审批员决定"),
        (
            OTHER,
            CLERK,
            (letter(), letter(number="2", officer=OTHER, department="随县公安局")),
            "这一事项不在您的授权范围内。今天可由 张小样 决定，或移送随县民政局决定",
        ),
        (OFFICER, OFFICER, (letter(),), "由您本人收件"),
        (DEPUTY, CLERK, (letter(deputy=DEPUTY),), "张小样在岗时由其本人决定。今天可由 张小样"),
        (OFFICER, CLERK, (letter(until=date(2026, 1, 31)),), "已于 2026-01-31 到期"),
        (OFFICER, CLERK, (letter(powers=(Power.SEAL,)),), "没有授予决定权"),
    ],
)
def test_a_refusal_says_why_and_who_may(
    who: str, clerk: str, letters: tuple[Authorisation, ...], told: str
) -> None:
    with pytest.raises(Refused) as refused:
        as_officer(case(clerk), YES, at(who, "chief_officer", letters=letters))
    assert told in str(refused.value)
