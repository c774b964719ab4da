"""Ratings of another system as a table (扫码评、短信评价导出表): rows told by their headings.

A row says which window it was, when, and the grade; perhaps a case, reasons and words. Whoever
gave it stays unknown unless he agreed to be called. What nobody said himself (默认好评) is told
as such and never taken.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from counter_app.desk.backfill import Problems
from counter_app.desk.csv_rows import table_rows
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheets import column_letter
from counter_app.errors import BadInput, Trouble
from counter_app.models.rating import Rater, RatingChannel, RatingStage
from counter_app.settings import LOCAL_ZONE

#: field -> headings that stand for it, without blanks and brackets
_HEADINGS = {
    "day": "日期 时间 评价日期 评价时间 提交时间 创建时间 办理日期",
    "grade": "评价 评价等级 等级 满意度 评价结果 满意程度 评分 评价编码 评价分值",
    "window": "窗口编码 窗口代码 窗口二维码 窗口码 窗口",
    "place": "场所编码 场所 单位 单位名称 大厅 站点 服务中心 便民服务中心 所属场所",
    "number": "窗口号 窗口编号 窗口序号",
    "case": "办件编号 办件号 业务编号 申办号",
    "stage": "评价环节 环节 评价阶段",
    "channel": "渠道 评价渠道 评价来源 评价方式 评价途径",
    "reasons": "理由 评价理由 评价标签 标签 评价选项",
    "text": "留言 评价内容 意见 建议 意见建议 文字评价 内容 评语",
    "name": "评价人 姓名 评价人姓名 联系人",
    "phone": "电话 手机 手机号 手机号码 联系电话 联系方式",
    "consent": "同意回访 是否同意回访 愿意接受回访 是否愿意回访",
    "default": "是否默认 默认评价 是否默认评价 是否系统默认",
    "serial": "流水号 评价流水号 评价编号 评价ID id",
    "row": "序号",
}
_FIELDS = {word.casefold(): field for field, words in _HEADINGS.items() for word in words.split()}
_BRACKETS = re.compile(r"[\s\u3000*::]|[((\[【].*?[))\]】]")
_MOMENT = re.compile(
    r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?[T\s]*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
)
_YES = frozenset({"是", "同意", "愿意", "y", "yes", "1", "true", "√"})
_NO = frozenset({"", "否", "不同意", "n", "no", "0", "false", "×"})
_DEFAULT = "默认"
_SPLIT = re.compile(r"[、,;;|/\n]+|,")
_STAGES = {stage.label: stage for stage in RatingStage} | {
    stage.value: stage for stage in RatingStage
}
#: What a channel is called. The window's own screen is nobody's to import: a hall's device is.
_CHANNELS = {
    **{channel.label: channel for channel in RatingChannel if channel is not RatingChannel.WINDOW},
    **dict.fromkeys(("二维码", "扫码评", "扫码评价", "微信扫码"), RatingChannel.QR),
    **dict.fromkeys(("短信评价", "短信回复"), RatingChannel.SMS),
    **dict.fromkeys(("电话回访", "热线"), RatingChannel.PHONE),
    **dict.fromkeys(("PC", "PC端", "网上", "政务服务网"), RatingChannel.PC),
    **dict.fromkeys(("移动端", "APP", "鄂汇办", "小程序"), RatingChannel.MOBILE),
    **dict.fromkeys(("评价器", "平板", "一体机", "窗口", "现场"), RatingChannel.TERMINAL),
    "": RatingChannel.IMPORT,
}


class RatingRow(msgspec.Struct, frozen=True):
    """One row, read but not yet joined with a window or a case. ``grade``: as it stands there.

    ``columns``: field -> where it stands, for people.
    """

    given_ms: int
    grade: str
    channel: RatingChannel
    stage: RatingStage
    window: str
    place: str
    number: str
    case: str
    reasons: tuple[str, ...]
    text: str
    rater: Rater | None
    source: str
    fingerprint: str
    columns: dict[str, str]


def rows_of_ratings(path: Path) -> Iterator[tuple[int, Any]]:
    """(row number as people count, :class:`RatingRow` or what is wrong with it).

    Raises :class:`Trouble` when no row of headings names a day and a grade.
    """
    fields: list[str] = []
    headings: list[str] = []
    seen: Counter[str] = Counter()
    for number, texts in table_rows(path):
        if fields:
            yield number, _row(fields, headings, texts, f"{path.name} 第 {number} 行", seen)
            continue
        told = [_FIELDS.get(_BRACKETS.sub("", text).casefold(), "") for text in texts]
        if "day" in told and "grade" in told:
            fields, headings = told, [text.strip() for text in texts]
    if not fields:
        raise Trouble("没有找到表头：至少要有“评价时间”和“评价等级”两列", hint="请看文件的第一张表")


def _row(
    fields: list[str], headings: list[str], texts: list[str], source: str, seen: Counter[str]
) -> RatingRow | Exception:
    values: dict[str, str] = {}
    columns: dict[str, str] = {}
    for index, (field, text) in enumerate(zip(fields, texts, strict=False)):
        if field and field not in values:
            values[field] = text.strip()
            columns[field] = f"{column_letter(index)} 列“{headings[index]}”"
    mark = _fingerprint(headings, fields, texts, values, seen)
    try:
        return _read(values, columns, source, mark)
    except BadInput as error:
        return Problems([Problem(columns.get(error.field, error.field), error.why)])


def _read(
    values: dict[str, str], columns: dict[str, str], source: str, fingerprint: str
) -> RatingRow:
    _refuse_default(values)
    given_ms = _moment(values["day"])
    if not values["grade"]:
        raise BadInput("grade", "没有写评价等级")
    channel = _CHANNELS.get(values.get("channel", ""))
    if channel is None:
        raise BadInput("channel", f"不认识“{values['channel'][:20]}”")
    stage = _STAGES.get(values.get("stage", "") or RatingStage.FINISHED.label)
    if stage is None:
        raise BadInput("stage", f"不认识“{values['stage'][:20]}”，应为受理或办结")
    return RatingRow(
        given_ms=given_ms,
        grade=values["grade"],
        channel=channel,
        stage=stage,
        window=values.get("window", ""),
        place=values.get("place", ""),
        number=values.get("number", ""),
        case=values.get("case", ""),
        reasons=tuple(
            dict.fromkeys(
                word.strip() for word in _SPLIT.split(values.get("reasons", "")) if word.strip()
            )
        ),
        text=values.get("text", ""),
        rater=_rater(values),
        source=source,
        fingerprint=fingerprint,
        columns=columns,
    )


def _refuse_default(values: dict[str, str]) -> None:
    """What the system filled in after some days is nobody's opinion."""
    for field in ("grade", "channel"):
        if _DEFAULT in values.get(field, ""):
            raise BadInput(field, "系统默认的评价不是本人所评，不收")
    answer = values.get("default", "").casefold()
    if answer in _YES or _DEFAULT in answer:
        raise BadInput("default", "系统默认的评价不是本人所评，不收")
    if answer not in _NO:
        raise BadInput("default", "应为是或否")


