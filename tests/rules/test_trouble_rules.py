"""Who may do what to a matter, by when, whose turn it is, and what is counted: as tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace
from trouble_samples import (
    AT,
    COUNTY,
    REPORT,
    SAMPLES,
    SHIPPED,
    TERMS,
    TOWN,
    VILLAGE,
    stamp,
    state,
)

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import trouble as acts
from counter_app.models.reference import TroubleList as L, TroubleTerm
from counter_app.models.stamp import Actor
from counter_app.models.trouble import Answer, CoHandler, Heard, TroubleStatus as S, Try
from counter_app.rules.trouble_conflict import JUDGING, breaches, is_complained_of
from counter_app.rules.trouble_context import TroubleContext, TroubleRules
from counter_app.rules.trouble_deadlines import escalation, in_time, next_due, overdue, reminders
from counter_app.rules.trouble_decide import available, decide
from counter_app.rules.trouble_evolve import evolve
from counter_app.rules.trouble_figures import figures
from counter_app.rules.trouble_terms import Terms
from counter_app.rules.trouble_worklist import Queue, turns, worklist
from counter_app.rules.workdays import Lamp, WorkCalendar

TODAY = date(2026, 11, 24)
RULES = TroubleRules()
ABOVE = {VILLAGE: TOWN, TOWN: COUNTY}


def context(
    *roles: str,
    place: str = TOWN,
    staff: str = "SX1",
    name: str = "李敏",
    rules: TroubleRules = RULES,
    now_ms: int = AT,
) -> TroubleContext:
    actor = Actor(staff, name, place, 1, frozenset(roles or {"intake"}))
    return TroubleContext(
        now_ms, actor, WorkCalendar({}), rules, TERMS, lambda place: ABOVE.get(place, "")
    )


# ---------------------------------------------------------------- days


#: (class, reported on, today) -> the day by which the person is answered
LIMITS = [
    ("policy", TODAY, TODAY, date(2026, 11, 27)),
    ("barrier", TODAY, TODAY, date(2026, 12, 3)),
    ("human", TODAY, TODAY, date(2026, 11, 27)),
    # written down a day late: the person's time runs from the day he spoke
    ("human", TODAY - timedelta(days=1), TODAY, date(2026, 11, 26)),
]


@pytest.mark.parametrize(("kind", "told", "today", "limit"), LIMITS)
def test_the_answer_is_due_by_class(kind: str, told: date, today: date, limit: date) -> None:
    reported = AT - (today - told).days * 86_400_000
    report = replace(REPORT, kind=kind, reasons=(), reported_ms=reported)
    (made,) = decide(None, acts.Reported(report), context())
    assert isinstance(made, acts.Reported)
    assert (made.due, made.limit) == (date(2026, 11, 25), limit)


#: (state, act, due, limit) as they are filled in on Tuesday, 24 November 2026
DATED = [
    (S.REPORTED, acts.ScopeChecked(True), date(2026, 11, 25), date(2026, 12, 3)),
    (S.REPORTED, acts.ScopeChecked(False, "petition", "请找信访局"), None, None),
    (S.TAKEN, acts.Dispatched(VILLAGE, department="民政"), date(2026, 12, 3), ...),
    (S.DISPATCHED, acts.HandedBack("不归我管"), date(2026, 11, 25), ...),
    (S.HANDLING, acts.Answered("solved", "办好了", "phone"), date(2026, 11, 27), ...),
    (S.ANSWERED, acts.OpinionHeard("satisfied"), None, ...),
    (S.ANSWERED, acts.OpinionHeard("dissatisfied"), date(2026, 12, 1), ...),
    (S.ANSWERED, acts.Revisited("fair", "phone"), date(2026, 11, 26), ...),
    (S.ANSWERED, acts.Revisited("dissatisfied", "phone"), date(2026, 12, 1), ...),
    (S.HANDLING, acts.Escalated(COUNTY, "久拖不决", department="县政数局"), date(2026, 12, 1),
     date(2026, 12, 1)),
    (S.CLOSED, acts.Reopened("又被退回"), date(2026, 11, 25), date(2026, 12, 3)),
    (S.HANDLING, acts.Reclassified("policy"), ..., date(2026, 11, 27)),
    (S.ANSWERED, acts.Reclassified("policy"), ..., None),
]  # fmt: skip


@pytest.mark.parametrize(("status", "act", "due", "limit"), DATED)
def test_days_are_filled_in(status: S, act: acts.Act, due: object, limit: object) -> None:
    (made,) = decide(state(status), act, context())
    for name, wanted in (("due", due), ("limit", limit)):
        if wanted is not ...:
            assert getattr(made, name) == wanted, name


def test_a_day_that_was_set_stays() -> None:
    wish = acts.Dispatched(VILLAGE, department="民政", due=date(2026, 11, 26))
    assert decide(state(S.TAKEN), wish, context()) == (wish,)


def test_reminders_tell_the_nearest_day_first_in_words() -> None:
    waiting = state(S.DISPATCHED, due=date(2026, 12, 3), limit=date(2026, 12, 3))
    told = [(each.day, each.what) for each in reminders(waiting)]
    assert told == [(date(2026, 11, 30), "县档案馆协办"), (date(2026, 12, 3), "答复")]
    assert reminders(waiting)[0].lamp(date(2026, 12, 1)) is Lamp.RED
    assert reminders(waiting)[1].said(date(2026, 12, 5)) == "答复已超 2 天"
    assert next_due(state(S.CLOSED, due=date(2026, 12, 1))) is None


#: (status, limit, dissatisfied) -> what is suggested on 24 November
SUGGESTED = [
    (S.HANDLING, date(2026, 11, 24), 0, ""),
    (S.HANDLING, date(2026, 11, 23), 0, "答复已超期 1 天"),
    (S.ANSWERED, date(2026, 11, 23), 0, ""),
    (S.HANDLING, date(2026, 12, 3), 1, ""),
    (S.HANDLING, date(2026, 12, 3), 2, "反映人已 2 次不满意"),
    (S.ANSWERED, date(2026, 11, 23), 2, "反映人已 2 次不满意"),
    (S.CLOSED, date(2026, 11, 23), 2, ""),
    (S.REPORTED, None, 0, ""),
]


@pytest.mark.parametrize(("status", "limit", "times", "told"), SUGGESTED)
def test_when_it_should_go_a_step_up(status: S, limit: date | None, times: int, told: str) -> None:
    now = state(status, limit=limit, dissatisfied=times)
    assert escalation(now, TODAY, RULES) == told


def test_an_answer_in_time_counts_the_last_day() -> None:
    def answered(on: date) -> bool | None:
        at = AT + (on - TODAY).days * 86_400_000
        return in_time(
            state(S.ANSWERED, answers=(Answer("solved", "好", "phone", at, "SX2", TOWN),))
        )

    assert answered(date(2026, 12, 3)) is True
    assert answered(date(2026, 12, 4)) is False
    assert in_time(state(S.HANDLING)) is None
    assert in_time(state(S.ANSWERED, limit=None)) is None


# ---------------------------------------------------------------- who may, and what it takes


def test_who_has_no_such_role_is_refused() -> None:
    with pytest.raises(Refused, match="岗位"):
        decide(None, acts.Reported(REPORT), context("other"))
    assert available(state(S.HANDLING), context("other")) == frozenset()


@pytest.mark.parametrize(
    ("status", "act", "field"),
    [
        (None, acts.Reported(replace(REPORT, text=" ")), "text"),
        (None, acts.Reported(replace(REPORT, kind="")), "kind"),
        (None, acts.Reported(replace(REPORT, kind="invented")), "kind"),
        (None, acts.Reported(replace(REPORT, reasons=("attitude",))), "reasons"),
        (None, acts.Reported(replace(REPORT, channel="")), "channel"),
        (None, acts.Reported(replace(REPORT, person=replace(REPORT.person, name=""))),
         "person.name"),
        (None, acts.Reported(replace(REPORT, tries=(Try(" "),))), "tries"),
        (None, acts.Reported(replace(REPORT, tries=(Try("窗口", date(2026, 11, 25)),))), "tries"),
        (None, acts.Reported(replace(REPORT, reported_ms=AT + 3_600_000)), "reported_at"),
        (None, acts.SettledAtOnce(REPORT, "solved", "", "", ("rigid",)), "answer"),
        (None, acts.SettledAtOnce(REPORT, "", "办好了", "", ("rigid",)), "outcome"),
        (None, acts.SettledAtOnce(REPORT, "solved", "办好了"), "causes"),
        (S.REPORTED, acts.ScopeChecked(False, "petition"), "remedy"),
        (S.REPORTED, acts.ScopeChecked(False, "", "找信访局"), "ground"),
        (S.TAKEN, acts.Dispatched("", department="民政"), "to_place"),
        (S.TAKEN, acts.Dispatched(VILLAGE), "staff"),
        (S.TAKEN, acts.Dispatched(VILLAGE, "SX2", co_handlers=(CoHandler(" "),)), "co_handlers"),
        (S.DISPATCHED, acts.HandedBack(" "), "reason"),
        (S.HANDLING, acts.Joined(CoHandler("")), "department"),
        (S.HANDLING, acts.JoinAnswered("县档案馆", ""), "said"),
        (S.HANDLING, acts.MeasureTaken("", AT), "what"),
        (S.HANDLING, acts.MeasureTaken("查档", AT + 3_600_000), "at_ms"),
        (S.HANDLING, acts.Extended(date(2026, 12, 4), ""), "reason"),
        (S.HANDLING, acts.Extended(date(2026, 12, 3), "等回函"), "limit"),
        (S.HANDLING, acts.Extended(date(2026, 12, 18), "等回函"), "limit"),
        (S.HANDLING, acts.Answered("solved", "", "phone"), "text"),
        (S.HANDLING, acts.Answered("", "好", "phone"), "outcome"),
        (S.HANDLING, acts.Answered("solved", "好", ""), "way"),
        (S.HANDLING, acts.Answered("refused", "不行", "phone"), "basis"),
        (S.ANSWERED, acts.OpinionHeard("delighted"), "opinion"),
        (S.ANSWERED, acts.Revisited("fair", ""), "way"),
        (S.HANDLING, acts.Escalated(COUNTY, "", department="县政数局"), "reason"),
        (S.HANDLING, acts.Escalated(VILLAGE, "久拖", department="村"), "to_place"),
        (S.HANDLING, acts.Escalated(COUNTY, "久拖"), "staff"),
        (S.ANSWERED, acts.Closed(()), "causes"),
        (S.ANSWERED, acts.Closed(("weather",)), "causes"),
        (S.HANDLING, acts.Withdrawn(""), "reason"),
        (S.CLOSED, acts.Reopened(""), "reason"),
        (S.HANDLING, acts.Corrected("text", "x", ""), "new"),
    ],
)  # fmt: skip
def test_what_must_be_written_down(status: S | None, act: acts.Act, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(state(status) if status is not None else None, act, context())
    assert caught.value.field == field


def test_whoever_stays_unnamed_needs_no_name() -> None:
    unnamed = replace(REPORT, anonymous=True, person=replace(REPORT.person, name=""))
    assert decide(None, acts.Reported(unnamed), context())


def test_an_entry_of_last_year_needs_no_cause() -> None:
    late = replace(REPORT, channel="backfill")
    assert decide(None, acts.SettledAtOnce(late, "solved", "办好了"), context())


def test_it_is_extended_as_often_as_the_county_says() -> None:
    on = acts.Extended(date(2026, 12, 10), "等回函")
    assert decide(state(S.HANDLING), on, context())
    once = state(S.HANDLING, extensions=1)
    assert acts.Extended not in available(once, context())
    with pytest.raises(Refused, match="已经延期 1 次"):
        decide(once, on, context())
    assert decide(once, on, context(rules=TroubleRules(extensions=2)))


def test_it_goes_one_step_up_and_at_the_top_to_another_leader() -> None:
    up = acts.Escalated(COUNTY, "久拖", department="县政数局")
    assert decide(state(S.HANDLING), up, context())
    with pytest.raises(BadInput):
        decide(state(S.HANDLING, owner=VILLAGE), up, context())
    assert decide(state(S.HANDLING, owner=COUNTY), up, context())


# ---------------------------------------------------------------- the person complained of


@pytest.mark.parametrize("act", JUDGING)
def test_nobody_judges_what_is_said_about_himself(act: type) -> None:
    fitting = {
        acts.ScopeChecked: S.REPORTED, acts.OpinionHeard: S.ANSWERED, acts.Revisited: S.ANSWERED,
        acts.Closed: S.ANSWERED,
    }  # fmt: skip
    now = state(fitting.get(act, S.HANDLING))
    wish = SAMPLES[act]
    with pytest.raises(Refused, match="回避"):
        decide(now, wish, context(staff="SX7"))
    assert act not in available(now, context(staff="SX7"))
    assert act in available(now, context(staff="SX1"))


def test_he_may_be_heard_but_it_is_not_given_to_him() -> None:
    now = state(S.HANDLING)
    said = acts.MeasureTaken("情况说明", AT)
    assert decide(now, said, context(staff="SX7"))
    for wish in (
        acts.Dispatched(VILLAGE, "SX7"),
        acts.Escalated(COUNTY, "久拖", "SX7"),
        acts.Joined(CoHandler("自然资源所", staff="SX7")),
    ):
        with pytest.raises(Refused, match="被反映人"):
            decide(now, wish, context())


#: (work number and name that were written down, of whom, his name) -> whether it is he
COMPLAINED = [
    ("SX7", "", "SX7", "", True),
    ("SX7", "刘某", "SX8", "刘某", False),
    ("", "刘某", "SX7", "刘某", True),
    ("", "刘某", "SX7", "", False),
    ("", "", "", "", False),
]


@pytest.mark.parametrize(("number", "name", "who", "called", "he"), COMPLAINED)
def test_who_is_complained_of(number: str, name: str, who: str, called: str, he: bool) -> None:
    report = replace(REPORT, complained=number, complained_name=name)
    assert is_complained_of(report, who, called) is he


def test_what_two_devices_did_without_knowing_is_told() -> None:
    answered = evolve(state(S.HANDLING), SAMPLES[acts.Answered], stamp(2, staff="SX7"))
    assert answered is not None
    (told,) = breaches(answered)
    assert "SX7" in told
    closed = evolve(answered, SAMPLES[acts.Closed], stamp(3, staff="SX7"))
    assert closed is not None
    assert len(breaches(closed)) == 2
    assert breaches(state(S.HANDLING, staff="SX7")) == ("现由被反映人办理，请改转他人",)


# ---------------------------------------------------------------- whose turn it is


def person(*roles: str, place: str = TOWN, work_no: str = "SX1") -> Actor:
    return Actor(work_no, "李敏", place, 1, frozenset(roles))


#: (status, changes, who) -> the lists in which he finds it on 24 November
TURNS = [
    (S.REPORTED, {}, person("intake"), {Queue.INTAKE}),
    (S.REPORTED, {}, person("intake", place=COUNTY), set()),
    (S.REPORTED, {}, person("approval"), set()),
    (S.HANDED_BACK, {}, person("help"), {Queue.INTAKE}),
    (S.ANSWERED, {"owner": VILLAGE}, person("intake"), {Queue.INTAKE}),
    (S.ANSWERED, {"owner": VILLAGE}, person("intake", place=VILLAGE), set()),
    (S.DISPATCHED, {}, person("approval", work_no="SX2"), {Queue.MINE}),
    (S.DISPATCHED, {}, person("approval", work_no="SX3"), set()),
    (S.DISPATCHED, {"staff": ""}, person("approval", work_no="SX3"), {Queue.MINE}),
    (S.DISPATCHED, {"owner": VILLAGE}, person("approval", work_no="SX2"), set()),
    (S.HANDLING, {}, person("approval", place=COUNTY, work_no="SX5"), {Queue.JOINT}),
    (S.HANDLING, {}, person("approval", place=COUNTY, work_no="SX6"), set()),
    (S.HANDLING, {"limit": date(2026, 11, 20)}, person("supervision", place=COUNTY),
     {Queue.SUPERVISION}),
    (S.HANDLING, {"dissatisfied": 2}, person("administration", place=COUNTY), {Queue.SUPERVISION}),
    (S.HANDLING, {"dissatisfied": 2}, person("intake", place=COUNTY), set()),
    (S.CLOSED, {"limit": date(2026, 11, 20)}, person("supervision"), set()),
]  # fmt: skip


@pytest.mark.parametrize(("status", "changes", "who", "queues"), TURNS)
def test_whose_turn(status: S, changes: dict, who: Actor, queues: set[Queue]) -> None:
    now = state(status, **changes)
    assert turns(now, who, TODAY, RULES) == queues
    for queue in Queue:
        assert (worklist([now], queue, who, TODAY, RULES) == [now]) is (queue in queues)


# ---------------------------------------------------------------- words and numbers


def test_a_list_of_the_county_replaces_the_shipped_one_and_old_codes_stay_readable() -> None:
    own = (
        TroubleTerm(L.KIND, "slow", "办得慢", days=4, order=1),
        TroubleTerm(L.KIND, "gone", "不再用", days=4, active=False),
    )
    terms = Terms(own, SHIPPED)
    assert [each.code for each in terms.offered(L.KIND)] == ["slow"]
    assert not terms.offers(L.KIND, "gone")
    assert not terms.offers(L.KIND, "policy")
    assert terms.label(L.KIND, "policy") == "办不了(政策)"
    assert terms.label(L.KIND, "unheard_of") == "unheard_of"
    assert (terms.answer_days("slow"), terms.answer_days("policy")) == (4, 4)
    assert terms.remedy("petition").startswith("请向县信访局")


def test_causes_are_a_tree_and_a_ring_is_no_endless_way() -> None:
    assert TERMS.path(L.CAUSE, "history_file") == "历史遗留—档案缺失、登记有误"
    assert TERMS.path(L.CAUSE, "rigid") == "政策执行僵化"
    assert TERMS.root(L.CAUSE, "history_file") == "history"
    ring = Terms((TroubleTerm(L.CAUSE, "a", "甲", "b"), TroubleTerm(L.CAUSE, "b", "乙", "a")), ())
    assert ring.root(L.CAUSE, "a") in ("a", "b")


def test_the_shipped_lists_hang_together() -> None:
    codes = [(each.list, each.code) for each in SHIPPED]
    assert len(set(codes)) == len(codes)
    kinds = {each.code for each in TERMS.offered(L.KIND)}
    assert {each.parent for each in TERMS.offered(L.REASON)} == kinds
    assert all(each.days > 0 for each in TERMS.offered(L.KIND))
    assert all(each.remedy for each in TERMS.offered(L.OUTSIDE))
    roots = {each.code for each in TERMS.offered(L.CAUSE, "")}
    assert {each.parent for each in TERMS.offered(L.CAUSE)} - {""} <= roots


# ---------------------------------------------------------------- figures


def test_figures_by_class_cause_place_and_item() -> None:
    def heard(*opinions: str) -> tuple[Heard, ...]:
        return tuple(Heard(each, AT, "SX1", 1) for each in opinions)

    late = Answer("solved", "好", "phone", AT + 30 * 86_400_000, "SX2", TOWN)
    told = [
        state(S.CLOSED, causes=("history_file", "history_land"), opinions=heard("satisfied")),
        state(S.ANSWERED, answers=(late,), opinions=heard("satisfied", "dissatisfied")),
        state(S.HANDLING, limit=date(2026, 11, 20), owner=VILLAGE),
        state(S.OUTSIDE, outside="petition"),
        state(S.CLOSED, report=replace(REPORT, reported_ms=AT - 40 * 86_400_000)),
    ]
    made = figures(told, date(2026, 11, 1), date(2026, 11, 30), TODAY, TERMS, {}.get)  # type: ignore[arg-type]
    assert (made.total.count, made.outside) == (3, 1)
    total = made.total
    assert (total.closed, total.waiting, total.overdue) == (1, 2, 1)
    assert (total.timed, total.in_time, total.on_time_rate) == (2, 1, 0.5)
    assert (total.heard, total.content, total.content_rate) == (2, 1, 0.5)
    tables = {table.title: {row.name: row.count for row in table.rows} for table in made.tables}
    assert tables["反映类别"] == {"很难办(梗阻)": 3}
    assert tables["成因"] == {"历史遗留": 1}
    assert len(tables["成因细目"]) == 2
    assert tables["事项"] == {"不动产登记": 3}
    assert tables["不属受理范围"] == {"信访事项": 1}


def test_nothing_at_all_is_no_rate() -> None:
    made = figures([], TODAY, TODAY, TODAY, TERMS, str)
    assert (made.total.count, made.total.on_time_rate, made.total.content_rate) == (0, None, None)
    assert all(table.rows == () for table in made.tables)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(list(S)), st.integers(-40, 40)), max_size=20))
def test_tables_add_up(chosen: list[tuple[S, int]]) -> None:
    states = [
        state(status, report=replace(REPORT, reported_ms=AT + days * 86_400_000))
        for status, days in chosen
    ]
    since, until = TODAY - timedelta(days=20), TODAY + timedelta(days=20)
    made = figures(states, since, until, TODAY, TERMS, str)
    inside = sum(-20 <= days <= 20 for _, days in chosen)
    assert made.total.count + made.outside == inside
    by_kind = next(table for table in made.tables if table.title == "反映类别")
    assert sum(row.count for row in by_kind.rows) == made.total.count
    for table in made.tables:
        for row in table.rows:
            assert 0 <= row.in_time <= row.timed <= row.count
            assert 0 <= row.content <= row.heard <= row.count
            assert row.closed + row.waiting <= row.count
    assert overdue(state(S.CLOSED), until) is False
