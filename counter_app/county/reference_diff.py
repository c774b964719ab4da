"""What a load of reference data would change, row by row and field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from counter_app.county.reference_batch import RowBatch
from counter_app.models.reference import decode_row, encode_row, kind_named

#: Longer values are cut in the report. Characters.
_SHOWN = 80


class FieldChange(msgspec.Struct, frozen=True):
    """One field of a changed row, before and after, as short text."""

    field: str
    before: str
    after: str


class Change(msgspec.Struct, frozen=True):
    """One row that would be written. ``body``: the new bytes; of a withdrawn row the last."""

    kind: str
    key: str
    name: str
    body: bytes
    fields: tuple[FieldChange, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """What becomes of every row. Rows are in the order of the file; nothing is written yet."""

    added: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    withdrawn: tuple[Change, ...] = ()
    unchanged: int = 0

    @property
    def empty(self) -> bool:
        """True when loading would write nothing."""
        return not (self.added or self.changed or self.withdrawn)

    def summary(self) -> dict[str, Any]:
        """The difference for people's eyes and ``--json``: counts by kind, and every change."""
        counts: dict[str, Counter[str]] = {}
        changes = []
        for what in ("added", "changed", "withdrawn"):
            for change in getattr(self, what):
                counts.setdefault(change.kind, Counter())[what] += 1
                changes.append(
                    {
                        "what": what,
                        "kind": change.kind,
                        "key": change.key,
                        "name": change.name,
                        "fields": [msgspec.to_builtins(field) for field in change.fields],
                    }
                )
        return {
            "added": len(self.added),
            "changed": len(self.changed),
            "withdrawn": len(self.withdrawn),
            "unchanged": self.unchanged,
            "kinds": {kind: dict(counted) for kind, counted in counts.items()},
            "changes": changes,
        }


def diff(current: Mapping[tuple[str, str], bytes], batch: RowBatch) -> Difference:
    """Compare a settled batch without problems to the bodies in force, by (kind, key).

    Rows are withdrawn when the batch says so, or when it is complete for their kind and does
    not have them. A row that was withdrawn before and comes again counts as added.
    """
    added: list[Change] = []
    changed: list[Change] = []
    withdrawn: list[Change] = []
    unchanged = 0
    for row in batch.rows:
        before = current.get((row.kind, row.key))
        if row.withdrawn:
            if before is not None:
                withdrawn.append(_change(row.kind, row.key, before))
            continue
        body = encode_row(row.value)
        if before is None:
            added.append(_change(row.kind, row.key, body))
        elif before == body:
            unchanged += 1
        else:
            fields = _changed_fields(row.kind, before, row.value)
            changed.append(msgspec.structs.replace(_change(row.kind, row.key, body), fields=fields))
    named = {(row.kind, row.key) for row in batch.rows}
    withdrawn += [
        _change(kind, key, body)
        for (kind, key), body in current.items()
        if kind in batch.complete and (kind, key) not in named
    ]
    return Difference(tuple(added), tuple(changed), tuple(withdrawn), unchanged)


def _change(kind: str, key: str, body: bytes) -> Change:
    row = decode_row(kind, body)
    name = next(
        (str(getattr(row, field)) for field in ("name", "label", "phrase") if hasattr(row, field)),
        key,
    )
    return Change(kind, key, name, body)


def _changed_fields(kind: str, before: bytes, after: Any) -> tuple[FieldChange, ...]:
    old = decode_row(kind, before)
    names: Iterable[str] = kind_named(kind).type.__struct_fields__
    changes = []
    for name in names:
        was, is_now = getattr(old, name), getattr(after, name)
        if was != is_now:
            if isinstance(was, tuple) and isinstance(is_now, tuple):
                was, is_now = _only_in(was, is_now), _only_in(is_now, was)
            changes.append(FieldChange(name, _shown(was), _shown(is_now)))
    return tuple(changes)


def _only_in(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    """The parts of a list that the other lacks; all of them when only the order differs."""
    reordered = len(one) == len(other) and all(part in other for part in one)
    return one if reordered else tuple(part for part in one if part not in other)


def _shown(value: Any) -> str:
    if isinstance(value, tuple | dict | msgspec.Struct):
        text = msgspec.json.encode(value).decode()
    else:
        text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
