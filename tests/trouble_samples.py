"""Sample acts and states of a matter of the "办不成事" window, for tests of the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
from case_samples import PERSON, SAMPLES as CASE_SAMPLES

from counter_app.models.acts import Act, help as help_acts, trouble as acts
from counter_app.models.case import Dispute
from counter_app.models.reference import TroubleTerm
from counter_app.models.stamp import Stamp
from counter_app.models.trouble import (
    Answer,
    CoHandler,
    Report,
    Step,
    TroubleState,
    TroubleStatus,
    Try,
)
from counter_app.rules.trouble_terms import Terms

NUMBER = "N4213210001260000019"
TOWN, VILLAGE, COUNTY = "421321101000", "421321101215", "421321000000"
AT = 1_795_500_000_000  # 2026-11-24 14:00 in China, a Tuesday
REPORT = Report(
    PERSON,
    "window",
    "barrier",
    "房产证办了三次都说缺1998年的档案",
    AT,
    reasons=("proof_missing", "many_trips"),
    wish="希望明确怎样补档案",
    item_name="不动产登记",
    case="4213210001260000019",
    tries=(Try("不动产窗口", date(2026, 10, 9), "缺档案"), Try("档案馆")),
    trips=3,
    department="自然资源和规划局",
    complained="SX7",
    complained_name="刘某",
)
CO_HANDLER = CoHandler("县档案馆", COUNTY, "SX5", "何平", date(2026, 11, 30))

SAMPLES: dict[type[Act], Act] = {
    type(act): act
    for act in (
        acts.Reported(REPORT, date(2026, 11, 25), date(2026, 12, 3)),
        acts.SettledAtOnce(REPORT, "solved", "已调取档案", "satisfied", ("history_file",)),
        acts.ScopeChecked(True, due=date(2026, 11, 25), limit=date(2026, 12, 3)),
        acts.Reclassified("policy", ("policy_absent",), "没有依据", date(2026, 11, 27)),
        acts.Dispatched(
            VILLAGE, "SX2", "张伟", "自然资源所", "请调档", (CO_HANDLER,), date(2026, 12, 3)
        ),
        acts.HandedBack("不属本所职责", date(2026, 11, 27)),
        acts.Joined(CoHandler("税务所", due=date(2026, 12, 1))),
        acts.JoinAnswered("县档案馆", "找到存根"),
        acts.MeasureTaken("到档案馆查存根", AT, "自然资源所"),
        acts.Extended(date(2026, 12, 10), "等待市档案馆回函"),
        acts.Answered("solved", "凭存根补录档案后受理", "phone", "暂行条例第十五条",
                      date(2026, 12, 4)),
        acts.OpinionHeard("satisfied", "谢谢"),
        acts.Revisited("fair", "phone", "办好了", date(2026, 12, 8)),
        acts.Escalated(COUNTY, "两次不满意", "SX9", "周主任", "县政数局", date(2026, 12, 8),
                       date(2026, 12, 8)),
        acts.Closed(("history_file", "cross_slow"), "建立补录流程", "已回访"),
        acts.Withdrawn("自己办好了"),
        acts.Reopened("又被退回", date(2026, 12, 9), date(2026, 12, 17)),
        acts.Corrected("phone", "", "13800000000"),
        *(CASE_SAMPLES[kind] for kind in help_acts.SHARED),
    )
}  # fmt: skip


class _Shipped(msgspec.Struct):
    rows: list[TroubleTerm]


_FILE = Path(__file__).parents[1] / "resources" / "reference" / "trouble_terms.json"
SHIPPED = tuple(msgspec.json.decode(_FILE.read_bytes(), type=_Shipped).rows)
TERMS = Terms((), SHIPPED)


def stamp(
    n: int = 1, at_ms: int = AT, device: str = "d0001", place: str = TOWN, staff: str = "SX1"
) -> Stamp:
    return Stamp(device, n, staff, place, f"trouble:{NUMBER}", at_ms)


def state(status: TroubleStatus = TroubleStatus.REPORTED, **changes: object) -> TroubleState:
    """A state as it might stand with this status: dispatched once, answered once."""
    base = TroubleState(
        number=NUMBER,
        status=status,
        report=REPORT,
        place=TOWN,
        owner=TOWN,
        places=(TOWN,),
        clerk="SX1",
        staff="SX2",
        limit=date(2026, 12, 3),
        co_handlers=(CO_HANDLER,),
        steps=(Step("dispatched", AT, "SX1", TOWN, "SX2", "张伟"),),
        answers=(Answer("explained", "正在调档", "phone", AT, "SX2", TOWN),),
        disputes=(Dispute("d0002", 7, "trouble.closed", "已办结"),),
    )
    return msgspec.structs.replace(base, **changes)
