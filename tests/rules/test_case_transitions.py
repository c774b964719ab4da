"""The lifecycle as a table, written down a second time, independently of the program's."""

from __future__ import annotations

import pytest
from case_samples import SAMPLES, SUSPENSION, received, stamp, state
from hypothesis import given, settings, strategies as st

from counter_app.models.acts import CASE_ACTS, UnknownAct, case as acts
from counter_app.models.case import ENDED, CaseState, CaseStatus as S
from counter_app.protocol import digest as digests
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_transitions import ALLOWED, misfit

ALWAYS = "Linked Revealed PaperIssued Attached TwinFound PapersSent"
FIRST = "Prioritised PriorityProposed"
OPEN_ENDS = "Withdrawn Terminated Voided"
#: status -> acts that may follow, as the hall's own rules have it
TABLE = {
    S.RECEIVED: f"CorrectedOnSpot CorrectionAsked Accepted Declined Forwarded SentBack {OPEN_ENDS}",
    S.CORRECTING: f"CorrectionMade {OPEN_ENDS}",
    S.DECLINED: "Archived",
    S.ACCEPTED: f"CorrectedOnSpot CorrectionAsked Forwarded Suspended Extended Decided {OPEN_ENDS}",
    S.REVIEW: f"CorrectionAsked Forwarded SentBack Suspended Extended Decided {OPEN_ENDS}",
    S.SUPPLEMENT: f"CorrectionMade {OPEN_ENDS}",
    S.DECIDED_YES: "Closed",
    S.DECIDED_NO: "Closed",
    S.CLOSED: "Ready Delivered Archived",
    S.READY: "Delivered",
    S.DELIVERED: "Archived",
    S.ARCHIVED: "",
    S.WITHDRAWN: "Archived",
    S.TERMINATED: "Archived",
    S.VOID: "Archived",
}


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("act", list(SAMPLES))
def test_table(status: S, act: type) -> None:
    here = state(status, owner="elsewhere")
    still = FIRST if status not in ENDED else ""
    expected = act.__name__ in f"{TABLE[status]} {ALWAYS} {still}".split()
    assert (misfit(here, SAMPLES[act]) is None) is expected


def test_every_act_has_its_row_and_its_sample() -> None:
    assert set(ALLOWED) | {acts.Received} == set(CASE_ACTS) == set(SAMPLES)


@pytest.mark.parametrize("act", list(SAMPLES))
def test_while_suspended_only_the_way_out_is_open(act: type) -> None:
    here = state(S.REVIEW, suspension=SUSPENSION)
    fits = misfit(here, SAMPLES[act]) is None
    assert fits is (act.__name__ in f"Resumed {OPEN_ENDS} {ALWAYS} {FIRST}".split())


def test_one_extension_only() -> None:
    assert misfit(state(S.ACCEPTED), SAMPLES[acts.Extended]) is None
    assert misfit(state(S.ACCEPTED, extended_days=5), SAMPLES[acts.Extended])


def test_nothing_happens_before_the_receipt_and_no_second_receipt() -> None:
    for kind, act in SAMPLES.items():
        assert (misfit(None, act) is None) is (kind is acts.Received)
    assert misfit(state(), received()) is not None


def test_a_misfit_is_kept_as_a_dispute_and_changes_nothing_else() -> None:
    before = state(S.DELIVERED)
    after = evolve(before, SAMPLES[acts.Decided], stamp(7))
    assert after is not None
    assert after.status is S.DELIVERED
    assert [(each.n, each.kind) for each in after.disputes] == [(7, "case.decided")]
    assert after.outcome is None


def test_an_act_of_a_newer_program_is_counted_not_applied() -> None:
    after = evolve(state(), UnknownAct("case.teleported", 1, b""), stamp(2))
    assert after is not None
    assert (after.status, after.unknown_acts) == (S.RECEIVED, 1)


ANY_ACT = st.sampled_from(list(SAMPLES.values()))


@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_ACT, max_size=25))
def test_any_sequence_folds_without_failing(sequence: list) -> None:
    now: CaseState | None = evolve(None, received(), stamp(1))
    for n, act in enumerate(sequence, 2):
        assert now is not None
        data = digests.encode_state(now)
        # a state that went through the disk behaves and encodes like the one that did not
        assert digests.encode_state(digests.decode_state(data)) == data
        ended = now.status in ENDED
        after = evolve(now, act, stamp(n))
        assert after is not None
        assert after.acts == now.acts + 1
        assert after.number == now.number
        if ended and after.status is not now.status:
            assert after.status is S.ARCHIVED
        now = after
