"""The rating form on its own: its token, and reading what was sent."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given, strategies as st

from counter_app.county.rating_form import FORM_MS, FormSeal, Typed, read_typed
from counter_app.county.refusals import Refuse

NOW_MS = 1_795_569_000_000
SEAL = FormSeal(bytes(range(32)))


def test_every_server_of_a_county_knows_its_forms_and_no_other_does() -> None:
    token = SEAL.new("code", NOW_MS)
    known = SEAL.fingerprint("code", token, NOW_MS)
    assert known is not None
    assert FormSeal(bytes(range(32))).fingerprint("code", token, NOW_MS + 5) == known
    assert FormSeal(bytes(32)).fingerprint("code", token, NOW_MS) is None
    assert SEAL.fingerprint("other", token, NOW_MS) is None
    assert SEAL.fingerprint("code", SEAL.new("code", NOW_MS), NOW_MS) != known


@pytest.mark.parametrize(
    ("after_ms", "fits"),
    [(0, True), (FORM_MS, True), (FORM_MS + 1, False), (-FORM_MS, True), (-FORM_MS - 1, False)],
)
def test_a_form_has_its_time(after_ms: int, fits: bool) -> None:
    token = SEAL.new("code", NOW_MS)
    assert (SEAL.fingerprint("code", token, NOW_MS + after_ms) is not None) is fits


@given(st.text() | st.text("AQgwZ_-", min_size=50, max_size=56))
def test_no_other_text_is_a_form(text: str) -> None:
    assert SEAL.fingerprint("code", text, NOW_MS) is None


def test_what_was_sent_is_read_as_it_was_typed() -> None:
    sent = [
        ("form", "abc"),
        ("grade", "satisfied"),
        ("reason.satisfied", "warm_quick"),
        ("reason.satisfied", "warm_quick"),
        ("reason.satisfied", "other"),
        ("reason.fair", "one_window"),
        ("text", "𠮷先生 很好\r\n<b>"),
        ("phone", ""),
        ("consent", "yes"),
        ("grade", "fair"),
    ]
    assert read_typed(urlencode(sent).encode()) == Typed(
        "abc",
        "satisfied",
        {"satisfied": ("warm_quick", "other"), "fair": ("one_window",)},
        "𠮷先生 很好\r\n<b>",
        "",
        True,
    )


@pytest.mark.parametrize(
    "body", [b"text=\xff", "text=汉".encode(), b"text=%FF", b"&".join([b"a=1"] * 101)]
)
def test_what_is_no_form_is_refused(body: bytes) -> None:
    with pytest.raises(Refuse):
        read_typed(body)


@given(st.binary(max_size=200))
def test_any_body_is_a_form_or_refused(body: bytes) -> None:
    status = 0
    try:
        read_typed(body)
    except Refuse as refuse:
        status = refuse.status
    assert status in (0, 400)
