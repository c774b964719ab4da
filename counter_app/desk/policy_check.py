"""Checking what was typed about a question: every problem named by its field, none fatal."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.intake_check import NAME_MAX, NOTE_MAX, Problem
from counter_app.desk.person_check import PersonTyped, check_person, cleaned
from counter_app.models.party import Party
from counter_app.models.policy import FirmSize, Inquiry, PolicySource

QUESTION_MAX = 2000
ANSWER_MAX = 4000


class PolicyTyped(msgspec.Struct, frozen=True):
    """What was typed, not yet checked. ``policy``: code of the one that was chosen, "" when
    ``title`` is in somebody's own words. ``size``, ``source``: values of the enums."""

    name: str = ""
    question: str = ""
    title: str = ""
    policy: str = ""
    issuer: str = ""
    code: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    size: str = ""
    industry: str = ""
    source: str = PolicySource.WINDOW.value
    note: str = ""


def check_policy(
    typed: PolicyTyped,
    *,
    asked_ms: int,
    today: date,
    fingerprint: str = "",
    continues: str = "",
) -> tuple[Inquiry | None, list[Problem]]:
    """The question as it is recorded, or None with every problem found.

    Neither code nor phone has to be there, but what is there must be right.
    """
    problems: list[Problem] = []
    if typed.source not in list(PolicySource):
        problems.append(Problem("source", "请选择咨询渠道"))
    if typed.size and typed.size not in list(FirmSize):
        problems.append(Problem("size", "请选择企业规模"))
    if not typed.question.strip():
        problems.append(Problem("question", "请填写咨询的问题"))
    inquiry = Inquiry(
        firm=_firm(typed, today, problems),
        title=cleaned(typed.title, "title", NAME_MAX, problems),
        question=cleaned(typed.question, "question", QUESTION_MAX, problems),
        source=typed.source,
        asked_ms=asked_ms,
        policy=typed.policy,
        issuer=cleaned(typed.issuer, "issuer", NAME_MAX, problems),
        contact=cleaned(typed.contact, "contact", NAME_MAX, problems),
        size=typed.size,
        industry=cleaned(typed.industry, "industry", NAME_MAX, problems),
        note=cleaned(typed.note, "note", NOTE_MAX, problems),
        continues=continues,
        fingerprint=fingerprint,
    )
    return (None if problems else inquiry), problems


def _firm(typed: PolicyTyped, today: date, problems: list[Problem]) -> Party:
    found: list[Problem] = []
    who = PersonTyped(typed.name, typed.phone, typed.code, typed.address)
    firm = check_person(who, found, today=today, organisation=True)
    problems += [Problem("code", p.why) if p.field == "id_number" else p for p in found]
    return firm
