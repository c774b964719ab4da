"""Paper materials between two places: who may send and take what, as a table; any order folds."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from case_samples import LINE, SAMPLES, stamp, state
from hypothesis import given, strategies as st

from counter_app.errors import BadInput, Refused
from counter_app.models.acts import papers_moved as acts
from counter_app.models.case import CaseState, CaseStatus as S, MaterialForm, MaterialLine
from counter_app.models.stamp import Actor
from counter_app.protocol.journal import encode_act
from counter_app.rules import case_commands as commands
from counter_app.rules.case_context import CaseContext
from counter_app.rules.case_decide import available, decide
from counter_app.rules.case_evolve import evolve
from counter_app.rules.case_transitions import misfit
from counter_app.rules.papers_moved import on_the_way
from counter_app.rules.workdays import WorkCalendar

VILLAGE, TOWN, COUNTY = "421321101215", "421321101000", "421321000000"
CARD = MaterialLine("身份证", MaterialForm.COPY)


def context(place: str = TOWN, role: str = "intake") -> CaseContext:
    actor = Actor("SX1", "李敏", place, 1, frozenset({role}))
    return CaseContext(1_790_000_000_000, actor, WorkCalendar({}))


def sent(to: str = TOWN, n: int = 3, **changes: object) -> CaseState:
    """A case whose papers are on their way from the village."""
    act = acts.PapersSent(to, (LINE, CARD), "王大伯")
    here = msgspec.structs.replace(stamp(n, device="d0001"), place=VILLAGE)
    made = evolve(state(**changes), act, here)
    assert made is not None
    return made


@pytest.mark.parametrize("status", list(S))
def test_paper_moves_whatever_became_of_the_case(status: S) -> None:
    assert misfit(state(status), SAMPLES[acts.PapersSent]) is None
    made = sent(status=status)
    assert made.status is status
    assert misfit(made, acts.PapersTaken("d0001", 3), TOWN) is None


@pytest.mark.parametrize(
    ("device", "n", "place", "fits"),
    [
        ("d0001", 3, TOWN, True),
        ("d0001", 3, "", True),
        ("d0001", 3, COUNTY, False),
        ("d0001", 4, TOWN, False),
        ("d0002", 3, TOWN, False),
        ("", 0, TOWN, False),
    ],
)
def test_only_what_was_sent_is_taken_and_only_there(
    device: str, n: int, place: str, fits: bool
) -> None:
    assert (misfit(sent(), acts.PapersTaken(device, n), place) is None) is fits


@pytest.mark.parametrize(
    ("act", "field"),
    [
        (acts.PapersSent("", (LINE,)), "to_place"),
        (acts.PapersSent(TOWN, (LINE,)), "to_place"),
        (acts.PapersSent(COUNTY, ()), "lines"),
    ],
)
def test_what_must_be_said(act: acts.PapersSent, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide(state(), act, context(TOWN))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("role", "may"),
    [("intake", True), ("help", True), ("approval", True), ("delivery", True), ("vanguard", False)],
)
def test_who(role: str, may: bool) -> None:
    found = available(sent(), context(TOWN, role))
    assert ({acts.PapersSent, acts.PapersTaken} <= found) is may


def test_taking_is_offered_only_where_something_comes() -> None:
    assert acts.PapersTaken in available(sent(), context(TOWN))
    assert acts.PapersTaken not in available(sent(), context(VILLAGE))
    assert acts.PapersTaken not in available(state(), context(TOWN))


def test_counted_line_by_line() -> None:
    (all_there,) = decide(sent(), commands.TakePapers((LINE.name, CARD.name)), context())
    assert all_there == acts.PapersTaken("d0001", 3)
    with pytest.raises(BadInput, match="身份证"):
        decide(sent(), commands.TakePapers((LINE.name,)), context())
    (some,) = decide(sent(), commands.TakePapers((LINE.name,), "没带来"), context())
    assert some == acts.PapersTaken("d0001", 3, (CARD.name,), "没带来")
    with pytest.raises(Refused):
        decide(sent(), commands.TakePapers(()), context(COUNTY))


def test_both_sides_stand_in_the_case_with_time_and_person() -> None:
    made = sent()
    assert TOWN in made.places
    there = msgspec.structs.replace(stamp(9, 1_790_000_500_000), place=TOWN, staff="SX2")
    done = evolve(made, acts.PapersTaken("d0001", 3, (CARD.name,), "没带来"), there)
    assert done is not None
    (moved,) = done.papers_moved
    assert (moved.from_place, moved.to_place, moved.carrier) == (VILLAGE, TOWN, "王大伯")
    assert (moved.sent_by, moved.taken_by) == ("SX1", "SX2")
    assert moved.taken_ms == 1_790_000_500_000
    assert moved.missing == (CARD.name,)
    assert on_the_way(done) is None
    again = evolve(done, acts.PapersTaken("d0001", 3), stamp(10))
    assert again is not None
    assert again.papers_moved == done.papers_moved, "the first taking stands"


@given(st.lists(st.sampled_from(["send", "back", "take", "strange"]), max_size=12))
def test_any_order_folds_and_nothing_is_taken_before_it_was_sent(deeds: list[str]) -> None:
    made: CaseState = state()
    for n, deed in enumerate(deeds, 2):
        coming = on_the_way(made)
        act: acts.PapersSent | acts.PapersTaken
        if deed == "take" and coming is not None:
            act = acts.PapersTaken(coming.device, coming.n)
        elif deed in ("send", "back"):
            act = acts.PapersSent(TOWN if deed == "send" else VILLAGE, (LINE,))
        else:
            act = acts.PapersTaken("d0009", 99)
        after = evolve(made, act, stamp(n, 1_790_000_000_000 + n))
        assert after is not None
        made = after
    assert all(not each.taken_ms or each.taken_ms > each.sent_ms for each in made.papers_moved)
    assert len(made.papers_moved) == sum(deed in ("send", "back") for deed in deeds)


def test_bytes_of_a_case_whose_papers_lie_still_are_as_before() -> None:
    assert b"papers_moved" not in msgspec.msgpack.encode(state())


#: Bytes that are on people's disks, so they must be read for ever.
GOLDEN = Path(__file__).parent.parent / "data" / "papers_moved_acts.json"


def test_golden_bytes() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="ascii"))
    assert golden.keys() == {act.KIND for act in acts.PAPERS_MOVED_ACTS}
    for act in acts.PAPERS_MOVED_ACTS:
        data = bytes.fromhex(golden[act.KIND])
        assert encode_act(SAMPLES[act]) == data, act.KIND
        assert msgspec.msgpack.decode(data, type=act) == SAMPLES[act]
