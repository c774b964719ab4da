"""惠企政策咨询台账: the questions of a time on wide sheets, for the file and for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import ledger

KIND = "policy_ledger"
TITLE = "惠企政策咨询台账"
SIZES = (PaperSize.A4_WIDE,)

#: columns that stand in the middle, by their headings
_CENTRED = frozenset({"序号", "日期", "答复日期", "申报日期", "兑现日期", "进度", "满意度"})


def build(
    organ: str,
    period: str,
    headings: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
    made_by: str,
    made_on: str,
) -> Paper:
    """``headings``: (title, width in parts of the whole)."""
    return ledger.build(
        KIND, TITLE, organ, period, headings, rows, made_by, made_on, centred=_CENTRED
    )
