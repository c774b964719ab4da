"""The words of the "办不成事" window that a county may set itself."""

from __future__ import annotations

import msgspec

from counter_app.models.reference_terms import Term


class TroubleList(Term):
    """Which list a word stands in (反映窗口目录). ``OTHER`` is never offered."""

    KIND = ("kind", "反映类别")
    REASON = ("reason", "具体情形")
    OUTSIDE = ("outside", "不属受理范围")
    CAUSE = ("cause", "成因")
    OTHER = ("other", "其他")


class TroubleTerm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One word of one list (反映窗口用语).

    ``parent``: code of the class that a reason stands under, or of the cause above. ``days``:
    working days within which a matter of this class is answered. ``remedy``: what a person is
    told whose matter is outside.
    """

    list: TroubleList
    code: str
    name: str
    parent: str = ""
    days: int = 0
    #: lists are shown by this, then by code
    order: int = 0
    remedy: str = ""
    active: bool = True
    provenance: str = ""
