"""Checking a filled-in form against its declared fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from counter_app.forms.conditions import holds
from counter_app.forms.kinds import FieldKind, Setting, is_blank, kind_of
from counter_app.models.reference import FieldSpec
from counter_app.rules.identity import AreaCode

#: Raw text this many times longer than a field may be is refused before it is looked at.
_SLACK = 4


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field. ``serious`` False: a person may overrule it."""

    field: str
    label: str
    why: str
    serious: bool = True

    def __str__(self) -> str:
        return f"{self.label}：{self.why}"


def check_form(
    fields: Iterable[FieldSpec],
    values: Mapping[str, object],
    *,
    today: date,
    areas: Mapping[str, AreaCode] | None = None,
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """The values in their stored spelling, and everything that is wrong with them.

    Fields are asked in order; one whose condition does not hold is neither required nor
    kept. Values of keys that no field declares are reported. Blank values are left out.
    The values are fit to be stored exactly when no problem is ``serious``.
    """
    setting = Setting(today, areas)
    normal: dict[str, str] = {}
    problems: list[Problem] = []
    known: set[str] = set()
    for spec in fields:
        known.add(spec.key)
        if holds(spec.when, normal):
            value, found = check_field(spec, values.get(spec.key), setting)
            problems += found
            if value is not None:
                normal[spec.key] = value
    problems += [Problem(key, key, "没有这个栏目") for key in values if key not in known]
    return normal, tuple(problems)


def check_field(spec: FieldSpec, raw: object, setting: Setting) -> tuple[str | None, list[Problem]]:
    """One field's value in its stored spelling (None: blank or wrong) and its problems."""
    try:
        text = _as_text(raw)
        if is_blank(text[:1000]) and is_blank(text):
            if spec.required:
                raise ValueError("请填写")
            return None, []
        kind = kind_of(spec)
        limit = spec.max_length or kind.max_length
        if len(text) > limit * _SLACK + 100:
            raise ValueError(f"内容过长，最多 {limit} 个字")
        reading = kind.read(spec, text, setting)
        if len(reading.value) > limit:
            raise ValueError(f"最多 {limit} 个字，现有 {len(reading.value)} 个字")
        if reading.value:
            _check_bounds(spec, kind, reading.value, setting.today)
            _check_pattern(spec, reading.value)
        elif spec.required:
            raise ValueError("请填写")
    except ValueError as error:
        return None, [Problem(spec.key, spec.label, str(error))]
    warnings = [Problem(spec.key, spec.label, why, serious=False) for why in reading.warnings]
    return reading.value or None, warnings


def visible_fields(fields: Iterable[FieldSpec], values: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    """The fields that apply with these answers, in order; for a page as for a document."""
    shown: list[FieldSpec] = []
    answers: dict[str, str] = {}
    for spec in fields:
        if holds(spec.when, answers):
            shown.append(spec)
            if spec.key in values:
                answers[spec.key] = values[spec.key]
    return tuple(shown)


def _as_text(raw: object) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, str | int | float | Decimal):
        return str(raw)
    if isinstance(raw, date):
        return raw.isoformat()
    raise ValueError("应为文字")


def _check_bounds(spec: FieldSpec, kind: FieldKind, value: str, today: date) -> None:
    if not kind.orders:
        return
    if kind.name == "date":
        day = date.fromisoformat(value)
        if spec.minimum and day < _bound_day(spec.minimum, today):
            raise ValueError(_too_early(spec.minimum))
        if spec.maximum and day > _bound_day(spec.maximum, today):
            raise ValueError(_too_late(spec.maximum))
        return
    if spec.minimum and Decimal(value) < Decimal(spec.minimum):
        raise ValueError(f"不能小于 {spec.minimum}")
    if spec.maximum and Decimal(value) > Decimal(spec.maximum):
        raise ValueError(f"不能大于 {spec.maximum}")


def _bound_day(bound: str, today: date) -> date:
    return today if bound == "today" else date.fromisoformat(bound)


def _too_early(bound: str) -> str:
    return "不能早于今天" if bound == "today" else f"不能早于 {bound}"


def _too_late(bound: str) -> str:
    return "不能晚于今天" if bound == "today" else f"不能晚于 {bound}"


def _check_pattern(spec: FieldSpec, value: str) -> None:
    if spec.pattern and re.fullmatch(spec.pattern, value) is None:
        raise ValueError(spec.pattern_note or "格式不对，请核对")
