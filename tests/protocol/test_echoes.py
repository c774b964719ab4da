"""What two copies of a disk have both recorded again counts once, whichever comes first."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import msgspec
from case_samples import received
from county_rig import NOW_MS, TOWN
from msgspec.structs import replace

from counter_app.models.acts import Act
from counter_app.models.acts.case import Accepted, Withdrawn
from counter_app.protocol.fold import Recorded, fold, ordered
from counter_app.protocol.journal import Entry, encode_act

HLC = NOW_MS << 16


def entry(device: str, n: int, hlc: int, act: Act) -> Recorded:
    raw = msgspec.Raw(encode_act(act))
    made = Entry(device, n, hlc, "SX1", TOWN, "case:1", act.KIND, act.VERSION, raw)
    return Recorded(made, NOW_MS + 60_000)


RECEIVED = entry("d0001", 1, HLC, received())
ACCEPTED = entry("d0003", 1, HLC + 1, Accepted(date(2026, 11, 26)))
ECHO = replace(ACCEPTED, entry=replace(ACCEPTED.entry, device="d0004", n=7))


def test_an_echo_has_no_effect_and_is_no_dispute() -> None:
    alone = fold([RECEIVED, ACCEPTED])
    assert alone is not None
    assert alone.disputes == ()
    for entries in permutations([RECEIVED, ACCEPTED, ECHO]):
        assert ordered(entries) == [RECEIVED, ACCEPTED]
        assert fold(entries) == alone


def test_an_echoed_opening_does_not_open_twice() -> None:
    echo = replace(RECEIVED, entry=replace(RECEIVED.entry, device="d0009"))
    assert fold([RECEIVED, echo]) == fold([RECEIVED])


def test_true_acts_of_the_same_instant_all_count() -> None:
    """Another act, another person, or the same device: none of them is an echo."""
    other = entry("d0004", 7, HLC + 1, Withdrawn("不办了"))
    person = replace(ECHO, entry=replace(ECHO.entry, staff="SX2"))
    same = replace(ECHO, entry=replace(ECHO.entry, device="d0003"))
    for each in (other, person, same):
        assert len(ordered([RECEIVED, ACCEPTED, each])) == 3
