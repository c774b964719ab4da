"""Slips for receipt printers, read back from their bytes: same words, same codes as the PDF."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import zxingcpp
from escpos_paper import Printer, Printout
from msgspec import structs

from counter_app.devices.printers import escpos
from counter_app.documents.flow import lay_out
from counter_app.documents.marks import TextMark
from counter_app.documents.paper import (
    Code,
    Codes,
    Column,
    Footer,
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
    Signature,
    Signatures,
    Table,
)
from counter_app.documents.text import Setter
from counter_app.ui.slip_bytes import slip_bytes

NAMES = Path(__file__).resolve().parent.parent / "data" / "test_names_rare.csv"
URL = "https://zwfw.example/q/" + "Abc123-_" * 10


def receipt(name: str = "王建国", size: PaperSize = PaperSize.SLIP80) -> Paper:
    return Paper(
        kind="receipt",
        title="收件凭证",
        organ="随县厉山镇便民服务中心",
        size=size,
        number="随县收件〔2026〕0017-00042号",
        case_number="4213210017260000427",
        case_spoken="421321-0017-26-000042-7",
        blocks=(
            KeyValues(
                (
                    Pair("申请人", name),
                    Pair("证件号码", "4213**********0012"),
                    Pair("事项名称", "城乡居民基本养老保险参保登记(灵活就业人员和城乡居民)"),
                )
            ),
            Table(
                (Column("材料"), Column("份数")),
                (("居民身份证(申请人及代理人)", "1"), ("居民户口簿首页及本人页", "2")),
                "已收材料清单",
            ),
            Notice("收件不等于受理。", "请注意"),
            Codes((Code(URL, "扫码查进度"),)),
            Signatures((Signature("收件人(签名)"),)),
        ),
        footer=Footer((Pair("咨询电话", "0722-3338866"),), "一式两份。", "2026年11月23日"),
    )


def printed(paper: Paper, copy_no: int = 1, **more: tuple[float, float]) -> Printout:
    return Printer().print(slip_bytes(paper, copy_no, **more))


def lines_of(paper: Paper) -> set[str]:
    """Every line of words on the PDF of the slip."""
    return {
        mark.line.text
        for page in lay_out(paper, Setter())
        for placed in page.placed
        for mark in placed.marks
        if isinstance(mark, TextMark)
    }


def test_words_and_codes_come_back() -> None:
    out = printed(receipt())
    words = [text for _, _, text, *_ in out.texts]
    assert "收件凭证" in words
    assert "王建国" in words
    assert "421321-0017-26-000042-7" in words
    assert set(words) <= lines_of(receipt()), "no word that the PDF does not have"
    codes = {code.format: code.text for code in zxingcpp.read_barcodes(out.image)}
    assert codes[zxingcpp.BarcodeFormat.QRCode] == URL
    assert codes[zxingcpp.BarcodeFormat.Code128] == "4213210017260000427"
    assert (out.cuts, out.orders) == (1, [])


def test_what_is_no_plain_text_is_a_picture() -> None:
    """Everything of the layout is on the slip: as text, or inside one of the pictures."""
    paper = receipt()
    out = printed(paper)
    missing = lines_of(paper) - {text for _, _, text, *_ in out.texts} - {""}
    date = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
    shown = {"请注意", "收件不等于受理。", "扫码查进度", "收件人(签名)\uff1a", date}
    assert missing == shown
    assert len(out.pictures) >= 4


def test_title_is_large_and_labels_are_bold() -> None:
    out = printed(receipt())
    by_text = {text: rest for _, _, text, *rest in out.texts}
    assert by_text["收件凭证"] == [2, 2, True]
    assert by_text["申请人\uff1a"] == [1, 1, True]
    assert by_text["王建国"] == [1, 1, False]
    left = next(x for x, _, text, *_ in out.texts if text == "收件凭证")
    assert left == (escpos.DOTS - 4 * 48) // 2


def test_a_reprint_is_marked() -> None:
    first, second = printed(receipt()), printed(receipt(), 2)
    assert len(second.pictures) == len(first.pictures) + 1, "补打 第 2 份 stands in a frame"


def test_every_rare_name_is_readable() -> None:
    """What the printer has goes as text, every other name as a picture of its line."""
    with NAMES.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    pairs = tuple(Pair(str(at), name) for at, name in enumerate(names))
    out = printed(structs.replace(receipt(), blocks=(KeyValues(pairs),), footer=Footer()))
    words = [text for _, _, text, *_ in out.texts]
    rare = [name for name in names if not escpos.can_print(name)]
    assert len(rare) > 25
    assert [name for name in names if name in words] == [name for name in names if name not in rare]
    for at, name in enumerate(names):
        assert (f"{at}\uff1a" in words) == (name not in rare), "a label goes with its name"
    lines = [picture for picture in out.pictures if picture[2] < 40]
    assert len(lines) == len(rare) + 1, "and the rule below the head"
    for y, width, rows in lines:
        colours = out.image.crop((100, y, width, y + rows)).getcolors()
        assert colours is not None
        assert len(colours) == 2, "an empty picture"


def test_long_lines_stay_on_the_roll() -> None:
    """Latin letters are wider in the printer than in the layout: such a line is a picture."""
    out = printed(receipt("iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"))
    assert all("iiii" not in text for _, _, text, *_ in out.texts)


@pytest.mark.parametrize("shift", [(3.0, 0.0), (-2.0, 5.0)])
def test_offset(shift: tuple[float, float]) -> None:
    before, after = printed(receipt()), printed(receipt(), offset_mm=shift)
    x = {text: x for x, _, text, *_ in before.texts}
    y = {text: y for _, y, text, *_ in before.texts}
    moved = [each for each in after.texts if each[2] == "收件凭证"]
    assert [each[0] - x["收件凭证"] for each in moved] == [shift[0] * 8]
    assert [each[1] - y["收件凭证"] for each in moved] == [shift[1] * 8]
    codes = [code.text for code in zxingcpp.read_barcodes(after.image)]
    assert URL in codes


def test_other_paper_is_set_anew_for_the_roll() -> None:
    assert slip_bytes(receipt(size=PaperSize.A4)) == slip_bytes(receipt())
