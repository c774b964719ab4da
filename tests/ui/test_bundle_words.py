"""What is said of a stick: what waits for it, whose was passed on, what it brought."""

from __future__ import annotations

from datetime import date

import pytest

from counter_app.store.relays import Passed
from counter_app.sync.bundle_in import Imported
from counter_app.sync.bundle_out import Exported
from counter_app.ui.bundle_words import export_words, import_words, passed_words, waiting_words

#: 26 November 2026, 09:10 in China.
THURSDAY_MS = 1_795_655_400_000


@pytest.mark.parametrize(
    ("entries", "by_ledger", "files", "said"),
    [
        (0, {}, 0, ""),
        (14, {"case": 1, "help": 2}, 0, "本机有 14 条记录待带走（办件 1 件、帮代办 2 条）。"),
        (3, {"help": 1}, 2, "本机有 3 条记录待带走（帮代办 1 条），附件 2 个。"),
        (2, {"future": 1}, 0, "本机有 2 条记录待带走（其他 1 条）。"),
        (0, {}, 1, "本机有 1 个附件待带走。"),
    ],
)
def test_what_waits(entries: int, by_ledger: dict[str, int], files: int, said: str) -> None:
    assert waiting_words(entries, by_ledger, files) == said


def test_whose_was_passed_on() -> None:
    passed = [Passed("d0002", 2, "421321101215", 4, THURSDAY_MS)]
    said = passed_words(passed, lambda code: "双寨村", date(2026, 11, 26))
    assert said == "最近由U盘带来并已转交：今天 09:10 双寨村 4 条。"
    assert passed_words([], str, date(2026, 11, 26)) == ""


def test_a_place_is_named_where_it_is_known() -> None:
    relayed = Imported("up", "d0002", "421321101215", 1, True, 4, answer="/u/回执.sync")
    said = import_words(relayed, "双寨村")
    assert said.startswith("双寨村（设备 d0002）U盘带来的 4 条记录已转交县平台。")
    waiting = Imported("up", "d0002", "", 1)
    assert import_words(waiting).startswith("设备 d0002 的同步包已收下")
    down = Exported("down", "", "421321101215", 1, 0, 0, 900)
    assert "给“双寨村”的回执包 回执.sync" in export_words(down, "回执.sync", "双寨村")
