"""Last year's spreadsheet of help and agency (帮代办台账): rows told by their headings.

Every hall keeps its own: a title above, headings in its own words. What a heading stands for is
looked up among its synonyms, and whoever takes the sheet in may say otherwise; what no heading
names is kept in the note.
"""

from __future__ import annotations

import hashlib
import re

import msgspec

from counter_app.desk.help_check import HelpTyped
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheets import Rows, column_letter, day_ms
from counter_app.errors import BadInput
from counter_app.models.help import HelpGroup, HelpKind, HelpSource, Satisfaction

#: Heading of the column that tells why a row was refused, in a sheet that was given back.
REFUSED = "没有收的原因"

#: What a column may be taken for, in the order in which it is offered.
FIELD_TITLES = {
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
#: Without these no row can be told from another.
NEEDED = ("day", "name")
#: Columns that say nothing about a help: the hall's own numbers, and reasons given back.
_SILENT = ("number", "refused")
#: Rows in which headings are looked for; above them stand a title and who filled it in.
_ABOVE = 20

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
    "number": "序号 编号",
    "refused": REFUSED,
}
_FIELDS = {word: field for field, words in _HEADINGS.items() for word in words.split()}
_BRACKETS = re.compile(r"[\s\u3000*::]|[((\[【].*?[))\]】]")
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
    """One row, read but not yet wholly checked. ``columns``: field -> where it stands, for people;
    ``problems``: what could not be read, by field."""

    typed: HelpTyped
    asked_ms: int
    finished_ms: int
    helper: str
    outcome: str
    satisfaction: str
    minutes: int
    open: bool
    fingerprint: str
    columns: dict[str, str]
    problems: tuple[Problem, ...] = ()

    def where(self, field: str) -> str:
        return self.columns.get(field, FIELD_TITLES.get(field, field))


class Plan(msgspec.Struct, frozen=True):
    """How a sheet is read. ``row``: of the headings, as the spreadsheet counts; 0 = none found.

    ``fields``: what each column is taken for, "" = goes into the note.
    """

    row: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be there and is not."""
        return tuple(field for field in NEEDED if field not in self.fields)


def plan_of(rows: Rows) -> Plan:
    """How these rows are to be read, by their headings; where none says enough, by the row with
    the most headings that are known."""
    best = Plan(0, (), ())
    for number, texts in rows[:_ABOVE]:
        told = tuple(_FIELDS.get(_BRACKETS.sub("", text), "") for text in texts)
        plan = Plan(number, tuple(text.strip() for text in texts), told)
        if not plan.missing:
            return plan
        if sum(map(bool, told)) > sum(map(bool, best.fields)) or not best.row:
            best = plan
    return best


def read_row(plan: Plan, texts: list[str], now_ms: int) -> SheetRow:
    """One row of the sheet, with every problem in it. ``now_ms``: no day lies after it."""
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    more: list[str] = []
    for index, (field, text) in enumerate(zip(plan.fields, texts, strict=False)):
        text, heading = text.strip(), plan.headings[index]
        if field and field not in values:
            values[field] = text
            columns[field] = f"{column_letter(index)} 列“{heading}”"
        elif text and heading and field not in _SILENT:
            more.append(f"{heading}:{text}")
    problems: list[Problem] = []
    if "*" in values.get("id_number", ""):  # masked: no number, but perhaps a help to memory
        more.append(f"证件号码:{values.pop('id_number')}")
    heard = values.get("satisfaction", "")
    if heard and heard not in _WORDS["satisfaction"]:
        more.append(f"满意度:{heard}")
    asked = _moment(values, "day", now_ms, problems)
    finished = asked
    if values.get("finished"):
        finished = _moment(values, "finished", now_ms, problems)
    if asked and finished and finished < asked:
        problems.append(Problem("finished", "早于登记日期"))
    outcome = values.get("outcome", "")
    return SheetRow(
        typed=HelpTyped(
            name=values.get("name", ""),
            kind=_word("kind", values, problems),
            group=_word("group", values, problems),
            source=_word("source", values, problems),
            phone=values.get("phone", ""),
            id_number=values.get("id_number", ""),
            address=values.get("address", ""),
            wish=values.get("wish", ""),
            item_code=values.get("item_code", "").upper(),
            item_name=values.get("item_name", ""),
            project=values.get("project", ""),
            note=";".join(each for each in (values.get("note", ""), *more) if each),
        ),
        asked_ms=asked,
        finished_ms=finished,
        helper=values.get("helper", ""),
        outcome=outcome,
        satisfaction=_WORDS["satisfaction"].get(heard, ""),
        minutes=_minutes(values.get("minutes", "")),
        open=bool(_NOT_YET.search(outcome)),
        fingerprint=_fingerprint(plan, texts),
        columns=columns,
        problems=tuple(problems),
    )


def _word(field: str, values: dict[str, str], problems: list[Problem]) -> str:
    text = values.get(field, "")
    value = _WORDS[field].get(text)
    if value is None:
        problems.append(Problem(field, f"不认识“{text[:20]}”"))
        value = _WORDS[field][""]
    return str(value)


def _moment(values: dict[str, str], field: str, now_ms: int, problems: list[Problem]) -> int:
    """The start of the day that is meant, ms since the epoch (UTC); 0 with a problem."""
    try:
        at_ms = day_ms(values.get(field, ""), field)
        if at_ms > now_ms:
            raise BadInput(field, "日期还没有到")
    except BadInput as error:
        problems.append(Problem(field, error.why))
        return 0
    return at_ms


def _minutes(text: str) -> int:
    found = re.match(r"\d{1,4}", text)
    return int(found.group()) if found else 0


def _fingerprint(plan: Plan, texts: list[str]) -> str:
    """The row's own words, whatever its number, wherever its columns stand and whatever they are
    taken for."""
    said = sorted(
        (heading, text.strip())
        for heading, text in zip(plan.headings, texts, strict=False)
        if text.strip() and _FIELDS.get(_BRACKETS.sub("", heading)) not in _SILENT
    )
    return hashlib.sha256(msgspec.json.encode(["help", said])).hexdigest()
