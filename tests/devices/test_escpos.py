"""The bytes for receipt printers, one command at a time, and what a printer cannot print."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from escpos_paper import Printer

from counter_app.devices.printers.escpos import Slip, can_print, dots

NAMES = Path(__file__).resolve().parent.parent / "data" / "test_names_rare.csv"


def test_bytes_of_a_line() -> None:
    slip = Slip()
    slip.line([(0, "收件", False), (100, "A1", False)])
    text = "收件".encode("gbk")
    assert slip.data == (b"\x1b@\x1c&\x1b$\x00\x00" + text + b"\x1b$\x64\x00A1\x1b3\x18\n")


def test_bytes_of_a_large_bold_line() -> None:
    slip = Slip()
    slip.line([(0, "证", True)], wide=True, high=True)
    assert slip.data[4:] == (
        b"\x1bE\x01\x1d!\x11\x1c!\x0c\x1b$\x00\x00" + "证".encode("gbk") + b"\x1b3\x30\n"
    )


def test_bytes_of_a_picture_and_a_cut() -> None:
    slip = Slip()
    slip.picture(12, b"\xff\xf0\x0f\x00", left=16)
    slip.feed(300)
    slip.cut()
    assert slip.data[4:] == (
        b"\x1dv0\x00\x04\x00\x02\x00\x00\x00\xff\xf0\x00\x00\x0f\x00\x1bJ\xff\x1bJ\x2d\x1dVB\x60"
    )
    with pytest.raises(ValueError, match="rows"):
        slip.picture(12, b"\x00")


def test_a_picture_gives_no_orders() -> None:
    """Printers obey some bytes at once, wherever they stand: clear all, open the drawer."""
    slip = Slip()
    slip.picture(16, bytes.fromhex("1004 1005 1014 1010 0510 0400"))
    out = Printer().print(slip.data)
    assert out.orders == []
    assert slip.data[-12:] == bytes.fromhex("1804 1805 1814 1018 0518 0400")


def test_long_pictures_go_in_bands() -> None:
    slip = Slip()
    slip.picture(8, bytes(range(1, 256)) + b"\x01")
    out = Printer().print(slip.data)
    assert [rows for _, _, rows in out.pictures] == [128, 128]


def test_widths() -> None:
    assert dots("收件A1") == 72
    assert dots("〔2026〕、:") == 24 * 3 + 12 * 5
    with pytest.raises(ValueError, match="GBK"):
        dots("𠮷")


@pytest.mark.parametrize("text", ["王𬱖", "李㛃", "𠮷", "㵐", "\ue170", "✓", "a\tb", "e\u0301"])
def test_what_a_cheap_printer_does_not_have(text: str) -> None:
    assert not can_print(text)
    with pytest.raises(ValueError, match="GBK"):
        Slip().line([(0, text, False)])


def test_names_with_rare_characters_are_told_from_the_others() -> None:
    with NAMES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 50
    for row in rows:
        printable = can_print(row["name"])
        if row["gbk_ok"] == "N":
            assert not printable, row
        if printable:
            slip = Slip()
            slip.line([(0, row["name"], False)])
            assert Printer(draw=False).print(slip.data).lines == [row["name"]]
