"""Which kind of data a table holds, told by itself, by its headings or by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from counter_app.county.reference_shape import target_of
from counter_app.models.reference import KINDS, FieldSpec, Material, Situation, ThemeItem


class TableKind(NamedTuple):
    """A kind of table. ``slot``: the field of the ``parent`` kind's rows its lines go into.

    ``signs``: field paths of which one of each group must be there; ``hints``: words of a file
    or sheet name.
    """

    name: str
    type: type[msgspec.Struct]
    signs: tuple[frozenset[str], ...]
    hints: tuple[str, ...]
    parent: str = ""
    slot: str = ""


_SIGNS: dict[str, tuple[str, str]] = {
    "division": ("code|@code9|@county name|@county_name", "divisions|区划"),
    "id_area": ("code name since", "id_area|地区码"),
    "nation": ("code name", "nations|民族"),
    "calendar_day": ("date kind", "calendar|holiday|日历|节假日|假期"),
    "place": ("code name level", "places|场所|站点|服务中心"),
    "window": ("place number", "windows|窗口"),
    "staff": ("work_no name", "staff|人员|名册"),
    "certificate": ("code name", "certificates|证照"),
    "shared_field": ("key label kind", "shared_fields|共享字段"),
    "item": ("code name handling", "items|事项"),
    "theme": ("code name", "themes|主题|一件事"),
    "phrase": ("phrase expect", "phrases|说法"),
    "authorisation": (
        "number officer powers",
        "authorisations|首席服务官授权|授权|授权清单|授权书",
    ),
    "partner": ("code name", "partners|合作单位|通办"),
    "policy": ("code title issuer", "policies|惠企政策|政策"),
    "priority_reason": ("code name", "priority_reasons|绿色通道|优先"),
    "rating_reason": ("code side text", "rating_reasons|评价理由"),
    "rating_interface": ("name direction", "rating_interfaces|评价接口|评价编码"),
    "enterprise_officer": (
        "enterprise officer place",
        "enterprise_officers|企业专员|一对一专员|专员",
    ),
    "step_limit": ("code name days", "step_limits|环节时限"),
    "trouble_term": ("list code name", "trouble_terms|反映窗口|办不成事"),
}


def _groups(signs: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split("|")) for group in signs.split())


#: Kinds that a file may hold. Credentials are made by the county, never loaded.
TABLE_KINDS: tuple[TableKind, ...] = (
    *(
        TableKind(
            kind.name,
            kind.type,
            _groups(_SIGNS[kind.name][0]),
            tuple(_SIGNS[kind.name][1].split("|")),
        )
        for kind in KINDS
        if kind.name in _SIGNS
    ),
    TableKind(
        "material",
        Material,
        _groups("@parent name form"),
        ("materials", "材料"),
        "item",
        "materials",
    ),
    TableKind(
        "field",
        FieldSpec,
        _groups("@parent label kind"),
        ("fields", "栏目", "表单"),
        "item",
        "fields",
    ),
    TableKind(
        "situation",
        Situation,
        _groups("@parent question choices"),
        ("situations", "情形"),
        "item",
        "situations",
    ),
    TableKind(
        "theme_item",
        ThemeItem,
        _groups("@parent item_base"),
        ("theme_items", "主题事项"),
        "theme",
        "items",
    ),
)

_by_name = {kind.name: kind for kind in TABLE_KINDS}
_by_word = {hint: kind for kind in TABLE_KINDS for hint in kind.hints}
_by_word |= {kind.label: _by_name[kind.name] for kind in KINDS if kind.name in _by_name}


def table_kind(name: str) -> TableKind | None:
    """The kind of this name, Chinese label or hint (``place``, 服务场所, 场所), or None."""
    return _by_name.get(name) or _by_word.get(name)


def header_score(cells: Sequence[str]) -> int:
    """How many cells of a line are headings of the one kind that knows most of them."""
    return max(_score(kind, cells) for kind in TABLE_KINDS)


def recognise(headings: Sequence[str], *names: str) -> TableKind | None:
    """The kind of a table by its headings; the file's and sheet's names settle a tie.

    None when no kind has all its signs among the headings, or several fit equally well. A kind
    that the name speaks of may lack a sign: then its rows say what is missing.
    """
    best: list[tuple[tuple[int, int], TableKind]] = []
    for kind in TABLE_KINDS:
        targets = {target_of(kind.type, heading) for heading in headings if heading} - {None}
        hinted = _hinted(kind, names)
        if all(group & targets for group in kind.signs) or (hinted and len(targets) > 1):
            best.append(((len(targets), hinted), kind))
    if not best:
        return None
    top = max(score for score, _ in best)
    winners = [kind for score, kind in best if score == top]
    return winners[0] if len(winners) == 1 else None


def _score(kind: TableKind, headings: Sequence[str]) -> int:
    return len({target_of(kind.type, heading) for heading in headings if heading} - {None})


def _hinted(kind: TableKind, names: Sequence[str]) -> int:
    """Length of the longest hint in a name: ``theme_items`` says more than ``items``."""
    return max(
        (len(hint) for hint in kind.hints for name in names if hint in name.casefold()), default=0
    )
