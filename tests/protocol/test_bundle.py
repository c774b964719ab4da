"""The file on the stick: who can open it, and what each kind of harm to it is called."""

from __future__ import annotations

import os

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from hypothesis import given, settings, strategies as st

from counter_app.errors import Trouble
from counter_app.protocol import bundle
from counter_app.protocol.curve import agreement_private, agreement_public

COUNTY = os.urandom(64)


class Note(msgspec.Struct):
    text: bytes


def seed() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public(of: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(of).public_key().public_bytes_raw()


def made(device: bytes, signer: Ed25519PrivateKey, content: bytes = b"x" * 99) -> bytes:
    return bundle.make(
        Note(content),
        way="down",
        county_key=COUNTY,
        sender="421321101215",
        made_ms=1,
        number=7,
        recipients=[("d0001", agreement_public(public(device)))],
        signing_key=signer,
    )


SIGNER = Ed25519PrivateKey.generate()
DEVICE = seed()
FILE = made(DEVICE, SIGNER)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_both_sides_of_a_signing_key_agree(signing: bytes, other: bytes) -> None:
    """What is sealed to the mapped public half is opened by the mapped private half."""
    private = agreement_private(signing)
    mapped = agreement_public(public(signing))
    assert private.public_key().public_bytes_raw() == mapped
    stranger = X25519PrivateKey.from_private_bytes(other)
    ours = private.exchange(stranger.public_key())
    assert ours == stranger.exchange(X25519PublicKey.from_public_bytes(mapped))


def test_known_pair() -> None:
    """The pair of RFC 8032's first test, mapped; computed independently with libsodium's map."""
    signing = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    mapped = agreement_public(public(signing)).hex()
    assert mapped == "d85e07ec22b0ad881537c2f44d662d1a143cf830c57aca4305d85c7a90f6b62e"


@pytest.mark.parametrize("y", [0, 1, 2**255 - 20])
def test_points_of_small_order_are_no_key(y: int) -> None:
    with pytest.raises(Trouble):
        agreement_public(y.to_bytes(32, "little"))


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1, 3 * 1024 * 1024 + 5])
def test_what_goes_in_comes_out(size: int) -> None:
    content = os.urandom(size)
    parsed = bundle.parse(made(DEVICE, SIGNER, content))
    bundle.verify(parsed, SIGNER.public_key().public_bytes_raw())
    opened = bundle.open_body(parsed, "d0001", agreement_private(DEVICE), Note)
    assert opened.text == content
    assert (parsed.header.sender, parsed.header.number) == ("421321101215", 7)


def read(data: bytes) -> Note:
    parsed = bundle.parse(data)
    bundle.verify(parsed, SIGNER.public_key().public_bytes_raw())
    return bundle.open_body(parsed, "d0001", agreement_private(DEVICE), Note)


def reason(data: bytes) -> str:
    with pytest.raises(bundle.BundleFault) as caught:
        read(data)
    assert caught.value.message
    return caught.value.reason


def test_cut_anywhere_is_told_as_cut() -> None:
    assert {reason(FILE[:length]) for length in range(len(FILE))} == {"cut"}
    # the right length, but the end never reached the stick
    assert reason(FILE[:-96] + bytes(96)) == "cut"


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
@settings(max_examples=200)
def test_a_changed_byte_never_goes_unseen(at: int, change: int) -> None:
    spoiled = bytearray(FILE)
    spoiled[at] ^= change
    told = reason(bytes(spoiled))
    if at < 8:
        assert told == "no_bundle"
    elif at == 8:
        assert told == "newer_format" or spoiled[8] == 0
    else:
        assert told in {"damaged", "bad_signature", "cut"}


def test_other_faults_each_have_a_name() -> None:
    assert reason(b"PK\x03\x04 something else entirely") == "no_bundle"
    assert reason(FILE[:8] + b"\x02" + FILE[9:]) == "newer_format"
    assert reason(FILE + b"\0") == "damaged"
    assert reason(made(DEVICE, Ed25519PrivateKey.generate())) == "bad_signature"
    assert reason(made(seed(), SIGNER)) == "not_for_us"


def test_header_names_nobody() -> None:
    header = bundle.peek(FILE)
    assert header.county == bundle.fingerprint(COUNTY)
    assert [each.recipient for each in header.keys] == ["d0001"]


def test_too_large_is_told_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_FILE", 1000)
    with pytest.raises(Trouble, match="过大"):
        made(DEVICE, SIGNER, os.urandom(2000))
