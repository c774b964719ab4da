"""Which window a row of another system means (窗口), and who served there that day."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.rating_sheet import RatingRow
from counter_app.errors import BadInput
from counter_app.models.rating import Rated
from counter_app.models.reference import Window
from counter_app.rules.case_context import local_day
from counter_app.rules.rating_about import about_window
from counter_app.settings import LOCAL_ZONE
from counter_app.store import case_periods

_CODE = re.compile(r"(\d{12}|\d{6}S\d{2})[/\-_#]?(\d{1,3})")
_NUMBER = re.compile(r"(\d{1,3})\s*号?(?:窗口)?")


class WindowFinder:
    """Windows by their code, and the clerk of a window on a day as the cases tell it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        catalogue = desk.catalogue()
        self._catalogue = catalogue
        self._windows = catalogue.windows
        self._places = {place.name: code for code, place in catalogue.places.items()}
        self._clerks: dict[tuple[str, str], dict[int, set[str]]] = {}

    def about(self, row: RatingRow) -> Rated:
        """What was rated. Raises :class:`BadInput` naming the column that names no window."""
        window = self.window(row)
        about = about_window(window.place, window.number, self._catalogue.places, self._windows)
        clerk = self._clerk(window, row.given_ms)
        return replace(
            about, clerk=clerk, clerk_name=self._catalogue.staff_name(clerk) if clerk else ""
        )

    def window(self, row: RatingRow) -> Window:
        """The window: by its whole code, or by place and number, service code or name."""
        whole = _CODE.fullmatch(row.window)
        if whole is not None:
            return self._numbered(whole[1], int(whole[2]), "window")
        if not row.place and not row.window and not row.number:
            raise BadInput("window", "没有写是哪个窗口")
        place = self._place(row.place)
        if row.number or _NUMBER.fullmatch(row.window):
            field = "number" if row.number else "window"
            digits = _NUMBER.fullmatch(row.number or row.window)
            if digits is None:
                raise BadInput(field, "窗口号应为数字")
            return self._numbered(place, int(digits[1]), field)
        found = [
            each
            for each in self._windows
            if each.place == place and row.window and row.window in (each.code, each.name)
        ]
        if len(found) != 1:
            raise BadInput("window", "不能确定是哪个窗口" if found else "这里没有这个窗口")
        return found[0]

    def _place(self, text: str) -> str:
        code = text if text in self._catalogue.places else self._places.get(text, "")
        if not code:
            raise BadInput("place", f"没有“{text[:30]}”这个场所" if text else "没有写是哪个场所")
        return code

    def _numbered(self, place: str, number: int, field: str) -> Window:
        for each in self._windows:
            if (each.place, each.number) == (place, number):
                return each
        raise BadInput(field, "没有这个窗口")

    def _clerk(self, window: Window, given_ms: int) -> str:
        """Whoever alone took cases in at this window that day; "" when nobody or several did."""
        day = local_day(given_ms)
        key = (window.place, day.isoformat())
        if key not in self._clerks:
            start = datetime.combine(day, time(), LOCAL_ZONE)
            since, until = (int(at.timestamp() * 1000) for at in (start, start + timedelta(days=1)))
            sat: dict[int, set[str]] = {}
            for case in case_periods.received_between(self._desk.store, since, until, window.place):
                sat.setdefault(case.window, set()).add(case.clerk)
            self._clerks[key] = sat
        clerks = self._clerks[key].get(window.number, set())
        return next(iter(clerks)) if len(clerks) == 1 else ""
