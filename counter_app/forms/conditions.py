"""When a field, material or theme item applies: conditions over answers already given."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.models.reference import Condition


def holds(when: Condition, answers: Mapping[str, str]) -> bool:
    """True when every key of the condition has one of its values among the answers.

    An empty condition always holds; a question that was not answered never matches.
    """
    return all(answers.get(key) in allowed for key, allowed in when.items())
