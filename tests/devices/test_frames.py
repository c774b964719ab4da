"""Frames as bytes: the published vectors, and any garbage around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from counter_app.devices.idcard import frames
from counter_app.devices.idcard.frames import FrameReader

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "idcard_frames.json").read_text(encoding="utf-8")
)
GOOD = frames.reply(0x90, bytes(range(200)))


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("sam_status", frames.SAM_STATUS),
        ("sam_id", frames.SAM_ID),
        ("find", frames.FIND),
        ("select", frames.SELECT),
        ("read_base", frames.READ_BASE),
        ("read_addr", frames.READ_ADDRESS),
    ],
)
def test_requests_are_the_published_ones(name: str, command: frames.Command) -> None:
    assert frames.request(command).hex() == VECTORS["requests"][name]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("find_ok", 0x9F),
        ("find_none", 0x80),
        ("select_ok", 0x90),
        ("select_fail", 0x81),
        ("status_ok", 0x90),
        ("read_fail_41", 0x41),
        ("auth_fail_31", 0x31),
        ("checksum_err_10", 0x10),
        ("no_new_addr_91", 0x91),
    ],
)
def test_replies_are_understood(name: str, status: int) -> None:
    raw = bytes.fromhex(VECTORS["responses"][name])
    (content,) = FrameReader().feed(raw)
    answer = frames.read_reply(content)
    assert answer is not None
    assert answer.status == status
    assert frames.reply(status, answer.data) == raw


@given(st.lists(st.integers(1, 40), max_size=60))
def test_bytes_may_come_in_any_pieces(cuts: list[int]) -> None:
    reader = FrameReader()
    raw, found = GOOD + GOOD, []
    for cut in [*cuts, len(raw)]:
        found += reader.feed(raw[:cut])
        raw = raw[cut:]
    assert found == [GOOD[7:-1]] * 2
    assert not reader.pending
    assert reader.damaged == 0


@given(st.binary(max_size=60), st.integers(0, len(GOOD) - 1))
def test_a_good_frame_is_found_behind_garbage_and_a_cut_one(garbage: bytes, cut: int) -> None:
    reader = FrameReader()
    found = reader.feed(garbage + GOOD[:cut] + GOOD)
    # What follows may be needed to see that the cut one never ends; and in one case of 256 the
    # check byte fits by chance over both.
    found += reader.feed(GOOD)
    assert GOOD[7:-1] in found


@given(st.binary(max_size=3000))
def test_garbage_is_never_a_fault_and_is_not_kept(garbage: bytes) -> None:
    reader = FrameReader()
    reader.feed(garbage)
    assert len(reader._buffer) <= 4096 + 8


def test_a_wrong_check_byte_is_no_frame() -> None:
    reader = FrameReader()
    assert reader.feed(GOOD[:-1] + bytes([GOOD[-1] ^ 1])) == []
    assert reader.damaged
    assert reader.feed(GOOD) == [GOOD[7:-1]]


def test_a_photo_that_looks_like_a_frame_is_a_photo() -> None:
    inner = frames.PREAMBLE + b"\x00\x04\x00\x00\x90\x00"  # its check byte is wrong
    raw = frames.reply(0x90, b"\x01\x00\x04\x00" + inner + bytes(300))
    reader = FrameReader()
    found = [content for byte in raw for content in reader.feed(bytes([byte]))]
    assert found == [raw[7:-1]]
