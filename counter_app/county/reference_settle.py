"""From what files say to what can be loaded: parts into their rows, names into codes, checks.

``settle`` is asked with the rows that are in force now, so that a window may refer to a place
of the same file or of an earlier load.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from counter_app.county.reference_batch import Origin, Part, Row, RowBatch, RowProblem
from counter_app.county.reference_checks import CHECKS
from counter_app.county.reference_findings import Finding
from counter_app.county.reference_initials import initials_of
from counter_app.models.reference import (
    KINDS,
    Item,
    Place,
    Staff,
    Theme,
    Window,
    decode_row,
    kind_named,
)

#: Bodies in force by (kind, key), withdrawn rows left out.
Current = Mapping[tuple[str, str], bytes]

_PLACE_ENDS = ("便民服务中心", "政务服务中心", "便民服务站", "便民服务室", "管委会")


class World:
    """The reference data as they would be after the load."""

    def __init__(self, batch: RowBatch, current: Current) -> None:
        self._current = current
        self._rows: dict[str, dict[str, Any]] = {kind.name: {} for kind in KINDS}
        for kind, key in current:
            if kind in self._rows and kind not in batch.complete:
                self._rows[kind][key] = None  # decoded when asked for
        for row in batch.rows:
            if row.withdrawn:
                self._rows[row.kind].pop(row.key, None)
            else:
                self._rows[row.kind][row.key] = row.value
        self._place_names = self._names_of_places()

    def has(self, kind: str, key: str) -> bool:
        return key in self._rows[kind]

    def get(self, kind: str, key: str) -> Any:
        """The row's struct, or None."""
        rows = self._rows[kind]
        if key not in rows:
            return None
        if rows[key] is None:
            rows[key] = decode_row(kind, self._current[kind, key])
        return rows[key]

    def all(self, kind: str) -> Iterator[Any]:
        """Every row of a kind."""
        return (self.get(kind, key) for key in list(self._rows[kind]))

    def place_code(self, text: str) -> str:
        """The code of the place that a code or an unambiguous name means; else the text."""
        if self.has("place", text):
            return text
        return self._place_names.get(text) or self._place_names.get(_short(text)) or text

    def _names_of_places(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for place in self.all("place"):
            for name in {place.name, _short(place.name)}:
                # A name that two places share means neither.
                names[name] = "" if name in names else place.code
        return names


def settle(batch: RowBatch, current: Current) -> RowBatch:
    """The batch with its parts merged and everything checked that needs more than one row."""
    kept = tuple(_with_untold(row, current) for row in batch.rows)
    batch = _merge_parts(msgspec.structs.replace(batch, rows=kept), current)
    world = World(batch, current)
    batch = msgspec.structs.replace(
        batch, rows=tuple(_with_codes(row, world) for row in batch.rows)
    )
    world = World(batch, current)
    problems = list(batch.problems)
    warnings = list(batch.warnings)
    problems += _duplicates(batch)
    for row in batch.rows:
        if row.withdrawn:
            if (row.kind, row.key) not in current:
                warnings.append(RowProblem(row.origin, row.key, "现有数据中没有，不必停用"))
            continue
        for finding in CHECKS.get(row.kind, _no_check)(row.value, world):
            told = RowProblem(row.origin, finding.column, finding.why)
            (problems if finding.serious else warnings).append(told)
    warnings += _left_behind(batch, current, world)
    return msgspec.structs.replace(batch, problems=tuple(problems), warnings=tuple(warnings))


def _with_untold(row: Row, current: Current) -> Row:
    """A row whose fields without a column in the file keep their present values."""
    body = current.get((row.kind, row.key))
    if row.told is None or body is None or row.value is None:
        return row
    value = msgspec.structs.replace(
        decode_row(row.kind, body), **{name: getattr(row.value, name) for name in row.told}
    )
    if isinstance(value, Item):
        value = msgspec.structs.replace(value, initials=initials_of(value))
    return msgspec.structs.replace(row, value=value)


def _merge_parts(batch: RowBatch, current: Current) -> RowBatch:
    rows = {(row.kind, row.key): row for row in reversed(batch.rows)}
    order = list(batch.rows)
    problems = list(batch.problems)
    grouped: dict[tuple[str, str, str], list[Part]] = {}
    for part in batch.parts:
        grouped.setdefault((part.kind, part.key, part.slot), []).append(part)
    for (kind, key, slot), parts in grouped.items():
        row = rows.get((kind, key)) or _parent_row(parts[0], current)
        if row is None or row.value is None:
            label = kind_named(kind).label
            problems.append(RowProblem(parts[0].origin, key, f"没有这个编码的{label}"))
            continue
        filled = msgspec.structs.replace(row.value, **{slot: tuple(p.value for p in parts)})
        merged = msgspec.structs.replace(row, value=filled)
        if (kind, key) in rows:
            order[order.index(row)] = merged
        else:
            order.append(merged)
        rows[kind, key] = merged
    return msgspec.structs.replace(batch, rows=tuple(order), parts=(), problems=tuple(problems))


def _parent_row(part: Part, current: Current) -> Row | None:
    body = current.get((part.kind, part.key))
    if body is not None:
        return Row(part.kind, part.key, decode_row(part.kind, body), part.origin)
    if part.kind == "theme" and part.parent_name:
        return Row("theme", part.key, Theme(part.key, part.parent_name), part.origin)
    return None


def _with_codes(row: Row, world: World) -> Row:
    """A row in which names of places and full item codes became the codes meant."""
    value = row.value
    if isinstance(value, Window | Staff):
        code = world.place_code(value.place)
        if code != value.place:
            value = msgspec.structs.replace(value, place=code)
    elif isinstance(value, Place) and value.parent:
        code = world.place_code(value.parent)
        value = msgspec.structs.replace(value, parent=code)
    elif isinstance(value, Theme):
        items = tuple(
            msgspec.structs.replace(part, item_base=_base_of(part.item_base, world))
            for part in value.items
        )
        value = msgspec.structs.replace(value, items=items)
    else:
        return row
    key = kind_named(row.kind).key(value)
    return msgspec.structs.replace(row, key=key, value=value)


def _base_of(code: str, world: World) -> str:
    item = world.get("item", code)
    return item.base if isinstance(item, Item) else code


def _duplicates(batch: RowBatch) -> Iterator[RowProblem]:
    first: dict[tuple[str, str], Origin] = {}
    for row in batch.rows:
        earlier = first.setdefault((row.kind, row.key), row.origin)
        if earlier is not row.origin:
            yield RowProblem(row.origin, row.key, f"编码重复，在{earlier}已出现")


def _left_behind(batch: RowBatch, current: Current, world: World) -> Iterator[RowProblem]:
    """Places that go while windows or people still point to them."""
    kept = {row.key for row in batch.rows if row.kind == "place" and not row.withdrawn}
    gone = {row.key: row.origin for row in batch.rows if row.kind == "place" and row.withdrawn}
    if "place" in batch.complete:
        nowhere = Origin("", 0)
        gone |= {
            key: nowhere for kind, key in current if kind == "place" and key not in kept | set(gone)
        }
    if not gone:
        return
    users = [row.place for kind in ("window", "staff") for row in world.all(kind)]
    for key, origin in gone.items():
        if key in users:
            why = f"场所停用后，仍有 {users.count(key)} 个窗口或人员属于它"
            yield RowProblem(origin, key, why)


def _no_check(value: Any, world: World) -> Iterator[Finding]:
    return iter(())


def _short(name: str) -> str:
    for end in _PLACE_ENDS:
        if name.endswith(end) and name != end:
            return name.removesuffix(end)
    return name
