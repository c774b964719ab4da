"""A ledger on wide sheets: the lines of a time, for the file and for whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from counter_app.documents.paper import Align, Column, Footer, Pair, Paper, PaperSize, Table


def build(
    kind: str,
    title: str,
    organ: str,
    period: str,
    headings: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str]],
    made_by: str,
    made_on: str,
    *,
    centred: Collection[str] = (),
) -> Paper:
    """``headings``: (title, width in parts of the whole); ``centred``: columns that stand in the
    middle, by their headings. An empty time is said, not hidden."""
    listed = tuple(tuple(row) for row in rows)
    table = Table(
        columns=tuple(
            Column(heading, width, Align.CENTER if heading in centred else Align.LEFT)
            for heading, width in headings
        ),
        rows=listed,
        caption=f"{period}，共{len(listed)}件",
    )
    return Paper(
        kind=kind,
        title=title,
        organ=organ,
        size=PaperSize.A4_WIDE,
        blocks=(table,),
        footer=Footer((Pair("制表人", made_by),), "", made_on),
    )
