"""Service items (政务服务事项) and what hangs on them: materials, fields, certificates, themes.

Defaults here are None, empty, a bool, a small number or an enum member: only such a default is
left out of the bytes reliably (msgspec compares by identity), and the same value must always
give the same bytes.
"""

from __future__ import annotations

import msgspec

from counter_app.models.reference_terms import (
    Audience,
    CrossRegion,
    Handling,
    ItemType,
    Level,
    LimitUnit,
    MaterialSource,
    Need,
    PaperForm,
    ResultKind,
    WindowKind,
)

#: Field key -> values of which one must hold; several keys must all hold; empty = always.
Condition = dict[str, tuple[str, ...]]


class Material(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of an item's material list (申请材料). ``originals``, ``copies``: pieces."""

    name: str
    form: PaperForm = PaperForm.ORIGINAL
    originals: int = 0
    copies: int = 0
    required: Need = Need.REQUIRED
    source: MaterialSource = MaterialSource.APPLICANT
    #: name of the certificate kind that could stand in for the paper (免提交)
    certificate: str | None = None
    #: the organ may waive the paper against shared data or a commitment
    exempt: bool = False
    note: str = ""
    when: Condition = {}


class Fee(msgspec.Struct, frozen=True, omit_defaults=True):
    """What it costs (收费). ``note`` is the standard in words; amounts are not reckoned with."""

    charged: bool = False
    note: str = ""


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the applicant receives (办理结果)."""

    name: str | None = None
    kind: ResultKind = ResultKind.NONE


class FieldSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """One field of a form (表单栏目), as declared by an item or theme.

    ``kind`` names an entry of ``forms.kinds``; a kind that this program does not know is
    treated as text. ``minimum``/``maximum`` are written as the kind writes its values
    (``"18"``, ``"1000.00"``, ``"2026-01-01"``; ``"today"`` for dates). ``max_length`` in
    characters, 0 = the kind's own. ``shared`` is the key of a shared field (共享字段).
    """

    key: str
    label: str
    kind: str
    required: bool = False
    shared: str | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""
    note: str = ""
    pattern: str = ""
    pattern_note: str = ""
    minimum: str = ""
    maximum: str = ""
    max_length: int = 0
    when: Condition = {}


class Situation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question of an item or a theme (情形); ``choices`` are the possible answers.

    The key of an item's question begins with ``situation_``: the answer is kept in the case's
    form under it, and conditions of fields and materials name it. ``when``: earlier answers
    on which it is asked at all.
    """

    key: str
    question: str
    choices: tuple[str, ...]
    when: Condition = {}


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One service item at one level (实施清单事项), the unit a case is opened for.

    ``code``: 实施编码, 31 characters in the shipped data. ``base``: the part that the levels
    share. Limits count in ``legal_unit``/``promised_unit``; None = no limit known.
    ``initials``: pinyin initials of the name and of the keywords, computed when loaded.
    """

    code: str
    name: str
    level: Level
    department: str
    item_type: ItemType
    handling: Handling
    base: str = ""
    lead_department: str = ""
    audience: Audience = Audience.BOTH
    legal_days: int | None = None
    promised_days: int | None = None
    legal_unit: LimitUnit = LimitUnit.WORKING_DAY
    promised_unit: LimitUnit = LimitUnit.WORKING_DAY
    fee: Fee = msgspec.field(default_factory=Fee)
    window: WindowKind = WindowKind.GENERAL
    result: Result = msgspec.field(default_factory=Result)
    online: bool = False
    app: bool = False
    visits: int = 1
    cross_region: CrossRegion = CrossRegion.NONE
    conditions: str = ""
    basis: str = ""
    basis_sure: bool = True
    materials: tuple[Material, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    situations: tuple[Situation, ...] = ()
    keywords: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    tips: str = ""
    tip_generic: bool = False
    provenance: str = ""


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of certificate (证照种类) that may exist electronically."""

    code: str
    name: str
    issuer: str = ""
    holder: Audience = Audience.BOTH
    common_validity: str = ""
    provenance: str = ""


class SharedField(msgspec.Struct, frozen=True, omit_defaults=True):
    """A field that means the same in every form (共享字段): asked once, filled everywhere."""

    key: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    note: str = ""
    provenance: str = ""


class ThemeItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One item of a theme. ``after``: names of items that must be done first, if selected."""

    item_base: str
    name: str
    when: Condition = {}
    after: tuple[str, ...] = ()


class Theme(msgspec.Struct, frozen=True, omit_defaults=True):
    """一件事一次办: several items applied for in one go.

    ``complete`` is False for a theme of which only the items and their order are known.
    """

    code: str
    name: str
    audience: Audience = Audience.BOTH
    lead: str = ""
    complete: bool = False
    situations: tuple[Situation, ...] = ()
    items: tuple[ThemeItem, ...] = ()
    shared_fields: tuple[str, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    provenance: str = ""


class Phrase(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people say (群众说法) and the names of the items it should find, best first."""

    phrase: str
    expect: tuple[str, ...]
    provenance: str = ""
