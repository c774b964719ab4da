"""Commands that are written wrongly: one line in Chinese that says what to write instead."""

from __future__ import annotations

import re

import pytest

from counter_app import cli

#: Words that argparse would say.
ENGLISH = re.compile("argument|required|invalid|choose|unrecognized|expected")


def refusal(capsys: pytest.CaptureFixture[str], words: str) -> str:
    with pytest.raises(SystemExit) as caught:
        cli.main(words.split())
    assert caught.value.code == cli.WRONG_USE
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.startswith("counter-app")
    assert not ENGLISH.search(told), told
    return told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("helps", "请写明要做什么：import、list、export"),
        ("cases", "请写明要做什么：import、list、show、export、attach、files"),
        ("items", "请写明要做什么：search"),
        ("bundle", "请写明要做什么：export、import"),
        ("county", "请写明要做什么：init、serve、load"),
        ("ratings", "请写明要做什么：import"),
        ("troubles", "请写明要做什么：import"),
        ("policies", "请写明要做什么：import"),
        ("nosuch", "nosuch 不能用在这里，可选：demo、"),
        ("helps nosuch", "nosuch 不能用在这里，可选：import、list、export"),
        ("helps export", "还缺 FILE"),
        ("helps list --limit x", "--limit 不能是 x"),
        ("helps list --query", "--query 后面要写一个值"),
        ("helps list --nosuch", "不认识 --nosuch"),
        ("print 1", "还缺 --document、--out"),
        ("county staff", "还缺 --database"),
        ("cases priority --since 2026-13-01", "--since 日期应写成 2026-11-01"),
    ],
)
def test_one_chinese_line(capsys: pytest.CaptureFixture[str], words: str, told: str) -> None:
    assert told in refusal(capsys, words)
