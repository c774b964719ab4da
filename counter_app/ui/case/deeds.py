"""Every deed of the case page: its key, its command, and what is said when it is recorded.

Whether a deed is possible now, and whether the answers are enough, is the rules' business.
"""

from __future__ import annotations

import msgspec

from counter_app.errors import BadInput
from counter_app.models.acts import case as acts, papers_moved as moved, priority as first
from counter_app.models.case import CaseState, CaseStatus, CorrectionPoint, MaterialLine
from counter_app.rules import case_commands as commands
from counter_app.ui.case.deed import Answers, Deed
from counter_app.ui.case.papers_questions import ask_papers_send, ask_papers_take
from counter_app.ui.case.priority_questions import (
    ask_first,
    ask_in_turn,
    goes_first,
    make_first,
    make_in_turn,
)
from counter_app.ui.case.questions import (
    FORM_OF,
    GRANT,
    GROUND_OF,
    REFUSE,
    REPORT,
    REVIEW,
    amend_old,
    ask_accept,
    ask_amend,
    ask_archived,
    ask_brought,
    ask_close,
    ask_correction,
    ask_decide,
    ask_declined,
    ask_extend,
    ask_forward,
    ask_instant,
    ask_linked,
    ask_ready,
    ask_resume,
    ask_send_back,
    ask_suspend,
    ask_terminated,
    ask_voided,
    ask_withdrawn,
)


def _make_amend(state: CaseState, answers: Answers) -> object:
    """The one new value that was asked for."""
    for key, value in answers.values.items():
        name = key.removeprefix("new_")
        if name == key:
            continue
        old = amend_old(state, name)
        if value == old:
            raise BadInput(key, "与原来的相同")
        return acts.CorrectedOnSpot(name, old, value, answers.get("note"))
    raise BadInput("field", "请选择要更正的一项")


def _make_correction(state: CaseState, answers: Answers) -> object:
    where = answers.get("where")
    points = tuple(
        CorrectionPoint(name, problem, where=where) for name, problem in answers.ticked.items()
    )
    return commands.AskCorrection(
        points, answers.number("days"), answers.get("reason"), answers.get("approver")
    )


def _make_brought(state: CaseState, answers: Answers) -> object:
    before = {line.name: line for line in state.materials}
    lines = tuple(
        msgspec.structs.replace(before[name], form=FORM_OF[form])
        if name in before
        else MaterialLine(name, FORM_OF[form])
        for name, form in answers.ticked.items()
    )
    return commands.MakeCorrection(lines, answers.get("note"))


def _make_suspend(state: CaseState, answers: Answers) -> object:
    return commands.Suspend(
        procedure=answers.get("other") or answers.get("procedure"),
        ground=answers.get("ground"),
        expected_days=answers.number("expected_days"),
        approver=answers.get("approver"),
        since=answers.day("since"),
    )


def _make_decide(state: CaseState, answers: Answers) -> object:
    granted = {GRANT: True, REFUSE: False}[answers.get("granted")]
    opinion = answers.get("opinion") or (GRANT if granted else REFUSE)
    return acts.Decided(
        granted=granted,
        opinion=opinion,
        decision_no=answers.get("decision_no"),
        result_name=answers.get("result_name"),
        result_no=answers.get("result_no"),
        valid_until=answers.get("valid_until"),
        reasons=answers.get("reasons"),
        by_chief_officer=answers.get("chief") in YES,
    )


#: how the kind "yesno" stores a yes
YES = ("是",)
_PURPOSE_OF = {REVIEW: "review", REPORT: "report"}


def _make_forward(state: CaseState, answers: Answers) -> object:
    purpose = _PURPOSE_OF.get(answers.get("purpose"), "report")
    return acts.Forwarded(answers.place, answers.get("department"), purpose, answers.get("note"))


def _make_papers_send(state: CaseState, answers: Answers) -> object:
    known = {line.name: line for line in state.materials}
    lines = tuple(
        msgspec.structs.replace(known[name], form=FORM_OF[form])
        if name in known
        else MaterialLine(name, FORM_OF[form])
        for name, form in answers.ticked.items()
    )
    return moved.PapersSent(answers.place, lines, answers.get("carrier"), answers.get("note"))


def _make_declined(state: CaseState, answers: Answers) -> object:
    return acts.Declined(
        ground=GROUND_OF.get(answers.get("ground"), ""),
        reason=answers.get("reason"),
        basis=answers.get("basis"),
        competent_office=answers.get("competent_office"),
        returned=tuple(answers.ticked),
    )


def _instant(state: CaseState) -> bool:
    return state.item.instant and state.status is CaseStatus.RECEIVED


def _not_instant(state: CaseState) -> bool:
    return not _instant(state)


HANDLE, LIMIT, END, OTHER = "办理", "期限", "结束", "其他"

