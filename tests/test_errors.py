"""What people read when the system says no: Chinese, whatever the system's own language is."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from pathlib import Path

import pytest

from counter_app.cli import main
from counter_app.errors import line_words, os_words


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_error_of_the_system_is_told_in_chinese(number: int) -> None:
    told = os_words(OSError(number, "No such file or directory"))
    assert re.search("[\u4e00-\u9fff]", told)
    assert not re.search("[A-Za-z]{2,}", told.replace("U盘", ""))


def test_an_error_without_a_number_is_told_too() -> None:
    assert os_words(OSError("odd")) == "系统没有说明原因"


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "对方没有接受连接"),
        (socket.gaierror(-2, "Name or service not known"), "找不到这个地址"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "对方的证书不被信任"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "http 还是 https"),
        (TimeoutError("timed out"), "等待太久没有回应"),
        (ValueError("odd"), "连接被断开"),
    ],
)
def test_why_a_line_failed_is_found_below_the_error_of_a_library(
    inner: Exception, told: str
) -> None:
    middle, outer = RuntimeError("ConnectError"), RuntimeError("ConnectError")
    outer.__cause__, middle.__context__ = middle, inner
    assert told in line_words(outer)


def test_a_field_named_in_english_is_not_read_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'county.db'}"
    assert main(["county", "init", "--database", url]) == 0
    capsys.readouterr()
    words = ["county", "move", "d0001", "--place", "421321999000", "--window", "1"]
    assert main([*words, "--database", url]) != 0
    assert capsys.readouterr().err == "counter-app: 没有代码为 421321999000 的服务场所\n"
