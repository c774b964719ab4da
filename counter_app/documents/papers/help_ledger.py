"""帮办代办台账: the lines of a time on wide sheets, for the file and for whoever asks."""

from __future__ import annotations

from functools import partial

from counter_app.documents.papers import ledger

KIND = "help_ledger"
TITLE = "帮办代办台账"

#: columns that stand in the middle, by their headings
_CENTRED = frozenset({"序号", "日期", "办结日期", "联系次数", "在管原件", "帮办方式", "满意度"})

build = partial(ledger.build, KIND, TITLE, centred=_CENTRED)
