"""Running commands inside the test's own process: the same ``main``, without a start each time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from cli_rig import Commands

from counter_app.cli import main


class Said(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert len(self.out.splitlines()) == 1, self.out
        return json.loads(self.out)

    def refused(self) -> str:
        """The one clear line of an error; fails when it was not one."""
        assert self.code not in (0, None), self.out
        assert self.err.endswith("\n")
        assert len(self.err.splitlines()) == 1, self.err
        assert "Traceback" not in self.err
        assert self.err.startswith("counter-app")
        assert len(self.err) < 400, self.err
        return self.err


Say = Callable[..., Said]


def sayer(capfd: pytest.CaptureFixture[str]) -> Say:
    """``say("doctor", "--json", on=commands)``; words are passed on as they are."""

    def say(*words: str, on: Commands | None = None) -> Said:
        if on is not None:
            words = (*words, "--profile", str(on.profile), "--staff", on.staff)
        capfd.readouterr()
        try:
            code = main(words)
        except SystemExit as left:
            code = int(left.code or 0)
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return say
