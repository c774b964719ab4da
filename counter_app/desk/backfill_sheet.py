"""Spreadsheets for backfill (补录): one sheet, one case a row, found by Chinese headings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counter_app.desk.sheets import text_rows
from counter_app.errors import Trouble
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
    "联系电话": "applicant.phone",
    "电话": "applicant.phone",
    "地址": "applicant.address",
    "收件时间": "received_at",
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


def rows_of_xlsx(path: Path) -> Iterator[tuple[int, Any]]:
    """(row number as the spreadsheet shows it, the line it stands for). Empty rows are left out.

    Raises :class:`Trouble` when it is no such file or its headings name neither item nor person.
    """
    header: list[str] = []
    for number, texts in text_rows(path):
        if header:
            yield number, _nested(dict(zip(header, texts, strict=False)))
            continue
        header = [_COLUMNS.get(text.strip(), text.strip()) for text in texts]
        if "item" not in header or "applicant.name" not in header:
            raise Trouble("表头里没有“事项编码”和“姓名”两列", hint="请对照补录模板")
    if not header:
        raise Trouble(f"{path.name} 的第一张表是空的")


def _nested(flat: dict[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {"applicant": {}, "form": {}}
    for path, text in flat.items():
        if not path or not text:
            continue
        value = _WORDS.get(path, {}).get(text.strip(), text)
        head, _, tail = path.partition(".")
        if tail and head in ("applicant", "form"):
            record[head][tail] = value
        elif path in ("item", "received_at", "note"):
            record[path] = value
    return record
