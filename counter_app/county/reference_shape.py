"""Making a struct of a raw record by the struct's own types, telling everything that is wrong.

The same function reads a spreadsheet's text cells and the nested values of a json file: texts
are cleaned, Chinese words become enum members, 是/否 become booleans, lists may be written in
one cell. A value that cannot be right is reported under its column, never guessed.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, Union, get_args, get_origin

import msgspec

from counter_app.county.reference_columns import COLUMNS, TERMS
from counter_app.county.reference_headings import heading
from counter_app.county.reference_prepare import PREPARE
from counter_app.errors import BadInput
from counter_app.forms.values import fold, read_date, read_number, read_yes_no
from counter_app.models.reference import Term
from counter_app.rules.text import clean_text

#: Texts of a guide are long at times; nothing honest is longer. Characters.
MAX_TEXT = 5000
#: Fields in which line ends mean something; elsewhere they come from a wrapped cell.
_MULTILINE = frozenset({"conditions", "basis", "tips", "note", "purpose", "hours"})
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_LIST_ENDS = re.compile(r"[、,,;;/|\n]+")

#: Takes (path, Chinese reason).
Complain = Callable[[str, str], None]


def read_struct(
    type_: type[msgspec.Struct], record: Mapping[str, Any], complain: Complain, path: str = ""
) -> Any:
    """The struct of a record whose keys are as in the file; None after complaining."""
    raw = rename(type_, record)
    prepare = PREPARE.get(type_)
    try:
        return _struct(type_, prepare(raw) if prepare else raw, path, complain)
    except ValueError as error:
        complain(path, str(error))
        return None


def rename(type_: type[msgspec.Struct], record: Mapping[str, Any]) -> dict[str, Any]:
    """A record's keys turned into field names; unknown keys stay as they are.

    Dotted targets are nested. A second column of the same meaning fills only an empty first.
    """
    renamed: dict[str, Any] = {}
    for key, value in record.items():
        target, _, inner = (target_of(type_, key) or key).partition(".")
        if inner:
            if not is_blank(value):
                renamed.setdefault(target, {}).setdefault(inner, value)
        elif is_blank(renamed.get(target)):
            renamed[target] = value
    return renamed


@lru_cache(maxsize=4096)
def target_of(type_: type[msgspec.Struct], key: str) -> str | None:
    """The field path (or ``@name``) that a heading of this kind of record means."""
    plain = heading(key)
    if plain in type_.__struct_fields__:
        return plain
    return COLUMNS.get(type_, {}).get(plain)


def read_term(type_: type[Term], raw: Any) -> Term:
    """The member a word stands for: value, label or alias, also before a bracketed remark."""
    if not isinstance(raw, str):
        raise ValueError("应为文字")
    words = _words(type_)
    wanted = fold(raw).casefold()
    for candidate in (wanted, wanted.partition("(")[0]):
        if candidate in words:
            return words[candidate]
    known = "、".join(term.label for term in type_)
    raise ValueError(f"“{raw[:20]}”不在可选范围（{known}）")


@cache
def _words(type_: type[Term]) -> dict[str, Term]:
    words = {term.value: term for term in type_} | {fold(term.label): term for term in type_}
    return words | {fold(alias): term for alias, term in TERMS.get(type_, {}).items()}


@cache
def _fields(type_: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(type_)}


def split_list(raw: Any) -> list[Any]:
    """A list as it is, or one cell's text split at 、 , ; / | and line ends."""
    if isinstance(raw, list | tuple):
        return list(raw)
    if isinstance(raw, str):
        return [part.strip() for part in _LIST_ENDS.split(raw) if part.strip()]
    raise ValueError("应为列表")


def is_blank(value: Any) -> bool:
    """None, or text of blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())


def _struct(
    type_: type[msgspec.Struct], raw: Mapping[str, Any], path: str, complain: Complain
) -> Any:
    fields = _fields(type_)
    values: dict[str, Any] = {}
    failed = False

    def note(where: str, why: str) -> None:
        nonlocal failed
        failed = True
        complain(where, why)

    for key in raw:
        if key not in fields and not key.startswith("@"):
            note(_inside(path, key), "没有这一项")
    for name, field in fields.items():
        value = raw.get(name)
        if not is_blank(value):
            values[name] = _value(field.type, value, _inside(path, name), note)
        elif field.required:
            note(_inside(path, name), "没有填写")
    return None if failed else type_(**values)


def _value(type_: Any, raw: Any, path: str, complain: Complain) -> Any:
    origin, args = get_origin(type_), get_args(type_)
    if origin in (Union, types.UnionType):
        return _value(next(arg for arg in args if arg is not type(None)), raw, path, complain)
    try:
        if origin is tuple:
            parts = enumerate(split_list(raw), start=1)
            return tuple(_value(args[0], part, f"{path}[{n}]", complain) for n, part in parts)
        if origin is dict:
            return _condition(raw)
        if issubclass(type_, Term):
            return read_term(type_, raw)
        if issubclass(type_, msgspec.Struct):
            if not isinstance(raw, Mapping):
                raise ValueError("应为一条记录")
            return read_struct(type_, raw, complain, path)
        if type_ is str:
            return _text(raw, multiline=path.rpartition(".")[2] in _MULTILINE)
        return _PLAIN[type_](raw)
    except ValueError as error:
        complain(path, str(error))
        return None


def _text(raw: Any, *, multiline: bool) -> str:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, str) and _SCIENTIFIC.fullmatch(raw.strip()):
        raise ValueError("被表格软件改成了科学计数法，请把这一列设为文本后重新填写")
    try:
        text = clean_text(raw, field="", max_len=MAX_TEXT, multiline=True, required=False)
    except BadInput as error:
        raise ValueError(error.why) from None
    return text if multiline else "".join(line.strip() for line in text.splitlines())


def _integer(raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise ValueError("应为整数")
    number = read_number(str(raw))
    if "." in number:
        raise ValueError("应为整数")
    return int(number)


def _boolean(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str):
        return read_yes_no(raw) == "是"
    raise ValueError("请填是或否")


def _date(raw: Any) -> date:
    if not isinstance(raw, str):
        raise ValueError("不是日期，例如 2026年1月2日")
    return date.fromisoformat(read_date(raw))


def _condition(raw: Any) -> dict[str, tuple[str, ...]]:
    """``"always"``, or {key: answer}, where an answer may be a list or ``甲/乙``; in a cell
    ``键名=甲/乙;键名=丙``."""
    if raw == "always":
        return {}
    if isinstance(raw, str):
        pairs = [part.partition("=") for part in re.split(r"[;；\n]+", raw) if part.strip()]
        if not all(equals and key.strip() and said.strip() for key, equals, said in pairs):
            raise ValueError("条件应写成 键名=答案，多个答案用 / 隔开，多个条件用分号隔开")
        raw = {key.strip(): [each.strip() for each in said.split("/")] for key, _, said in pairs}
    if not isinstance(raw, Mapping):
        raise ValueError("条件应写成 {问题: 答案}")
    return {
        str(key): tuple(answer.split("/") if isinstance(answer, str) else map(str, answer))
        for key, answer in raw.items()
    }


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


_PLAIN: dict[type, Callable[[Any], Any]] = {int: _integer, bool: _boolean, date: _date}
