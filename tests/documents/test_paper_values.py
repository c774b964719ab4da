"""A document is a value: stored whole, read back equal, refused when it cannot be."""

from __future__ import annotations

import msgspec
import pytest
import zstandard
from paper_samples import correction, gallery, receipt

from counter_app.documents.paper import FORMAT, NEWEST, PaperSize, decode, encode, freeze, thaw
from counter_app.errors import Trouble


@pytest.mark.parametrize("name", gallery())
def test_a_snapshot_gives_back_the_same_document(name):
    paper = gallery()[name]
    assert thaw(freeze(paper)) == paper
    assert decode(encode(paper)) == paper


def test_equal_documents_have_equal_bytes():
    assert encode(receipt(PaperSize.A4)) == encode(receipt(PaperSize.A4))
    assert encode(receipt(PaperSize.A4)) != encode(receipt(PaperSize.A5))


def test_the_format_and_every_default_are_written_out():
    raw = msgspec.msgpack.decode(encode(receipt(PaperSize.A4)))
    assert raw["format"] == FORMAT
    assert raw["case_label"]
    assert {block["block"] for block in raw["blocks"]} >= {"pairs", "table", "codes"}
    assert all("wide" in pair for pair in raw["blocks"][0]["pairs"])


def test_a_newer_format_is_refused_in_words():
    newer = msgspec.structs.replace(receipt(PaperSize.A4), format=NEWEST + 1)
    with pytest.raises(Trouble, match="更新版本"):
        thaw(freeze(newer))


def test_an_unknown_field_is_not_lost_in_silence():
    raw = msgspec.msgpack.decode(encode(receipt(PaperSize.A4)))
    raw["watermark"] = "x"
    with pytest.raises(Trouble):
        decode(msgspec.msgpack.encode(raw))


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"nonsense",
        freeze(correction(PaperSize.A4))[:-20],
        zstandard.compress(b"\x80"),
        zstandard.compress(bytes(5 * 1024 * 1024)),
    ],
)
def test_damaged_snapshots_are_told_as_trouble(damaged):
    with pytest.raises(Trouble):
        thaw(damaged)
