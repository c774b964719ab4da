"""Taking an old ledger of the "办不成事" window in (补录): in the words that halls use; what no
heading names is kept in the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from counter_app.desk.desk import Desk
from counter_app.desk.headed_rows import HeadedRow, Headings, Plan, ReadSheet, read_sheet
from counter_app.desk.intake_check import Problem
from counter_app.desk.sheet_import import SheetImport, SheetImported, run_through
from counter_app.desk.trouble import open_matter
from counter_app.desk.trouble_check import TroubleTyped, check_trouble
from counter_app.desk.trouble_rules import terms_of
from counter_app.models.acts import trouble as acts
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Channel, Opinion, Outcome, Report
from counter_app.protocol.ledgers import TROUBLE
from counter_app.rules.trouble_terms import Terms

#: How a ledger names whoever did not want to be named.
_UNNAMED = "匿名"
#: What a column may be taken for, in the order in which it is offered.
_TITLES = {
    "day": "反映日期",
    "name": "反映人",
    "phone": "电话",
    "id_number": "证件号码",
    "address": "住址",
    "channel": "反映渠道",
    "kind": "类别",
    "reasons": "具体情形",
    "text": "反映内容",
    "wish": "诉求",
    "item_name": "涉及事项",
    "case": "办件编号",
    "trips": "跑动次数",
    "department": "涉及部门",
    "complained": "被反映人",
    "hands": "承办人",
    "outcome": "处理结果",
    "answer": "答复内容",
    "finished": "办结日期",
    "opinion": "满意度",
    "causes": "成因",
    "note": "备注",
}
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
}
HEADINGS = Headings(TROUBLE.name, _TITLES, _HEADINGS, ("day", "name", "text"))
#: The shipped class for what an old ledger does not tell apart.
_USUAL = "barrier"
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


def read_ledger(path: Path) -> ReadSheet:
    """Read a whole .xlsx file. Raises :class:`Trouble` when it is none."""
    return read_sheet(path, HEADINGS)


class TroubleImport(SheetImport):
    """Each row is durable before the next begins."""

    ledger = TROUBLE

    def __init__(self, desk: Desk, sheet: ReadSheet, plan: Plan | None = None) -> None:
        super().__init__(desk, sheet, plan)
        self._people = {person.name: code for code, person in desk.catalogue().staff.items()}
        self._terms = terms_of(desk.catalogue())

    def take(self, rows: Sequence[HeadedRow]) -> list[list[Problem]]:
        return [self._take(_shielded(row)) for row in rows]

    def _take(self, row: HeadedRow) -> list[Problem]:
        problems: list[Problem] = []
        reported = row.moment("day", problems)
        settled = row.moment("finished", problems) if row.get("finished") else reported
        report, found = check_trouble(
            _typed(row, self._terms, problems),
            reported_ms=reported,
            today=self.desk.today,
            catalogue=self.desk.catalogue(),
            terms=self._terms,
            fingerprint=row.fingerprint,
        )
        problems += found
        outcome = row.get("outcome")
        pending = bool(_NOT_YET.search(outcome))
        if not pending and outcome not in _OUTCOMES:
            problems.append(Problem("outcome", f"不认识“{outcome[:20]}”"))
        if report is None or problems:
            return problems
        if pending:
            wishes = acts.Reported(report), acts.ScopeChecked(True)
            return self.told(lambda: open_matter(self.desk, *wishes, papers=False))
        done = self._settled(row, report, settled)
        return self.told(lambda: open_matter(self.desk, done, papers=False))

    def _settled(self, row: HeadedRow, report: Report, settled_ms: int) -> acts.SettledAtOnce:
        return acts.SettledAtOnce(
            replace(report, channel=Channel.BACKFILL),
            str(_OUTCOMES[row.get("outcome")]),
            row.get("answer") or "见备注",
            opinion=_OPINIONS.get(row.get("opinion"), ""),
            causes=_codes(row.get("causes"), self._terms, TroubleList.CAUSE),
            settled_ms=settled_ms,
            staff=self._people.get(row.get("hands"), ""),
            staff_name=row.get("hands"),
        )


def import_sheet(
    desk: Desk, path: Path, *, progress: Callable[[int], bool] | None = None
) -> SheetImported:
    """Take in an .xlsx file; the same file again adds nothing.

    Refused rows are told by row number and column. ``progress(row)`` may return False to stop.
    """
    return run_through(TroubleImport(desk, read_ledger(path)), progress)


def _shielded(row: HeadedRow) -> HeadedRow:
    """A masked number is no number, but perhaps a help to memory."""
    masked = [field for field in ("id_number", "phone") if "*" in row.get(field)]
    more = (f"{_heading(row, field)}:{row.get(field)}" for field in masked)
    left = {field: text for field, text in row.values.items() if field not in masked}
    return replace(row, values=left, more=(*row.more, *more))


def _heading(row: HeadedRow, field: str) -> str:
    return row.columns[field].partition("“")[2][:-1]


def _typed(row: HeadedRow, terms: Terms, problems: list[Problem]) -> TroubleTyped:
    more = list(row.more)
    kinds = _codes(row.get("kind"), terms, TroubleList.KIND)
    if row.get("kind") and not kinds:
        problems.append(Problem("kind", f"不认识“{row.get('kind')[:20]}”"))
    # Old ledgers often have none; the class of hindrances takes what is not told apart.
    offered = [each.code for each in terms.offered(TroubleList.KIND)]
    kind = kinds[0] if kinds else _USUAL if _USUAL in offered else "".join(offered[-1:])
    under = {each.code for each in terms.offered(TroubleList.REASON, kind)}
    reasons = _codes(row.get("reasons"), terms, TroubleList.REASON)
    channel = _CHANNELS.get(row.get("channel"), Channel.BACKFILL.value)
    for field, known in (("reasons", bool(reasons)), ("causes", _known_causes(row, terms))):
        if row.get(field) and not known:
            more.append(f"{_heading(row, field)}:{row.get(field)}")
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


def _known_causes(row: HeadedRow, terms: Terms) -> bool:
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
