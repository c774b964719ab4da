"""Reading files of reference data (csv, xlsx, json) into rows, refusing bad ones by row.

The result is a :class:`RowBatch`; it becomes loadable by ``reference_checks.settle``, which
puts parts into their rows and looks across rows, and ``reference_diff.diff``, which says what
would change. Nothing here knows the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from counter_app.county.reference_batch import Origin, Part, Row, RowBatch, RowProblem, join
from counter_app.county.reference_columns import COLUMNS
from counter_app.county.reference_initials import initials_of
from counter_app.county.reference_kinds import TableKind, header_score, recognise, table_kind
from counter_app.county.reference_shape import is_blank, read_struct, rename, target_of
from counter_app.county.reference_tables import RawTable, UnreadableFile, open_tables
from counter_app.forms.values import fold
from counter_app.models.reference import Item, Material, row_key

_OFF = frozenset({"停用", "暂停", "禁用", "停止", "离岗", "disabled", "inactive"})
_GONE = frozenset({"取消", "废止", "撤销", "注销", "删除", "withdrawn", "作废"})
_ON = frozenset({"在用", "启用", "正常", "有效", "在岗", "恢复", "active", "enabled"})
#: 材料1名称, 材料2, 材料3份数 … as columns of an item.
_MATERIAL_COLUMN = re.compile(r"材料(\d{1,2})(.*)|材料(.*?)(\d{1,2})")
#: Columns that are no field of their own, and the fields they speak about.
_TOLD_BY = {
    "@status": {"active"},
    "@materials": {"materials"},
    "@unit": {"legal_unit", "promised_unit"},
    "legal_days": {"legal_days", "legal_unit"},
    "promised_days": {"promised_days", "promised_unit"},
    "@county": {"code", "parent"},
    "@county_name": {"name"},
    "@code9": {"code"},
    "@city": {"parent"},
}
_KIND_HEADINGS = ("数据种类", "data_kind")
_KEY_FIELDS = ("code", "work_no", "key", "phrase")


def read_rows(path: Path, kind: str | None = None, *, complete: bool = False) -> RowBatch:
    """Everything in one file, with every bad row in ``problems``; never raises for bad data.

    ``kind`` overrules what the file says or its headings suggest. ``complete`` says that the
    file holds all rows of its kinds, so that those it lacks are withdrawn.
    """
    nowhere = Origin(path.name, 0)
    if kind is not None and table_kind(kind) is None:
        return _only_problem(nowhere, f"没有“{kind}”这种数据")
    try:
        tables = [
            part
            for table in open_tables(path, header_score)
            if table.records
            for part in _by_said_kind(table)
        ]
    except UnreadableFile as error:
        return _only_problem(nowhere, str(error))
    if not tables:
        return _only_problem(nowhere, "文件中没有数据")
    read = [_read_table(path, table, kind, complete) for table in tables]
    if all(batch is None for batch in read):
        return _only_problem(
            nowhere, "看不出是哪一种数据，请核对表头，或指明数据种类（如 item、place、staff）"
        )
    batches = [
        batch
        if batch is not None
        else RowBatch(
            warnings=(RowProblem(Origin(path.name, 0, table.sheet), "", "不是基础数据，没有读取"),)
        )
        for table, batch in zip(tables, read, strict=True)
    ]
    return join(batches)


def _by_said_kind(table: RawTable) -> Iterator[RawTable]:
    """A table whose rows name their kind in a column of their own, taken apart by it."""
    heading = next((key for key in table.records[0][1] if key.strip() in _KIND_HEADINGS), None)
    if heading is None:
        yield table
        return
    kinds: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, record in table.records:
        rest = {key: value for key, value in record.items() if key != heading}
        kinds.setdefault(str(record.get(heading) or "").strip(), []).append((number, rest))
    for kind, records in kinds.items():
        yield msgspec.structs.replace(table, records=tuple(records), kind=kind or table.kind)


def _read_table(path: Path, table: RawTable, kind: str | None, complete: bool) -> RowBatch | None:
    """The rows of one table; None when it is of no known kind."""
    headings = list(dict.fromkeys(key for _, record in table.records for key in record))
    named = kind or table.kind
    known = table_kind(named) if named else recognise(headings, path.stem, table.sheet)
    if named and known is None:
        return _only_problem(Origin(path.name, 0, table.sheet), f"没有“{named}”这种数据")
    if known is None:
        return None
    reader = _TableReader(path, table, known, headings)
    for number, record in table.records:
        reader.take(number, record)
    whole = complete or table.complete
    return RowBatch(
        rows=tuple(reader.rows),
        parts=tuple(reader.parts),
        problems=tuple(reader.problems),
        warnings=tuple(reader.warnings),
        complete=frozenset({known.name} if whole and not known.parent else ()),
    )


class _TableReader:
    """Turns the records of one table into rows or parts, keeping account of what is wrong."""

    def __init__(self, path: Path, table: RawTable, kind: TableKind, headings: list[str]) -> None:
        self.rows: list[Row] = []
        self.parts: list[Part] = []
        self.problems: list[RowProblem] = []
        self.warnings: list[RowProblem] = []
        self._table = table
        self._kind = kind
        self._file = path.name
        self._ignored: set[str] = set()
        self._told = None if table.whole else _fields_told(kind, headings)

    def take(self, number: int, record: dict[str, Any]) -> None:
        origin = Origin(self._file, number, self._table.sheet)
        record = self._known_columns(origin, record)
        try:
            withdrawn, record = _standing(self._kind, record)
        except ValueError as error:
            self.problems.append(RowProblem(origin, "状态", str(error)))
            return
        found: list[RowProblem] = []

        def complain(where: str, why: str) -> None:
            found.append(RowProblem(origin, _column(self._kind.type, where, record), why))

        value = read_struct(self._kind.type, record, complain)
        if self._kind.parent:
            self._take_part(origin, record, value, found)
        elif value is not None:
            if isinstance(value, Item) and not value.initials:
                value = msgspec.structs.replace(value, initials=initials_of(value))
            key = row_key(value)
            self.rows.append(Row(self._kind.name, key, value, origin, withdrawn, self._told))
        elif withdrawn and (key := _bare_key(self._kind, record)):
            self.rows.append(Row(self._kind.name, key, None, origin, withdrawn))
        else:
            self.problems += found

    def _take_part(
        self, origin: Origin, record: dict[str, Any], value: Any, found: list[RowProblem]
    ) -> None:
        raw = rename(self._kind.type, record)
        parent = raw.get("@parent")
        if not isinstance(parent, str) or not parent.strip():
            found.append(
                RowProblem(origin, _column(self._kind.type, "@parent", record), "没有填写")
            )
        if found or not isinstance(parent, str):
            self.problems += found
            return
        name = str(raw.get("@parent_name") or "")
        kind = self._kind
        self.parts.append(Part(kind.parent, parent.strip(), kind.slot, value, origin, name.strip()))

    def _known_columns(self, origin: Origin, record: dict[str, Any]) -> dict[str, Any]:
        """Only what the kind knows; other columns are told once and left out."""
        if record.pop("", None):
            self.warnings.append(RowProblem(origin, "", "单元格比表头多，多出的没有读取"))
        known: dict[str, Any] = {}
        materials: dict[int, dict[str, Any]] = {}
        for heading, value in record.items():
            if target_of(self._kind.type, heading) is not None:
                known[heading] = value
            elif self._kind.name == "item" and (split := _material_column(heading)):
                if not is_blank(value):
                    materials.setdefault(split[0], {})[split[1]] = value
            elif heading not in self._ignored:
                self._ignored.add(heading)
                about = Origin(self._file, 0, self._table.sheet)
                self.warnings.append(RowProblem(about, heading, "不认识这一列，没有读取"))
        if materials:
            known["materials"] = [materials[number] for number in sorted(materials)]
        return known


def _fields_told(kind: TableKind, headings: list[str]) -> frozenset[str]:
    """The fields of the kind that these columns say something about."""
    told: set[str] = set()
    for heading in headings:
        target = target_of(kind.type, heading)
        if target is not None:
            told |= _TOLD_BY.get(target, {target.partition(".")[0]})
        elif kind.name == "item" and _material_column(heading):
            told.add("materials")
    return frozenset(told) & frozenset(kind.type.__struct_fields__)


def _standing(kind: TableKind, record: dict[str, Any]) -> tuple[bool, dict[str, Any]]:
    """Whether the row is withdrawn, and the record without its status columns.

    Kinds that know ``active`` stay as rows when they are out of use: old cases name them.
    """
    rest: dict[str, Any] = {}
    withdrawn = False
    for key, value in record.items():
        target = target_of(kind.type, key)
        if target == "@withdrawn":
            withdrawn |= value is True or fold(str(value)) in ("是", "true", "1")
        elif target == "@status":
            word = fold(str(value or "")).casefold()
            has_active = "active" in kind.type.__struct_fields__
            if word in _GONE or (word in _OFF and not has_active):
                withdrawn = True
            elif word in _OFF:
                rest["active"] = False
            elif word and word not in _ON:
                raise ValueError(f"“{str(value)[:20]}”不是可用的状态（在用、停用、撤销）")
        else:
            rest.setdefault(key, value)
    return withdrawn, rest


def _material_column(heading: str) -> tuple[int, str] | None:
    match = _MATERIAL_COLUMN.fullmatch(fold(heading))
    if match is None:
        return None
    number, what = (match[1], match[2]) if match[1] else (match[4], match[3])
    what = what or "名称"
    for name in (f"材料{what}", what):
        if target_of(Material, name) is not None:
            return int(number), name
    return None


def _bare_key(kind: TableKind, record: dict[str, Any]) -> str:
    raw = rename(kind.type, record)
    if kind.name == "window":
        return f"{raw.get('place')}/{raw.get('number')}"
    return next((str(raw[name]).strip() for name in _KEY_FIELDS if raw.get(name)), "")


def _column(type_: type[msgspec.Struct], path: str, record: dict[str, Any]) -> str:
    """What the file calls a field, or what it is usually called."""
    for heading, value in record.items():
        target = target_of(type_, heading)
        if target == path:
            return heading
        if target and path.startswith(f"{target}["):
            # A list written in one cell has no places that a spreadsheet would show.
            return heading if isinstance(value, str) else heading + path.removeprefix(target)
    return next((name for name, target in COLUMNS.get(type_, {}).items() if target == path), path)


def _only_problem(origin: Origin, why: str) -> RowBatch:
    return RowBatch(problems=(RowProblem(origin, "", why),))
