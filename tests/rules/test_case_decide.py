"""What may be done when, by whom, and what it makes: the time rules of the permit law as tables."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from case_samples import INSTANT, ITEM, PERSON, POINT, SUSPENSION, state
from store_rig import TOWN, actor, context

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseStatus as S, MaterialForm, MaterialLine
from counter_app.rules import case_commands as commands
from counter_app.rules.case_context import CaseContext, local_day
from counter_app.rules.case_decide import available, decide, deemed_accepted
from counter_app.rules.workdays import WorkCalendar
from counter_app.settings import LOCAL_ZONE


def at(day: str, who=None) -> CaseContext:
    moment = datetime.fromisoformat(f"{day}T10:00:00").replace(tzinfo=LOCAL_ZONE)
    return context(int(moment.timestamp() * 1000), who)


MONDAY = at("2026-11-23")
WHOLE = (MaterialLine("身份证", MaterialForm.CHECKED),)


def test_receipt_starts_the_five_days_of_article_32() -> None:
    wish = commands.Receive(ITEM, PERSON, "123456", materials=WHOLE)
    (act,) = decide(None, wish, MONDAY)
    assert isinstance(act, acts.Received)
    assert act.check_due == date(2026, 11, 30)
    assert act.received_ms == MONDAY.now_ms


def test_receipt_is_refused_in_the_future_and_without_a_name() -> None:
    late = commands.Receive(ITEM, PERSON, "1", received_ms=MONDAY.now_ms + 3_600_000)
    with pytest.raises(BadInput, match="received_at"):
        decide(None, late, MONDAY)
    nobody = commands.Receive(ITEM, type(PERSON)(PERSON.kind, "", "none"), "1")
    with pytest.raises(BadInput, match=r"applicant\.name"):
        decide(None, nobody, MONDAY)


@pytest.mark.parametrize(
    ("today", "deemed", "accepted_on", "promise"),
    [
        ("2026-11-23", False, date(2026, 11, 23), date(2026, 12, 21)),
        ("2026-11-30", False, date(2026, 11, 30), date(2026, 12, 28)),
        ("2026-12-01", True, None, None),
    ],
)
def test_silence_for_five_days_accepts(today, deemed, accepted_on, promise) -> None:
    here = state(materials=WHOLE)
    context_ = at(today)
    assert deemed_accepted(here, context_.today) is deemed
    (act,) = decide(here, commands.Accept(), context_)
    assert isinstance(act, acts.Accepted)
    assert act.deemed is deemed
    if deemed:
        assert act.accepted_on == local_day(here.received_ms)
        for late in (commands.AskCorrection((POINT,)), acts.Declined("not_eligible", "x")):
            with pytest.raises(Refused, match="视为受理"):
                decide(here, late, context_)
    else:
        assert (act.accepted_on, act.promise_due) == (accepted_on, promise)


def test_missing_material_blocks_acceptance_unless_tolerated() -> None:
    with pytest.raises(Refused, match="户口簿"):
        decide(state(), commands.Accept(), MONDAY)
    (act,) = decide(state(), commands.Accept(("户口簿",)), MONDAY)
    assert isinstance(act, acts.Accepted)
    assert act.tolerated == ("户口簿",)
    later = (MaterialLine("户口簿", MaterialForm.LATER),)
    (act,) = decide(state(materials=later), commands.Accept(), MONDAY)
    assert isinstance(act, acts.Accepted)
    assert act.tolerated == ("户口簿",)


def test_everything_is_told_once() -> None:
    first = commands.AskCorrection((POINT,), 10)
    (act,) = decide(state(), first, MONDAY)
    assert isinstance(act, acts.CorrectionAsked)
    assert act.due == date(2026, 12, 7)
    asked = state(corrections_asked=1)
    with pytest.raises(Refused, match="一次性告知"):
        decide(asked, first, MONDAY)
    decide(asked, commands.AskCorrection((POINT,), 10, "新情况", "主任"), MONDAY)
    with pytest.raises(BadInput):
        decide(state(), commands.AskCorrection(()), MONDAY)
    with pytest.raises(BadInput, match="第 1 行"):
        decide(state(), commands.AskCorrection((type(POINT)("", ""),)), MONDAY)


def test_suspension_moves_both_due_days_by_what_is_not_counted() -> None:
    here = state(
        S.ACCEPTED,
        suspension=SUSPENSION,
        promise_due=date(2026, 12, 21),
        legal_due=date(2027, 1, 4),
    )
    (act,) = decide(here, commands.Resume("已听证"), at("2026-12-01"))
    assert isinstance(act, acts.Resumed)
    # from the day after 11-24 up to and with 12-01: five working days
    assert act.promise_due == date(2026, 12, 28)
    assert act.legal_due == date(2027, 1, 11)
    with pytest.raises(BadInput, match="早于"):
        decide(here, commands.Resume("x", date(2026, 11, 1)), at("2026-12-01"))


@pytest.mark.parametrize("days", [0, 11, -1])
def test_extension_is_at_most_ten_days(days: int) -> None:
    with pytest.raises(BadInput):
        decide(state(S.REVIEW), commands.Extend(days, "复杂", "局长"), MONDAY)


def test_extension_needs_reason_approver_and_time_left() -> None:
    here = state(S.REVIEW, promise_due=date(2026, 11, 25), legal_due=date(2026, 11, 25))
    (act,) = decide(here, commands.Extend(10, "复杂", "局长"), MONDAY)
    assert isinstance(act, acts.Extended)
    assert act.legal_due == date(2026, 12, 9)
    with pytest.raises(Refused, match="已过"):
        decide(here, commands.Extend(10, "复杂", "局长"), at("2026-11-26"))
    with pytest.raises(BadInput, match="reason"):
        decide(here, commands.Extend(10, " ", "局长"), MONDAY)


def test_instant_items_close_in_one_go_and_only_they() -> None:
    clerk = at("2026-11-23", actor(TOWN, "intake"))
    made = decide(state(item=INSTANT, materials=WHOLE), commands.CloseInstant(), clerk)
    assert [act.KIND for act in made] == ["case.accepted", "case.decided", "case.closed"]
    with pytest.raises(Refused, match="即办件"):
        decide(state(materials=WHOLE), commands.CloseInstant(), clerk)


@pytest.mark.parametrize(
    ("act", "status", "field"),
    [
        (acts.Declined("not_competent", "不归本县"), S.RECEIVED, "competent_office"),
        (acts.Declined("not_eligible", ""), S.RECEIVED, "reason"),
        (acts.SentBack("421321102000", ""), S.REVIEW, "reason"),
        (acts.Decided(False, "不同意"), S.REVIEW, "reasons"),
        (acts.Delivered("hand", ""), S.READY, "collector"),
        (acts.Delivered("post", "王"), S.READY, "post_no"),
        (acts.Delivered("agent", "李"), S.READY, "relation"),
        (acts.Withdrawn(" "), S.RECEIVED, "reason"),
        (acts.Terminated(""), S.CORRECTING, "ground"),
        (acts.Voided("错", ""), S.RECEIVED, "approver"),
        (acts.Suspended("听证", "", date(2026, 11, 23), 5, "A"), S.ACCEPTED, "ground"),
        (acts.Suspended("听证", "法", date(2026, 11, 23), 0, "A"), S.ACCEPTED, "expected_days"),
    ],
)
def test_what_must_be_written_is_named(act, status: S, field: str) -> None:
    with pytest.raises(BadInput) as error:
        decide(state(status), act, MONDAY)
    assert error.value.field == field


def test_voiding_needs_a_second_person() -> None:
    with pytest.raises(Refused, match="另一人"):
        decide(state(), acts.Voided("录错", "SX1"), MONDAY)
    assert decide(state(), acts.Voided("录错", "SX2"), MONDAY)


def test_a_village_passes_on_what_is_not_yet_accepted() -> None:
    town = "421321102000"
    with pytest.raises(Refused, match="尚未受理"):
        decide(state(), acts.Forwarded(town), MONDAY)
    assert decide(state(), acts.Forwarded(town, purpose="report"), MONDAY)
    with pytest.raises(Refused, match="已在该处"):
        decide(state(), acts.Forwarded(TOWN, purpose="report"), MONDAY)


@pytest.mark.parametrize(
    ("roles", "may", "may_not"),
    [
        (("intake",), acts.Accepted, acts.Decided),
        (("help",), acts.CorrectionAsked, acts.Suspended),
        (("approval",), acts.Decided, acts.Withdrawn),
        (("delivery",), acts.Forwarded, acts.Decided),
        (("other",), None, acts.Accepted),
    ],
)
def test_roles(roles, may, may_not) -> None:
    here = at("2026-11-23", actor(TOWN, *roles))
    now = available(state(S.ACCEPTED, owner="x"), here) | available(state(owner="x"), here)
    assert may_not not in now
    if may is acts.Forwarded:
        assert may not in now
    elif may is not None:
        assert may in now
    if may_not is acts.Decided:
        with pytest.raises(Refused, match="岗位"):
            decide(state(S.ACCEPTED), acts.Decided(True, "x"), here)


def test_only_a_chief_officer_decides_as_one() -> None:
    act = acts.Decided(True, "同意", by_chief_officer=True)
    with pytest.raises(Refused, match="首席服务官"):
        decide(state(S.ACCEPTED), act, MONDAY)
    officer = at("2026-11-23", actor(TOWN, "chief_officer"))
    with pytest.raises(Refused, match="授权"):
        decide(state(S.ACCEPTED), act, officer)


def test_limits_in_calendar_days_are_counted_as_such() -> None:
    item = type(ITEM)("I", "n", 1, "d", "t", False, 20, 30, "calendar_day", "month", "r")
    (act,) = decide(state(item=item, materials=WHOLE), commands.Accept(), MONDAY)
    assert isinstance(act, acts.Accepted)
    assert act.promise_due == date(2026, 12, 14)  # 12-13 is a Sunday


def test_a_year_without_official_notice_is_provisional() -> None:
    official = {date(2026, 1, 1): ("holiday", "official")}
    here = CaseContext(MONDAY.now_ms, actor(), WorkCalendar(official))
    (act,) = decide(state(materials=WHOLE), commands.Accept(), here)
    assert isinstance(act, acts.Accepted)
    assert act.provisional  # the legal due day lies in 2027
