"""Cards of windows: every word and a code that can be read, on every size."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.documents.preview import page_images
from counter_app.documents.window_cards import cards_pdf
from counter_app.errors import BadInput
from counter_app.models.reference import Level, Place, Window, WindowKind
from counter_app.models.window_card import CardSize
from counter_app.protocol import window_tokens
from counter_app.protocol.window_cards import Pen, cards_of
from counter_app.protocol.window_tokens import WindowToken

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TOWN = Place("421321101000", "厉山镇便民服务中心", Level.TOWN, supervise_phone="0722-3339977")
PEN = Pen(KEY, 17, 1_790_000_000, "https://zw.example.cn")
WINDOWS = [
    Window(TOWN.code, number, name, WindowKind.GENERAL, active=active)
    for number, name, active in (
        (3, "企业开办和惠企政策咨询一窗通办窗口", True),
        (1, "综合窗口", True),
        (2, "办不成事反映窗口", False),
        (12, "12 号窗口", True),
    )
]
ELSEWHERE = Window("421321102000", 1, "综合窗口", WindowKind.GENERAL)


def test_a_card_for_each_window_in_use_signed_by_the_pen() -> None:
    cards = cards_of(TOWN, [*WINDOWS, ELSEWHERE], 0, PEN)
    assert [card.number for card in cards] == [1, 3, 12]
    for card in cards:
        assert card.url.startswith("https://zw.example.cn/r/")
        found = window_tokens.read(card.url.rpartition("/")[2])
        assert found is not None
        assert found[0] == WindowToken(TOWN.code, card.number, 17, 1_790_000_000)
        assert window_tokens.verify(KEY.public_key().public_bytes_raw(), *found[1:])


@pytest.mark.parametrize(("place", "number"), [(None, 0), (TOWN, 2), (TOWN, 9)])
def test_what_is_not_in_use_has_no_card(place: Place | None, number: int) -> None:
    with pytest.raises(BadInput):
        cards_of(place, WINDOWS, number, PEN)


@pytest.mark.parametrize(("size", "pages"), [("sheet", 1), ("table", 3), ("small", 3)])
def test_every_word_is_on_every_size(
    size: str, pages: int, pdf_text: Callable[[bytes], str]
) -> None:
    pdf = cards_pdf(cards_of(TOWN, WINDOWS, 0, PEN), CardSize(size))
    said = re.sub(r"\s+", "", pdf_text(pdf))
    for word in (
        "厉山镇便民服务中心",
        "1号窗口",
        "3号窗口",
        "企业开办和惠企政策咨询一窗通办窗口",
        "请您用手机扫码评价",
        "评不评由您决定，不影响办事",
        "监督电话0722-3339977",
    ):
        assert word in said
    assert said.count("12号窗口") == 1  # a name that only repeats the number is left out
    assert len(list(page_images(pdf, 30))) == pages
    assert pdf == cards_pdf(cards_of(TOWN, WINDOWS, 0, PEN), CardSize(size))


def test_a_very_long_name_gets_smaller_and_stays_above_the_code(
    pdf_text: Callable[[bytes], str],
) -> None:
    name = "办不成事反映及企业开办注销一件事一次办和惠企政策咨询综合服务窗口（含跨省通办）"
    place = Place(TOWN.code, "随县澴潭镇人民政府便民服务中心政务服务大厅（北区）", Level.TOWN)
    (card,) = cards_of(place, [Window(TOWN.code, 1, name, WindowKind.GENERAL)], 0, PEN)
    said = re.sub(r"\s+", "", pdf_text(cards_pdf((card,), CardSize.SMALL)))
    assert name in said
    assert place.name in said


def test_no_cards_is_no_file() -> None:
    with pytest.raises(ValueError, match="no cards"):
        cards_pdf((), CardSize.SHEET)
