"""The envelope: stored bytes, chain, signature, and acts of a newer program."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from counter_app.errors import Trouble
from counter_app.models.acts import REGISTRY, UnknownAct
from counter_app.models.acts.case import Closed, Linked
from counter_app.protocol import clock, journal, tokens, wire


def entry(n: int = 1, kind: str = "case.closed", version: int = 1, body: bytes = b"\x80"):
    return journal.Entry(
        "d0001", n, 1 << 16, "SX1", "421321", "case:1", kind, version, msgspec.Raw(body)
    )


#: A golden entry: these bytes are on people's disks, so they must be read for ever.
GOLDEN = bytes.fromhex(
    "99a56430303031012aa3535831a6343231333231a6636173653a31ab636173652e6c696e6b656401"
    "82a673797374656da27377a66e756d626572a139"
)


def test_golden_bytes_stay_readable() -> None:
    read = journal.decode_entry(GOLDEN)
    assert (read.device, read.n, read.hlc, read.kind) == ("d0001", 1, 42, "case.linked")
    assert journal.decode_act(read) == Linked("sw", "9")
    again = msgspec.structs.replace(read, act=msgspec.Raw(journal.encode_act(Linked("sw", "9"))))
    assert journal.encode_entry(again) == GOLDEN


def test_every_act_round_trips_through_its_kind_and_version() -> None:
    for (kind, version), act in REGISTRY.items():
        assert (kind, version) == (act.KIND, act.VERSION)
    known = journal.decode_act(entry(body=journal.encode_act(Closed("证", True))))
    assert known == Closed("证", True)


@pytest.mark.parametrize(
    "strange",
    [
        entry(kind="case.teleported", body=b"\x81\xa1a\x01"),
        entry(version=99, body=b"\x81\xa1a\x01"),
        entry(body=b"\x93\x01\x02\x03"),
    ],
)
def test_unknown_acts_are_kept_verbatim(strange: journal.Entry) -> None:
    data = journal.encode_entry(strange)
    read = journal.decode_entry(data)
    act = journal.decode_act(read)
    assert isinstance(act, UnknownAct)
    assert act.body == bytes(strange.act)
    assert journal.encode_entry(read) == data


def test_garbage_is_refused_in_words() -> None:
    with pytest.raises(Trouble):
        journal.decode_entry(b"\xc1garbage")


def test_one_signature_vouches_for_everything_before_it() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    stored = [journal.encode_entry(entry(n)) for n in range(1, 6)]
    head = journal.chain_all(journal.genesis(public), stored)
    signature = journal.sign_head(key, "d0001", 5, head)
    assert journal.verify_head(public, "d0001", 5, head, signature)
    stored[2] = journal.encode_entry(entry(3, "case.linked"))
    forged = journal.chain_all(journal.genesis(public), stored)
    assert not journal.verify_head(public, "d0001", 5, forged, signature)
    assert not journal.verify_head(public, "d0002", 5, head, signature)
    assert not journal.verify_head(public, "d0001", 4, head, signature)


@given(st.lists(st.integers(0, 2**47), min_size=1, max_size=40))
def test_the_clock_only_grows_whatever_the_wall_says(walls: list[int]) -> None:
    last = 0
    for wall in walls:
        now = clock.tick(last, wall)
        assert now > last
        last = now


def test_a_clock_from_the_future_is_bounded_by_the_receipt() -> None:
    future = clock.pack(4_000_000_000_000)
    assert clock.milliseconds(clock.effective(future, 1_700_000_000_000)) == 1_700_000_000_000
    assert clock.effective(clock.pack(5), 1_700_000_000_000) == clock.pack(5)
    assert clock.effective(future, None) == future


def test_tokens_are_signed_and_have_one_spelling() -> None:
    key = Ed25519PrivateKey.generate()
    token = tokens.Token(tokens.Purpose.PROGRESS, 17, 26, 42, 1_790_000_000)
    text = tokens.issue(key, token)
    found = tokens.read(text)
    assert found is not None
    assert found[0] == token
    assert tokens.verify(key.public_key().public_bytes_raw(), found[1], found[2])
    for index in range(len(text)):
        other = text[:index] + ("A" if text[index] != "A" else "B") + text[index + 1 :]
        read = tokens.read(other)
        assert read is None or not tokens.verify(
            key.public_key().public_bytes_raw(), read[1], read[2]
        )


@given(st.text(max_size=130))
def test_any_text_is_a_token_or_none(text: str) -> None:
    tokens.read(text)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_message_or_a_clear_refusal(body: bytes) -> None:
    with pytest.raises(Trouble):
        wire.unpack(body, wire.PushRequest)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = wire.pack({"a": bytes(wire.MAX_UNPACKED + 1)})
    with pytest.raises(Trouble):
        wire.unpack(bomb, wire.PushRequest)


def test_text_that_is_no_text_is_set_aside_not_a_crash() -> None:
    """Bytes that are no UTF-8 inside a text: one more way to be no entry."""
    whole = journal.encode_entry(entry())
    with pytest.raises(Trouble):
        journal.decode_entry(whole.replace(b"SX1", b"\xe4X1"))
    linked = entry(kind="case.linked", body=b"\x81\xa6system\xa1\xe4")
    assert isinstance(journal.decode_act(linked), UnknownAct)
