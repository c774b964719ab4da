"""卷内目录: what lies in the file of one case, for its cover. A paper of the house: it names the
applicant by a masked name only, and no act is recorded for it."""

from __future__ import annotations

import msgspec

from counter_app.documents.paper import (
    Align,
    Column,
    Footer,
    KeyValues,
    Pair,
    Paper,
    PaperSize,
    Signature,
    Signatures,
    Table,
)
from counter_app.documents.papers import parts
from counter_app.models.case import CaseState
from counter_app.rules.archiving import VolumeLine, volume
from counter_app.rules.masking import mask_name
from counter_app.rules.numbers import spoken

KIND = "volume"
TITLE = "卷内目录"
SIZES = (PaperSize.A4,)


class VolumeContext(msgspec.Struct, frozen=True):
    """A case, the number of its file ("" before it has one), and who makes the list now (ms)."""

    state: CaseState
    file_no: str
    organ: str
    clerk: str
    now_ms: int


def build(context: VolumeContext) -> Paper:
    """On A4, as long as it needs."""
    state = context.state
    lines = volume(state)
    facts = KeyValues(
        (
            Pair("卷号", context.file_no or "　"),
            Pair("办件编号", spoken(state.number)),
            Pair("申请人", mask_name(state.applicant.name)),
            Pair("事项", state.item.name),
            Pair("承办部门", state.department or state.item.department),
            Pair("办件状态", state.status.label),
            Pair("收件时间", parts.moment(state.received_ms)),
            Pair("结束时间", parts.moment(state.ended_ms or state.closed_ms)),
        )
    )
    table = Table(
        (
            Column("序号", 1.2, Align.CENTER),
            Column("文件材料名称", 5.2),
            Column("文号", 4.8),
            Column("日期", 3.5),
            Column("页数", 1.3, Align.CENTER),
            Column("备注", 3),
        ),
        tuple(_row(number, line) for number, line in enumerate(lines, 1)),
    )
    signed = Signatures((Signature("立卷人"), Signature("检查人")))
    return Paper(
        kind=KIND,
        title=TITLE,
        organ=context.organ,
        size=PaperSize.A4,
        number="",
        case_number=state.number,
        case_spoken=spoken(state.number),
        blocks=(facts, table, signed),
        footer=Footer((Pair("制表", context.clerk),), "", parts.moment(context.now_ms)),
    )


def _row(number: int, line: VolumeLine) -> tuple[str, ...]:
    pages = str(line.pages) if line.pages else ""
    day = parts.day_of(line.day_ms) if line.day_ms else ""
    return (str(number), line.name, line.number, day, pages, line.note)
