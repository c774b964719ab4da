"""好差评台账: the ratings of a time on wide sheets, for the file and for whoever asks."""

from __future__ import annotations

from functools import partial

from counter_app.documents.papers import ledger

KIND = "rating_ledger"
TITLE = "好差评及整改台账"

_CENTRED = frozenset({"序号", "评价日期", "完成日期", "整改期限", "是否计入", "环节"})

build = partial(ledger.build, KIND, TITLE, centred=_CENTRED)
