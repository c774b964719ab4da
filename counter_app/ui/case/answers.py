"""The answers of a form as the case page shows them: in their order, sensitive ones masked."""

from __future__ import annotations

import msgspec

from counter_app.forms.kinds import is_known, kind_of
from counter_app.models.case import CaseState
from counter_app.models.reference import FieldSpec
from counter_app.rules import masking


class Answer(msgspec.Struct, frozen=True):
    """One field of the form as it is shown. ``value`` is whole, ``shown`` may be masked."""

    key: str
    label: str
    value: str
    shown: str
    masked: bool


def answers_of(state: CaseState, fields: tuple[FieldSpec, ...]) -> tuple[Answer, ...]:
    """Declared fields in their order, then what an older edition or an import left."""
    specs = {spec.key: spec for spec in fields}
    keys = [key for key in specs if key in state.form]
    keys += [key for key in state.form if key not in specs]
    return tuple(_answer(key, state.form[key], specs.get(key)) for key in keys)


def _answer(key: str, value: str, spec: FieldSpec | None) -> Answer:
    if spec is None or not is_known(spec.kind):
        return Answer(key, spec.label if spec else key, value, value, False)
    if not kind_of(spec).sensitive:
        return Answer(key, spec.label, value, _shown(spec, value), False)
    return Answer(key, spec.label, value, mask_value(spec, value), True)


def mask_value(spec: FieldSpec, value: str) -> str:
    """A sensitive value by the mask of its kind."""
    masks = {"phone": masking.mask_phone, "address": masking.mask_address}
    return masks.get(kind_of(spec).name, masking.mask_id)(value)


def shown_value(spec: FieldSpec, value: str) -> str:
    """A value as it may be seen by anybody who stands near."""
    sensitive = is_known(spec.kind) and kind_of(spec).sensitive
    return mask_value(spec, value) if sensitive else _shown(spec, value)


def _shown(spec: FieldSpec, value: str) -> str:
    """A value that an older edition wrote may not fit the present kind: then as it is."""
    try:
        return kind_of(spec).show(spec, value)
    except (ValueError, ArithmeticError):
        return value
