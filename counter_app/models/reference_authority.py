"""What a department lets an officer at the counter decide himself (首席服务官授权)."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.models.reference_terms import Power


class Authorisation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One letter of authorisation (授权书): who may do what in the name of which department.

    ``number`` of the letter. ``officer`` and ``deputy`` (AB角) are work numbers; the deputy
    stands in from ``away_since`` to ``away_until``. ``items`` are base or whole codes; none:
    every item of the department. All first and last days count. ``own_cases``: also those that
    the officer took in himself.
    """

    number: str
    officer: str
    department: str
    powers: tuple[Power, ...]
    since: date
    items: tuple[str, ...] = ()
    until: date | None = None
    deputy: str = ""
    away_since: date | None = None
    away_until: date | None = None
    own_cases: bool = False
    active: bool = True
    provenance: str = ""
