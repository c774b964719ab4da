"""Checking an intake before it becomes a case: every problem named by its field, none fatal.

The page asks as the clerk types; ``cases import`` asks for every line. Values are normalised
rather than refused wherever their meaning is clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import msgspec

from counter_app.errors import BadInput
from counter_app.forms.checks import check_form
from counter_app.forms.situations import form_fields
from counter_app.models.case import ItemRef, MaterialForm, MaterialLine
from counter_app.models.party import Agent, Party, PartyKind
from counter_app.models.reference import Handling, Item, LimitUnit
from counter_app.rules.contact import check_phone
from counter_app.rules.identity import AreaCode, IdType, check_identity
from counter_app.rules.text import clean_name, clean_text
from counter_app.store.catalogue import Catalogue

#: Longest texts that are taken, in characters. GB/T 39046 allows less on export only.
NAME_MAX = 200
ADDRESS_MAX = 300
NOTE_MAX = 2000
VALUE_MAX = 2000
COUNT_MAX = 999


#: shared fields whose value is the applicant's or agent's document
_CHECKED_WITH_PARTY = frozenset({"applicant_id", "agent_id"})


class IntakeParty(msgspec.Struct, frozen=True):
    """A person or body as typed, not yet checked."""

    kind: str = "person"
    name: str = ""
    id_type: str = "resident_id"
    id_number: str = ""
    phone: str = ""
    address: str = ""
    phone_relation: str = ""
    legal_person: str = ""


class IntakeAgent(msgspec.Struct, frozen=True):
    """An agent as typed."""

    party: IntakeParty = IntakeParty()
    relation: str = ""
    authorisation: str = ""


class IntakeMaterial(msgspec.Struct, frozen=True):
    """One ticked material line as typed."""

    name: str
    form: str = "missing"
    count: int = 1
    required: bool = True
    note: str = ""
    certificate: str = ""
    returned: bool = False


class Intake(msgspec.Struct, frozen=True):
    """Everything on the intake page; also the body of its draft."""

    item_code: str = ""
    applicant: IntakeParty = IntakeParty()
    agent: IntakeAgent | None = None
    materials: tuple[IntakeMaterial, ...] = ()
    form: dict[str, str] = {}
    channel: str = "window"
    note: str = ""
    received_ms: int | None = None
    fingerprint: str = ""
    #: code of the reason for which it goes first (绿色通道), "" = in turn
    priority: str = ""


class Problem(msgspec.Struct, frozen=True):
    """One thing that must be mended. ``field``: dotted path, e.g. ``applicant.id_number``."""

    field: str
    why: str


class CheckedIntake(msgspec.Struct, frozen=True):
    """A clean intake: normalised values, ready to be received."""

    item: ItemRef
    applicant: Party
    agent: Agent | None
    materials: tuple[MaterialLine, ...]
    form: dict[str, str]
    channel: str
    note: str
    received_ms: int | None
    fingerprint: str
    warnings: tuple[Problem, ...] = ()
    priority: str = ""


def check_intake(
    intake: Intake, catalogue: Catalogue, today: date, *, whole_form: bool = True
) -> tuple[CheckedIntake | None, tuple[Problem, ...]]:
    """The clean intake, or None and what must be mended.

    ``whole_form=False`` (imports of old paper cases) does not demand the item's own fields.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    item = _item(intake.item_code, catalogue, problems)
    areas = catalogue.areas
    applicant = _party(intake.applicant, "applicant", today, areas, problems, warnings)
    agent = None
    if intake.agent is not None:
        party = _party(intake.agent.party, "agent", today, areas, problems, warnings)
        agent = Agent(
            party,
            _text(intake.agent.relation, "agent.relation", 50, problems),
            _text(intake.agent.authorisation, "agent.authorisation", 200, problems),
        )
    materials = tuple(
        _material(line, index, problems) for index, line in enumerate(intake.materials, 1)
    )
    form = _form(intake, item, today, whole_form, problems)
    note = _text(intake.note, "note", NOTE_MAX, problems, multiline=True)
    reason = next((r for r in catalogue.priority_reasons if r.code == intake.priority), None)
    if reason is not None and not reason.by_itself and not note:
        problems.append(Problem("note", f"请写明为什么优先（{reason.name}）"))
    if problems or item is None:
        return None, tuple(problems)
    checked = CheckedIntake(
        item=item_ref(item, catalogue.item_editions.get(item.code, catalogue.edition)),
        applicant=applicant,
        agent=agent,
        materials=materials,
        form=form,
        channel=intake.channel,
        note=note,
        received_ms=intake.received_ms,
        fingerprint=intake.fingerprint,
        warnings=tuple(warnings),
        priority=intake.priority,
    )
    return checked, ()


def item_ref(item: Item, edition: int) -> ItemRef:
    """What a case keeps of its item for ever."""
    return ItemRef(
        code=item.code,
        name=item.name,
        edition=edition,
        department=item.department,
        item_type=item.item_type.label,
        instant=item.handling is Handling.INSTANT,
        promised_days=item.promised_days,
        legal_days=item.legal_days,
        promised_unit=_unit(item.promised_unit),
        legal_unit=_unit(item.legal_unit),
        result_name=item.result.name or "",
    )


