"""Backfill (补录): cases from paper or a spreadsheet, journaled like any other.

Each line stands alone: a bad one is refused by its number and field, the good ones are kept,
each durable before the next begins. A line that has already become a case is skipped, so a
killed import is simply run again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO, Any

import msgspec

from counter_app.desk import intake
from counter_app.desk.backfill_sheet import rows_of_xlsx
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import (
    Intake,
    IntakeAgent,
    IntakeMaterial,
    IntakeParty,
    check_intake,
)
from counter_app.errors import BadInput, CounterError, Trouble, os_words
from counter_app.rules.numbers import parse_case_number
from counter_app.settings import LOCAL_ZONE
from counter_app.store import queries

#: A longer line is refused unread: no paper case is that long. Bytes.
MAX_LINE = 16 * 1024 * 1024
#: Materials and form fields that one case can have.
MAX_PARTS = 300
#: Text has no zero bytes; tables, archives and UTF-16 have some at their very beginning. Bytes.
_SNIFF = 1024
#: What people try instead of the two kinds that are read.
_OTHER_KINDS = frozenset({".csv", ".xls", ".et", ".ods", ".doc", ".docx", ".wps", ".pdf"})
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class RefusedLine(msgspec.Struct, frozen=True):
    """A line that was not taken: its number from 1, the field, and why."""

    line: int
    field: str
    why: str


class ImportResult(msgspec.Struct, frozen=True):
    """What an import did."""

    imported: int
    skipped: int
    refused: tuple[RefusedLine, ...]


def import_file(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> ImportResult:
    """Take in a .jsonl or .xlsx file. ``progress(lines done)`` may return False to stop.

    Raises :class:`Trouble` for a file that is neither or cannot be read.
    """
    suffix = path.suffix.lower()
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if suffix in _OTHER_KINDS:
        raise Trouble("只能补录 .xlsx 表格或 .jsonl 文件", hint="请在表格软件里另存为 xlsx")
    rows = rows_of_xlsx(path) if suffix == ".xlsx" else _rows_of_jsonl(path)
    return import_rows(desk, rows, progress=progress)


def import_rows(
    desk: Desk,
    rows: Iterable[tuple[int, Any]],
    *,
    progress: Callable[[int], bool] | None = None,
) -> ImportResult:
    """Take in lines: (line number, parsed value or the :class:`BadInput` met in parsing)."""
    return take_each(rows, partial(_one, desk), progress=progress)


def take_each(
    rows: Iterable[tuple[int, Any]],
    take: Callable[[Any], bool],
    *,
    progress: Callable[[int], bool] | None = None,
) -> ImportResult:
    """Give each line to ``take``, which makes it durable and returns False for one that is
    there already. It may raise :class:`BadInput` or :class:`Problems`; the next line goes on.
    """
    imported = skipped = 0
    refused: list[RefusedLine] = []
    for line, value in rows:
        try:
            if isinstance(value, BadInput):
                raise value
            made = take(value)
        except BadInput as error:
            refused.append(RefusedLine(line, error.field, error.why))
        except Problems as error:
            refused += [RefusedLine(line, each.field, each.why) for each in error.problems]
        except Trouble:
            raise  # a full disk is no fault of the line
        except CounterError as error:
            refused.append(RefusedLine(line, "", error.message))
        else:
            imported += made
            skipped += not made
        if progress is not None and not progress(line):
            break
    return ImportResult(imported, skipped, tuple(refused))


class Problems(Exception):
    """Several things that are wrong with one line."""

    def __init__(self, problems: Iterable[Any]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def _one(desk: Desk, value: Any) -> bool:
    """True: became a case now. False: had become one before."""
    parsed = parse_line(value)
    if _held(desk, value.get("number")):
        return False
    fingerprint = value.get("fingerprint")
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        canonical = msgspec.json.encode(value, order="sorted")
        fingerprint = hashlib.sha256(canonical).hexdigest()
    if queries.by_fingerprint(desk.store, fingerprint) is not None:
        return False
    parsed = msgspec.structs.replace(parsed, fingerprint=fingerprint)
    checked, problems = check_intake(parsed, desk.catalogue(), desk.today, whole_form=False)
    if checked is None:
        raise Problems(problems)
    intake.take_in(desk, checked, papers=False)
    return True


def _held(desk: Desk, number: Any) -> bool:
    """Whether this is a line of ``cases export`` whose case is here."""
    if not isinstance(number, str):
        return False
    parsed = parse_case_number(number)
    return parsed is not None and queries.by_number(desk.store, parsed.text) is not None


def parse_line(value: Any) -> Intake:
    """The intake in one line of ``cases import`` (design §6), or of ``cases export``, which
    gives the item as an object and the time in ms. Raises :class:`BadInput`.
    """
    record = _object(value, "")
    received = _received_ms(record)
    item = record.get("item")
    code = _str(item, "code", "item") if isinstance(item, dict) else _str(record, "item", "")
    agent = record.get("agent")
    parsed_agent = None
    if agent is not None:
        inner = _object(agent, "agent")
        party = inner.get("party", inner)
        parsed_agent = IntakeAgent(
            _party(party, "agent"),
            _str(inner, "relation", "agent"),
            _str(inner, "authorisation", "agent"),
        )
    if record.get("applicant") is None:
        raise BadInput("applicant", "缺少申请人")
    return Intake(
        item_code=code.strip(),
        applicant=_party(record["applicant"], "applicant"),
        agent=parsed_agent,
        materials=tuple(_materials(record.get("materials"))),
        form=_form(record.get("form")),
        channel="backfill",
        note=_str(record, "note", ""),
        received_ms=received,
    )


def _party(value: Any, path: str) -> IntakeParty:
    record = _object(value, path)
    kind = _str(record, "kind", path) or "person"
    usual = "uscc" if kind == "organisation" else "resident_id"
    return IntakeParty(
        kind=kind,
        name=_str(record, "name", path),
        id_type=_str(record, "id_type", path) or usual,
        id_number=_str(record, "id_number", path),
        phone=_str(record, "phone", path),
        address=_str(record, "address", path),
        phone_relation=_str(record, "phone_relation", path),
        legal_person=_str(record, "legal_person", path),
    )


def _materials(value: Any) -> Iterator[IntakeMaterial]:
    if value is None:
        return
    if not isinstance(value, list):
        raise BadInput("materials", "应为列表")
    if len(value) > MAX_PARTS:
        raise BadInput("materials", f"一件最多 {MAX_PARTS} 份材料")
    for index, each in enumerate(value, 1):
        path = f"materials[{index}]"
        record = _object(each, path)
        count = record.get("count", 1)
        if not isinstance(count, int) or isinstance(count, bool):
            raise BadInput(f"{path}.count", "份数应为整数")
        yield IntakeMaterial(
            name=_str(record, "name", path),
            form=_str(record, "form", path) or "original",
            count=count,
            note=_str(record, "note", path),
        )


def _form(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    record = _object(value, "form")
    if len(record) > MAX_PARTS:
        raise BadInput("form", f"一件最多 {MAX_PARTS} 个栏目")
    form: dict[str, str] = {}
    for key, each in record.items():
        if isinstance(each, str):
            form[key] = each
        elif isinstance(each, bool):
            form[key] = "是" if each else "否"
        elif isinstance(each, int | float):
            form[key] = str(each)
        elif each is not None:
            raise BadInput(f"form.{key}", "应为文字或数字")
    return form


def _received_ms(record: dict[str, Any]) -> int:
    ms = record.get("received_ms")
    if record.get("received_at") is None and isinstance(ms, int) and not isinstance(ms, bool):
        try:
            return _not_too_old(datetime.fromtimestamp(ms / 1000, LOCAL_ZONE))
        except (OverflowError, ValueError, OSError):
            raise BadInput("received_ms", "不是有效的日期时间") from None
    return _moment(record.get("received_at"))


def _moment(value: Any) -> int:
    if value is None:
        raise BadInput("received_at", "缺少收件时间")
    if not isinstance(value, str):
        raise BadInput("received_at", "应为日期时间文字，如 2026-11-23T09:10:00+08:00")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise BadInput("received_at", "不是有效的日期时间") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL_ZONE)
    return _not_too_old(moment)


def _not_too_old(moment: datetime) -> int:
    if moment.year < 1980:
        raise BadInput("received_at", "收件时间早于 1980 年")
    return int(moment.timestamp() * 1000)


def _object(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(path or "line", "应为一个对象（键值对）")
    return value


def _str(record: dict[str, Any], key: str, path: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadInput(f"{path}.{key}" if path else key, "应为文字")
    return value


def _rows_of_jsonl(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        with path.open("rb") as file:
            if b"\0" in file.read(_SNIFF):
                raise Trouble(
                    f"{path.name} 不是 JSONL 文字文件，一行也没有收",
                    hint="请另存为 UTF-8 编码的 .jsonl，或改用 .xlsx 表格",
                )
            file.seek(0)
            yield from _lines(file)
    except OSError as error:
        raise Trouble(
            f"读不出 {path.name}", hint=f"{os_words(error)}；已收的行都在，可重新补录"
        ) from error


def _lines(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    number = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        if len(raw) > MAX_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(MAX_LINE)
            yield number, BadInput("line", "这一行过长，没有读取")
            continue
        stripped = raw.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else raw.strip()
        if stripped:
            yield number, _value(stripped)


def _value(line: bytes) -> Any:
    """What the line says, or the :class:`BadInput` that it is."""
    try:
        return msgspec.json.decode(line)
    except RecursionError:
        return BadInput("line", "嵌套层数过多")
    except UnicodeDecodeError:
        return BadInput("line", "文字不是 UTF-8 编码，请把文件另存为 UTF-8")
    except msgspec.DecodeError as error:
        at = re.search(r"\(byte (\d+)\)", str(error))
        where = f"第 {int(at[1]) + 1} 个字节起写法不对" if at else "没有写完"
        return BadInput("line", f"不是有效的 JSON，{where}")
