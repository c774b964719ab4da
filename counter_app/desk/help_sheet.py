"""Last year's spreadsheet of help and agency (帮代办台账): its headings, and what a row says."""

from __future__ import annotations

import re

import msgspec

from counter_app.desk.headed_rows import HeadedRow, Headings
from counter_app.desk.help_check import HelpTyped
from counter_app.desk.intake_check import Problem
from counter_app.models.help import HelpGroup, HelpKind, HelpSource, Satisfaction

#: What a column may be taken for, in the order in which it is offered.
_TITLES = {
    "day": "日期",
    "name": "姓名",
    "phone": "电话",
    "id_number": "证件号码",
    "address": "住址",
    "kind": "帮办方式",
    "group": "对象类别",
    "source": "需求来源",
    "item_code": "事项编码",
    "item_name": "办理事项",
    "wish": "需求内容",
    "helper": "帮代办员",
    "outcome": "办理结果",
    "finished": "办结日期",
    "satisfaction": "满意度",
    "minutes": "用时(分钟)",
    "project": "重点项目",
    "note": "备注",
}
#: field -> headings that stand for it, without blanks and brackets
_HEADINGS = {
    "day": "日期 办理日期 登记日期 登记时间 时间 办理时间 服务日期 服务时间 受理时间 帮办日期",
    "name": "姓名 服务对象 服务对象姓名 申请人 群众姓名 办事群众 办事人 企业名称 对象姓名 委托人",
    "phone": "电话 联系电话 联系方式 手机 手机号 手机号码",
    "id_number": "身份证号 身份证号码 证件号码 身份证 统一社会信用代码",
    "address": "地址 住址 家庭住址 村组 居住地 所在村",
    "kind": "方式 帮办方式 服务方式 帮代办方式 服务类型 帮办类型 帮代办类型",
    "group": "对象类别 人群 人群类别 人员类别 服务对象类别 群体 特殊群体 类别",
    "source": "来源 需求来源",
    "item_code": "事项编码 事项代码 实施编码 基本编码",
    "item_name": "事项 事项名称 办理事项 服务事项 帮办事项 帮代办事项 代办事项",
    "wish": "需求 内容 服务内容 帮办内容 办理内容 诉求",
    "helper": "帮办员 代办员 帮代办员 帮办人 代办人 工作人员 经办人 志愿者 帮办人员 责任人",
    "outcome": "结果 办理结果 办理情况 办结情况 是否办结 完成情况",
    "finished": "办结日期 办结时间 完成时间 完成日期",
    "satisfaction": "满意度 回访 评价 群众评价 回访情况",
    "minutes": "用时 时长 用时分钟",
    "project": "项目 项目名称 重点项目",
    "note": "备注 说明",
}
HEADINGS = Headings("help", _TITLES, _HEADINGS, ("day", "name"))
_NOT_YET = re.compile("未|办理中|正在|跟进|待")

_WORDS: dict[str, dict[str, str]] = {
    "kind": {
        **{each.label: each.value for each in HelpKind},
        "帮办": HelpKind.GUIDING,
        "引导": HelpKind.GUIDING,
        "陪办": HelpKind.ACCOMPANYING,
        "全程代办": HelpKind.AGENCY,
        "上门服务": HelpKind.HOME,
        "上门办": HelpKind.HOME,
        "预约服务": HelpKind.APPOINTMENT,
        "延时服务": HelpKind.AFTER_HOURS,
        "延时": HelpKind.AFTER_HOURS,
        "错时": HelpKind.AFTER_HOURS,
        "": HelpKind.GUIDING,
    },
    "group": {
        **{each.label: each.value for each in HelpGroup},
        "老人": HelpGroup.ELDERLY,
        "老年": HelpGroup.ELDERLY,
        "残疾": HelpGroup.DISABLED,
        "孕妇": HelpGroup.MOTHER,
        "重病": HelpGroup.ILL,
        "军人": HelpGroup.SOLDIER,
        "退役军人": HelpGroup.SOLDIER,
        "务工人员": HelpGroup.MIGRANT,
        "外来务工人员": HelpGroup.MIGRANT,
        "企业": HelpGroup.ENTERPRISE,
        "重点企业": HelpGroup.ENTERPRISE,
        "重点项目": HelpGroup.ENTERPRISE,
        "普通群众": HelpGroup.OTHER,
        "群众": HelpGroup.OTHER,
        "其他": HelpGroup.OTHER,
        "": HelpGroup.OTHER,
    },
    "source": {
        **{each.label: each.value for each in HelpSource},
        "上门": HelpSource.HOME_VISIT,
        "网格": HelpSource.GRID,
        "": HelpSource.BACKFILL,
    },
    "satisfaction": {each.label: each.value for each in Satisfaction},
}


class SheetRow(msgspec.Struct, frozen=True):
    """What a row says, not yet wholly checked. ``problems``: what could not be read, by field."""

    typed: HelpTyped
    asked_ms: int
    finished_ms: int
    helper: str
    outcome: str
    satisfaction: str
    minutes: int
    open: bool
    problems: tuple[Problem, ...] = ()


def read_row(row: HeadedRow, now_ms: int) -> SheetRow:
    """One row of the sheet, with every problem in it. ``now_ms``: no day lies after it."""
    more = list(row.more)
    problems: list[Problem] = []
    id_number = row.get("id_number")
    if "*" in id_number:  # masked: no number, but perhaps a help to memory
        more.append(f"证件号码:{id_number}")
        id_number = ""
    heard = row.get("satisfaction")
    if heard and heard not in _WORDS["satisfaction"]:
        more.append(f"满意度:{heard}")
    asked = row.moment("day", problems, until_ms=now_ms)
    finished = asked
    if row.get("finished"):
        finished = row.moment("finished", problems, until_ms=now_ms)
    if asked and finished and finished < asked:
        problems.append(Problem("finished", "早于登记日期"))
    outcome = row.get("outcome")
    return SheetRow(
        typed=HelpTyped(
            name=row.get("name"),
            kind=row.word("kind", _WORDS["kind"], problems),
            group=row.word("group", _WORDS["group"], problems),
            source=row.word("source", _WORDS["source"], problems),
            phone=row.get("phone"),
            id_number=id_number,
            address=row.get("address"),
            wish=row.get("wish"),
            item_code=row.get("item_code").upper(),
            item_name=row.get("item_name"),
            project=row.get("project"),
            note=";".join(each for each in (row.get("note"), *more) if each),
        ),
        asked_ms=asked,
        finished_ms=finished,
        helper=row.get("helper"),
        outcome=outcome,
        satisfaction=_WORDS["satisfaction"].get(heard, ""),
        minutes=_minutes(row.get("minutes")),
        open=bool(_NOT_YET.search(outcome)),
        problems=tuple(problems),
    )


def _minutes(text: str) -> int:
    found = re.match(r"\d{1,4}", text)
    return int(found.group()) if found else 0
