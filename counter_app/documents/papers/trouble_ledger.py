"""“办不成事”反映台账: the matters of a time on wide sheets."""

from __future__ import annotations

from functools import partial

from counter_app.documents.papers import ledger

KIND = "trouble_ledger"
TITLE = "“办不成事”反映台账"

_CENTRED = frozenset({"序号", "反映日期", "答复期限", "答复日期", "办结日期", "跑动次数", "满意度"})

build = partial(ledger.build, KIND, TITLE, centred=_CENTRED)
