"""What people write differently from the structs: put right before types are looked at.

Each function takes a renamed record (see ``reference_shape.rename``) and gives another one;
keys with ``@`` are what a column says about the record rather than a field of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from counter_app.forms.values import fold
from counter_app.models.reference import (
    Division,
    FieldSpec,
    IdArea,
    Item,
    Material,
    Theme,
)

Record = dict[str, Any]

_LIMIT = re.compile(r"(\d+)(?:个)?(工作日|工作天|自然日|日历日|日历天|天|日|月|小时)?(?:内|以内)?")
_NO_LIMIT = frozenset({"无", "-", "—", "/", "无法定时限", "不限", "无时限"})
_AT_ONCE = frozenset({"即时", "当场", "即办", "立即", "当场办结", "即时办结", "当日", "0"})
_NUMBERING = re.compile(r"^\s*(?:[((]?\d{1,2}[))]|\d{1,2}[.、.]|[①-⑳])\s*")
_CODE_LENGTH = 31
#: Of prefectures (only as a parent's code), counties and towns.
_DIVISION_LENGTHS = (4, 6, 9)
_PIECES = frozenset({"original", "原件", "shown", "原件核验", "either", "原件或复印件"})
_BOTH = frozenset(
    {"checked", "原件核验+复印件", "原件核验、复印件", "原件及复印件", "原件和复印件"}
)
_COPIES = frozenset({"copy", "复印件"})


def _item(raw: Record) -> Record:
    unit = raw.get("@unit")
    ready = dict(raw)
    for days, unit_name in (("legal_days", "legal_unit"), ("promised_days", "promised_unit")):
        if isinstance(raw.get(days), str):
            ready[days], said = _limit(raw[days])
            if said or unit:
                ready.setdefault(unit_name, said or unit)
    if not raw.get("materials") and isinstance(raw.get("@materials"), str):
        ready["materials"] = [
            {"name": _NUMBERING.sub("", line)}
            for line in re.split(r"[\n;;]+", raw["@materials"])
            if line.strip()
        ]
    code = raw.get("code")
    if not raw.get("base") and isinstance(code, str) and "+" not in code:
        ready["base"] = code[19:] if len(code) == _CODE_LENGTH else code
    return ready


def _limit(text: str) -> tuple[str | None, str | None]:
    """("20", "工作日") of ``20个工作日``; (None, None) when the text says there is no limit."""
    folded = fold(text)
    if folded in _NO_LIMIT:
        return None, None
    if folded in _AT_ONCE:
        return "0", None
    match = _LIMIT.fullmatch(folded)
    if match is None:
        return text, None
    # 日 alone is left to the column of units: laws mean working days by it more often than not.
    unit = match.group(2)
    return match.group(1), None if unit in (None, "日") else unit


def _material(raw: Record) -> Record:
    ready = dict(raw)
    count = raw.get("@count") or (raw.get("copies") if "originals" not in raw else None)
    form = fold(str(raw.get("form") or "original")).casefold()
    if "originals" not in raw and "电子" not in form and form != "electronic":
        if form in _PIECES:
            ready |= {"originals": count or 1, "copies": 0}
        elif form in _BOTH:
            ready |= {"originals": 1, "copies": count or 1}
        elif form in _COPIES:
            ready |= {"originals": 0, "copies": count or 1}
    notes = [str(raw["note"])] if raw.get("note") else []
    ready |= _need(raw.get("required"), notes)
    source = raw.get("source")
    if isinstance(source, str) and source.strip() and fold(source).casefold() not in _SOURCES:
        ready["source"] = "applicant" if "申请人" in source else "other"
        notes.append(f"来源:{source.strip()}")
    exempt = raw.get("exempt")
    if isinstance(exempt, str) and "免提交" in exempt:
        ready["exempt"] = not fold(exempt).startswith("不")
    if notes:
        ready["note"] = ";".join(notes)
    return ready


_SOURCES = frozenset(
    {"applicant", "government", "other", "申请人自备", "政府部门核发", "其他", "自备", "政府核发"}
)


def _need(said: Any, notes: list[str]) -> Record:
    """Free words on whether a material is needed: the condition is kept in the note."""
    if not isinstance(said, str):
        return {}
    folded = fold(said)
    if folded.startswith("非必要(") or folded.endswith(("时必要", "时", "需要时")):
        notes.append(said.strip())
        return {"required": "conditional"}
    return {}


def _field(raw: Record) -> Record:
    kinds = {"idcard": "id_number", "身份证号": "id_number", "文字": "text", "日期": "date"}
    kinds |= {"数字": "number", "金额": "money", "单选": "choice", "是否": "yesno"}
    kinds |= {
        "电话": "phone",
        "地址": "address",
        "多行文字": "multiline",
        "select": "choice",
        "bool": "yesno",
    }
    kind = raw.get("kind")
    return raw | {"kind": kinds.get(kind, kind)} if isinstance(kind, str) else dict(raw)


def _theme(raw: Record) -> Record:
    ready = dict(raw)
    if isinstance(raw.get("fields"), list):
        # Lists made for reading name fields only by their label.
        ready["fields"] = [
            {"key": f"field{number}"} | field if isinstance(field, dict) else field
            for number, field in enumerate(raw["fields"], start=1)
        ]
    return ready


def _division(raw: Record) -> Record:
    """Tables of one level name the code after the level; codes are filled up to 12 digits."""
    ready = dict(raw)
    if not ready.get("code"):
        ready["code"] = raw.get("@code9")
    if ready["code"]:
        ready["parent"] = raw.get("parent") or raw.get("@county")
    else:
        ready |= {"code": raw.get("@county"), "parent": raw.get("@city")}
        ready["name"] = raw.get("name") or raw.get("@county_name")
    for name in ("code", "parent"):
        code = ready.get(name)
        if isinstance(code, str) and len(code.strip()) in _DIVISION_LENGTHS:
            ready[name] = code.strip().ljust(12, "0")
    return ready


def _id_area(raw: Record) -> Record:
    ready = dict(raw)
    for name in ("since", "until"):
        year = raw.get(name)
        if isinstance(year, str) and year.strip().endswith("?"):
            ready[name] = year.strip().rstrip("?")
            ready["note"] = f"{ready[name]} 年份不确定"
    return ready


#: Struct -> what makes its record regular.
PREPARE: dict[type[msgspec.Struct], Callable[[Record], Record]] = {
    Division: _division,
    FieldSpec: _field,
    IdArea: _id_area,
    Item: _item,
    Material: _material,
    Theme: _theme,
}