def _unit(unit: LimitUnit) -> str:
    return "" if unit is LimitUnit.WORKING_DAY else unit.value


def _item(code: str, catalogue: Catalogue, problems: list[Problem]) -> Item | None:
    item = catalogue.items.get(code)
    if item is not None:
        return item
    if not code:
        problems.append(Problem("item", "请先选择事项"))
    elif code in catalogue.withdrawn_items:
        problems.append(Problem("item", "这一事项已停用，不能再收件"))
    else:
        problems.append(Problem("item", "没有这一事项编码"))
    return None


def _party(
    typed: IntakeParty,
    path: str,
    today: date,
    areas: Mapping[str, AreaCode],
    problems: list[Problem],
    warnings: list[Problem],
) -> Party:
    name = ""
    try:
        name = clean_name(typed.name, field=f"{path}.name", max_len=NAME_MAX)
    except BadInput as error:
        problems.append(Problem(f"{path}.name", error.why))
    id_number = ""
    try:
        id_type = IdType(typed.id_type)
    except ValueError:
        problems.append(Problem(f"{path}.id_type", "没有这种证件类型"))
        id_type = IdType.OTHER
    if typed.id_number or id_type is not IdType.NONE:
        verdict = check_identity(id_type, typed.id_number, today=today, areas=areas)
        id_number = verdict.normal
        if not verdict.ok:
            problems.append(Problem(f"{path}.id_number", verdict.problem or "证件号码不对"))
        warnings += [Problem(f"{path}.id_number", warning) for warning in verdict.warnings]
    phone = ""
    if typed.phone.strip():
        heard = check_phone(typed.phone)
        phone = heard.normal
        if not heard.ok:
            problems.append(Problem(f"{path}.phone", heard.problem or "电话号码不对"))
    try:
        kind = PartyKind(typed.kind)
    except ValueError:
        problems.append(Problem(f"{path}.kind", "应为 person 或 organisation"))
        kind = PartyKind.PERSON
    return Party(
        kind=kind,
        name=name,
        id_type=id_type.value,
        id_number=id_number,
        phone=phone,
        address=_text(typed.address, f"{path}.address", ADDRESS_MAX, problems),
        phone_relation=_text(typed.phone_relation, f"{path}.phone_relation", 50, problems),
        legal_person=_text(typed.legal_person, f"{path}.legal_person", NAME_MAX, problems),
    )


def _material(line: IntakeMaterial, row: int, problems: list[Problem]) -> MaterialLine:
    path = f"materials[{row}]"
    name = _text(line.name, f"{path}.name", NAME_MAX, problems)
    if not name and not _has(problems, f"{path}.name"):
        problems.append(Problem(f"{path}.name", "材料名称不能为空"))
    try:
        form = MaterialForm(line.form)
    except ValueError:
        problems.append(Problem(f"{path}.form", "没有这种提交方式"))
        form = MaterialForm.MISSING
    if not 0 <= line.count <= COUNT_MAX:
        problems.append(Problem(f"{path}.count", f"份数应为 0 至 {COUNT_MAX}"))
    return MaterialLine(
        name=name,
        form=form,
        count=line.count,
        required=line.required,
        note=_text(line.note, f"{path}.note", 500, problems),
        certificate=line.certificate,
        returned=line.returned,
    )


def _form(
    intake: Intake, item: Item | None, today: date, whole: bool, problems: list[Problem]
) -> dict[str, str]:
    cleaned: dict[str, str] = {}
    for key, value in intake.form.items():
        _text(key, "form", 100, problems)
        cleaned[key] = _text(value, f"form.{key}", VALUE_MAX, problems, multiline=True)
    if item is None:
        return cleaned
    # Whose number it is was checked by its own kind of document, which may be no ID card.
    asked = [spec for spec in form_fields(item) if spec.shared not in _CHECKED_WITH_PARTY]
    declared = {spec.key for spec in asked}
    values, found = check_form(
        asked, {key: value for key, value in cleaned.items() if key in declared}, today=today
    )
    for problem in found:
        given = bool(cleaned.get(problem.field))
        if problem.serious and (whole or given):
            problems.append(Problem(f"form.{problem.field}", problem.why))
    # What no field of this edition declares was still written on the paper: it is kept.
    return {key: value for key, value in cleaned.items() if key not in declared} | values


def _text(
    value: str, path: str, longest: int, problems: list[Problem], *, multiline: bool = False
) -> str:
    if not value.strip(" \t\r\n\u3000"):
        return ""
    try:
        return clean_text(value, field=path, max_len=longest, multiline=multiline)
    except BadInput as error:
        problems.append(Problem(path, error.why))
        return ""


def _has(problems: list[Problem], path: str) -> bool:
    return any(problem.field == path for problem in problems)
