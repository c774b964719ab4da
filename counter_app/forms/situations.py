"""Situations (情形) of an item: questions whose answers say which fields and materials apply.

An answer is kept in the case's form under the question's own key, which no field may have. So
conditions read it like any other answer, and a case tells by itself what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from counter_app.forms.checks import visible_fields
from counter_app.forms.conditions import holds
from counter_app.models.reference import FieldSpec, Item, Material

#: How the keys of questions begin; fields may not begin so.
PREFIX = "situation_"


def situation_fields(item: Item) -> tuple[FieldSpec, ...]:
    """The questions as choices, in their order. None is demanded: a paper case may lack it."""
    return tuple(
        FieldSpec(each.key, each.question, "choice", choices=each.choices, when=each.when)
        for each in item.situations
    )


def form_fields(item: Item) -> tuple[FieldSpec, ...]:
    """Everything that a case of this item keeps in its form: questions first, then fields."""
    return (*situation_fields(item), *item.fields)


def is_situation(key: str) -> bool:
    """Whether a key of a form is that of a question."""
    return key.startswith(PREFIX)


def asked(item: Item, answers: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    """The questions that apply after these answers."""
    return visible_fields(situation_fields(item), answers)


def open_questions(item: Item, answers: Mapping[str, str]) -> tuple[FieldSpec, ...]:
    """Those among them that nobody has answered."""
    return tuple(spec for spec in asked(item, answers) if not answers.get(spec.key))


def chosen(item: Item, answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(question, answer) of everything that was answered and applies, for page and paper."""
    return tuple(
        (spec.label, answers[spec.key]) for spec in asked(item, answers) if answers.get(spec.key)
    )


def materials_for(item: Item, answers: Mapping[str, str]) -> tuple[Material, ...]:
    """The materials that apply. While a question is open, what hangs on it is left out."""
    return tuple(each for each in item.materials if holds(each.when, answers))


def condition_words(item: Item, material: Material) -> str:
    """When a material applies, in words: ``变更内容为“经营场所”``; "" when it always does."""
    labels = {spec.key: spec.label.rstrip("?？") for spec in form_fields(item)}
    return "，".join(
        f"{labels.get(key, key)}为{'、'.join(f'“{each}”' for each in allowed)}"
        for key, allowed in material.when.items()
    )


def situation_faults(item: Item) -> Iterator[tuple[str, str]]:
    """(key, Chinese reason) for questions and conditions that cannot be meant.

    What is wrong with the questions as fields of a form, :func:`schema.schema_faults` of
    :func:`form_fields` tells.
    """
    for situation in item.situations:
        if not is_situation(situation.key):
            yield situation.key, f"情形的键名应以 {PREFIX} 开头"
    for field in item.fields:
        if is_situation(field.key):
            yield field.key, f"栏目的键名不能以 {PREFIX} 开头"
    known = {spec.key: spec for spec in form_fields(item)}
    for material in item.materials:
        yield from ((material.name, why) for why in _unknown(material.when.items(), known))


def _unknown(
    when: Iterable[tuple[str, tuple[str, ...]]], known: Mapping[str, FieldSpec]
) -> Iterator[str]:
    for key, allowed in when:
        spec = known.get(key)
        if spec is None:
            yield f"条件用到的“{key}”不是本事项的情形或栏目"
        elif spec.kind == "choice":
            for value in allowed:
                if value not in spec.choices:
                    yield f"条件中的“{value}”不是“{spec.label}”的选项"