#: Every deed with an answer panel or none, in the order in which a case meets them.
DEEDS: tuple[Deed, ...] = (
    Deed(
        "instant", "马上办结", "M", HANDLE, "success", acts.Accepted, ask_instant,
        lambda state, a: commands.CloseInstant(a.get("opinion"), a.get("result_no")),
        "已当场办结", fits=_instant,
    ),
    Deed(
        "accept", "受理", "S", HANDLE, "approve", acts.Accepted, ask_accept,
        lambda state, a: commands.Accept(tuple(a.ticked)), "已受理",
    ),
    Deed(
        "correct", "一次性告知补正", "B", HANDLE, "list", acts.CorrectionAsked, ask_correction,
        _make_correction, "已告知补正",
    ),
    Deed(
        "brought", "补正完成", "W", HANDLE, "check", acts.CorrectionMade, ask_brought,
        _make_brought, "补正材料已收到",
    ),
    Deed(
        "amend", "当场更正", "G", HANDLE, "edit", acts.CorrectedOnSpot, ask_amend,
        _make_amend, "已更正",
    ),
    Deed(
        "forward", "上报 / 移送", "Y", HANDLE, "arrow-right", acts.Forwarded, ask_forward,
        _make_forward, "已送出",
    ),
    Deed(
        "send_back", "退回", "T", HANDLE, "arrow-left", acts.SentBack, ask_send_back,
        lambda state, a: acts.SentBack(a.place, a.get("reason")), "已退回",
        fits=lambda state: len(state.places) > 1,
    ),
    Deed(
        "papers_send", "交出材料", "Shift+Y", HANDLE, "arrow-right", moved.PapersSent,
        ask_papers_send, _make_papers_send, "材料已交出",
    ),
    Deed(
        "papers_take", "接收材料", "Shift+W", HANDLE, "check", moved.PapersTaken,
        ask_papers_take,
        lambda state, a: commands.TakePapers(tuple(a.ticked), a.get("note")), "材料已接收",
    ),
    Deed(
        "decide", "准予 / 不予", "D", HANDLE, "approve", acts.Decided, ask_decide,
        _make_decide, "决定已记录",
    ),
    Deed(
        "close", "办结", "J", HANDLE, "success", acts.Closed, ask_close,
        lambda state, a: acts.Closed(a.get("result")), "已办结", fits=_not_instant,
    ),
    Deed(
        "ready", "转待取件", "K", HANDLE, "bell", acts.Ready, ask_ready,
        lambda state, a: acts.Ready(a.place, a.get("note")), "已转待取件",
    ),
    Deed(
        "suspend", "特别程序", "Z", LIMIT, "pause", acts.Suspended, ask_suspend,
        _make_suspend, "特别程序已开始，计时暂停",
    ),
    Deed(
        "resume", "结束特别程序", "H", LIMIT, "clock", acts.Resumed, ask_resume,
        lambda state, a: commands.Resume(a.get("result"), a.day("on")), "已恢复计时",
    ),
    Deed(
        "extend", "延长期限", "Q", LIMIT, "calendar", acts.Extended, ask_extend,
        lambda state, a: commands.Extend(a.number("days"), a.get("reason"), a.get("approver")),
        "期限已延长",
    ),
    Deed(
        "decline", "不予受理", "N", END, "close", acts.Declined, ask_declined,
        _make_declined, "已记为不予受理", grave=True,
    ),
    Deed(
        "withdraw", "申请人撤回", "C", END, "undo", acts.Withdrawn, ask_withdrawn,
        lambda state, a: acts.Withdrawn(a.get("reason"), tuple(a.ticked)), "已撤回", grave=True,
    ),
    Deed(
        "terminate", "终止", "X", END, "close", acts.Terminated, ask_terminated,
        lambda state, a: acts.Terminated(a.get("ground")), "已终止", grave=True,
    ),
    Deed(
        "void", "作废", "V", END, "void", acts.Voided, ask_voided,
        lambda state, a: acts.Voided(a.get("reason"), a.get("approver")), "已作废", grave=True,
    ),
    Deed(
        "archive", "归档", "E", END, "document", acts.Archived, ask_archived,
        lambda state, a: acts.Archived(a.get("file_no")), "已归档",
    ),
    Deed(
        "first", "优先办理", "Shift+U", OTHER, "priority", first.Prioritised, ask_first,
        make_first, "已记下优先",
    ),
    Deed(
        "in_turn", "取消优先", "Shift+D", OTHER, "undo", first.PriorityTakenBack, ask_in_turn,
        make_in_turn, "已取消优先", fits=goes_first,
    ),
    Deed(
        "link", "关联编号", "L", OTHER, "link", None, ask_linked,
        lambda state, a: acts.Linked(a.get("system"), a.get("number")), "编号已关联",
    ),
)  # fmt: skip
