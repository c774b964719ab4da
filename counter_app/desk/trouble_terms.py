"""The words of the "办不成事" window as they are in force at this desk."""

from __future__ import annotations

from functools import cache

import msgspec

from counter_app.models.reference import TroubleTerm
from counter_app.rules.trouble_terms import Terms
from counter_app.settings import resource
from counter_app.store.catalogue import Catalogue


class _Shipped(msgspec.Struct):
    """The file as it is shipped; the county loads the same one."""

    rows: list[TroubleTerm]


@cache
def _shipped() -> tuple[TroubleTerm, ...]:
    data = resource("reference/trouble_terms.json").read_bytes()
    return tuple(msgspec.json.decode(data, type=_Shipped).rows)


def terms_of(catalogue: Catalogue) -> Terms:
    """The county's lists, and the shipped ones where it has issued none."""
    return _terms(catalogue.trouble_terms)


@cache
def _terms(issued: tuple[TroubleTerm, ...]) -> Terms:
    return Terms(issued, _shipped())
