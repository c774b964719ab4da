"""Disputes settled: what a case becomes when the disputed act counts after all, pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import pytest
from case_samples import SAMPLES, received, stamp
from hypothesis import given, settings, strategies as st

from counter_app.models.acts import Act, UnknownAct, case as acts
from counter_app.models.case import ENDED, CaseState, CaseStatus as S
from counter_app.models.stamp import Stamp
from counter_app.protocol import digest as digests
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import Entry, encode_act
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_taking import BROKEN_OFF

HERE, A, B = "421321101000", "421321102000", "421321103000"
MS = 1_790_000_000_000
DAY = date(2026, 12, 21)

ACCEPTED = acts.Accepted(date(2026, 11, 23), promise_due=DAY, legal_due=date(2027, 1, 4))
LATER = acts.Accepted(date(2026, 11, 24), promise_due=date(2026, 12, 22))
DECLINED = acts.Declined("not_eligible", "不符合条件")
WITHDRAWN = acts.Withdrawn("不办了")
ASKED, MADE = SAMPLES[acts.CorrectionAsked], SAMPLES[acts.CorrectionMade]
YES = acts.Decided(True, "同意", result_name="确认书")
NO = acts.Decided(False, "不同意", reasons="超过标准")
CLOSED, READY = acts.Closed("确认书"), acts.Ready(A)
HANDED, POSTED = acts.Delivered("hand", "王"), acts.Delivered("post", "王", post_no="E1")
SUSPENDED, RESUMED = SAMPLES[acts.Suspended], SAMPLES[acts.Resumed]
EXTENDED = acts.Extended(10, "情况复杂", "A", promise_due=date(2027, 1, 5))
SHORTER = acts.Extended(5, "情况复杂", "A", promise_due=date(2026, 12, 28))


@dataclass
class Folding:
    """A case in the making: every act with a number and a minute of its own."""

    state: CaseState | None = None
    n: int = 0

    def do(self, act: Act | UnknownAct, place: str = "", device: str = "d0001") -> Stamp:
        self.n += 1
        owner = self.state.owner if self.state else HERE
        at = stamp(self.n, MS + self.n * 60_000, device)
        at = msgspec.structs.replace(at, place=place or owner)
        self.state = evolve(self.state, act, at)
        return at

    def settle(self, act: Act, at: Stamp, choice: str, **more: Any) -> Stamp:
        return self.do(settlement(act, at, choice), **more)


def settlement(act: Act, at: Stamp, choice: str) -> acts.DisputeSettled:
    body = encode_act(act)
    return acts.DisputeSettled(
        at.device, at.n, choice, "核对", act.KIND, act.VERSION, body, at.at_ms
    )


def started(*before: Act) -> Folding:
    case = Folding()
    for act in (received(), *before):
        case.do(act)
    assert case.state is not None
    assert not case.state.disputes
    return case


#: what came first, what came too late, and what the case is when the latter counts after all;
#: None: it cannot
TABLE: list[tuple[tuple[Act, ...], Act, dict[str, Any] | None]] = [
    # accepted and declined at two places, either way round
    ((ACCEPTED,), DECLINED, {"status": S.DECLINED, "accepted_on": None, "promise_due": None}),
    ((DECLINED,), ACCEPTED, {"status": S.ACCEPTED, "promise_due": DAY, "end_reason": ""}),
    ((ACCEPTED,), LATER, {"status": S.ACCEPTED, "promise_due": date(2026, 12, 22)}),
    ((ACCEPTED, YES), LATER, {"status": S.DECIDED_YES, "accepted_on": date(2026, 11, 24)}),
    ((DECLINED,), acts.Declined("not_required", "不需要"), {"end_reason": "不需要"}),
    # corrections
    ((ASKED,), ACCEPTED, {"status": S.ACCEPTED, "correction": None, "promise_due": DAY}),
    ((ASKED,), DECLINED, {"status": S.DECLINED, "correction": None}),
    ((ASKED,), ASKED, {"status": S.CORRECTING, "corrections_asked": 2}),
    ((DECLINED,), ASKED, {"status": S.CORRECTING, "end_reason": ""}),
    ((ACCEPTED, YES), ASKED, {"status": S.SUPPLEMENT, "outcome": None}),
    ((ACCEPTED, SUSPENDED), ASKED, {"status": S.SUPPLEMENT, "suspension": None}),
    ((ASKED, MADE), MADE, {"status": S.RECEIVED}),
    ((ASKED, MADE, ACCEPTED), MADE, {"status": S.ACCEPTED}),
    ((ASKED, WITHDRAWN), MADE, {"status": S.RECEIVED, "end_reason": ""}),
    ((ACCEPTED, ASKED, WITHDRAWN), MADE, {"status": S.ACCEPTED, "promise_due": DAY}),
    ((DECLINED,), acts.CorrectedOnSpot("phone", "", "138"), {"status": S.DECLINED}),
    # withdrawn in the village, worked on in the town
    ((WITHDRAWN,), ACCEPTED, {"status": S.ACCEPTED, "promise_due": DAY, "end_reason": ""}),
    ((WITHDRAWN,), YES, None),
    ((WITHDRAWN,), CLOSED, None),
    ((ACCEPTED, WITHDRAWN), YES, {"status": S.DECIDED_YES, "end_reason": ""}),
    ((ACCEPTED, YES), WITHDRAWN, {"status": S.WITHDRAWN, "outcome": None}),
    ((ACCEPTED, YES, CLOSED), WITHDRAWN, {"status": S.WITHDRAWN, "closed_ms": 0}),
    ((ACCEPTED, YES, CLOSED, READY), WITHDRAWN, {"status": S.WITHDRAWN, "ready_at": ""}),
    ((ACCEPTED, YES, CLOSED, HANDED), WITHDRAWN, None),
    ((WITHDRAWN,), acts.Terminated("逾期"), {"status": S.TERMINATED, "end_reason": "逾期"}),
    ((WITHDRAWN,), acts.Voided("录错", "B"), {"status": S.VOID, "end_reason": "录错"}),
    # decided twice
    ((ACCEPTED, YES), NO, {"status": S.DECIDED_NO, "closed_ms": 0}),
    ((ACCEPTED, YES, CLOSED), NO, {"status": S.DECIDED_NO, "closed_ms": 0}),
    ((ACCEPTED, YES, CLOSED, READY), NO, {"status": S.DECIDED_NO, "ready_at": "", "owner": A}),
    ((ACCEPTED, YES, CLOSED, HANDED), NO, None),
    ((ACCEPTED, ASKED), YES, {"status": S.DECIDED_YES, "correction": None}),
    ((ACCEPTED, SUSPENDED), YES, {"status": S.DECIDED_YES, "suspension": None}),
    ((ACCEPTED, YES, CLOSED), CLOSED, {"status": S.CLOSED}),
    ((ACCEPTED,), CLOSED, None),
    # passed on twice
    ((ACCEPTED, acts.Forwarded(A)), acts.Forwarded(B), {"status": S.REVIEW, "owner": B}),
    ((acts.Forwarded(A, purpose="report"),), acts.Forwarded(B, purpose="report"), {"owner": B}),
    ((ACCEPTED, YES), acts.Forwarded(A), {"status": S.REVIEW, "owner": A, "outcome": None}),
    ((ASKED,), acts.Forwarded(A, purpose="report"), {"status": S.CORRECTING, "owner": A}),
    ((WITHDRAWN,), acts.Forwarded(A, purpose="report"), {"status": S.RECEIVED, "owner": A}),
    ((ACCEPTED, YES), acts.SentBack(A, "不清"), {"status": S.ACCEPTED, "owner": A}),
    # limits
    ((ACCEPTED, SUSPENDED), SUSPENDED, {"status": S.ACCEPTED, "suspensions": 2}),
    ((ACCEPTED,), RESUMED, {"status": S.ACCEPTED, "suspension": None}),
    ((ACCEPTED, EXTENDED), SHORTER, {"extended_days": 5, "promise_due": date(2026, 12, 28)}),
    ((ACCEPTED, WITHDRAWN), SUSPENDED, {"status": S.ACCEPTED}),
    ((ACCEPTED, YES), SUSPENDED, None),
    ((ACCEPTED, ASKED), SUSPENDED, None),
    ((DECLINED,), SUSPENDED, None),
    # handed out twice
    ((ACCEPTED, YES, CLOSED, HANDED), POSTED, {"status": S.DELIVERED}),
    ((ACCEPTED, YES, CLOSED, READY), acts.Ready(B), {"status": S.READY, "owner": B}),
    ((ACCEPTED, YES, CLOSED, HANDED), acts.Ready(B), None),
    ((ACCEPTED, YES, CLOSED, HANDED, acts.Archived()), POSTED, None),
    ((ACCEPTED, YES), HANDED, None),
    ((ACCEPTED,), acts.Archived(), None),
    # one number for two receipts
    ((), received(), None),
    ((ACCEPTED, YES, CLOSED), received(), None),
]


@pytest.mark.parametrize(("before", "late", "expected"), TABLE)
def test_what_is_kept_and_what_is_taken(
    before: tuple[Act, ...], late: Act, expected: dict[str, Any] | None
) -> None:
    case = started(*before)
    stood = case.state
    assert stood is not None
    # where a case has been passed on, the second sending comes from where it was
    at = case.do(late, place=HERE, device="d0002")
    disputed = case.state
    assert disputed is not None
    assert [(each.device, each.n) for each in disputed.disputes] == [("d0002", at.n)]

    kept = evolve(disputed, settlement(late, at, "keep"), next_stamp(disputed, at))
    assert kept is not None
    assert kept.disputes == ()
    assert same_but_for_the_count(kept, stood)

    taken = evolve(disputed, settlement(late, at, "take"), next_stamp(disputed, at))
    assert taken is not None
    assert_sound(taken)
    if expected is None:
        assert [each.kind for each in taken.disputes][-1] == "case.dispute_settled"
        assert len(taken.disputes) == 2
        assert taken.status is stood.status
        return
    assert taken.disputes == ()
    assert {name: getattr(taken, name) for name in expected} == expected
    if taken.ended_ms:
        assert taken.ended_ms in (at.at_ms, stood.ended_ms)


def next_stamp(state: CaseState, at: Stamp) -> Stamp:
    changes = {"n": at.n + 1, "at_ms": at.at_ms + 60_000, "place": state.owner}
    return msgspec.structs.replace(at, **changes)


def same_but_for_the_count(after: CaseState, before: CaseState) -> bool:
    own = {name: getattr(before, name) for name in ("acts", "settled", "changed_ms")}
    return bool(msgspec.structs.replace(after, **own) == before)


def assert_sound(state: CaseState) -> None:
    """Nothing in a state contradicts its status."""
    now = state.status
    closed = now in (S.CLOSED, S.READY, S.DELIVERED, S.ARCHIVED)
    decided = closed or now in (S.DECIDED_YES, S.DECIDED_NO)
    assert (state.correction is not None) is (now in (S.CORRECTING, S.SUPPLEMENT))
    assert state.suspension is None or now in (S.ACCEPTED, S.REVIEW)
    if now not in ENDED:
        assert (state.ended_ms, state.end_reason, state.delivery) == (0, "", None)
    if now in BROKEN_OFF | {S.DELIVERED}:
        assert state.ended_ms
    if now in (S.DECIDED_YES, S.DECIDED_NO, S.CLOSED, S.READY, S.DELIVERED):
        assert state.outcome is not None
        assert state.accepted_on is not None
    assert state.outcome is None or decided
    assert not state.closed_ms or closed
    assert not state.ready_at or closed
    if now in (S.ACCEPTED, S.REVIEW, S.SUPPLEMENT):
        assert state.accepted_on is not None
    if now in (S.RECEIVED, S.CORRECTING, S.DECLINED):
        assert (state.accepted_on, state.promise_due, state.legal_due) == (None, None, None)
    assert state.owner in state.places


def test_a_delivery_that_is_taken_keeps_its_own_time() -> None:
    case = started(ACCEPTED, YES, CLOSED, HANDED)
    at = case.do(POSTED, device="d0002")
    case.settle(POSTED, at, "take")
    assert case.state is not None
    assert case.state.delivery is not None
    assert (case.state.delivery.way, case.state.delivery.delivered_ms) == ("post", at.at_ms)


def test_what_was_done_in_one_go_is_taken_act_by_act() -> None:
    """Withdrawn in the village while the town accepted, decided and closed on the spot."""
    case = started(WITHDRAWN)
    town = [(act, case.do(act, device="d0002")) for act in (ACCEPTED, YES, CLOSED)]
    for act, at in town:
        case.settle(act, at, "take")
    assert case.state is not None
    assert (case.state.status, case.state.disputes) == (S.CLOSED, ())
    assert_sound(case.state)


def test_the_same_decision_twice_does_no_harm() -> None:
    for choice, status in (("keep", S.ACCEPTED), ("take", S.DECLINED)):
        case = started(ACCEPTED)
        at = case.do(DECLINED, device="d0002")
        case.settle(DECLINED, at, choice, device="d0003")
        case.settle(DECLINED, at, choice, device="d0004", place=A)
        assert case.state is not None
        assert (case.state.status, case.state.disputes) == (status, ())
        assert len(case.state.settled) == 1


def test_two_different_decisions_are_a_dispute_that_can_be_settled() -> None:
    case = started(ACCEPTED)
    at = case.do(DECLINED, device="d0002")
    case.settle(DECLINED, at, "keep", device="d0003")
    second = settlement(DECLINED, at, "take")
    second_at = case.do(second, device="d0004")
    assert case.state is not None
    assert [each.kind for each in case.state.disputes] == ["case.dispute_settled"]
    assert case.state.status is S.ACCEPTED
    kept, taken = Folding(case.state, case.n), Folding(case.state, case.n)
    kept.settle(second, second_at, "keep")
    taken.settle(second, second_at, "take")
    assert kept.state is not None
    assert taken.state is not None
    assert (kept.state.status, kept.state.disputes) == (S.ACCEPTED, ())
    assert (taken.state.status, taken.state.disputes) == (S.DECLINED, ())
    assert_sound(taken.state)


def test_a_later_keep_can_bring_back_what_had_stood() -> None:
    """The settlement that keeps carries the act that stood, for just this."""
    case = started(ACCEPTED)
    at = case.do(DECLINED, device="d0002")
    case.settle(DECLINED, at, "take", device="d0003")
    accepted = settlement(ACCEPTED, stamp(2, MS + 2 * 60_000), "keep")
    keep = msgspec.structs.replace(accepted, device=at.device, n=at.n)
    keep_at = case.do(keep, device="d0004")
    case.settle(keep, keep_at, "take")
    assert case.state is not None
    assert (case.state.status, case.state.promise_due) == (S.ACCEPTED, DAY)
    assert case.state.disputes == ()


def test_a_keep_that_says_nothing_cannot_be_taken_later() -> None:
    case = started(ACCEPTED)
    at = case.do(DECLINED, device="d0002")
    case.settle(DECLINED, at, "take", device="d0003")
    keep = acts.DisputeSettled(at.device, at.n, "keep")
    keep_at = case.do(keep, device="d0004")
    again = case.settle(keep, keep_at, "take")
    assert case.state is not None
    assert len(case.state.disputes) == 2
    for each, when in ((settlement(keep, keep_at, "take"), again), (keep, keep_at)):
        case.settle(each, when, "keep")
    assert (case.state.status, case.state.disputes) == (S.DECLINED, ())


def test_only_the_place_that_has_the_case_settles() -> None:
    case = started(ACCEPTED, acts.Forwarded(A))
    at = case.do(DECLINED, place=HERE, device="d0002")
    case.settle(DECLINED, at, "keep", place=HERE)
    assert case.state is not None
    assert len(case.state.disputes) == 2
    case.settle(DECLINED, at, "keep", place=A)
    assert len(case.state.disputes) == 1


def test_what_a_newer_program_lets_count_is_counted_here() -> None:
    case = started(ACCEPTED)
    at = case.do(DECLINED, device="d0002")
    newer = msgspec.structs.replace(settlement(DECLINED, at, "take"), version=9)
    case.do(newer)
    assert case.state is not None
    assert (case.state.status, case.state.disputes, case.state.unknown_acts) == (
        S.ACCEPTED, (), 1,
    )  # fmt: skip


@pytest.mark.parametrize("depth", [9, 400])
def test_settlements_in_settlements_end_somewhere(depth: int) -> None:
    case = started(ACCEPTED)
    act: Act = DECLINED
    at = case.do(act, device="d0002")
    for _ in range(depth):
        act = settlement(act, at, "take")
    assert isinstance(act, acts.DisputeSettled)
    case.do(act)
    assert case.state is not None
    assert case.state.status is S.ACCEPTED


def test_a_twin_is_checked_once_and_doubted_twice() -> None:
    found = acts.TwinFound("4213210002260000017", A, MS)
    case = started(found)
    case.do(acts.TwinSettled(found.number, "different"))
    case.do(acts.TwinSettled(found.number, "different"), device="d0002")
    assert case.state is not None
    assert (case.state.twins[0].settled, case.state.disputes) == ("different", ())
    same = acts.TwinSettled(found.number, "same")
    at = case.do(same, device="d0002")
    assert len(case.state.disputes) == 1
    case.settle(same, at, "take")
    assert (case.state.twins[0].settled, case.state.disputes) == ("same", ())


STEPS = st.lists(
    st.tuples(
        st.integers(0, len(SAMPLES) + 7),
        st.sampled_from(["d0001", "d0002", "d0003"]),
        st.sampled_from([HERE, A, ""]),
        st.sampled_from(["keep", "take"]),
        st.integers(-3, 3),
    ),
    max_size=30,
)


@settings(max_examples=250, deadline=None)
@given(STEPS, st.randoms(use_true_random=False))
def test_any_sequence_with_settlements_folds_the_same_everywhere(steps: list, chance: Any) -> None:
    case = Folding()
    case.do(received())
    happened: dict[tuple[str, int], tuple[Act, Stamp]] = {}
    journal = [entry(received(), stamp(1, MS + 60_000), 1)]
    listed = list(SAMPLES.values())
    for number, device, place, choice, late in steps:
        assert case.state is not None
        act = listed[number] if number < len(listed) else None
        if act is None:
            if not case.state.disputes:
                continue
            dispute = case.state.disputes[number % len(case.state.disputes)]
            act = settlement(*happened[dispute.device, dispute.n], choice)
        at = case.do(act, place=place, device=device)
        happened[at.device, at.n] = (act, at)
        assert case.state is not None
        assert_sound(case.state)
        data = digests.encode_state(case.state)
        assert digests.encode_state(digests.decode_state(data)) == data
        journal.append(entry(act, at, at.n + late))
    # the same entries in another order, and with clocks that disagree about the order
    first = fold(journal)
    chance.shuffle(journal)
    assert fold(journal) == first
    assert first is not None
    assert_sound(first)


def entry(act: Act, at: Stamp, minute: int) -> Recorded:
    raw = msgspec.Raw(encode_act(act))
    made = Entry(
        at.device, at.n, MS + minute * 60_000 << 16, at.staff, at.place, at.subject,
        act.KIND, act.VERSION, raw,
    )  # fmt: skip
    return Recorded(made, None)
