"""好差评台账: the ratings of a time on wide sheets, for the file and for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counter_app.documents.paper import Paper, PaperSize
from counter_app.documents.papers import ledger

KIND = "rating_ledger"
TITLE = "好差评及整改台账"
SIZES = (PaperSize.A4_WIDE,)

_CENTRED = frozenset({"序号", "评价日期", "完成日期", "整改期限", "是否计入", "环节"})


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
