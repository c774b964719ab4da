"""What the applicant's data already answer of an item's form, and what is left to ask.

Nothing is typed twice: a field that is declared as shared (共享字段) takes its value from the
applicant or the agent. Which fields are left depends on who applies, not on what is filled in
so far, so that no field comes or goes under the clerk's hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from counter_app.desk.intake_check import IntakeAgent, IntakeParty
from counter_app.forms.checks import visible_fields
from counter_app.forms.situations import form_fields
from counter_app.models.reference import FieldSpec, Item
from counter_app.rules.identity import IdType, check_identity

_PERSON = {
    "applicant_name": "name",
    "applicant_id": "id_number",
    "applicant_phone": "phone",
    "applicant_address": "address",
}
_ORGANISATION = {
    "org_name": "name",
    "uscc": "id_number",
    "org_phone": "phone",
    "org_address": "address",
    "legal_person": "legal_person",
}
_AGENT = {"agent_name": "name", "agent_id": "id_number", "agent_phone": "phone"}
#: What a number with a birthday in it tells by itself.
_FROM_NUMBER = ("birth_date", "gender")
_TELLING = (IdType.RESIDENT_ID.value, IdType.HMT_RESIDENCE.value)
_GENDERS = {"male": "男", "female": "女"}


def sources(applicant: IntakeParty, with_agent: bool) -> dict[str, str]:
    """Shared key -> where its value is typed (``applicant.name``, ``agent.phone`` …)."""
    if applicant.kind == "organisation":
        found = {key: f"applicant.{name}" for key, name in _ORGANISATION.items()}
        if with_agent:  # the form's 申请人 is then whoever stands at the window
            found |= {key: f"agent.{name}" for key, name in _PERSON.items() if name != "address"}
    else:
        found = {key: f"applicant.{name}" for key, name in _PERSON.items()}
        if applicant.id_type in _TELLING:
            found |= dict.fromkeys(_FROM_NUMBER, "applicant.id_number")
    if with_agent:
        found |= {key: f"agent.{name}" for key, name in _AGENT.items()}
        found["agent_relation"] = "agent.relation"
    return found


def left_to_ask(item: Item, applicant: IntakeParty, with_agent: bool) -> tuple[FieldSpec, ...]:
    """The item's own fields that nothing above answers, in their order."""
    known = sources(applicant, with_agent)
    return tuple(spec for spec in item.fields if not (spec.shared and spec.shared in known))


def demanded(item: Item, applicant: IntakeParty, with_agent: bool) -> frozenset[str]:
    """Where something must be filled in because the form wants it (``applicant.phone`` …)."""
    known = sources(applicant, with_agent)
    return frozenset(
        known[spec.shared]
        for spec in item.fields
        if spec.required and spec.shared and spec.shared in known
    )


def filled_in(
    item: Item,
    applicant: IntakeParty,
    agent: IntakeAgent | None,
    typed: Mapping[str, str],
    today: date,
) -> dict[str, str]:
    """The whole form: what was typed, and the shared fields from applicant and agent.

    Fields that do not apply with these answers are left out.
    """
    values = _values(applicant, agent, today)
    form: dict[str, str] = {}
    for spec in form_fields(item):
        source = sources(applicant, agent is not None).get(spec.shared or "")
        value = typed.get(spec.key, "") if source is None else values.get(spec.shared or "", "")
        if value:
            form[spec.key] = value
    return {
        spec.key: form[spec.key]
        for spec in visible_fields(form_fields(item), form)
        if spec.key in form
    }


def place_of(problem_field: str, item: Item, applicant: IntakeParty, with_agent: bool) -> str:
    """Where a problem of ``form.<key>`` is mended: the field itself, or what answers it."""
    key = problem_field.removeprefix("form.")
    if key == problem_field:
        return problem_field
    known = sources(applicant, with_agent)
    for spec in item.fields:
        if spec.key == key and spec.shared in known:
            return known[spec.shared or ""]
    return problem_field


def _values(applicant: IntakeParty, agent: IntakeAgent | None, today: date) -> dict[str, str]:
    parties = {"applicant": applicant}
    if agent is not None:
        parties["agent"] = agent.party
    values = {}
    for key, source in sources(applicant, agent is not None).items():
        who, _, name = source.partition(".")
        if key not in _FROM_NUMBER and key != "agent_relation":
            values[key] = str(getattr(parties[who], name))
    if agent is not None:
        values["agent_relation"] = agent.relation
    return values | _told_by_number(applicant, today)


def _told_by_number(applicant: IntakeParty, today: date) -> dict[str, str]:
    if applicant.id_type not in _TELLING:
        return {}
    checked = check_identity(IdType(applicant.id_type), applicant.id_number, today=today)
    if not checked.ok or checked.birth is None:
        return {}
    return {
        "birth_date": checked.birth.isoformat(),
        "gender": _GENDERS.get(checked.sex or "", ""),
    }
