"""The fixed vocabularies of reference data (基础数据): a short English value, a Chinese label.

A vocabulary with an ``OTHER`` member is open: a value that a newer program introduced reads
as ``OTHER`` instead of making the whole row unreadable. Closed ones refuse it.
Sources: GB/T 39046-2020 (办件类型, 服务对象), the "2+1" window rule of the county.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """One word of a vocabulary. ``label`` is what people read; logic uses the member."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        term = str.__new__(cls, value)
        term._value_ = value
        term.label = label
        return term

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls.__members__.get("OTHER")


class Level(Term):
    """Level of a place or of who exercises an item (行使层级)."""

    COUNTY = ("county", "县级")
    TOWN = ("town", "镇级")
    VILLAGE = ("village", "村级")


#: From the top down; a parent always stands further to the left.
LEVELS = (Level.COUNTY, Level.TOWN, Level.VILLAGE)


class Role(Term):
    """What a person may do at a window (岗位). ``OTHER`` grants nothing."""

    INTAKE = ("intake", "受理")
    DELIVERY = ("delivery", "出件")
    HELP = ("help", "帮代办")
    VANGUARD = ("vanguard", "先锋队")
    APPROVAL = ("approval", "审批")
    CHIEF_OFFICER = ("chief_officer", "首席服务官")
    SUPERVISION = ("supervision", "督导")
    ADMINISTRATION = ("administration", "管理")
    OTHER = ("other", "其他")


class Power(Term):
    """What an authorisation lets an officer do (授权范围). ``OTHER`` grants nothing."""

    ACCEPT = ("accept", "受理")
    REVIEW = ("review", "审核")
    DECIDE = ("decide", "决定")
    SEAL = ("seal", "用章")
    OTHER = ("other", "其他")


class Employment(Term):
    """How a person is employed (用工性质); outsourced staff take in, they do not decide."""

    PERMANENT = ("permanent", "在编")
    OUTSOURCED = ("outsourced", "外包")
    VILLAGE = ("village", "村干部")
    VOLUNTEER = ("volunteer", "志愿者")
    OTHER = ("other", "其他")


class WindowKind(Term):
    """Kind of window (窗口类别)."""

    GENERAL = ("general", "综合")
    POLICE = ("police", "公安")
    TAX = ("tax", "税务")
    POLICE_STATION = ("police_station", "派出所")
    MARKET = ("market", "市场监管")
    SERVICE = ("service", "服务类")
    SELF_SERVICE = ("self_service", "自助")
    OTHER = ("other", "其他")


#: The "2+1" rule: the kinds of window that take items in, by level.
INTAKE_WINDOWS: dict[Level, tuple[WindowKind, ...]] = {
    Level.COUNTY: (WindowKind.GENERAL, WindowKind.POLICE, WindowKind.TAX),
    Level.TOWN: (WindowKind.GENERAL, WindowKind.POLICE_STATION, WindowKind.MARKET),
    Level.VILLAGE: (WindowKind.GENERAL,),
}


class Handling(Term):
    """办件类型: done on the spot, or promised within a limit (GB/T 39046 codes 1, 2, 9)."""

    INSTANT = ("instant", "即办件")
    PROMISE = ("promise", "承诺件")
    OTHER = ("other", "其他")


class Audience(Term):
    """Whom an item or theme serves (服务对象)."""

    PERSON = ("person", "自然人")
    ORGANISATION = ("organisation", "法人和其他组织")
    BOTH = ("both", "自然人、法人和其他组织")


class ItemType(Term):
    """Legal type of an item (事项类型). Only permits fall under 行政许可法 as such."""

    PERMIT = ("permit", "行政许可")
    BENEFIT = ("benefit", "行政给付")
    CONFIRMATION = ("confirmation", "行政确认")
    REWARD = ("reward", "行政奖励")
    RULING = ("ruling", "行政裁决")
    OTHER_POWER = ("other_power", "其他行政权力")
    SERVICE = ("service", "公共服务")
    OTHER = ("other", "其他")


class LimitUnit(Term):
    """Unit of a time limit (时限单位)."""

    WORKING_DAY = ("working_day", "工作日")
    CALENDAR_DAY = ("calendar_day", "自然日")
    HOUR = ("hour", "小时")
    MONTH = ("month", "个月")


class CrossRegion(Term):
    """How an item can be done from another region (通办方式)."""

    NONE = ("none", "不通办")
    ONLINE = ("online", "全程网办")
    PROXY = ("proxy", "代收代办")
    JOINT = ("joint", "多地联办")
    OTHER = ("other", "其他")


class PaperForm(Term):
    """In which form the guide asks for a material (材料形式)."""

    ORIGINAL = ("original", "原件")
    COPY = ("copy", "复印件")
    CHECKED = ("checked", "原件核验+复印件")
    SHOWN = ("shown", "原件核验")
    EITHER = ("either", "原件或复印件")
    ELECTRONIC = ("electronic", "电子")
    OTHER = ("other", "其他")


class Need(Term):
    """Whether a material must be there (材料必要性)."""

    REQUIRED = ("required", "必要")
    CONDITIONAL = ("conditional", "视情形")
    LATER = ("later", "容缺后补")
    OPTIONAL = ("optional", "非必要")


class MaterialSource(Term):
    """Where a material comes from (来源渠道)."""

    APPLICANT = ("applicant", "申请人自备")
    GOVERNMENT = ("government", "政府部门核发")
    OTHER = ("other", "其他")


class ResultKind(Term):
    """What the applicant gets in the end (结果类型)."""

    CERTIFICATE = ("certificate", "证照")
    APPROVAL = ("approval", "批文")
    NONE = ("none", "无")
    OTHER = ("other", "其他")


class DayKind(Term):
    """Why a day differs from what its weekday says."""

    HOLIDAY = ("holiday", "放假")
    MAKEUP = ("makeup_workday", "调休上班")


class DayStatus(Term):
    """How sure a calendar day is: by the State Council's notice, expected, or set by the county."""

    OFFICIAL = ("official", "正式")
    PROVISIONAL = ("provisional", "暂定")
    COUNTY = ("county", "本县规定")
