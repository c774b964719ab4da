"""Acts of every ledger in words: a heading and a sentence, where lines of several are told.

A ledger adds its headings to :data:`HEADINGS`; the sentence is what people wrote in the act.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.models.acts import (
    Act,
    UnknownAct,
    help as helps,
    policy as policies,
    rating as ratings,
    trouble as troubles,
)
from counter_app.models.case import CaseState
from counter_app.models.labels import label_of
from counter_app.models.ledger import AnyState
from counter_app.models.trouble import Outcome
from counter_app.protocol.ledgers import numbered
from counter_app.ui import case_story
from counter_app.ui.case_story import Names

_HELP: Mapping[type[Act], str] = {
    helps.Asked: "提出需求",
    helps.FinishedAtOnce: "当场帮办",
    helps.Registered: "登记",
    helps.SuitabilityChecked: "适宜性审核",
    helps.Authorised: "签委托书",
    helps.MaterialsTaken: "接收材料",
    helps.MaterialsReturned: "退还材料",
    helps.Submitted: "代交",
    helps.Visited: "走访联系",
    helps.ResultHanded: "交回结果",
    helps.CalledBack: "回访",
    helps.Closed: "办结",
    helps.Terminated: "终止",
    helps.Continued: "续办",
    helps.Reassigned: "转交他人",
    helps.Corrected: "更正",
}
_TROUBLE: Mapping[type[Act], str] = {
    troubles.Reported: "反映登记",
    troubles.SettledAtOnce: "当场解决",
    troubles.ScopeChecked: "受理判定",
    troubles.Reclassified: "调整类别",
    troubles.Dispatched: "转办",
    troubles.HandedBack: "退回",
    troubles.Joined: "增加协办",
    troubles.JoinAnswered: "协办反馈",
    troubles.MeasureTaken: "办理措施",
    troubles.Extended: "延期",
    troubles.Answered: "答复",
    troubles.OpinionHeard: "反映人意见",
    troubles.Revisited: "回访",
    troubles.Escalated: "提级",
    troubles.Closed: "办结",
    troubles.Withdrawn: "撤回",
    troubles.Reopened: "重新办理",
    troubles.Corrected: "更正",
}
_POLICY: Mapping[type[Act], str] = {
    policies.Asked: "咨询登记",
    policies.AnsweredAtOnce: "当场答复",
    policies.Passed: "转部门",
    policies.HandedBack: "退回",
    policies.Answered: "答复",
    policies.FollowedUp: "跟进",
    policies.Applied: "申报",
    policies.Granted: "兑现",
    policies.NotGranted: "未兑现",
    policies.CalledBack: "回访",
    policies.Closed: "办结",
    policies.Reopened: "重新办理",
    policies.Reassigned: "交接",
    policies.Corrected: "更正",
}
_RATING: Mapping[type[Act], str] = {
    ratings.Given: "评价",
    ratings.Assigned: "交办",
    ratings.CalledBack: "回访核实",
    ratings.Found: "核实认定",
    ratings.Planned: "整改措施",
    ratings.Extended: "延期",
    ratings.Done: "整改完成",
    ratings.Explained: "解释说明",
    ratings.Revisited: "整改回访",
    ratings.SentBack: "退回重新整改",
    ratings.Reviewed: "审核",
    ratings.Appealed: "申诉",
    ratings.AppealDecided: "申诉裁定",
    ratings.Withdrawn: "撤回评价",
}
#: Headings of the acts of every ledger beside the cases.
HEADINGS: Mapping[type[Act], str] = {**_HELP, **_TROUBLE, **_POLICY, **_RATING}
_BY_KIND = {act.KIND: word for act, word in HEADINGS.items()} | case_story.KIND_WORDS
_UNKNOWN = "其他办理"
#: Fields in which people write.
_WRITTEN = (
    *("outcome", "result", "reason", "said", "where", "old", "new", "collector"),
    *("given_by", "taken_by", "relation", "staff_name", "department", "note"),
    *("what", "text", "answer", "remedy", "improvement", "facts", "measure"),
)


def told(act: Act | UnknownAct, names: Names) -> tuple[str, str]:
    """(heading, sentence) of one act."""
    word = HEADINGS.get(type(act)) if isinstance(act, Act) else None
    if word is None:
        known = isinstance(act, UnknownAct) or case_story.tells(type(act))
        return case_story.told(act, names) if known else (_UNKNOWN, "")
    return word, _sentence(act)


def kind_word(kind: str) -> str:
    """The heading, where only the kind of an act is known."""
    return _BY_KIND.get(kind, _UNKNOWN)


def who_and_what(state: AnyState) -> tuple[str, str]:
    """(person, what it is about) of a line."""
    if isinstance(state, CaseState):
        return state.applicant.name, state.item.name
    summary = numbered(state.number).summary
    assert summary is not None
    made = summary(state)
    return made.person, made.title


def _sentence(act: object) -> str:
    texts = [getattr(act, name, "") for name in _WRITTEN]
    if isinstance(act, troubles.Answered | troubles.SettledAtOnce):
        texts[0] = label_of(Outcome, act.outcome)
    lines = getattr(act, "lines", ())
    named = "、".join(f"{line.name} {line.count} 份" for line in lines)
    return "，".join(text for text in (named, *texts) if text)
