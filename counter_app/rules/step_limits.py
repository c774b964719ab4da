"""The numbers of a ledger's rules as the county set them (环节时限), over their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

Rules = TypeVar("Rules", bound=msgspec.Struct)


def with_limits(rules: Rules, ledger: str, days: Mapping[str, int]) -> Rules:
    """``rules`` with what ``days`` says of ``ledger.field``; other codes are not its own."""
    fields = rules.__struct_fields__
    told = {name: days[code] for name in fields if (code := f"{ledger}.{name}") in days}
    return replace(rules, **told) if told else rules
