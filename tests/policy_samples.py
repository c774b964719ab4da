"""Sample acts and states of a question about a policy, for tests of the ledger."""

from __future__ import annotations

from datetime import date

import msgspec
from case_samples import SAMPLES as CASE_SAMPLES

from counter_app.models.acts import Act, policy as acts
from counter_app.models.acts.help import SHARED
from counter_app.models.case import Dispute
from counter_app.models.party import Party, PartyKind
from counter_app.models.policy import Inquiry, PolicyState, PolicyStatus
from counter_app.models.reference import Policy, PriorityReason, StepLimit
from counter_app.models.stamp import Stamp

NUMBER = "Z4213210001260000019"
AT = 1_790_000_000_000
FIRM = Party(PartyKind.ORGANISATION, "随县曾氏香菇有限公司", "uscc", "91421321MA0000001P")
INQUIRY = Inquiry(
    FIRM,
    "失业保险稳岗返还",
    "今年还要不要自己申请?",
    "window",
    AT,
    policy="SAMPLE-01",
    contact="曾𬭎",
    size="small",
)

SAMPLES: dict[type[Act], Act] = {
    type(act): act
    for act in (
        acts.Asked(INQUIRY, date(2026, 11, 24)),
        acts.AnsweredAtOnce(INQUIRY, "免申即享,等公示", "人社函〔2026〕1号", 5, "very_good"),
        acts.Passed("县人社局", "421321000000", "SX2", "张伟", "请答复", date(2026, 12, 1)),
        acts.HandedBack("不归我局管", date(2026, 12, 1)),
        acts.Answered("免申即享", "人社函〔2026〕1号", "张伟", due=date(2026, 12, 8)),
        acts.FollowedUp("phone", "正在准备材料", AT, date(2026, 12, 8)),
        acts.Applied(date(2026, 9, 21), "4213210001260000019", due=date(2026, 12, 20)),
        acts.Granted("money", date(2026, 9, 21), 1_230_000, due=date(2026, 12, 24)),
        acts.NotGranted("裁员率超过规定", "第三条", date(2026, 12, 24)),
        acts.CalledBack("phone", "very_good", "很及时", date(2026, 12, 25)),
        acts.Closed("已兑现"),
        acts.Reopened("企业又来申报", date(2026, 12, 30)),
        acts.Reassigned("SX3", "轮休", "王芳"),
        acts.Corrected("contact", "", "曾𬭎"),
        *(CASE_SAMPLES[kind] for kind in SHARED),
    )
}


def stamp(n: int = 1, at_ms: int = AT, device: str = "d0001", place: str = "421321101000") -> Stamp:
    return Stamp(device, n, "SX1", place, f"policy:{NUMBER}", at_ms)


def state(status: PolicyStatus = PolicyStatus.ASKED, **changes: object) -> PolicyState:
    """A state as it might stand, with this status."""
    base = PolicyState(
        number=NUMBER,
        status=status,
        inquiry=INQUIRY,
        place="421321101000",
        owner="421321101000",
        places=("421321101000",),
        clerk="SX1",
        staff="SX1",
        staffs=("SX1",),
        due=date(2026, 11, 24),
        answer_due=date(2026, 11, 24),
        disputes=(Dispute("d0002", 7, "policy.closed", "已办结"),),
    )
    return msgspec.structs.replace(base, **changes)


#: What a county has set, for ``make_workplace(more=ROWS)``.
ROWS = (
    Policy(
        "ZC1",
        "失业保险稳岗返还",
        "随县人力资源和社会保障局",
        "鄂人社函〔2026〕1号",
        benefit="返还上年度已缴失业保险费的一部分",
        conditions="上年度依法足额缴费、不裁员或裁员率低于规定",
        how="免申即享",
        phone="0722-3330001",
        keywords=("稳岗补贴",),
    ),
    Policy("ZC2", "创业担保贷款贴息", "随县人力资源和社会保障局", answer_days=3),
    Policy("ZC3", "已废止的奖励", "随县商务局", until=date(2025, 12, 31)),
    PriorityReason("elderly", "老年人", 1, by_itself=True),
    PriorityReason("disabled", "残疾人", 2, by_itself=True),
    PriorityReason("urgent", "紧急事项", 3),
    StepLimit("policy.passed", "部门答复", 4),
)
