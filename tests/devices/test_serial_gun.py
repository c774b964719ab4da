"""A gun on a serial line, over a real pseudo-terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from counter_app.devices.gun.serial_gun import SerialGun, SerialGunOptions, open_gun
from counter_app.devices.trouble import DeviceTrouble, Fault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


class Line:
    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.gun: SerialGun = open_gun(SerialGunOptions(port=os.ttyname(self.slave)))

    def close(self) -> None:
        self.gun.close()
        for each in (self.master, self.slave):
            if each >= 0:
                os.close(each)

    def code(self) -> str:
        while (code := self.gun.poll()) is None:
            pass
        return code


@pytest.fixture
def line() -> Iterator[Line]:
    made = Line()
    yield made
    made.close()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b""])
def test_codes_come_one_after_the_other(line: Line, end: bytes) -> None:
    os.write(line.master, b"https://a.cn/q/abc" + end)
    assert line.code() == "https://a.cn/q/abc"
    os.write(line.master, "随县".encode() + end)
    assert line.code() == "随县"


def test_two_at_once_and_chinese_of_older_printers(line: Line) -> None:
    os.write(line.master, b"first\r\nsecond\r\n" + "厉山".encode("gb18030") + b"\r\n")
    assert [line.code() for _ in range(3)] == ["first", "second", "厉山"]


def test_silence_is_nothing(line: Line) -> None:
    assert line.gun.poll() is None


def test_unplugged(line: Line) -> None:
    os.close(line.master)
    os.close(line.slave)
    line.master = line.slave = -1
    with pytest.raises(DeviceTrouble) as said:
        line.code()
    assert said.value.fault is Fault.UNPLUGGED
