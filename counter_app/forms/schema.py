"""Whether declared fields make sense together: asked when a catalogue is loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from counter_app.forms.kinds import is_known, kind_of
from counter_app.models.reference import FieldSpec

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def schema_faults(fields: Iterable[FieldSpec]) -> tuple[tuple[str, str], ...]:
    """(field key, Chinese reason) for everything that is wrong with a form's declaration."""
    faults: list[tuple[str, str]] = []
    seen: dict[str, FieldSpec] = {}
    for spec in fields:
        faults += [(spec.key, why) for why in _field_faults(spec)]
        faults += [(spec.key, why) for why in _condition_faults(spec, seen)]
        if spec.key in seen:
            faults.append((spec.key, "栏目键名重复"))
        seen[spec.key] = spec
    return tuple(faults)


def _field_faults(spec: FieldSpec) -> Iterator[str]:
    if _KEY.fullmatch(spec.key) is None:
        yield "键名应由小写字母、数字和下划线组成，以字母开头，最多 40 个字符"
    if not spec.label:
        yield "没有栏目名称"
    if not is_known(spec.kind):
        yield f"没有“{spec.kind}”这种栏目"
    if spec.kind == "choice" and len(spec.choices) < 2:
        yield "单选至少要有两个选项"
    if len(set(spec.choices)) != len(spec.choices):
        yield "选项重复"
    if spec.max_length < 0:
        yield "最大字数不能小于零"
    try:
        re.compile(spec.pattern)
    except re.error:
        yield "格式规则（正则表达式）写错了"
    for bound in (spec.minimum, spec.maximum):
        if bound and not _is_bound(spec, bound):
            yield f"范围“{bound}”与栏目类型不符"


def _condition_faults(spec: FieldSpec, before: dict[str, FieldSpec]) -> Iterator[str]:
    for key, allowed in spec.when.items():
        asked = before.get(key)
        if asked is None:
            yield f"显示条件用到的“{key}”不在它前面"
        elif asked.kind == "choice":
            for value in allowed:
                if value not in asked.choices:
                    yield f"显示条件中的“{value}”不是“{asked.label}”的选项"


def _is_bound(spec: FieldSpec, bound: str) -> bool:
    kind = kind_of(spec)
    try:
        if kind.name == "date":
            return bound == "today" or bool(date.fromisoformat(bound))
        return kind.orders and Decimal(bound).is_finite()
    except (ValueError, InvalidOperation):
        return False
