"""The words of the public pages: what each state and each act means to the applicant."""

from __future__ import annotations

import msgspec

from counter_app.models.acts import Act, case as acts
from counter_app.models.case import CaseState, CaseStatus as S


class Words(msgspec.Struct, frozen=True):
    """What the page says first. ``tone``: waiting, action, done or ended (colours the head).

    ``due_label``: what the due day on the page is the last day of.
    """

    headline: str
    detail: str
    tone: str
    due_label: str = ""


_WORDS: dict[S, Words] = {
    S.RECEIVED: Words(
        "已收件，正在核对材料",
        "窗口已收下您的材料。收件不等于受理，核对后会告诉您是否受理。",
        "waiting",
        "最迟告知日期",
    ),
    S.CORRECTING: Words(
        "需要您补充材料", "请按下面的清单把材料补齐，补齐后再继续办理。", "action", "请在此日前补齐"
    ),
    S.DECLINED: Words("不予受理", "请以窗口交给您的《不予受理通知书》为准。", "ended"),
    S.ACCEPTED: Words("已受理，正在办理", "您的申请已经受理。", "waiting", "承诺办结日期"),
    S.REVIEW: Words(
        "已受理，部门正在审核", "您的申请已经受理，材料已送部门审核。", "waiting", "承诺办结日期"
    ),
    S.SUPPLEMENT: Words(
        "需要您补充材料", "办理中发现缺少材料，请按下面的清单补齐。", "action", "请在此日前补齐"
    ),
    S.DECIDED_YES: Words("已作出决定", "部门已作出决定，正在制作结果。", "waiting"),
    S.DECIDED_NO: Words("已作出决定", "部门已作出决定，请以决定书为准。", "waiting"),
    S.CLOSED: Words("已办结", "事情已经办完，结果正在送到窗口。", "done"),
    S.READY: Words(
        "已办好，请来领取", "请带上本人身份证和收件凭证，到下面的窗口领取结果。", "action"
    ),
    S.DELIVERED: Words("结果已送达", "您的办理结果已经送达，本次办理结束。", "done"),
    S.ARCHIVED: Words("已结束", "本次办理已经结束并归档。", "ended"),
    S.WITHDRAWN: Words("申请已撤回", "按您的要求，这次申请已经撤回。", "ended"),
    S.TERMINATED: Words("办理已终止", "这次办理已经终止，详情请咨询窗口。", "ended"),
    S.VOID: Words("这条记录已作废", "这条记录登记有误，已经作废，详情请咨询窗口。", "ended"),
}

#: Acts that an applicant is told about, in the words of the timeline.
STEPS: dict[type[Act], str] = {
    acts.Received: "窗口收下材料",
    acts.CorrectedOnSpot: "当场更正了填写的内容",
    acts.CorrectionAsked: "告知需要补充的材料",
    acts.CorrectionMade: "收到补充的材料",
    acts.Accepted: "正式受理",
    acts.Declined: "决定不予受理",
    acts.Forwarded: "送往下一个办理环节",
    acts.SentBack: "退回窗口继续办理",
    acts.Suspended: "开始特别程序，所需时间不计入办理期限",
    acts.Resumed: "特别程序结束，继续办理",
    acts.Extended: "办理期限延长",
    acts.Decided: "部门作出决定",
    acts.Closed: "办结",
    acts.Ready: "结果送到窗口，等待领取",
    acts.Delivered: "结果送达",
    acts.Archived: "归档",
    acts.Withdrawn: "申请撤回",
    acts.Terminated: "办理终止",
    acts.Voided: "记录作废",
}


def words_for(state: CaseState) -> Words:
    """What the head of the page says about this case."""
    words = _WORDS[state.status]
    if state.suspension is not None:
        return Words(
            f"正在进行{state.suspension.procedure}",
            "这段时间依法不计入办理期限，结束后继续办理。",
            "waiting",
        )
    return words
