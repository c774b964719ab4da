"""Readers that type: what they type, in the orders they are delivered with."""

from __future__ import annotations

import datetime as dt

import pytest
from devices_rig import ZHANG

from counter_app.devices.idcard.wedge import WedgeOptions, read_typed
from counter_app.rules.cards import CardKind, judged

NUMBER = ZHANG["id_number"]
LINE = f"张三|男|汉|19900101|随县厉山镇勤劳街1号|{NUMBER}|随县公安局|20200101|20400101"
TODAY = dt.date(2026, 11, 26)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (WedgeOptions(), LINE),
        (WedgeOptions(), LINE + "|"),
        (WedgeOptions(), LINE.replace("男", "1").replace("汉", "01") + "\r"),
        (WedgeOptions(), LINE.replace("19900101|", "1990-01-01|").replace("汉", "汉族")),
        (WedgeOptions(separator="tab"), LINE.replace("|", "\t")),
        (
            WedgeOptions(order="id_number, name, period, address, skip,nation,sex,birth,issuer"),
            f"{NUMBER}|张三|2020.01.01-2040.01.01|随县厉山镇勤劳街1号|x|汉|男|1990年01月01日|"
            "随县公安局",
        ),
    ],
)
def test_a_typed_card(options: WedgeOptions, text: str) -> None:
    card = read_typed(options, text)
    assert card is not None
    assert (card.kind, card.name, card.id_number) == (CardKind.RESIDENT, "张三", NUMBER)
    assert (card.sex, card.nation, card.issuer) == ("male", "汉", "随县公安局")
    assert (card.birth, card.until) == (dt.date(1990, 1, 1), dt.date(2040, 1, 1))
    assert judged(card, TODAY).warnings == ()


def test_a_card_for_ever_and_one_without_dates() -> None:
    for options, text in (
        (WedgeOptions(order="name,id_number,until"), f"张三|{NUMBER}|长期"),
        (WedgeOptions(order="name,id_number,period"), f"张三|{NUMBER}|20200101-长期"),
        (WedgeOptions(order="name,id_number"), f"张三|{NUMBER}"),
    ):
        card = read_typed(options, text)
        assert card is not None
        assert judged(card, TODAY).warnings == ()


def test_a_wrong_digit_is_still_a_card() -> None:
    card = read_typed(WedgeOptions(), LINE.replace(NUMBER, NUMBER[:-1] + "6"))
    assert card is not None
    assert any("号码有误" in each for each in judged(card, TODAY).warnings)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (WedgeOptions(), NUMBER),
        (WedgeOptions(), "https://a.cn/q/abc"),
        (WedgeOptions(), LINE.replace(NUMBER, "12345")),
        (WedgeOptions(), "|".join("123456789")),
        (WedgeOptions(separator=""), LINE),
        (WedgeOptions(order="name,sex"), "张三|男"),
    ],
)
def test_what_is_no_card(options: WedgeOptions, text: str) -> None:
    assert read_typed(options, text) is None


def test_other_cards_by_their_number() -> None:
    order = WedgeOptions(order="name,id_number")
    hmt = read_typed(order, "林样四|810000198808080013")
    assert hmt is not None
    assert hmt.kind is CardKind.HMT_RESIDENCE
    foreign = read_typed(order, "SAMPLE|94211119800101001X")
    assert foreign is not None
    assert foreign.kind is CardKind.FOREIGN_2023
