"""惠企政策咨询台账: the questions of a time on wide sheets, for the file and for whoever asks."""

from __future__ import annotations

from functools import partial

from counter_app.documents.papers import ledger

KIND = "policy_ledger"
TITLE = "惠企政策咨询台账"

#: columns that stand in the middle, by their headings
_CENTRED = frozenset({"序号", "日期", "答复日期", "申报日期", "兑现日期", "进度", "满意度"})

build = partial(ledger.build, KIND, TITLE, centred=_CENTRED)
