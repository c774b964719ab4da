"""Ratings on a real workplace, in every usual state: for tests of pages and for pictures."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from desk_rig import Rig
from msgspec.structs import replace

from counter_app.desk import rectify
from counter_app.models.acts import Act, rating as acts
from counter_app.models.rating import Grade, Rated, Rater, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.protocol import clock, journal
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_decide import prepared
from counter_app.rules.rating_numbers import of_case
from counter_app.store import ledger_queries

CLERK = "SXX0101"
OTHER = "SXX0102"


def rate(
    rig: Rig,
    case_number: str,
    grade: Grade,
    *reasons: str,
    text: str = "",
    channel: str = "qr",
    rater: Rater | None = None,
) -> RatingState:
    """A rating as it comes in by a code, of the end of this case."""
    where = (rig.desk.actor.place, "421321000000", 1, "W1", "综合窗口")
    about = Rated(*where, CLERK, "样一", "0114", "高龄津贴申领")
    act = acts.Given(grade, channel, about, reasons, text, rater)
    number = of_case(case_number, RatingStage.FINISHED)
    with rig.store.write() as tx:
        made = prepared(act, rig.desk.rating_context())
        tx.record_all(RATING.subject(number), (made,), rig.desk.actor, None)
    state = rectify.rating(rig.desk, number)
    assert state is not None
    return state


def steps() -> tuple[Act, ...]:
    """Everything that becomes of a founded bad rating, in order."""
    return (
        acts.Assigned(OTHER, "样二", note="请当天联系"),
        acts.CalledBack("phone", True, "说来了三次才收下,每次要的材料不一样"),
        acts.Found("true", "查窗口登记和监控,第二次漏告知户口簿"),
        acts.Planned("at_once", "向群众当面道歉,窗口张贴一次性告知单,组织学习"),
        acts.Done("已上门道歉并送达结果,窗口已整改"),
        acts.Revisited("content", "满意,谢谢"),
        acts.Reviewed(True, "同意"),
    )


def fill_ratings(rig: Rig, numbers: list[str]) -> None:
    """One bad rating in each lane, and good ones beside."""
    grades = (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)
    soon = rig.desk.today + timedelta(days=1)
    course = tuple(
        each if isinstance(each, acts.Reviewed) else replace(each, due=soon) for each in steps()
    )
    for at, number in enumerate(numbers[:8]):
        rater = Rater("王𬱖", "13812345678")
        bad = rate(
            rig, number, grades[at % 2], "again", "trips",
            text="跑了三趟,每次说的都不一样", rater=rater,
        )  # fmt: skip
        act(rig, bad.number, *course[:at])
    act(rig, of(rig, numbers[1]), acts.Appealed("untrue", "登记显示只来过一次"))
    for at, number in enumerate(numbers[8:16]):
        grade = (Grade.VERY_SATISFIED, Grade.SATISFIED, Grade.FAIR)[at % 3]
        rate(rig, number, grade, "warm_quick", channel="window")


def arrive(rig: Rig, number: str, *acts_: Act, at_ms: int, received_ms: int, device: str) -> None:
    """What was recorded elsewhere at this time comes with the feed, by the county's receipt."""
    entries = [
        journal.Entry(
            device=device,
            n=n,
            hlc=clock.pack(at_ms + n),
            staff=OTHER,
            place=rig.desk.actor.place,
            subject=RATING.subject(number),
            kind=each.KIND,
            version=each.VERSION,
            act=msgspec.Raw(journal.encode_act(each)),
        )
        for n, each in enumerate(acts_, 1)
    ]
    with rig.store.write() as tx:
        tx.take_in((received_ms, journal.encode_entry(each)) for each in entries)


def rate_late(rig: Rig, case_number: str) -> str:
    """A good rating that counted until a bad one from offline, given before it, arrived; by then
    somebody had been given the good one. Returns the rating's number."""
    number = of(rig, case_number)
    now = rig.store.now_ms()
    where = (rig.desk.actor.place, "421321000000", 1, "W1", "综合窗口")
    about = Rated(*where, CLERK, "样一", "0114", "高龄津贴申领")
    good = acts.Given(Grade.FAIR, "qr", about, text="人多,等得久")
    bad = acts.Given(Grade.DISSATISFIED, "window", about, ("again",), "跑了三趟")
    begun = (good, acts.Assigned(OTHER, "样二"))
    arrive(rig, number, *begun, at_ms=now - 9_000_000, received_ms=now - 8_000_000, device="d9001")
    arrive(rig, number, bad, at_ms=now - 90_000_000, received_ms=now - 3_000_000, device="d9002")
    return number


def of(rig: Rig, case_number: str) -> str:
    return of_case(case_number, RatingStage.FINISHED)


def act(rig: Rig, number: str, *more: Act) -> RatingState:
    """Record these as they are: whose part is whose is asked of the rules elsewhere."""
    with rig.store.write() as tx:
        subject = RATING.subject(number)
        state = tx.state(subject)
        for each in more:
            state = tx.record_all(subject, (each,), rig.desk.actor, state)
    found = ledger_queries.state_of(rig.store, RATING.subject(number))
    assert isinstance(found, RatingState)
    return found
