"""The advice sheet on its way to the printer: made, drawn and sent on the print lane."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from counter_app.ui.context import Counter
from counter_app.ui.print_desk import print_desk


def print_advice(counter: Counter, code: str, answers: Mapping[str, str], size: str) -> None:
    """Print what somebody is told about an item (一次性告知单); says what became of it."""
    print_desk(counter).send(partial(counter.workplace.advise, code, dict(answers), size))
