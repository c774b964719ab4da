"""Checking what was typed about a question: every problem named by its field, none fatal."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk.intake_check import ADDRESS_MAX, NAME_MAX, NOTE_MAX, Problem
from counter_app.errors import BadInput
from counter_app.models.party import Party, PartyKind
from counter_app.models.policy import FirmSize, Inquiry, PolicySource
from counter_app.rules.contact import check_phone
from counter_app.rules.identity import IdType, check_identity
from counter_app.rules.text import clean_name, clean_text

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
        title=_text(typed.title, "title", NAME_MAX, problems),
        question=_text(typed.question, "question", QUESTION_MAX, problems),
        source=typed.source,
        asked_ms=asked_ms,
        policy=typed.policy,
        issuer=_text(typed.issuer, "issuer", NAME_MAX, problems),
        contact=_text(typed.contact, "contact", NAME_MAX, problems),
        size=typed.size,
        industry=_text(typed.industry, "industry", NAME_MAX, problems),
        note=_text(typed.note, "note", NOTE_MAX, problems),
        continues=continues,
        fingerprint=fingerprint,
    )
    return (None if problems else inquiry), problems


def _firm(typed: PolicyTyped, today: date, problems: list[Problem]) -> Party:
    name = ""
    try:
        name = clean_name(typed.name, field="name", max_len=NAME_MAX)
    except BadInput as error:
        problems.append(Problem("name", error.why))
    id_type, number = IdType.NONE, ""
    if typed.code.strip():
        id_type = IdType.USCC
        verdict = check_identity(id_type, typed.code, today=today)
        number = verdict.normal
        if not verdict.ok:
            problems.append(Problem("code", verdict.problem or "统一社会信用代码不对"))
    phone = ""
    if typed.phone.strip():
        heard = check_phone(typed.phone)
        phone = heard.normal
        if not heard.ok:
            problems.append(Problem("phone", heard.problem or "电话号码不对"))
    return Party(
        kind=PartyKind.ORGANISATION,
        name=name,
        id_type=id_type.value,
        id_number=number,
        phone=phone,
        address=_text(typed.address, "address", ADDRESS_MAX, problems),
    )


def _text(value: str, field: str, longest: int, problems: list[Problem]) -> str:
    if not value.strip(" \t\r\n\u3000"):
        return ""
    try:
        return clean_text(value, field=field, max_len=longest, multiline=True)
    except BadInput as error:
        problems.append(Problem(field, error.why))
        return ""
