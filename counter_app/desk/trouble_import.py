"""Taking an old ledger of the "办不成事" window in (补录): each row durable before the next begins.

Rows are told by their headings, in the words that halls use; what no heading names is kept in
the note. A row that is in already is passed over, so a killed import is simply run again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from counter_app.desk.backfill import ImportResult, Problems, take_each
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheets import column_letter, day_ms, text_rows
from counter_app.desk.trouble import open_matter
from counter_app.desk.trouble_check import TroubleTyped, check_trouble
from counter_app.desk.trouble_rules import terms_of
from counter_app.errors import BadInput, Trouble
from counter_app.models.acts import trouble as acts
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Channel, Opinion, Outcome
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_terms import Terms
from counter_app.store import ledger_queries

#: How a ledger names whoever did not want to be named.
_UNNAMED = "匿名"
#: field -> headings that stand for it, without blanks and brackets
_HEADINGS = {
    "day": "日期 反映日期 反映时间 登记日期 登记时间 受理日期 受理时间 时间",
    "name": "反映人 姓名 反映人姓名 群众姓名 来访人 申请人 企业名称 反映对象",
    "phone": "电话 联系电话 联系方式 手机 手机号",
    "id_number": "证件号码 身份证号 身份证号码 统一社会信用代码",
    "address": "地址 住址",
    "channel": "渠道 反映渠道 来源",
    "kind": "类别 反映类别 问题类别 问题类型",
    "reasons": "具体情形 情形",
    "text": "反映内容 反映问题 问题描述 内容 诉求内容 反映事项内容",
    "wish": "诉求 要求",
    "item_name": "事项 涉及事项 反映事项 事项名称",
    "case": "办件编号 办件号",
    "trips": "跑动次数 跑了几次 次数",
    "department": "涉及部门 责任部门 责任单位 部门",
    "complained": "被反映人",
    "hands": "承办 承办人 经办人 办理人 责任人",
    "outcome": "处理结果 结果 是否解决 办理结果",
    "answer": "答复内容 办理情况 处理情况 答复情况 办理措施",
    "finished": "办结日期 办结时间 答复日期 答复时间",
    "opinion": "满意度 反映人意见 群众意见 群众评价 回访情况",
    "causes": "成因 原因 成因分析 原因分析",
    "note": "备注 说明",
    "number": "序号 编号",
}
#: The shipped class for what an old ledger does not tell apart.
_USUAL = "barrier"
_FIELDS = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_NEEDED = {"day", "name", "text"}
_BRACKETS = re.compile(r"[\s\u3000*::]|[((\[【].*?[))\]】]")
_SEVERAL = re.compile(r"[、,,;;]+")
_NOT_YET = re.compile("未|办理中|正在|跟进|待|在办")
_OUTCOMES = {
    **{each.label: each.value for each in Outcome},
    "是": Outcome.SOLVED, "已办结": Outcome.SOLVED, "解决": Outcome.SOLVED,
    "办结": Outcome.SOLVED, "已解释": Outcome.EXPLAINED, "不予办理": Outcome.REFUSED,
    "": Outcome.SOLVED,
}  # fmt: skip
_OPINIONS = {
    **{each.label: each.value for each in Opinion},
    "非常满意": Opinion.SATISFIED, "较满意": Opinion.FAIR, "非常不满意": Opinion.DISSATISFIED,
}  # fmt: skip
_CHANNELS = {each.label: each.value for each in Channel} | {"12345": Channel.HOTLINE.value}


class SheetRow(msgspec.Struct, frozen=True):
    """One row as it stands. ``columns``: field -> where it stands, for people."""

    values: dict[str, str]
    columns: dict[str, str]
    more: tuple[str, ...]
    fingerprint: str

    def get(self, field: str) -> str:
        return self.values.get(field, "")

    def where(self, field: str, why: str) -> Problem:
        return Problem(self.columns.get(field, field), why)


def import_sheet(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> ImportResult:
    """Take in an .xlsx file; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` may return False to stop.
    """
    if not path.is_file():
        raise Trouble(f"找不到文件 {path.name}")
    if path.suffix.lower() != ".xlsx":
        raise Trouble("只能补录 .xlsx 表格", hint="请在表格软件里另存为 xlsx")
    return take_each(_rows(path), partial(_take, desk), progress=progress)


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    fields: list[str] = []
    headings: list[str] = []
    for number, texts in text_rows(path):
        if fields:
            yield number, _row(fields, headings, texts)
            continue
        told = [_FIELDS.get(_BRACKETS.sub("", text), "") for text in texts]
        if set(told) >= _NEEDED:
            fields, headings = told, [text.strip() for text in texts]
    if not fields:
        raise Trouble(
            "没有找到表头:至少要有“反映日期”“反映人”“反映内容”三列", hint="请看台账的第一张表"
        )


def _row(fields: list[str], headings: list[str], texts: list[str]) -> SheetRow:
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    more: list[str] = []
    for index, (field, text) in enumerate(zip(fields, texts, strict=False)):
        text = text.strip()
        if field and field not in values:
            values[field] = text
            columns[field] = f"{column_letter(index)} 列“{headings[index]}”"
        elif text and headings[index] and field != "number":
            more.append(f"{headings[index]}:{text}")
    for field in ("id_number", "phone"):
        if "*" in values.get(field, ""):  # masked: no number, but perhaps a help to memory
            more.append(f"{columns[field].partition('“')[2][:-1]}:{values.pop(field)}")
    said = sorted(
        (heading, text.strip())
        for heading, text, field in zip(headings, texts, fields, strict=False)
        if field != "number" and text.strip()
    )
    mark = hashlib.sha256(msgspec.json.encode(["trouble", said])).hexdigest()
    return SheetRow(values, columns, tuple(more), mark)


def _take(desk: Desk, row: SheetRow) -> bool:
    """True: became a matter now. False: had become one before."""
    if ledger_queries.by_fingerprint(desk.store, TROUBLE, row.fingerprint) is not None:
        return False
    catalogue = desk.catalogue()
    terms = terms_of(catalogue)
    problems: list[Problem] = []
    reported = _moment(row, "day", problems)
    settled = _moment(row, "finished", problems) if row.get("finished") else reported
    typed = _typed(row, terms, problems)
    report, found = check_trouble(
        typed,
        reported_ms=reported,
        today=desk.today,
        catalogue=catalogue,
        terms=terms,
        fingerprint=row.fingerprint,
    )
    problems += [row.where(each.field, each.why) for each in found]
    outcome = row.get("outcome")
    pending = bool(_NOT_YET.search(outcome))
    if not pending and outcome not in _OUTCOMES:
        problems.append(row.where("outcome", f"不认识“{outcome[:20]}”"))
    if report is None or problems:
        raise Problems(problems)
    try:
        if pending:
            open_matter(desk, acts.Reported(report), acts.ScopeChecked(True), papers=False)
            return True
        staff = {person.name: code for code, person in catalogue.staff.items()}
        done = acts.SettledAtOnce(
            replace(report, channel=Channel.BACKFILL),
            str(_OUTCOMES[outcome]),
            row.get("answer") or "见备注",
            opinion=_OPINIONS.get(row.get("opinion"), ""),
            causes=_codes(row.get("causes"), terms, TroubleList.CAUSE),
            settled_ms=settled,
            staff=staff.get(row.get("hands"), ""),
            staff_name=row.get("hands"),
        )
        open_matter(desk, done, papers=False)
    except BadInput as error:
        field = {"reported_at": "day"}.get(error.field, error.field.removeprefix("person."))
        raise Problems([row.where(field, error.why)]) from error
    return True


def _typed(row: SheetRow, terms: Terms, problems: list[Problem]) -> TroubleTyped:
    more = list(row.more)
    kinds = _codes(row.get("kind"), terms, TroubleList.KIND)
    if row.get("kind") and not kinds:
        problems.append(row.where("kind", f"不认识“{row.get('kind')[:20]}”"))
    # Old ledgers often have none; the class of hindrances takes what is not told apart.
    offered = [each.code for each in terms.offered(TroubleList.KIND)]
    kind = kinds[0] if kinds else _USUAL if _USUAL in offered else "".join(offered[-1:])
    under = {each.code for each in terms.offered(TroubleList.REASON, kind)}
    reasons = _codes(row.get("reasons"), terms, TroubleList.REASON)
    channel = _CHANNELS.get(row.get("channel"), Channel.BACKFILL.value)
    for field, known in (("reasons", bool(reasons)), ("causes", _known_causes(row, terms))):
        if row.get(field) and not known:
            more.append(f"{row.columns[field].partition('“')[2][:-1]}:{row.get(field)}")
    if row.get("channel"):
        more.append(f"渠道:{row.get('channel')}")
    name = row.get("name")
    return TroubleTyped(
        name="" if name == _UNNAMED else name,
        anonymous=name == _UNNAMED,
        phone=row.get("phone"),
        id_number=row.get("id_number"),
        address=row.get("address"),
        kind=kind,
        reasons=tuple(each for each in reasons if each in under),
        text=row.get("text"),
        wish=row.get("wish"),
        item_name=row.get("item_name"),
        case=row.get("case"),
        trips=row.get("trips"),
        department=row.get("department"),
        complained=row.get("complained"),
        channel=channel,
        note=";".join(each for each in (row.get("note"), *more) if each),
    )


def _known_causes(row: SheetRow, terms: Terms) -> bool:
    return bool(_codes(row.get("causes"), terms, TroubleList.CAUSE))


def _codes(text: str, terms: Terms, list_: TroubleList) -> tuple[str, ...]:
    """The codes of the words in a cell; a word may stand with what is above it, or without its
    bracketed remark."""
    known: dict[str, str] = {}
    for each in terms.offered(list_):
        for word in (each.name, terms.path(list_, each.code), each.name.partition("(")[0]):
            known.setdefault(word, each.code)
    found = known.get(text.strip())
    if found is not None:
        return (found,)
    words = (word.strip() for word in _SEVERAL.split(text))
    return tuple(dict.fromkeys(known[word] for word in words if word in known))


def _moment(row: SheetRow, field: str, problems: list[Problem]) -> int:
    try:
        return day_ms(row.get(field), field)
    except BadInput as error:
        problems.append(row.where(field, error.why))
        return 0
