"""Who may do what with a rating, in which order, with which words, and by which day."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from rating_samples import ABOUT, BAD, COUNTY, GOOD, SAMPLES, TOWN, state

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import case as shared, rating as acts
from counter_app.models.rating import Finding, Grade, Rater
from counter_app.models.rating_state import (
    Appeal,
    Facts,
    FixDone,
    FixPlan,
    RaterCall,
    RatingState,
    RatingStatus as S,
    Revisit,
)
from counter_app.models.reference_ratings import RatingReason, ReasonSide
from counter_app.models.stamp import Actor
from counter_app.rules.rating_context import RatingContext, RatingRules
from counter_app.rules.rating_decide import available, decide, prepared
from counter_app.rules.workdays import WorkCalendar

#: 2026-09-21 22:13 in China, a Monday
NOW = 1_790_000_000_000
CALL = RaterCall("phone", True, 1, "SX2", "说没有人告知")
TRUE, UNTRUE = (Facts(value, "查过", 1, "SX2") for value in ("true", "untrue"))
MISTAKEN = Facts("mistaken", "点错", 1, "SX2")
PLAN = FixPlan("in_time", "整改", 1, "SX2", due=date(2026, 10, 20))
DONE = FixDone("改好", 1, "SX2")
HEARD = Revisit("content", 1, "SX2")
PHONE = Rater("王𬱖", "13800000000")


def context(
    work_no: str = "SX9",
    roles: str = "supervision",
    place: str = COUNTY,
    rules: RatingRules | None = None,
    calendar: WorkCalendar | None = None,
) -> RatingContext:
    actor = Actor(work_no, "样一", place, 1, frozenset(roles.split()))
    return RatingContext(NOW, actor, calendar or WorkCalendar({}), rules or RatingRules())


#: who -> (work number, roles, place)
PEOPLE = {
    "rated": ("SX1", "intake", TOWN),
    "rated chief": ("SX1", "chief_officer", TOWN),
    "handler": ("SX2", "intake", TOWN),
    "colleague": ("SX3", "intake", TOWN),
    "elsewhere": ("SX4", "intake", "421321102000"),
    "chief": ("SX5", "chief_officer", TOWN),
    "chief elsewhere": ("SX6", "chief_officer", "421321102000"),
    "supervisor": ("SX9", "supervision", COUNTY),
    "administrator": ("SX8", "administration", COUNTY),
    "nobody": ("SX7", "other", TOWN),
}
LEADING = "chief supervisor administrator"
#: act -> (state in which everything is ready for it, who may)
MAY = {
    acts.Assigned: (state(), f"rated_chief {LEADING}"),
    acts.CalledBack: (state(S.ASSIGNED), f"handler {LEADING}"),
    acts.Found: (state(S.ASSIGNED), f"handler {LEADING}"),
    acts.Planned: (state(S.FOUND, found=TRUE), f"rated_chief handler {LEADING}"),
    acts.Extended: (state(S.PLANNED, plan=PLAN, fix_due=date(2026, 10, 20)), LEADING),
    acts.Done: (state(S.PLANNED, plan=PLAN), f"rated_chief handler {LEADING}"),
    acts.Explained: (state(S.FOUND, found=UNTRUE), f"rated_chief handler {LEADING}"),
    acts.Revisited: (state(S.DONE, done=DONE), f"handler {LEADING}"),
    acts.SentBack: (state(S.DONE, done=DONE), "supervisor administrator"),
    acts.Reviewed: (state(S.DONE, found=TRUE, done=DONE), "supervisor administrator"),
    acts.Appealed: (state(S.ASSIGNED), f"rated rated_chief handler {LEADING}"),
    acts.AppealDecided: (
        state(S.ASSIGNED, appeal=Appeal("mistaken", "点错", 1, "SX1")),
        "supervisor administrator",
    ),
    acts.Withdrawn: (state(), "supervisor administrator"),
    shared.Revealed: (state(rater=PHONE), "supervisor"),
}


@pytest.mark.parametrize("who", list(PEOPLE))
@pytest.mark.parametrize("act", list(MAY))
def test_who_may(act: type, who: str) -> None:
    ready, may = MAY[act]
    wish = SAMPLES[act]
    if act is shared.Revealed:
        wish = shared.Revealed("rater.phone", "回访")
    if act is acts.Planned:
        wish = replace(wish, due=None)
    if act is acts.Revisited:
        wish = replace(wish, grade=None)
    now = context(*PEOPLE[who])
    allowed = who.replace(" ", "_") in may.split()
    if allowed:
        (made,) = decide(ready, wish, now)
        assert type(made) is act
    else:
        with pytest.raises(Refused):
            decide(ready, wish, now)
    if act in acts.RATING_ACTS:
        assert (act in available(ready, now)) is allowed


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"found": replace(TRUE, by="SX9")}, "核实认定的人"),
        ({"found": TRUE, "done": replace(DONE, by="SX9")}, "办理整改的人"),
        ({"clerk": "SX9"}, "您本人"),
    ],
)
@pytest.mark.parametrize("act", [acts.Reviewed, acts.SentBack])
def test_nobody_reviews_what_he_had_a_part_in(act: type, changes: dict, why: str) -> None:
    ready = state(S.DONE, **({"done": DONE, "found": TRUE} | changes))
    with pytest.raises(Refused, match=why):
        decide(ready, SAMPLES[act], context())


def test_nobody_decides_his_own_appeal_or_grants_himself_more_time() -> None:
    mine = state(S.ASSIGNED, appeal=Appeal("mistaken", "点错", 1, "SX9"))
    with pytest.raises(Refused, match="自己的申诉"):
        decide(mine, SAMPLES[acts.AppealDecided], context())
    assert state().staff == "SX2"
    planned = state(S.PLANNED, plan=PLAN, fix_due=date(2026, 10, 20))
    with pytest.raises(Refused, match="交办的人"):
        decide(planned, SAMPLES[acts.Extended], context("SX2", "chief_officer", TOWN))


@pytest.mark.parametrize(
    ("channel", "roles", "ok"),
    [
        ("window", "intake", True),
        ("window", "supervision", True),
        ("window", "other", False),
        *((channel, "intake chief_officer", False) for channel in ("phone", "import", "sms", "qr")),
        *((channel, "supervision", True) for channel in ("phone", "import", "sms", "qr")),
        ("phone", "administration", True),
    ],
)
def test_no_clerk_grades_for_somebody(channel: str, roles: str, ok: bool) -> None:
    wish = replace(GOOD, channel=channel, source="12345 热线")
    if ok:
        assert decide(None, wish, context(roles=roles))
    else:
        with pytest.raises(Refused):
            decide(None, wish, context(roles=roles))


@pytest.mark.parametrize("who", ["handler", "chief", "supervisor", "administrator"])
def test_rating_again_is_written_down_by_supervision_alone(who: str) -> None:
    wish = SAMPLES[acts.Revisited]
    ready = state(S.DONE, done=DONE)
    if who in ("supervisor", "administrator"):
        assert decide(ready, wish, context(*PEOPLE[who]))
    else:
        with pytest.raises(Refused, match="追评"):
            decide(ready, wish, context(*PEOPLE[who]))


@pytest.mark.parametrize("status", list(S))
def test_a_second_rating_is_kept_whatever_became_of_the_first(status: S) -> None:
    assert decide(state(status), GOOD, context()) == (GOOD,)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channel": ""}, "channel"),
        ({"reasons": ("other",), "text": " "}, "text"),
        ({"reasons": ("own",), "text": ""}, "text"),
        ({"reasons": ("late", "late")}, "reasons"),
        ({"text": "字" * 501}, "text"),
        ({"given_ms": NOW + 3_600_000}, "given_at"),
        ({"channel": "phone", "source": ""}, "source"),
        ({"channel": "import", "source": ""}, "source"),
        ({"rater": Rater("王", "")}, "phone"),
        ({"rater": Rater("王", "12")}, "phone"),
    ],
)
def test_what_a_rating_must_say(changes: dict, field: str) -> None:
    own = (RatingReason("own", ReasonSide.BAD, "别的", needs_text=True),)
    with pytest.raises(BadInput) as caught:
        prepared(replace(BAD, **changes), context(), own)
    assert caught.value.field == field


def test_only_a_bad_rating_has_a_day(calendar: WorkCalendar) -> None:
    now = context(calendar=calendar)
    undated = replace(BAD, due=None)
    assert prepared(undated, now).due == date(2026, 9, 22)
    assert prepared(replace(undated, grade=Grade.FAIR), now).due is None


#: act, state -> due by the shipped numbers from Monday 2026-09-21 on (1-7 October are off)
DAYS = [
    (replace(SAMPLES[acts.Assigned], due=None), state(), date(2026, 9, 22)),
    (acts.CalledBack("phone", True, "说了"), state(S.ASSIGNED), date(2026, 9, 24)),
    (acts.CalledBack("phone", False), state(S.ASSIGNED), date(2026, 9, 22)),
    (acts.Found("partly", "查过"), state(S.ASSIGNED), date(2026, 9, 22)),
    (acts.Found("untrue", "查过"), state(S.ASSIGNED), date(2026, 9, 29)),
    (acts.Planned("at_once", "改"), state(S.FOUND, found=TRUE), date(2026, 9, 29)),
    (acts.Planned("in_time", "改"), state(S.FOUND, found=TRUE), date(2026, 10, 19)),
    (acts.Planned("explain", "说", "第三条"), state(S.FOUND, found=TRUE), date(2026, 9, 29)),
    (acts.Done("改好"), state(S.PLANNED, plan=PLAN), date(2026, 9, 24)),
    (acts.Explained("说了"), state(S.FOUND, found=UNTRUE), date(2026, 9, 24)),
    (acts.Revisited("content"), state(S.DONE, done=DONE), date(2026, 9, 29)),
    (acts.SentBack("没改好"), state(S.DONE, done=DONE), date(2026, 9, 29)),
    (acts.Appealed("untrue", "没有"), state(S.ASSIGNED), date(2026, 9, 29)),
]


@pytest.mark.parametrize(("act", "ready", "due"), DAYS, ids=[type(row[0]).__name__ for row in DAYS])
def test_the_day_of_the_next_step(
    act: acts.Act, ready: RatingState, due: date, calendar: WorkCalendar
) -> None:
    (made,) = decide(ready, act, context(calendar=calendar))
    assert made.due == due


def test_a_county_sets_other_days(calendar: WorkCalendar) -> None:
    own = context(calendar=calendar, rules=RatingRules(fix=2))
    (made,) = decide(state(S.FOUND, found=TRUE), acts.Planned("at_once", "改"), own)
    assert made.due == date(2026, 9, 23)


@pytest.mark.parametrize(
    ("ready", "act", "why"),
    [
        (state(grade=Grade.SATISFIED), SAMPLES[acts.Assigned], "不用交办"),
        (state(S.ASSIGNED, rater=PHONE), SAMPLES[acts.Found], "先回访"),
        (state(S.FOUND, found=UNTRUE), SAMPLES[acts.Planned], "不用整改"),
        (state(S.FOUND, found=TRUE), SAMPLES[acts.Explained], "要整改"),
        (
            state(S.PLANNED, found=TRUE, plan=replace(PLAN, way="explain")),
            SAMPLES[acts.Done],
            "只作解释",
        ),
        (state(S.FOUND, found=TRUE), SAMPLES[acts.Reviewed], "还没有整改"),
        (state(S.FOUND, found=UNTRUE), SAMPLES[acts.Reviewed], "还没有整改"),
        (state(S.DONE, found=TRUE, done=DONE, rater=PHONE), SAMPLES[acts.Reviewed], "先回访"),
        (
            state(S.REVISITED, done=DONE, found=TRUE, appeal=Appeal("untrue", "x", 1, "SX1")),
            SAMPLES[acts.Reviewed],
            "申诉还没有裁定",
        ),
        (state(S.ASSIGNED, given_ms=NOW - 30 * 86_400_000), SAMPLES[acts.Appealed], "期限"),
    ],
)
def test_what_comes_first(ready: RatingState, act: acts.Act, why: str) -> None:
    now = context()
    with pytest.raises(Refused, match=why):
        decide(ready, act, now)
    assert type(act) not in available(ready, now)


@pytest.mark.parametrize(
    ("ready", "act"),
    [
        (state(grade=Grade.SATISFIED, text="厕所没有纸"), SAMPLES[acts.Assigned]),
        (state(S.CALLED_BACK, rater=PHONE, calls=(CALL,)), SAMPLES[acts.Found]),
        (state(S.PLANNED, found=TRUE, plan=replace(PLAN, way="explain")), SAMPLES[acts.Explained]),
        (state(S.FOUND, found=MISTAKEN, rater=PHONE), acts.Reviewed(False, "误评")),
        (
            state(S.REVISITED, found=TRUE, done=DONE, rater=PHONE, revisit=HEARD),
            acts.Reviewed(True),
        ),
    ],
)
def test_what_is_ready(ready: RatingState, act: acts.Act) -> None:
    assert decide(ready, act, context())


@pytest.mark.parametrize(
    ("ready", "act", "field"),
    [
        (state(), acts.Assigned(" "), "staff"),
        (state(S.ASSIGNED), acts.CalledBack("pigeon", True, "x"), "way"),
        (state(S.ASSIGNED), acts.CalledBack("phone", True), "said"),
        (state(S.ASSIGNED), acts.Found("maybe", "x"), "finding"),
        (state(S.ASSIGNED), acts.Found("true", ""), "facts"),
        (state(S.FOUND, found=TRUE), acts.Planned("soon", "x"), "way"),
        (state(S.FOUND, found=TRUE), acts.Planned("at_once", ""), "measure"),
        (state(S.FOUND, found=TRUE), acts.Planned("explain", "x"), "ground"),
        (state(S.FOUND, found=TRUE), acts.Planned("in_time", "x", due=date(2026, 9, 1)), "due"),
        (state(S.FOUND, found=TRUE), acts.Planned("in_time", "x", due=date(2027, 9, 1)), "due"),
        (
            state(S.PLANNED, fix_due=date(2026, 9, 30)),
            acts.Extended(date(2026, 10, 9), ""),
            "reason",
        ),
        (state(S.PLANNED, fix_due=date(2026, 9, 30)), acts.Extended(date(2026, 9, 30), "x"), "due"),
        (
            state(S.PLANNED, fix_due=date(2026, 9, 30)),
            acts.Extended(date(2026, 10, 22), "x"),
            "due",
        ),
        (state(S.PLANNED, plan=PLAN), acts.Done(""), "result"),
        (state(S.FOUND, found=UNTRUE), acts.Explained(""), "said"),
        (state(S.DONE, done=DONE), acts.Revisited("?"), "opinion"),
        (state(S.DONE, done=DONE), acts.Revisited("no_answer", grade=Grade.FAIR), "grade"),
        (state(S.DONE, done=DONE), acts.SentBack(""), "reason"),
        (state(S.FOUND, found=MISTAKEN), acts.Reviewed(False), "note"),
        (state(S.ASSIGNED), acts.Appealed("true", "x"), "ground"),
        (state(S.ASSIGNED), acts.Appealed("untrue", ""), "reason"),
        (state(appeal=Appeal("untrue", "x", 1, "SX1")), acts.AppealDecided(True, ""), "reason"),
        (state(), acts.Withdrawn(""), "reason"),
        (state(rater=PHONE), shared.Revealed("rater.phone"), "purpose"),
    ],
)
def test_what_must_be_written_down(ready: RatingState, act: acts.Act, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(ready, act, context())
    assert caught.value.field == field


def test_an_extension_reaches_so_far_and_no_further() -> None:
    planned = state(S.PLANNED, fix_due=date(2026, 9, 30))
    assert decide(planned, acts.Extended(date(2026, 10, 21), "x"), context())


def test_a_rating_names_its_window() -> None:
    assert prepared(GOOD, context()).about is ABOUT
    assert {str(each) for each in Finding} == {"true", "partly", "untrue", "mistaken", "malicious"}
