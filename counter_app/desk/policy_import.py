"""Taking last year's spreadsheet of policy advice in (补录政策咨询台账)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from counter_app.desk.desk import Desk
from counter_app.desk.headed_rows import HeadedRow, Headings, Plan, ReadSheet, read_sheet
from counter_app.desk.intake_check import Problem
from counter_app.desk.policy import open_line
from counter_app.desk.policy_check import PolicyTyped, check_policy
from counter_app.desk.sheet_import import SheetImport, SheetImported, run_through
from counter_app.models.acts import policy as acts
from counter_app.models.policy import FirmSize, PolicySource
from counter_app.protocol.ledgers import POLICY

#: What a column may be taken for, in the order in which it is offered.
_TITLES = {
    "day": "日期",
    "name": "企业名称",
    "code": "信用代码",
    "contact": "联系人",
    "phone": "联系电话",
    "address": "地址",
    "size": "规模",
    "industry": "行业",
    "title": "咨询政策",
    "issuer": "发文机关",
    "question": "咨询问题",
    "source": "咨询渠道",
    "text": "答复内容",
    "ground": "政策依据",
    "answered": "答复日期",
    "staff": "答复人",
    "note": "备注",
}
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
}
HEADINGS = Headings(POLICY.name, _TITLES, _HEADINGS, ("day", "name"))
_SIZES = {each.label: each.value for each in FirmSize} | {
    "": "", "大": FirmSize.LARGE, "中": FirmSize.MEDIUM, "小": FirmSize.SMALL,
    "微": FirmSize.MICRO, "小微": FirmSize.SMALL, "个体": FirmSize.SOLE,
}  # fmt: skip
_SOURCES = {each.label: each.value for each in PolicySource} | {
    "": PolicySource.BACKFILL, "现场": PolicySource.WINDOW, "走访": PolicySource.VISIT,
    "上门": PolicySource.VISIT, "来电": PolicySource.PHONE, "宣讲会": PolicySource.MEETING,
}  # fmt: skip


def read_ledger(path: Path) -> ReadSheet:
    """Read a whole .xlsx file. Raises :class:`Trouble` when it is none."""
    return read_sheet(path, HEADINGS)


class PolicyImport(SheetImport):
    """Each row is durable before the next begins."""

    ledger = POLICY

    def __init__(self, desk: Desk, sheet: ReadSheet, plan: Plan | None = None) -> None:
        super().__init__(desk, sheet, plan)
        self._people = {person.name: code for code, person in desk.catalogue().staff.items()}

    def take(self, rows: Sequence[HeadedRow]) -> list[list[Problem]]:
        return [self._take(row) for row in rows]

    def _take(self, row: HeadedRow) -> list[Problem]:
        problems: list[Problem] = []
        asked = row.moment("day", problems)
        answered = row.moment("answered", problems) if row.get("answered") else asked
        typed = _typed(row, problems)
        inquiry, more = check_policy(
            typed, asked_ms=asked, today=self.desk.today, fingerprint=row.fingerprint
        )
        problems += more
        if inquiry is None or problems:
            return problems
        opening: acts.Asked | acts.AnsweredAtOnce = acts.Asked(inquiry)
        if text := row.get("text"):
            hands = row.get("staff")
            opening = acts.AnsweredAtOnce(
                inquiry, text, row.get("ground"), answered_ms=answered,
                staff=self._people.get(hands, ""), staff_name=hands,
            )  # fmt: skip
        return self.told(lambda: open_line(self.desk, opening))


def _typed(row: HeadedRow, problems: list[Problem]) -> PolicyTyped:
    more, phone = list(row.more), row.get("phone")
    if "*" in phone:  # masked in the spreadsheet: no number, but perhaps a help to memory
        more.append(f"联系电话:{phone}")
        phone = ""
    return PolicyTyped(
        name=row.get("name"),
        question=row.get("question") or row.get("title"),
        title=row.get("title"),
        issuer=row.get("issuer"),
        code=row.get("code"),
        contact=row.get("contact"),
        phone=phone,
        address=row.get("address"),
        size=row.word("size", _SIZES, problems),
        industry=row.get("industry"),
        source=row.word("source", _SOURCES, problems),
        note=";".join(each for each in (row.get("note"), *more) if each),
    )


def import_sheet(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> SheetImported:
    """Take in an .xlsx file; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` may return False to stop.
    """
    return run_through(PolicyImport(desk, read_ledger(path)), progress)
