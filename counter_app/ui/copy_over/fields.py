"""What is copied over, field by field, and in which order; nothing of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from counter_app.forms.kinds import is_known, kind_of
from counter_app.forms.situations import is_situation
from counter_app.models.case import CaseState
from counter_app.models.party import Party, PartyKind
from counter_app.models.reference import FieldSpec
from counter_app.rules.masking import mask_address, mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.ui.case.answers import shown_value

#: Items whose order is remembered.
MOST_ORDERS = 200


class CopyField(msgspec.Struct, frozen=True):
    """One field. ``value`` goes to the clipboard, ``shown`` may stand on the screen."""

    key: str
    label: str
    value: str
    shown: str


class CopyOrders(msgspec.Struct, frozen=True):
    """Item code -> keys in the order in which they were last copied: no personal data."""

    orders: dict[str, tuple[str, ...]] = {}


def copy_fields(state: CaseState, specs: Iterable[FieldSpec]) -> tuple[CopyField, ...]:
    """Everything a department may ask again, in the order of the form; blanks are left out.

    What a form field only repeats of the applicant or the agent is not offered twice.
    """
    fields = [*_party("applicant", "", state.applicant)]
    if state.agent is not None:
        fields += [
            *_party("agent", "代理人", state.agent.party),
            CopyField("agent.relation", "代理人与申请人关系", *(2 * (state.agent.relation,))),
        ]
    told = {field.value for field in fields}
    for spec in specs:
        value = state.form.get(spec.key, "")
        if not is_situation(spec.key) and not (spec.shared and value in told):
            fields.append(_answer(spec, value))
    number = CopyField("number", "办件编号", state.number, spoken(state.number))
    return tuple(field for field in (*fields, number) if field.value)


def in_order(fields: Sequence[CopyField], keys: Sequence[str]) -> tuple[CopyField, ...]:
    """The fields as they were copied the last time; what is new stays in its place behind."""
    place = {key: number for number, key in enumerate(keys)}
    return tuple(sorted(fields, key=lambda each: place.get(each.key, len(place))))


def learned(
    before: CopyOrders, item: str, fields: Sequence[CopyField], copied: Sequence[str]
) -> CopyOrders | None:
    """The orders with the one that was used now; None when it is the one known already.

    ``copied``: keys in the order in which they were taken. What was not taken comes after.
    """
    taken = list(dict.fromkeys(copied))
    rest = [field.key for field in fields if field.key not in taken]
    if len(taken) < 2 or [*taken, *rest] == [field.key for field in fields]:
        return None
    others = {code: keys for code, keys in before.orders.items() if code != item}
    kept = dict(list(others.items())[-(MOST_ORDERS - 1) :])
    return CopyOrders({**kept, item: (*taken, *rest)})


def _party(path: str, whose: str, party: Party) -> list[CopyField]:
    body = party.kind is PartyKind.ORGANISATION
    named = "单位名称" if body else "姓名"
    rows = (
        ("name", named, party.name, party.name),
        ("id_number", "证件号码", party.id_number, mask_id(party.id_number)),
        ("legal_person", "法定代表人", party.legal_person, party.legal_person),
        ("phone", "联系电话", party.phone, mask_phone(party.phone)),
        ("address", "住所" if body else "地址", party.address, mask_address(party.address)),
    )
    return [CopyField(f"{path}.{n}", f"{whose}{label}", v, shown) for n, label, v, shown in rows]


def _answer(spec: FieldSpec, value: str) -> CopyField:
    shown = shown_value(spec, value) if value and is_known(spec.kind) else value
    return CopyField(f"form.{spec.key}", spec.label, _plain(spec, value), shown)


def _plain(spec: FieldSpec, value: str) -> str:
    """As another program wants it typed: the stored spelling, without units or marks."""
    return value if kind_of(spec).name != "money" else value.removesuffix(".00")
