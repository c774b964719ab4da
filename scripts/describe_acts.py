"""Writes docs/acts.md from the types: every act, its fields, and the structs inside.

Run it after changing an act; a test compares the page with the types.
"""

from __future__ import annotations

import re
import sys
from enum import EnumMeta
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from counter_app.models.acts import REGISTRY  # noqa: E402

PAGE = ROOT / "docs" / "acts.md"
_HEAD = """\
# 办理行为 / The acts

What stands in the ninth element of an entry ([sync.md](sync.md)): a msgpack map with the fields
below; a field that holds its default is left out. Made from the types by
`scripts/describe_acts.py`.

Words: `text` UTF-8; `int` up to 64 bits; `day` ISO text such as `2026-11-25`; `bytes` msgpack
bin; `list` and `map` as in msgpack; `X?` may be nil. Instants end in `_ms`: ms since the epoch
(UTC).
"""


def page() -> str:
    """The whole page."""
    structs: dict[str, Any] = {}
    parts = [_HEAD]
    for (kind, version), act in REGISTRY.items():
        parts.append(f"\n## `{kind}` version {version}\n\n{_said(act)}\n")
        parts.append(_table(act, structs))
    parts.append("\n# Structs inside\n")
    done: set[str] = set()
    while len(done) < len(structs):
        for name in sorted(structs.keys() - done):
            done.add(name)
            parts.append(f"\n## {name}\n\n{_said(structs[name])}\n")
            parts.append(_table(structs[name], structs))
    return "".join(parts)


def _said(kind: Any) -> str:
    """The docstring as one paragraph of Markdown; references lose their role."""
    text = " ".join((kind.__doc__ or "").split())
    return re.sub(r":class:`([^`]+)`", r"`\1`", text).replace("``", "`")


def _table(kind: Any, structs: dict[str, Any]) -> str:
    if isinstance(kind, EnumMeta):
        return "\nOne of: " + ", ".join(f"`{each.value}`" for each in kind) + "\n"
    fields = msgspec.structs.fields(kind)
    if not fields:
        return "\nNo fields.\n"
    lines = ["\n| field | type | default |\n| --- | --- | --- |\n"]
    info = msgspec.inspect.type_info(kind)
    for field, told in zip(fields, info.fields, strict=True):  # type: ignore[attr-defined]
        default = "required" if field.required else f"`{_default(field)}`"
        lines.append(f"| `{field.encode_name}` | {_word(told.type, structs)} | {default} |\n")
    return "".join(lines)


def _default(field: Any) -> str:
    value = field.default
    if value is msgspec.NODEFAULT:
        value = field.default_factory()
    if value is None:
        return "nil"
    if isinstance(value, tuple):
        return "[]"
    return '""' if value in ("", b"") else str(value).lower()


def _word(kind: Any, structs: dict[str, Any]) -> str:
    inspect = msgspec.inspect
    match kind:
        case inspect.UnionType():
            inner = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
            mark = "?" if len(inner) < len(kind.types) else ""
            return " or ".join(_word(each, structs) for each in inner) + mark
        case inspect.StructType() | inspect.EnumType():
            structs[kind.cls.__name__] = kind.cls
            return f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})"
        case inspect.VarTupleType():
            return f"list of {_word(kind.item_type, structs)}"
        case inspect.DictType():
            return f"map of {_word(kind.key_type, structs)} to {_word(kind.value_type, structs)}"
        case inspect.StrType():
            return "text"
        case inspect.IntType():
            return "int"
        case inspect.BoolType():
            return "bool"
        case inspect.BytesType():
            return "bytes"
        case inspect.DateType():
            return "day"
    raise TypeError(f"no word for {kind}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(ROOT))
