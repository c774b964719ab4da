"""What must hold between rows of reference data, kind by kind.

Serious findings stop the load; the others are told and loaded. Sources: the "2+1" window
rule, GB/T 39046-2020 (办件类型 and limits), 行政许可法 on limits, the county's staffing rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from counter_app.county.reference_findings import Finding
from counter_app.county.reference_service_checks import SERVICE_CHECKS
from counter_app.forms.schema import schema_faults
from counter_app.forms.situations import form_fields, is_situation, situation_faults
from counter_app.models.reference import (
    INTAKE_WINDOWS,
    LEVELS,
    Authorisation,
    CalendarDay,
    Certificate,
    DayKind,
    Division,
    Employment,
    Handling,
    Item,
    Level,
    LimitUnit,
    PaperForm,
    Phrase,
    Place,
    Power,
    Role,
    Staff,
    Theme,
    Window,
    WindowKind,
)

_PLACE_CODE = re.compile(r"\d{12}|\d{6}S\d{2}")
_WORK_NO = re.compile(r"[0-9A-Za-z-]{2,20}")
# Item codes stand in the URL of a printed guide.
_ITEM_CODE = re.compile(r"[0-9A-Za-z-]{3,64}")
_LEVEL_DIGIT = {"4": Level.COUNTY, "5": Level.TOWN, "6": Level.VILLAGE}
_DAYS_PER_UNIT = {
    LimitUnit.WORKING_DAY: 1.0,
    LimitUnit.CALENDAR_DAY: 0.7,
    LimitUnit.HOUR: 1 / 24,
    LimitUnit.MONTH: 22.0,
}
_DECIDES = frozenset({Role.APPROVAL, Role.CHIEF_OFFICER})
_MAX_PIECES = 99


class Known(Protocol):
    """The reference data as they would be after the load."""

    def has(self, kind: str, key: str) -> bool: ...
    def get(self, kind: str, key: str) -> Any: ...
    def all(self, kind: str) -> Iterator[Any]: ...


def _division(row: Division, known: Known) -> Iterator[Finding]:
    if not re.fullmatch(r"\d{12}", row.code):
        yield Finding("区划代码", "应为 12 位数字")


def _place(row: Place, known: Known) -> Iterator[Finding]:
    if _PLACE_CODE.fullmatch(row.code) is None:
        yield Finding("场所编码", "应为 12 位区划代码，或县代码加 S 和两位数字")
    elif row.code.isdigit() and _division_level(row.code) is not row.level:
        yield Finding("层级", f"与编码不符，编码是{_division_level(row.code).label}的")
    if row.division and not known.has("division", row.division) and row.level is not Level.COUNTY:
        yield Finding("行政区划", f"没有代码为 {row.division} 的行政区划", serious=False)
    if row.parent is None:
        if row.level is not Level.COUNTY:
            yield Finding("上级", "没有填写，县级以下的场所都有上级")
        return
    parent = known.get("place", row.parent)
    if parent is None:
        yield Finding("上级", f"没有“{row.parent}”这个场所")
    elif LEVELS.index(parent.level) >= LEVELS.index(row.level):
        yield Finding("上级", f"{parent.name}是{parent.level.label}，不能作{row.level.label}的上级")


def _division_level(code: str) -> Level:
    if code.endswith("000000"):
        return Level.COUNTY
    return Level.TOWN if code.endswith("000") else Level.VILLAGE


def _window(row: Window, known: Known) -> Iterator[Finding]:
    place = known.get("place", row.place)
    if place is None:
        yield Finding("场所编码", f"没有“{row.place}”这个场所")
        return
    if not 1 <= row.number <= 999:
        yield Finding("窗口号", "应在 1 至 999 之间")
    every_level = {kind for kinds in INTAKE_WINDOWS.values() for kind in kinds}
    if row.kind in every_level and row.kind not in INTAKE_WINDOWS[place.level]:
        allowed = "、".join(kind.label for kind in INTAKE_WINDOWS[place.level])
        yield Finding("窗口类别", f"{place.level.label}只设{allowed}受理窗口")
    if row.number == 1 and row.kind is not WindowKind.GENERAL:
        yield Finding("窗口类别", "1 号窗口一般是综合窗口", serious=False)


def _staff(row: Staff, known: Known) -> Iterator[Finding]:
    if _WORK_NO.fullmatch(row.work_no) is None:
        yield Finding("工号", "应为 2 至 20 位字母、数字或短横线")
    if not known.has("place", row.place):
        yield Finding("场所编码", f"没有“{row.place}”这个场所")
    elif row.window is not None and not known.has("window", f"{row.place}/{row.window}"):
        yield Finding("窗口号", f"该场所没有 {row.window} 号窗口")
    if not row.roles:
        yield Finding("岗位", "没有填写")
    if row.employment is Employment.OUTSOURCED and _DECIDES & set(row.roles):
        yield Finding("岗位", "外包人员只受理，不审批", serious=False)


def _item(row: Item, known: Known) -> Iterator[Finding]:
    if _ITEM_CODE.fullmatch(row.code) is None:
        yield Finding("实施编码", "应为 3 至 64 位字母、数字或短横线")
    elif len(row.code) == 31 and _LEVEL_DIGIT.get(row.code[18]) not in (None, row.level):
        yield Finding("行使层级", "与实施编码第 19 位不符", serious=False)
    if row.window not in INTAKE_WINDOWS[row.level]:
        yield Finding("受理窗口", f"{row.level.label}没有{row.window.label}窗口")
    yield from _limits(row)
    yield from _materials(row, known)
    for key, why in schema_faults(form_fields(row)):
        yield Finding(f"{'情形' if is_situation(key) else '表单栏目'} {key}", why)
    for name, why in situation_faults(row):
        yield Finding(f"情形、条件 {name}", why)
    for spec in row.fields:
        if spec.shared and not known.has("shared_field", spec.shared):
            yield Finding(f"表单栏目 {spec.key}", f"没有共享字段“{spec.shared}”", serious=False)


def _limits(row: Item) -> Iterator[Finding]:
    for column, days in (("法定时限", row.legal_days), ("承诺时限", row.promised_days)):
        if days is not None and not 0 <= days <= 3650:
            yield Finding(column, "应在 0 至 3650 之间")
    if row.promised_days is None:
        yield Finding("承诺时限", "没有填写", serious=False)
        return
    promised = row.promised_days * _DAYS_PER_UNIT[row.promised_unit]
    if row.legal_days is not None and row.legal_days > 0:
        same = row.legal_unit is row.promised_unit
        legal = row.legal_days * _DAYS_PER_UNIT[row.legal_unit]
        if promised > legal:
            # Different units compare only roughly, so they only warn.
            yield Finding("承诺时限", "大于法定时限", serious=same)
    if row.handling is Handling.INSTANT and promised > 1:
        yield Finding("承诺时限", "即办件的承诺时限大于 1 个工作日", serious=False)


def _materials(row: Item, known: Known) -> Iterator[Finding]:
    certificates = {certificate.name for certificate in known.all("certificate")}
    for name, count in Counter(material.name for material in row.materials).items():
        if count > 1:
            yield Finding("申请材料", f"“{name}”出现 {count} 次", serious=False)
    for number, material in enumerate(row.materials, start=1):
        column = f"申请材料第 {number} 项"
        pieces = (material.originals, material.copies)
        if not all(0 <= count <= _MAX_PIECES for count in pieces):
            yield Finding(column, f"份数应在 0 至 {_MAX_PIECES} 之间")
        elif not any(pieces) and material.form not in (PaperForm.ELECTRONIC, PaperForm.OTHER):
            yield Finding(column, "原件和复印件的份数都是 0")
        if material.certificate and material.certificate not in certificates:
            yield Finding(column, f"证照目录中没有“{material.certificate}”", serious=False)


def _certificate(row: Certificate, known: Known) -> Iterator[Finding]:
    for other in known.all("certificate"):
        if other.name == row.name and other.code != row.code:
            yield Finding("证照名称", f"与证照 {other.code} 同名", serious=False)


def _theme(row: Theme, known: Known) -> Iterator[Finding]:
    bases = {item.base for item in known.all("item")}
    names = {item.name for item in row.items}
    answers = {situation.key: situation.choices for situation in row.situations}
    if not row.items:
        yield Finding("事项", "一件事至少要有一个事项")
    for number, part in enumerate(row.items, start=1):
        column = f"第 {number} 个事项"
        if part.item_base not in bases:
            yield Finding(column, f"没有编码为 {part.item_base} 的事项（{part.name}）")
        for name in part.after:
            if name not in names:
                yield Finding(column, f"前置事项“{name}”不在本主题中")
        for key, allowed in part.when.items():
            for answer in allowed:
                if answer not in answers.get(key, ()):
                    yield Finding(column, f"条件“{key}={answer}”不是情形的选项")
    if _runs_in_circles({part.name: part.after for part in row.items}):
        yield Finding("前置事项", "事项互为前置，无法排出先后")
    for key in row.shared_fields:
        if not known.has("shared_field", key):
            yield Finding("共享字段", f"没有“{key}”")
    for key, why in schema_faults(row.fields):
        yield Finding(f"表单栏目 {key}", why)


def _runs_in_circles(after: dict[str, tuple[str, ...]]) -> bool:
    waiting = {name: {other for other in names if other in after} for name, names in after.items()}
    while ready := {name for name, names in waiting.items() if not names}:
        waiting = {n: names - ready for n, names in waiting.items() if n not in ready}
    return bool(waiting)


def _calendar_day(row: CalendarDay, known: Known) -> Iterator[Finding]:
    if row.kind is DayKind.MAKEUP and row.date.weekday() < 5:
        yield Finding("类型", "这一天本来就是周一至周五", serious=False)


def _authorisation(row: Authorisation, known: Known) -> Iterator[Finding]:
    people = (("工号", row.officer, Role.CHIEF_OFFICER), ("代理人工号", row.deputy, None))
    for column, work_no, role in people:
        person = known.get("staff", work_no) if work_no else None
        if work_no and person is None:
            yield Finding(column, f"没有工号为 {work_no} 的人员")
        elif person is not None and role is not None and role not in person.roles:
            yield Finding(column, f"{work_no} 的岗位不是{role.label}", serious=False)
        elif person is not None and person.employment is Employment.OUTSOURCED:
            yield Finding(column, "外包人员只受理，不审批", serious=False)
    if row.deputy == row.officer:
        yield Finding("代理人工号", "与首席服务官是同一人")
    if Power.DECIDE not in row.powers:
        yield Finding("授权范围", "没有决定权，只能受理或审核", serious=False)
    for column, first, last in (
        ("失效日期", row.since, row.until),
        ("离岗截止日期", row.away_since, row.away_until),
    ):
        if last is not None and (first is None or last < first):
            yield Finding(column, "早于开始日期")
    if row.away_since is not None and not row.deputy:
        yield Finding("离岗日期", "离岗期间没有代理人", serious=False)
    codes = {code for item in known.all("item") for code in (item.code, item.base)}
    for code in row.items:
        if code not in codes:
            yield Finding("授权事项", f"没有编码为 {code} 的事项")
    if not row.items and all(item.department != row.department for item in known.all("item")):
        yield Finding("授权部门", f"没有由“{row.department}”实施的事项", serious=False)


def _phrase(row: Phrase, known: Known) -> Iterator[Finding]:
    names = {item.name for item in known.all("item")}
    for name in row.expect:
        if name not in names:
            yield Finding("对应事项", f"没有名为“{name}”的事项", serious=False)


#: Kind -> what is asked of each of its rows.
CHECKS: dict[str, Callable[[Any, Known], Iterator[Finding]]] = {
    "division": _division,
    "place": _place,
    "window": _window,
    "staff": _staff,
    "item": _item,
    "certificate": _certificate,
    "theme": _theme,
    "calendar_day": _calendar_day,
    "phrase": _phrase,
    "authorisation": _authorisation,
    **SERVICE_CHECKS,
}
