"""The text of the chip, by the vectors and by hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from devices_rig import ZHANG
from hypothesis import given, strategies as st

from counter_app.devices.idcard.frames import FrameReader, read_reply
from counter_app.devices.idcard.layout import nations, read_text, write_text
from counter_app.devices.idcard.sample_reader import samples
from counter_app.devices.trouble import DeviceTrouble, Fault
from counter_app.rules.cards import CardKind, judged
from counter_app.rules.identity import IdType

TODAY = dt.date(2026, 11, 26)
CARDS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "idcard_frames.json").read_text(encoding="utf-8")
)["cards"]
KINDS = {
    "居民身份证": CardKind.RESIDENT,
    "港澳台居民居住证": CardKind.HMT_RESIDENCE,
    "外国人永久居留身份证(2017)": CardKind.FOREIGN_2017,
    "外国人永久居留身份证(2023)": CardKind.FOREIGN_2023,
}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card["desc"])
def test_every_vector_is_read(card: dict[str, Any]) -> None:
    (content,) = FrameReader().feed(bytes.fromhex(card["read_base_response_hex"]))
    answer = read_reply(content)
    assert answer is not None
    assert answer.data[:4] == bytes([1, 0, 4, 0])
    text = answer.data[4:260]
    assert text.hex() == card["text_hex"]
    read = judged(read_text(text, answer.data[260:]), TODAY)
    assert read.kind is KINDS[card["type"]]
    assert len(read.photo) == 1024
    assert read.id_number
    assert read.birth is not None
    assert read.since is not None
    assert not [each for each in read.warnings if "号码有误" in each]


def by_desc(word: str) -> Any:
    card = next(each for each in CARDS if word in each["desc"] + each["type"])
    return judged(read_text(bytes.fromhex(card["text_hex"])), TODAY)


def test_what_stands_on_the_sample_cards() -> None:
    usual = by_desc("common")
    assert (usual.nation, usual.sex, usual.issuer) == ("汉", "male", "随县公安局")
    assert "𬱖" in by_desc("SMP").name
    assert by_desc("15 UTF-16").name == "阿卜杜热合曼·买买提"
    assert by_desc("35-unit").address.endswith("一百二十三号附一号")
    assert any("到期" in each for each in by_desc("expired").warnings)
    hmt = by_desc("type J")
    assert (hmt.id_type, hmt.nation) == (IdType.HMT_RESIDENCE, "")
    assert hmt.permit
    old, new = by_desc("(2017)"), by_desc("(2023)")
    assert old.latin_name == new.latin_name == "SMITH, JOHN PAUL"
    assert old.country == "USA"
    assert old.id_type is new.id_type is IdType.FOREIGN_PERMANENT


def test_a_card_for_ever_has_no_last_day() -> None:
    card = judged(read_text(write_text(CardKind.RESIDENT, {**ZHANG, "until": "长期"})), TODAY)
    assert card.long_term
    assert card.until is None
    assert card.warnings == ()


def test_characters_of_old_cards_get_their_unicode_places() -> None:
    card = read_text(write_text(CardKind.RESIDENT, {**ZHANG, "name": "\ue863\ue81e"}))
    assert card.name == "\ue863\u9fb4"
    assert any("没有收录" in each for each in judged(card, TODAY).warnings)


def test_a_wrong_number_is_delivered_with_a_warning() -> None:
    wrong = {**ZHANG, "id_number": "421321199001010016"}
    card = judged(read_text(write_text(CardKind.RESIDENT, wrong)), TODAY)
    assert card.id_number == "421321199001010016"
    assert any("号码有误" in each for each in card.warnings)
    assert not any("4213" in each for each in card.warnings)


def test_a_name_that_goes_on_in_a_second_field_keeps_its_blank() -> None:
    values = {"latin_name": "A" * 34 + " ", "latin_rest": "BCD", "id_number": "9" * 18}
    assert read_text(write_text(CardKind.FOREIGN_2023, values)).latin_name == "A" * 34 + " BCD"


def test_a_text_of_another_length_is_no_card() -> None:
    with pytest.raises(DeviceTrouble) as said:
        read_text(bytes(255))
    assert said.value.fault is Fault.CARD


@given(st.binary(min_size=256, max_size=256))
def test_any_256_bytes_are_read_without_a_fault(text: bytes) -> None:
    card = judged(read_text(text), TODAY)
    card.name.encode("utf-8")
    card.address.encode("utf-8")
    assert card.id_number not in repr(card) or len(card.id_number) < 9


def test_nations_and_sample_cards_are_shipped() -> None:
    assert nations()["15"] == "土家"
    assert len(nations()) == 58
    shown = {each.id: judged(read_text(each.chip().text), TODAY) for each in samples()}
    assert shown["usual"].warnings == ()
    assert shown["rare"].long_term
    assert {each.kind for each in shown.values()} >= set(CardKind) - {
        CardKind.UNKNOWN,
        CardKind.FOREIGN_2017,
    }
