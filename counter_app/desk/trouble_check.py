"""Checking what was typed about a matter: every problem named by its field, none fatal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

import msgspec

from counter_app.desk.intake_check import NAME_MAX, NOTE_MAX, Problem
from counter_app.desk.person_check import PersonTyped, check_person, cleaned
from counter_app.models.reference import Staff, TroubleList
from counter_app.models.trouble import Channel, Report, Try
from counter_app.rules.numbers import parse_case_number
from counter_app.rules.trouble_terms import Terms
from counter_app.store.catalogue import Catalogue

#: Characters of what could not be done, and of what is wished.
TEXT_MAX = 1000
_TRY_MAX = 200
_BETWEEN = re.compile(r"[;;\n]+")
_DAY = re.compile(r"(?:(\d{4})[-./年])?(\d{1,2})[-./月](\d{1,2})日?\s*")
_MOST_TRIPS = 999


class TroubleTyped(msgspec.Struct, frozen=True):
    """What was typed, not yet checked. ``tried``: earlier ways, parted by semicolons, each a day,
    a place and what was said there; ``complained``: work number or name."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    organisation: bool = False
    anonymous: bool = False
    kind: str = ""
    reasons: tuple[str, ...] = ()
    text: str = ""
    wish: str = ""
    item_code: str = ""
    item_name: str = ""
    case: str = ""
    tried: str = ""
    trips: str = ""
    department: str = ""
    complained: str = ""
    channel: str = Channel.WINDOW.value
    note: str = ""


def check_trouble(
    typed: TroubleTyped,
    *,
    reported_ms: int,
    today: date,
    catalogue: Catalogue,
    terms: Terms,
    fingerprint: str = "",
) -> tuple[Report | None, list[Problem]]:
    """The report as it is recorded, or None with every problem found."""
    problems: list[Problem] = []
    person = check_person(
        PersonTyped(typed.name, typed.phone, typed.id_number, typed.address),
        problems,
        today=today,
        areas=catalogue.areas,
        organisation=typed.organisation,
        unnamed=typed.anonymous,
    )
    if not typed.text.strip():
        problems.append(Problem("text", "请写明什么事没有办成"))
    if not terms.offers(TroubleList.KIND, typed.kind):
        problems.append(Problem("kind", "请选择反映类别"))
    if typed.channel not in {each.value for each in Channel}:
        problems.append(Problem("channel", "请选择反映渠道"))
    staff, called = complained_of(typed.complained, catalogue.staff)
    report = Report(
        person=person,
        channel=typed.channel,
        kind=typed.kind,
        text=cleaned(typed.text, "text", TEXT_MAX, problems),
        reported_ms=reported_ms,
        reasons=typed.reasons,
        wish=cleaned(typed.wish, "wish", TEXT_MAX, problems),
        item_code=typed.item_code,
        item_name=cleaned(typed.item_name, "item_name", NAME_MAX, problems),
        case=_case(typed.case, problems),
        tries=read_tries(typed.tried, today, problems),
        trips=_trips(typed.trips, problems),
        department=cleaned(typed.department, "department", NAME_MAX, problems),
        complained=staff,
        complained_name=cleaned(called, "complained", NAME_MAX, problems),
        anonymous=typed.anonymous,
        note=cleaned(typed.note, "note", NOTE_MAX, problems),
        fingerprint=fingerprint,
    )
    return (None if problems else report), problems


def complained_of(typed: str, staff: Mapping[str, Staff]) -> tuple[str, str]:
    """(work number, name) of whom a number or a name means; a name that two people have, or
    nobody here, stays a name."""
    said = typed.strip()
    person = staff.get(said.upper())
    if person is not None:
        return person.work_no, person.name
    named = [each for each in staff.values() if said and each.name == said]
    return (named[0].work_no, said) if len(named) == 1 else ("", said)


def read_tries(text: str, today: date, problems: list[Problem]) -> tuple[Try, ...]:
    """``10.9 不动产窗口 说缺档案;档案馆``: a day in front where there is one, the place up to the
    first blank, and what was said."""
    found = []
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)):
        if part.strip():
            found.append(_try(part.strip(), today, problems))
    return tuple(found)


def _try(part: str, today: date, problems: list[Problem]) -> Try:
    dated = _DAY.match(part)
    day = None
    if dated is not None:
        day = _last(dated, today)
        if day is None:
            problems.append(Problem("tried", f"没有 {dated.group().strip()} 这一天"))
        part = part[dated.end() :]
    place, _, said = part.partition(" ")
    if not place:
        problems.append(Problem("tried", "请写明此前在哪里办过"))
    return Try(
        cleaned(place, "tried", _TRY_MAX, problems), day, cleaned(said, "tried", _TRY_MAX, problems)
    )


def _last(dated: re.Match[str], today: date) -> date | None:
    """The day that is meant; without a year the last such day."""
    year, month, of_month = dated.groups()
    for each in (int(year),) if year else (today.year, today.year - 1):
        try:
            day = date(each, int(month), int(of_month))
        except ValueError:
            continue
        if year or day <= today:
            return day
    return None


def _case(typed: str, problems: list[Problem]) -> str:
    if not typed.strip():
        return ""
    parsed = parse_case_number(typed.strip())
    if parsed is None:
        problems.append(Problem("case", "这不是办件编号，请核对最后一位"))
        return ""
    return parsed.text


def _trips(typed: str, problems: list[Problem]) -> int:
    said = unicodedata.normalize("NFKC", typed).strip().removesuffix("次")
    if not said:
        return 0
    if not (said.isascii() and said.isdigit()) or int(said) > _MOST_TRIPS:
        problems.append(Problem("trips", "请填次数，如 3"))
        return 0
    return int(said)