def _rater(values: dict[str, str]) -> Rater | None:
    """A way to reach the person, only where he agreed to it; a masked number reaches nobody."""
    phone = values.get("phone", "")
    if values.get("consent", "").casefold() not in _YES or not phone or "*" in phone:
        return None
    return Rater(values.get("name", ""), phone)


def _moment(text: str) -> int:
    """Ms since the epoch (UTC); midnight where the row tells no time."""
    found = _MOMENT.search(text)
    if found is None:
        raise BadInput("day", "日期应带年份，如 2026-03-14")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=LOCAL_ZONE)
    except ValueError:
        raise BadInput("day", "没有这一天或这个时间") from None
    if year < 2000:
        raise BadInput("day", "日期早于 2000 年")
    return int(at.timestamp() * 1000)


def _fingerprint(
    headings: list[str],
    fields: list[str],
    texts: list[str],
    values: dict[str, str],
    seen: Counter[str],
) -> str:
    """The row's own words, whatever its place in the table. Two people may have said the same on
    one day, so equal rows are counted, unless each row has a serial number of its own."""
    said = sorted(
        (heading, text.strip())
        for heading, field, text in zip(headings, fields, texts, strict=False)
        if field != "row" and text.strip()
    )
    body = msgspec.json.encode(["rating", said])
    mark = hashlib.sha256(body).hexdigest()
    seen[mark] += 1
    if seen[mark] == 1 or values.get("serial"):
        return mark
    return hashlib.sha256(body + str(seen[mark]).encode()).hexdigest()
