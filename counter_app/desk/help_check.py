"""Checking what was typed about a line of help: every problem named by its field, none fatal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from counter_app.desk.intake_check import NAME_MAX, NOTE_MAX, Problem
from counter_app.desk.person_check import PersonTyped, check_person, cleaned
from counter_app.models.help import Ask, HelpGroup, HelpKind, HelpSource
from counter_app.rules.identity import AreaCode

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
        person=check_person(
            PersonTyped(typed.name, typed.phone, typed.id_number, typed.address),
            problems,
            today=today,
            areas=areas,
            organisation=typed.group == HelpGroup.ENTERPRISE,
        ),
        kind=typed.kind,
        group=typed.group,
        source=typed.source,
        asked_ms=asked_ms,
        wish=cleaned(typed.wish, "wish", WISH_MAX, problems),
        item_code=typed.item_code,
        item_name=cleaned(typed.item_name, "item_name", NAME_MAX, problems),
        group_proof=cleaned(typed.group_proof, "group_proof", NAME_MAX, problems),
        project=cleaned(typed.project, "project", NAME_MAX, problems),
        note=cleaned(typed.note, "note", NOTE_MAX, problems),
        continues=continues,
        fingerprint=fingerprint,
    )
    return (None if problems else ask), problems
