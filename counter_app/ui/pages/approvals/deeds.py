"""What an approver does to a case: two deeds of his own, the others as on the case's page."""

from __future__ import annotations

from counter_app.desk.approvals import Decision
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState
from counter_app.models.reference import FieldSpec
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat
from counter_app.ui.case.deeds import DEEDS, HANDLE, YES
from counter_app.ui.case.questions import GRANT, REFUSE

#: 行政复议法 article 20, 行政诉讼法 article 46; the county puts in its own names.
REMEDIES = (
    "如不服本决定，可自收到之日起六十日内向县人民政府申请行政复议，或六个月内向人民法院起诉。"
)
#: What the approver takes from the deeds of a case.
_SHARED = ("correct", "send_back", "suspend", "resume", "extend", "close")
_CLOSE = FieldSpec("close", "同时办结", "yesno")
_CHIEF = FieldSpec("chief", "首席服务官直接决定", "yesno")


def _both(seat: Seat) -> bool:
    """Decides by office and may also decide as an officer: then it is asked which."""
    return {"approval", "chief_officer"} <= seat.roles


def ask_grant(state: CaseState, seat: Seat) -> Asked:
    fields = [
        FieldSpec("opinion", "意见", "text", required=True),
        FieldSpec("decision_no", "决定文号", "text"),
        FieldSpec("result_name", "结果名称", "text"),
        FieldSpec("result_no", "结果编号", "text"),
        FieldSpec("valid_until", "有效期至", "text", note="日期或“长期”"),
        _CLOSE,
        *((_CHIEF,) if _both(seat) else ()),
    ]
    values = {"opinion": "符合条件，准予", "result_name": state.item.result_name, "close": YES[0]}
    return Asked(tuple(fields), values)


def ask_refuse(state: CaseState, seat: Seat) -> Asked:
    fields = [
        FieldSpec("reasons", "不予的理由", "multiline", required=True, note="写明事实和依据"),
        FieldSpec("remedies", "救济途径", "multiline", required=True),
        FieldSpec("opinion", "意见", "text"),
        FieldSpec("decision_no", "决定文号", "text"),
        _CLOSE,
        *((_CHIEF,) if _both(seat) else ()),
    ]
    values = {"remedies": REMEDIES, "close": YES[0]}
    return Asked(tuple(fields), values, note="理由和救济途径会告知申请人。")


def _make_grant(state: CaseState, answers: Answers) -> object:
    act = acts.Decided(
        granted=True,
        opinion=answers.get("opinion") or GRANT,
        decision_no=answers.get("decision_no"),
        result_name=answers.get("result_name"),
        result_no=answers.get("result_no"),
        valid_until=answers.get("valid_until"),
        by_chief_officer=answers.get("chief") in YES,
    )
    return Decision(act, answers.get("close") in YES)


def _make_refuse(state: CaseState, answers: Answers) -> object:
    act = acts.Decided(
        granted=False,
        opinion=answers.get("opinion") or REFUSE,
        decision_no=answers.get("decision_no"),
        reasons=answers.get("reasons"),
        remedies=answers.get("remedies"),
        by_chief_officer=answers.get("chief") in YES,
    )
    return Decision(act, answers.get("close") in YES)


_BY_ID = {deed.id: deed for deed in DEEDS}
GRANT_DEED = Deed(
    "grant", GRANT, "G", HANDLE, "approve", acts.Decided, ask_grant, _make_grant, "准予已记录"
)
REFUSE_DEED = Deed(
    "refuse", REFUSE, "N", HANDLE, "close", acts.Decided, ask_refuse, _make_refuse,
    "不予已记录", grave=True,
)  # fmt: skip
#: In the order of the buttons.
REVIEW_DEEDS: tuple[Deed, ...] = (GRANT_DEED, REFUSE_DEED, *(_BY_ID[each] for each in _SHARED))
