"""Writing down many helps at once (集中登记), as after a day in a village: one line a person.

What is common is said once. A line is read by what its words look like, so that it may be typed
or pasted from a spreadsheet with its columns in any order.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

import msgspec
from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.help import open_many
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.errors import BadInput
from counter_app.models.acts import help as acts
from counter_app.models.changes import Changes
from counter_app.models.help import Ask
from counter_app.protocol.ledgers import HELP
from counter_app.rules.case_context import local_day
from counter_app.settings import LOCAL_ZONE
from counter_app.store import ledger_queries

#: So many people are taken in one go: more is a spreadsheet, and that is taken in elsewhere.
MOST = 500
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}")
_NUMBER = re.compile(r"\d{6,17}[\dXx]|[0-9A-Z]{18}")
_ONE_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z.'-]+")
_BETWEEN = re.compile("[\\s,;\uff0c\uff1b]+")
_INDEX = re.compile(r"\d{1,4}[.、]?")
#: What a name that was looked for may not be: headings of the sheet that was copied.
_HEADINGS = frozenset({"姓名", "服务对象", "群众姓名", "申请人", "序号"})

#: What a line itself can have wrong, and what stands before the reason.
_OWN = {"name": "姓名", "phone": "", "id_number": "", "wish": "说明"}


class Common(msgspec.Struct, frozen=True):
    """What is the same for everybody of the list. ``where``: the event and its place;
    ``helper``: work number of who helped."""

    day: date
    kind: str = ""
    group: str = ""
    where: str = ""
    item_code: str = ""
    item_name: str = ""
    helper: str = ""


class Person(msgspec.Struct, frozen=True):
    """One line. ``key``: tells lines apart while the page is open."""

    key: int
    name: str
    phone: str = ""
    id_number: str = ""
    wish: str = ""

    @property
    def written(self) -> str:
        """The line as it can be typed again."""
        return " ".join(each for each in (self.name, self.phone, self.id_number, self.wish) if each)


class BulkDone(msgspec.Struct, frozen=True):
    """What was saved, what stays and why (by key of the line)."""

    saved: tuple[int, ...]
    problems: dict[int, str]
    changes: Changes


def people_of(text: str, first_key: int) -> list[Person]:
    """The persons in what was typed or pasted, a line each; headings and empty lines are no
    persons."""
    found: list[Person] = []
    for line in text.replace("\r", "\n").split("\n"):
        person = _person(line, first_key + len(found))
        if person is not None:
            found.append(person)
    return found


def _person(line: str, key: int) -> Person | None:
    tabbed = "\t" in line
    cells = line.split("\t") if tabbed else _BETWEEN.split(line)
    words = [word for cell in cells if (word := " ".join(cell.split()))]
    if len(words) > 1 and _INDEX.fullmatch(words[0]):
        words = words[1:]  # its number in the sheet
    if not words or words[0] in _HEADINGS:
        return None
    phone = id_number = ""
    rest: list[str] = []
    for word in words:
        if not phone and _PHONE.fullmatch(word):
            phone = word
        elif not id_number and len(word) >= 15 and _NUMBER.fullmatch(word.upper()):
            id_number = word.upper()
        else:
            rest.append(word)
    if not rest:
        return Person(key, "", phone, id_number)
    taken = 1 if tabbed else _words_of_name(rest)
    return Person(key, " ".join(rest[:taken]), phone, id_number, " ".join(rest[taken:]))


def _words_of_name(words: Sequence[str]) -> int:
    """``王 英`` is one name, and so is ``John Smith``."""
    if len(words) > 1 and all(_ONE_HAN.fullmatch(each) for each in words[:2]):
        return 2
    latin = 0
    while latin < len(words) and _LATIN.fullmatch(words[latin]):
        latin += 1
    return max(latin, 1)


def problems_of(desk: Desk, common: Common, people: Iterable[Person]) -> dict[int, str]:
    """What is wrong with which line, by key; nothing of what is common is told."""
    return _checked(desk, common, people)[1]


def save(desk: Desk, common: Common, people: Sequence[Person]) -> BulkDone:
    """Write the right lines down, in one durable transaction; the others stay with their reason.

    The same list again adds nothing. Raises ``BadInput`` for what is common, with nothing saved.
    """
    _check_common(desk, common)
    good, problems = _checked(desk, common, people)
    staff = common.helper or desk.actor.work_no
    name = desk.catalogue().staff_name(staff)
    done = open_many(
        desk,
        (
            acts.FinishedAtOnce(ask, finished_ms=ask.asked_ms, staff=staff, staff_name=name)
            for ask in good.values()
        ),
    )
    return BulkDone(tuple(good), problems, done.changes if good else Changes())


def _check_common(desk: Desk, common: Common) -> None:
    if common.day > desk.today:
        raise BadInput("day", "日期晚于今天")
    person = desk.catalogue().staff.get(common.helper) if common.helper else None
    if common.helper and (person is None or not person.active):
        raise BadInput("helper", "没有这个工号的在岗人员")
    probe = Person(0, "某某")
    _, problems = _ask(desk, common, probe, "")
    for field, why in problems.items():
        raise BadInput("where" if field == "note" else field, why)


def _checked(
    desk: Desk, common: Common, people: Iterable[Person]
) -> tuple[dict[int, Ask], dict[int, str]]:
    good: dict[int, Ask] = {}
    problems: dict[int, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for row, person in enumerate(people, 1):
        mark = _fingerprint(common, person)
        ask, wrong = _ask(desk, common, person, mark)
        told = [before + wrong[field] for field, before in _OWN.items() if field in wrong]
        key = (person.name, person.phone or person.id_number)
        if not told and key in seen:
            told.append(f"与第 {seen[key]} 行是同一人；若是两人请补电话或证件号")
        if not told and ledger_queries.by_fingerprint(desk.store, HELP, mark) is not None:
            told.append("这一天的这项帮办已经登记过")
        seen.setdefault(key, row)
        if told:
            problems[person.key] = ";".join(told)
        elif ask is not None:
            good[person.key] = ask
    return good, problems


def _ask(
    desk: Desk, common: Common, person: Person, fingerprint: str
) -> tuple[Ask | None, dict[str, str]]:
    typed = HelpTyped(
        name=person.name,
        kind=common.kind,
        group=common.group,
        source="home_visit" if common.kind == "home" else "window",
        phone=person.phone,
        id_number=person.id_number,
        wish=person.wish,
        item_code=common.item_code,
        item_name=common.item_name,
        note=common.where,
    )
    ask, problems = check_help(
        typed,
        asked_ms=_moment(desk, common.day),
        today=desk.today,
        areas=desk.catalogue().areas,
        fingerprint=fingerprint,
    )
    return ask, {each.field: each.why for each in problems}


def _moment(desk: Desk, day: date) -> int:
    """Now, or noon of an earlier day, in ms (UTC)."""
    now = desk.store.now_ms()
    if day >= local_day(now):
        return now
    return int(datetime.combine(day, time(12), LOCAL_ZONE).timestamp() * 1000)


def _fingerprint(common: Common, person: Person) -> str:
    """The same person with the same help on the same day, whoever writes it down."""
    said = [common.day.isoformat(), common.kind, common.where, common.item_name]
    who = replace(person, key=0)
    body = msgspec.json.encode(["help-bulk", said, who])
    return hashlib.sha256(body).hexdigest()
