"""What argparse finds wrong with a command, in Chinese: one line, with what to write instead."""

from __future__ import annotations

import argparse
import re

_VERB = "VERB"
#: What argparse says, and what is said instead; the groups are put in.
_SAID: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), words)
    for pattern, words in (
        (r"the following arguments are required: (.+)", "还缺 {0}"),
        (r"unrecognized arguments: (.+)", "不认识 {0}"),
        (
            r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)",
            "{1} 不能用在这里，可选：{2}",
        ),
        (r"argument (.+?): invalid \w+ value: (.+)", "{0} 不能是 {1}"),
        (r"argument (.+?): expected (?:one|\d+) arguments?", "{0} 后面要写一个值"),
        (r"argument (.+?): expected at least one argument", "{0} 后面至少要写一个值"),
        (r"argument (.+?): not allowed with argument (.+)", "{0} 不能和 {1} 同用"),
        (r"argument (.+?): ignored explicit argument (.+)", "{0} 后面不用写 {1}"),
        # Last of those that name one: what a type of our own says of the value.
        (r"argument (\S+?): (.+)", "{0} {1}"),
        (r"ambiguous option: (.+?) could match (.+)", "{0} 可以是 {1}，请写全"),
        (r"one of the arguments (.+) is required", "请写明其中一个：{0}"),
    )
)


def said(message: str, parser: argparse.ArgumentParser) -> str:
    """``message``: as argparse puts it. One that is not known here is passed on as it is."""
    if message.endswith(f"required: {_VERB}"):
        return f"请写明要做什么：{'、'.join(_verbs(parser))}"
    for pattern, words in _SAID:
        if (found := pattern.fullmatch(message)) is not None:
            return words.format(*(_listed(each) for each in found.groups()))
    return message


def _listed(text: str) -> str:
    return text.replace("'", "").replace(", ", "、")


def _verbs(parser: argparse.ArgumentParser) -> list[str]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return list(action.choices)
    return []
