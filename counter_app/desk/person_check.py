"""Checking who somebody is, as it was typed for a ledger beside the cases: every problem named by
its field, none fatal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from counter_app.desk.intake_check import ADDRESS_MAX, NAME_MAX, Problem
from counter_app.errors import BadInput
from counter_app.models.party import Party, PartyKind
from counter_app.rules.contact import check_phone
from counter_app.rules.identity import AreaCode, IdType, check_identity
from counter_app.rules.text import clean_name, clean_text


class PersonTyped(msgspec.Struct, frozen=True):
    """What was typed about a person or a body, not yet checked."""

    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""


def check_person(
    typed: PersonTyped,
    problems: list[Problem],
    *,
    today: date,
    areas: Mapping[str, AreaCode] | None = None,
    organisation: bool = False,
    unnamed: bool = False,
) -> Party:
    """The party as it is recorded; what is wrong is added to ``problems``.

    Neither a number nor a phone has to be there, but what is there must be right. ``unnamed``:
    nor has a name.
    """
    name = ""
    try:
        name = clean_name(typed.name, field="name", max_len=NAME_MAX, required=not unnamed)
        if name and not any(character.isalpha() for character in name):
            problems.append(Problem("name", "姓名里没有文字"))
    except BadInput as error:
        problems.append(Problem("name", error.why))
    id_type, number = IdType.NONE, ""
    if typed.id_number.strip():
        id_type = IdType.USCC if organisation else IdType.RESIDENT_ID
        verdict = check_identity(id_type, typed.id_number, today=today, areas=areas)
        number = verdict.normal
        if not verdict.ok:
            problems.append(Problem("id_number", verdict.problem or "证件号码不对"))
    phone = ""
    if typed.phone.strip():
        heard = check_phone(typed.phone)
        phone = heard.normal
        if not heard.ok:
            problems.append(Problem("phone", heard.problem or "电话号码不对"))
    return Party(
        kind=PartyKind.ORGANISATION if organisation else PartyKind.PERSON,
        name=name,
        id_type=id_type.value,
        id_number=number,
        phone=phone,
        address=cleaned(typed.address, "address", ADDRESS_MAX, problems),
    )


def cleaned(value: str, field: str, longest: int, problems: list[Problem]) -> str:
    """Text as it is recorded, "" for blanks."""
    if not value.strip(" \t\r\n\u3000"):
        return ""
    try:
        return clean_text(value, field=field, max_len=longest, multiline=True)
    except BadInput as error:
        problems.append(Problem(field, error.why))
        return ""
