"""Bytes of strangers: whatever is in them, one error says so and nothing behind them waits."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from case_samples import received
from hypothesis import given, strategies as st

from counter_app.errors import Trouble
from counter_app.models.acts import UnknownAct
from counter_app.protocol import journal, wire

ENTRY = journal.Entry(
    "d0001", 1, 1, "SX1", "421321101000", "case:1", "case.received", 1,
    msgspec.Raw(journal.encode_act(received())),
)  # fmt: skip
NO_TEXT = b"\xa2\xff\xfe"
DEEP = b"\x91" * 5000 + b"\xc0"


@pytest.mark.parametrize("spoil", [lambda data: data.replace(b"SX1", b"\xff\xfe1")])
def test_an_envelope_with_text_that_is_none_is_told(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Trouble):
        journal.decode_entry(spoil(journal.encode_entry(ENTRY)))


@pytest.mark.parametrize("body", [b"\x81\xa8to_place" + NO_TEXT, b"\x81\xa1x" + DEEP])
def test_an_act_that_cannot_be_read_is_kept_as_it_is(body: bytes) -> None:
    entry = msgspec.structs.replace(ENTRY, kind="case.forwarded", act=msgspec.Raw(body))
    act = journal.decode_act(entry)
    assert isinstance(act, UnknownAct)
    assert act.body == body


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_byte_altered_on_the_line_is_noticed(where: int, by: int) -> None:
    """TLS would notice as well; a closed network may go without."""
    entries = (wire.FeedEntry(1_795_569_000_000, journal.encode_entry(ENTRY)),)
    body = bytearray(wire.pack(wire.PullReply(7, False, entries, 3)))
    body[where % len(body)] ^= by
    try:
        assert wire.unpack(bytes(body), wire.PullReply).entries == entries
    except Trouble:
        return
