"""Tokens behind rating codes: of a stage of a case, and of a window's card."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from counter_app.protocol import tokens, window_tokens
from counter_app.protocol.tokens import Purpose, Token
from counter_app.protocol.window_tokens import COUNTY, WindowToken

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
CARD = WindowToken("421321101000", 3, 17, 1_790_000_000)
#: Printed before stages were told apart: must open for ever.
OLD = (
    "AXIAAAARGgAAACoAarE7gC_hGpANt61QfqIsUBU3UzLJyi_mkkPT8EQMwerSuNsPn9e8WsnrLWyRXpKzsT0cumd3He"
    "Bw5xScjqFQt_dhgA8"
)


def test_a_code_of_before_rates_the_conclusion() -> None:
    found = tokens.read(OLD)
    assert found is not None
    token, payload, signature = found
    assert token == Token(Purpose.RATING, 17, 26, 42, 1_790_000_000)
    assert tokens.verify(PUBLIC, payload, signature)
    assert tokens.issue(KEY, token) == OLD


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_comes_back_and_is_signed(purpose: Purpose) -> None:
    text = tokens.issue(KEY, Token(purpose, 17, 26, 42, 1_790_000_000))
    found = tokens.read(text)
    assert found is not None
    assert found[0].purpose is purpose
    others = {tokens.issue(KEY, Token(other, 17, 26, 42, 1_790_000_000)) for other in Purpose}
    assert len(others) == len(Purpose)
    # A signature for one stage is none for another.
    for other in Purpose:
        if other is not purpose:
            payload = found[1][:1] + other.value.encode() + found[1][2:]
            assert not tokens.verify(PUBLIC, payload, found[2])


def test_a_card_comes_back_and_is_signed() -> None:
    for token in (CARD, WindowToken("421321000000", 65_535, COUNTY, 2**40 - 1)):
        text = window_tokens.issue(KEY, token)
        found = window_tokens.read(text)
        assert found is not None
        assert found[0] == token
        assert window_tokens.verify(PUBLIC, found[1], found[2])
        assert not window_tokens.verify(bytes(32), found[1], found[2])
        assert tokens.read(text) is None


@given(st.integers(0, 119), st.characters(codec="ascii"))
def test_a_card_with_any_letter_changed_is_none_of_ours(at: int, letter: str) -> None:
    text = window_tokens.issue(KEY, CARD)
    changed = text[:at] + letter + text[at + 1 :]
    found = window_tokens.read(changed)
    assert changed == text or found is None or not window_tokens.verify(PUBLIC, *found[1:])


@given(st.text() | st.text("AgB_-w", min_size=100, max_size=130))
def test_any_text_is_a_card_or_none(text: str) -> None:
    found = window_tokens.read(text)
    assert found is None or window_tokens.issue(KEY, found[0])[:-86] == text[:-86]


def test_one_kind_of_signature_is_never_taken_for_the_other() -> None:
    _, payload, signature = window_tokens.read(window_tokens.issue(KEY, CARD)) or (None, b"", b"")
    assert payload
    assert not tokens.verify(PUBLIC, payload, signature)
