"""Checking what was typed about a line of help: every problem named by its field, none fatal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from counter_app.desk.intake_check import ADDRESS_MAX, NAME_MAX, NOTE_MAX, Problem
from counter_app.errors import BadInput
from counter_app.models.help import Ask, HelpGroup, HelpKind, HelpSource
from counter_app.models.party import Party, PartyKind
from counter_app.rules.contact import check_phone
from counter_app.rules.identity import AreaCode, IdType, check_identity
from counter_app.rules.text import clean_name, clean_text

WISH_MAX = 500


class HelpTyped(msgspec.Struct, frozen=True):
    """What was typed, not yet checked. ``kind``, ``group``, ``source``: values of the enums."""

    name: str = ""
    kind: str = ""
    group: str = ""
    source: str = "window"
    phone: str = ""
    id_number: str = ""
    address: str = ""
    wish: str = ""
    item_code: str = ""
    item_name: str = ""
    group_proof: str = ""
    project: str = ""
    note: str = ""


def check_help(
    typed: HelpTyped,
    *,
    asked_ms: int,
    today: date,
    areas: Mapping[str, AreaCode] | None = None,
    fingerprint: str = "",
    continues: str = "",
) -> tuple[Ask | None, list[Problem]]:
    """The need as it is recorded, or None with every problem found.

    Help is given to whoever asks: neither a number nor a phone has to be there, but what is
    there must be right.
    """
    problems: list[Problem] = []
    for field, kind, why in (
        ("kind", HelpKind, "请选择帮办方式"),
        ("group", HelpGroup, "请选择服务对象类别"),
        ("source", HelpSource, "请选择需求来源"),
    ):
        value = getattr(typed, field)
        if value not in {each.value for each in kind}:
            problems.append(Problem(field, why))
    ask = Ask(
        person=_person(typed, today, areas, problems),
        kind=typed.kind,
        group=typed.group,
        source=typed.source,
        asked_ms=asked_ms,
        wish=_text(typed.wish, "wish", WISH_MAX, problems),
        item_code=typed.item_code,
        item_name=_text(typed.item_name, "item_name", NAME_MAX, problems),
        group_proof=_text(typed.group_proof, "group_proof", NAME_MAX, problems),
        project=_text(typed.project, "project", NAME_MAX, problems),
        note=_text(typed.note, "note", NOTE_MAX, problems),
        continues=continues,
        fingerprint=fingerprint,
    )
    return (None if problems else ask), problems


def _person(
    typed: HelpTyped,
    today: date,
    areas: Mapping[str, AreaCode] | None,
    problems: list[Problem],
) -> Party:
    name = ""
    try:
        name = clean_name(typed.name, field="name", max_len=NAME_MAX)
        if not any(character.isalpha() for character in name):
            problems.append(Problem("name", "姓名里没有文字"))
    except BadInput as error:
        problems.append(Problem("name", error.why))
    enterprise = typed.group == HelpGroup.ENTERPRISE
    id_type, number = IdType.NONE, ""
    if typed.id_number.strip():
        id_type = IdType.USCC if enterprise else IdType.RESIDENT_ID
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
        kind=PartyKind.ORGANISATION if enterprise else PartyKind.PERSON,
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
