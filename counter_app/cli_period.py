"""The period that a command tells of: two days, the last one included."""

from __future__ import annotations

import argparse
from datetime import date, datetime, time, timedelta

from counter_app.settings import LOCAL_ZONE


def add_period(parser: argparse.ArgumentParser) -> None:
    """The options of a command that tells of a time."""
    parser.add_argument("--since", type=_day, metavar="DAY", help="起始日，默认本月一日")
    parser.add_argument("--until", type=_day, metavar="DAY", help="截止日（含），默认今天")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("日期应写成 2026-11-01") from None


def period_of(arguments: argparse.Namespace, today: date) -> tuple[int, int]:
    """The period in ms (UTC), its end not included. Raises :class:`Refused` when it has none."""
    from counter_app.errors import Refused

    until: date = arguments.until or today
    since: date = arguments.since or until.replace(day=1)
    if since > until:
        raise Refused("起始日晚于截止日")
    return _midnight(since), _midnight(until + timedelta(days=1))


def _midnight(day: date) -> int:
    return int(datetime.combine(day, time(), LOCAL_ZONE).timestamp() * 1000)
