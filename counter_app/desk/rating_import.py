"""Taking another system's ratings in (导入评价): each row durable before the next begins.

A row of a window is numbered by what it says, so the same file on two machines makes the
same ratings; a row of a case meets whatever was rated for that case and stage before.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from counter_app.desk import rate
from counter_app.desk.backfill import ImportResult, Problems, take_each
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Problem
from counter_app.desk.rate import Said
from counter_app.desk.rating_sheet import RatingRow, rows_of_ratings
from counter_app.desk.rating_windows import WindowFinder
from counter_app.errors import BadInput, Refused
from counter_app.models.rating_state import RatingState
from counter_app.protocol.ledgers import RATING
from counter_app.rules.numbers import parse_case_number
from counter_app.rules.rating_authority import SUPERVISING
from counter_app.rules.rating_codes import directions, read_grade
from counter_app.rules.rating_numbers import of_case, sent_in
from counter_app.rules.rating_reasons import DEFAULT
from counter_app.store import ledger_queries, queries


def import_ratings(
    desk: Desk,
    path: Path,
    interface: str = "",
    *,
    progress: Callable[[int], bool] | None = None,
) -> ImportResult:
    """Take in a .csv or .xlsx file; the same file again adds nothing.

    ``interface``: whose table it is, where it numbers the grades (which way they run is
    reference data). Refused rows are told by row and column. ``progress(row)`` may return False
    to stop. Raises :class:`Refused` for anybody but supervision and administration.
    """
    if not SUPERVISING & desk.actor.roles:
        raise Refused("只有督导、管理岗位可以导入评价")
    known = directions(desk.catalogue().rating_interfaces)
    if interface and interface not in known:
        names = "、".join(sorted(known))
        raise Refused(f"没有登记过评价接口“{interface[:30]}”", hint=f"已登记的有：{names}")
    taking = _Taking(desk, interface)
    return take_each(rows_of_ratings(path), taking.take, progress=progress)


class _Taking:
    """One file being taken in."""

    def __init__(self, desk: Desk, interface: str) -> None:
        self._desk = desk
        self._interface = interface
        self._known = directions(desk.catalogue().rating_interfaces)
        self._windows = WindowFinder(desk)
        rows = (*DEFAULT, *desk.catalogue().rating_reasons)
        self._codes = {row.text: row.code for row in rows}

    def take(self, row: Any) -> bool:
        """True: a rating was taken in now. False: it is here already."""
        if isinstance(row, Exception):
            raise row
        assert isinstance(row, RatingRow)
        try:
            return self._take(row)
        except BadInput as error:
            field = {"given_at": "day"}.get(error.field, error.field)
            raise Problems([Problem(row.columns.get(field, field), error.why)]) from error

    def _take(self, row: RatingRow) -> bool:
        desk = self._desk
        grade = read_grade(row.grade, self._interface, self._known)
        if grade is None:
            raise BadInput("grade", self._unread(row.grade))
        reasons = tuple(self._codes.get(word, word) for word in row.reasons)
        said = Said(grade, reasons, row.text, row.rater)
        if row.case:
            return self._take_for_case(row, said)
        number = sent_in(bytes.fromhex(row.fingerprint))
        if _state(desk, number) is not None:
            return False
        about = self._windows.about(row)
        act = rate.given(about, said, row.channel, row.given_ms, row.source, row.fingerprint)
        return rate.give_numbered(desk, number, act).counted

    def _take_for_case(self, row: RatingRow, said: Said) -> bool:
        desk = self._desk
        parsed = parse_case_number(row.case, desk.store.identity.county_code)
        if parsed is None:
            raise BadInput("case", "办件编号不对，请核对校验位")
        before = _state(desk, of_case(parsed.text, row.stage))
        if before is not None and row.fingerprint in _marks(before):
            return False
        case = queries.by_number(desk.store, parsed.text)
        if case is not None:
            rate.give_for_case(
                desk, case, row.stage, said, row.channel,
                given_ms=row.given_ms, source=row.source, fingerprint=row.fingerprint,
            )  # fmt: skip
            return True
        about = self._windows.about(row)
        act = rate.given(about, said, row.channel, row.given_ms, row.source, row.fingerprint)
        rate.give_numbered(desk, of_case(parsed.text, row.stage), act)
        return True

    def _unread(self, text: str) -> str:
        if text.strip().isdigit() and not self._interface:
            return "等级是数字，请说明来自哪个评价接口（编码方向不同）"
        return f"不认识“{text[:20]}”"


def _marks(state: RatingState) -> set[str]:
    return {state.fingerprint, *(each.fingerprint for each in state.later)}


def _state(desk: Desk, number: str) -> RatingState | None:
    found: RatingState | None = ledger_queries.state_of(desk.store, RATING.subject(number))
    return found
