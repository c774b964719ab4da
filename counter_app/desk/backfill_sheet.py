"""Spreadsheets for backfill (补录): one sheet, one case a row, found by Chinese headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counter_app.desk.sheets import lost_digits, text_rows
from counter_app.errors import BadInput, Trouble
from counter_app.rules.identity_types import ID_TYPE_LABELS

#: spreadsheet header -> path in a line
_COLUMNS = {
    "事项编码": "item",
    "实施编码": "item",
    "申请人类型": "applicant.kind",
    "姓名": "applicant.name",
    "申请人": "applicant.name",
    "申请人姓名": "applicant.name",
    "证件类型": "applicant.id_type",
    "证件号码": "applicant.id_number",
    "身份证号": "applicant.id_number",
    "身份证号码": "applicant.id_number",
    "联系电话": "applicant.phone",
    "电话": "applicant.phone",
    "手机号码": "applicant.phone",
    "地址": "applicant.address",
    "收件时间": "received_at",
    "收件日期": "received_at",
    "备注": "note",
}
#: what is written in a cell -> the value of a line
_WORDS = {
    "applicant.kind": {
        "自然人": "person",
        "个人": "person",
        "法人": "organisation",
        "企业": "organisation",
        "单位": "organisation",
    },
    "applicant.id_type": {
        **{label: kind.value for kind, label in ID_TYPE_LABELS.items()},
        "身份证": "resident_id",
        "营业执照": "uscc",
    },
}
#: A day, and perhaps a time, as people write them.
_MOMENT = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?"
    r"(?:\s*(\d{1,2})\s*[:\uff1a时点]\s*(\d{1,2})\s*(?:[:\uff1a分]\s*(?:(\d{1,2})\s*秒?)?)?)?"
)
_DECORATION = re.compile(r"[\s*\uff0a]")


def rows_of_xlsx(path: Path) -> Iterator[tuple[int, Any]]:
    """(row number as the spreadsheet shows it, the line it stands for, or the
    :class:`BadInput` met in reading it). Empty rows and what stands above the headings are left
    out.

    Raises :class:`Trouble` when it is no such file or its headings name neither item nor person.
    """
    header: list[str] = []
    empty = True
    for number, texts in text_rows(path):
        empty = False
        if header:
            yield number, _line(dict(zip(header, texts, strict=False)))
            continue
        bare = [_DECORATION.sub("", text) for text in texts]
        told = [_COLUMNS.get(text, text) for text in bare]
        if "item" in told and "applicant.name" in told:
            header = told
    if empty:
        raise Trouble(f"{path.name} 的第一张表是空的")
    if not header:
        raise Trouble("表头里没有“事项编码”和“姓名”两列", hint="请对照补录模板")


def _line(flat: dict[str, str]) -> dict[str, Any] | BadInput:
    record: dict[str, Any] = {"applicant": {}, "form": {}}
    for path, text in flat.items():
        if not path or not text:
            continue
        if path in _COLUMNS.values() and lost_digits(text):
            return BadInput(path, "这一格存成了数字，尾数已丢失，请把这一列设为文本后重新填写")
        value = _WORDS.get(path, {}).get(text.strip(), text)
        head, _, tail = path.partition(".")
        if tail and head in ("applicant", "form"):
            record[head][tail] = value
        elif path == "received_at":
            record[path] = _iso(text)
        elif path in ("item", "note"):
            record[path] = value
    return record


def _iso(text: str) -> str:
    """The moment as a line writes it; what is no moment stays as it is."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
