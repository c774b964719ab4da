"""Taking last year's spreadsheet in (补录政策咨询台账): each row durable before the next begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from counter_app.desk.backfill import ImportResult, Problems, take_each
from counter_app.desk.desk import Desk
from counter_app.desk.headed_rows import HeadedRow, headed_rows, moment, word_of
from counter_app.desk.intake_check import Problem
from counter_app.desk.policy import open_line
from counter_app.desk.policy_check import PolicyTyped, check_policy
from counter_app.errors import BadInput
from counter_app.models.acts import policy as acts
from counter_app.models.policy import FirmSize, PolicySource
from counter_app.protocol.ledgers import POLICY
from counter_app.store import ledger_queries

#: field -> headings that stand for it, without blanks and brackets
_HEADINGS = {
    "day": "日期 咨询日期 登记日期 登记时间 时间 咨询时间 受理日期",
    "name": "企业名称 企业 单位名称 咨询企业 咨询单位 公司名称 名称",
    "code": "统一社会信用代码 信用代码 社会信用代码",
    "contact": "联系人 咨询人 姓名",
    "phone": "联系电话 电话 联系方式 手机 手机号",
    "address": "地址 住所 企业地址",
    "size": "规模 企业规模 企业类型",
    "industry": "行业 所属行业",
    "title": "咨询政策 政策名称 政策 涉及政策 惠企政策",
    "issuer": "发文机关 牵头部门 责任部门 主管部门",
    "question": "咨询问题 问题 咨询内容 咨询事项 内容 诉求",
    "source": "咨询渠道 咨询方式 渠道 方式 来源",
    "text": "答复内容 答复 答复情况 回复内容 回复 办理情况 处理情况",
    "ground": "政策依据 依据 文件依据",
    "answered": "答复日期 答复时间 回复日期",
    "staff": "答复人 经办人 工作人员 受理人 责任人",
    "note": "备注 说明",
    "number": "序号 编号",
}
_SIZES = {each.label: each.value for each in FirmSize} | {
    "": "", "大": FirmSize.LARGE, "中": FirmSize.MEDIUM, "小": FirmSize.SMALL,
    "微": FirmSize.MICRO, "小微": FirmSize.SMALL, "个体": FirmSize.SOLE,
}  # fmt: skip
_SOURCES = {each.label: each.value for each in PolicySource} | {
    "": PolicySource.BACKFILL, "现场": PolicySource.WINDOW, "走访": PolicySource.VISIT,
    "上门": PolicySource.VISIT, "来电": PolicySource.PHONE, "宣讲会": PolicySource.MEETING,
}  # fmt: skip


class _Row(msgspec.Struct, frozen=True):
    typed: PolicyTyped
    asked_ms: int
    answered_ms: int
    text: str
    ground: str
    staff: str
    fingerprint: str
    columns: dict[str, str]


def import_sheet(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> ImportResult:
    """Take in an .xlsx file; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` may return False to stop.
    """
    people = {person.name: code for code, person in desk.catalogue().staff.items()}
    return take_each(_rows(path), partial(_take, desk, people), progress=progress)


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    for number, row in headed_rows(path, "policy", _HEADINGS, {"day": "日期", "name": "企业名称"}):
        try:
            yield number, _read(row)
        except BadInput as error:
            where = row.columns.get(error.field, error.field)
            yield number, Problems([Problem(where, error.why)])


def _read(row: HeadedRow) -> _Row:
    values, more = row.values, list(row.more)
    phone = values.get("phone", "")
    if "*" in phone:  # masked in the spreadsheet: no number, but perhaps a help to memory
        more.append(f"联系电话:{phone}")
        phone = ""
    asked = moment(values.get("day", ""), "day")
    answered = values.get("answered", "")
    return _Row(
        typed=PolicyTyped(
            name=values.get("name", ""),
            question=values.get("question", "") or values.get("title", ""),
            title=values.get("title", ""),
            issuer=values.get("issuer", ""),
            code=values.get("code", ""),
            contact=values.get("contact", ""),
            phone=phone,
            address=values.get("address", ""),
            size=word_of(_SIZES, "size", values.get("size", "")),
            industry=values.get("industry", ""),
            source=word_of(_SOURCES, "source", values.get("source", "")),
            note=";".join(each for each in (values.get("note", ""), *more) if each),
        ),
        asked_ms=asked,
        answered_ms=moment(answered, "answered") if answered else asked,
        text=values.get("text", ""),
        ground=values.get("ground", ""),
        staff=values.get("staff", ""),
        fingerprint=row.fingerprint,
        columns=row.columns,
    )


def _take(desk: Desk, people: dict[str, str], row: Any) -> bool:
    """True: became a question now. False: had become one before."""
    if isinstance(row, Exception):
        raise row
    assert isinstance(row, _Row)
    if ledger_queries.by_fingerprint(desk.store, POLICY, row.fingerprint) is not None:
        return False
    inquiry, problems = check_policy(
        row.typed, asked_ms=row.asked_ms, today=desk.today, fingerprint=row.fingerprint
    )
    if inquiry is None:
        raise Problems(_where(row, each.field, each.why) for each in problems)
    try:
        if row.text:
            staff = people.get(row.staff, "")
            done = acts.AnsweredAtOnce(
                inquiry, row.text, row.ground, answered_ms=row.answered_ms,
                staff=staff, staff_name=row.staff,
            )  # fmt: skip
            open_line(desk, done)
        else:
            open_line(desk, acts.Asked(inquiry))
    except BadInput as error:
        field = "day" if error.field == "asked_at" else error.field.removeprefix("firm.")
        raise Problems([_where(row, field, error.why)]) from error
    return True


def _where(row: _Row, field: str, why: str) -> Problem:
    return Problem(row.columns.get(field, field), why)
