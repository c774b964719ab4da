"""The ledger of help and agency as a spreadsheet (导出帮代办台账)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from counter_app.desk.ledger_sheet import iso_day, write_sheet
from counter_app.models.help import (
    HelpGroup,
    HelpKind,
    HelpSource,
    HelpState,
    Satisfaction,
)
from counter_app.models.labels import label_of
from counter_app.protocol.ledgers import HELP
from counter_app.rules.custody import originals_left
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.store import ledger_queries
from counter_app.store.store import Store

#: Headings of the ledger, each with the width of its column in characters.
COLUMNS = (
    ("序号", 6),
    ("编号", 26),
    ("日期", 12),
    ("服务对象", 12),
    ("对象类别", 12),
    ("证件号码", 20),
    ("联系电话", 14),
    ("住址", 22),
    ("帮办方式", 10),
    ("办理事项", 26),
    ("需求来源", 10),
    ("帮代办员", 12),
    ("办件编号", 24),
    ("进度", 12),
    ("联系次数", 9),
    ("在管原件", 9),
    ("办理结果", 22),
    ("办结日期", 12),
    ("满意度", 10),
    ("备注", 20),
)


def ledger_rows(
    states: Iterable[HelpState],
    name_of: Callable[[str], str],
    *,
    masked: bool = True,
) -> Iterator[tuple[str, ...]]:
    """The lines as texts, in the order of :data:`COLUMNS`. ``name_of``: work number -> name."""
    for index, state in enumerate(states, 1):
        ask, person = state.ask, state.ask.person
        heard = state.call_back.satisfaction if state.call_back is not None else ""
        result = state.result.result if state.result is not None else ""
        yield (
            str(index),
            spoken(state.number),
            iso_day(ask.asked_ms),
            person.name,
            label_of(HelpGroup, ask.group),
            mask_id(person.id_number) if masked else person.id_number,
            mask_phone(person.phone) if masked else person.phone,
            person.address,
            label_of(HelpKind, ask.kind),
            ask.item_name or ask.wish,
            label_of(HelpSource, ask.source),
            state.staff_name or name_of(state.staff),
            "、".join(spoken(each) for each in state.cases),
            state.status.label,
            str(len(state.visits)),
            str(sum(each.left for each in originals_left(state))),
            result or state.outcome or state.end_reason,
            iso_day(state.ended_ms) if state.ended_ms else "",
            label_of(Satisfaction, heard) if heard else "",
            ask.note,
        )


def export_sheet(
    store: Store,
    path: Path,
    name_of: Callable[[str], str],
    *,
    masked: bool = True,
    since_ms: int = 0,
    until_ms: int | None = None,
) -> int:
    """Write the ledger to an .xlsx file, readable by whoever made it and nobody else; returns
    the number of lines. Numbers of people are masked unless asked for otherwise.
    """
    states = ledger_queries.every_state(store, HELP, since_ms=since_ms, until_ms=until_ms)
    return write_sheet(path, "帮代办台账", COLUMNS, ledger_rows(states, name_of, masked=masked))
