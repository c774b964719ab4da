"""The ledger of the "办不成事" window as a spreadsheet, with the figures of the time beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_sheet import Sheet, iso_day, write_book
from counter_app.desk.trouble_rules import terms_of
from counter_app.models.labels import label_of
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Channel, Opinion, Outcome, TroubleState
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.case_context import local_day
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.rules.trouble_figures import Figures, Tally, figures
from counter_app.settings import LOCAL_ZONE
from counter_app.store import ledger_queries
from counter_app.store.catalogue import Catalogue

#: Headings of the ledger, each with the width of its column in characters.
COLUMNS = (
    ("序号", 6),
    ("编号", 26),
    ("反映日期", 12),
    ("渠道", 10),
    ("反映人", 12),
    ("证件号码", 20),
    ("联系电话", 14),
    ("反映类别", 14),
    ("具体情形", 22),
    ("涉及事项", 24),
    ("办件编号", 24),
    ("跑动次数", 9),
    ("反映内容", 40),
    ("诉求", 24),
    ("涉及部门", 16),
    ("被反映人", 12),
    ("承办地点", 20),
    ("承办", 20),
    ("协办", 18),
    ("答复期限", 12),
    ("进度", 12),
    ("办理措施", 30),
    ("处理结果", 12),
    ("答复日期", 12),
    ("答复内容", 34),
    ("满意度", 10),
    ("成因", 20),
    ("改进建议", 24),
    ("办结日期", 12),
    ("备注", 20),
)
#: Headings of every table of figures.
FIGURE_COLUMNS = (
    ("统计口径", 14),
    ("名称", 30),
    ("件数", 8),
    ("已办结", 8),
    ("在办", 8),
    ("超期未答复", 11),
    ("按期答复率", 11),
    ("满意率", 9),
    ("提级", 8),
)


class Period(msgspec.Struct, frozen=True):
    """A time to be reported on; both days included (China)."""

    since: date
    until: date

    @property
    def instants(self) -> tuple[int, int]:
        """(first ms, ms after the last) since the epoch (UTC)."""
        return _midnight(self.since), _midnight(self.until + timedelta(days=1))


def ledger_rows(
    states: Iterable[TroubleState], catalogue: Catalogue, *, masked: bool = True
) -> Iterator[tuple[str, ...]]:
    """The matters as texts, in the order of :data:`COLUMNS`. Whoever wants to stay unnamed does."""
    terms, name_of = terms_of(catalogue), catalogue.staff_name
    for index, state in enumerate(states, 1):
        report, answer = state.report, state.answer
        person = report.person
        unnamed = report.anonymous
        heard = state.opinions[-1].opinion if state.opinions else ""
        hands = state.staff_name or (name_of(state.staff) if state.staff else "")
        about = report.complained_name or (name_of(report.complained) if report.complained else "")
        yield (
            str(index),
            spoken(state.number),
            iso_day(report.reported_ms),
            label_of(Channel, report.channel),
            "匿名" if unnamed else person.name,
            "" if unnamed else (mask_id(person.id_number) if masked else person.id_number),
            "" if unnamed else (mask_phone(person.phone) if masked else person.phone),
            terms.label(TroubleList.KIND, report.kind),
            "、".join(terms.label(TroubleList.REASON, each) for each in report.reasons),
            report.item_name,
            spoken(report.case),
            str(report.trips or len(report.tries) or ""),
            report.text,
            report.wish,
            report.department,
            about,
            catalogue.place_name(state.owner),
            " ".join(each for each in (state.department, hands) if each),
            "、".join(each.department for each in state.co_handlers),
            state.limit.isoformat() if state.limit is not None else "",
            state.status.label,
            ";".join(each.what for each in state.measures),
            label_of(Outcome, answer.outcome) if answer is not None else "",
            iso_day(answer.at_ms) if answer is not None else "",
            answer.text if answer is not None else "",
            label_of(Opinion, heard) if heard else "",
            ";".join(terms.path(TroubleList.CAUSE, each) for each in state.causes),
            state.improvement,
            iso_day(state.ended_ms) if state.ended_ms else "",
            report.note or state.end_reason,
        )


def figures_of(desk: Desk, period: Period) -> Figures:
    """The figures of a time, counted from what is held here."""
    since, until = period.instants
    catalogue = desk.catalogue()
    states = ledger_queries.every_state(desk.store, TROUBLE, since_ms=since, until_ms=until)
    return figures(
        states, period.since, period.until, desk.today, terms_of(catalogue), catalogue.place_name
    )


def figure_rows(made: Figures) -> Iterator[tuple[str, ...]]:
    """The figures as texts, in the order of :data:`FIGURE_COLUMNS`."""
    period = f"{made.since.isoformat()} 至 {made.until.isoformat()}"
    yield _figures(made.total.name, replace(made.total, name=period))
    yield ("不属受理范围", "", str(made.outside), "", "", "", "", "", "")
    for table in made.tables:
        for row in table.rows:
            yield _figures(table.title, row)


def export_book(
    desk: Desk, path: Path, *, masked: bool = True, period: Period | None = None
) -> int:
    """Write ledger and figures to an .xlsx file, readable by whoever made it and nobody else;
    returns the number of matters. Numbers of people are masked unless asked for otherwise.
    """
    since, until = period.instants if period is not None else (0, None)
    every = ledger_queries.every_state(desk.store, TROUBLE, since_ms=since, until_ms=until)
    states = list(every)
    catalogue = desk.catalogue()
    told = period or _whole(states, desk.today)
    made = figures(
        states, told.since, told.until, desk.today, terms_of(catalogue), catalogue.place_name
    )
    rows = ledger_rows(states, catalogue, masked=masked)
    counts = write_book(
        path,
        (
            Sheet("办不成事反映台账", COLUMNS, rows),
            Sheet("统计", FIGURE_COLUMNS, figure_rows(made)),
        ),
    )
    return counts[0]


def _whole(states: list[TroubleState], today: date) -> Period:
    days = [local_day(each.report.reported_ms) for each in states]
    return Period(min(days, default=today), max(days, default=today))


def _figures(title: str, row: Tally) -> tuple[str, ...]:
    counts = (row.count, row.closed, row.waiting, row.overdue)
    rates = (row.on_time_rate, row.content_rate)
    return (
        title,
        row.name,
        *map(str, counts),
        *(f"{rate:.2%}" if rate is not None else "-" for rate in rates),
        str(row.escalated),
    )


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), LOCAL_ZONE).timestamp() * 1000)
