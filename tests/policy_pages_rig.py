"""Questions about policies in every usual state, for pages that are looked at."""

from __future__ import annotations

from datetime import timedelta

from desk_rig import Rig
from msgspec.structs import replace
from policy_samples import FIRM, INQUIRY

from counter_app.desk import policy as advising
from counter_app.desk.ledger_deeds import carry_out
from counter_app.models.acts import Act, policy as acts
from counter_app.models.policy import Inquiry
from counter_app.protocol.ledgers import POLICY
from counter_app.store import ledger_queries

FIRMS = ("随县曾𬭎香菇有限公司", "厉山镇向阳种植专业合作社", "湖北炎帝石材有限公司", "万和兰花商行")


def inquiry(rig: Rig, index: int = 0, **changes: object) -> Inquiry:
    """What an enterprise asks, about the first policy of ``policy_samples.ROWS``."""
    firm = replace(FIRM, name=FIRMS[index % len(FIRMS)], phone="13812345678")
    made = replace(
        INQUIRY,
        firm=firm,
        policy="ZC1",
        issuer="随县人力资源和社会保障局",
        asked_ms=rig.store.now_ms(),
    )
    return replace(made, **changes)


def fill_policies(rig: Rig, case: str) -> None:
    """Six questions; ``case``: the case that one of them led to."""
    desk, today = rig.desk, rig.desk.today
    late = acts.Asked(inquiry(rig, 0), due=today - timedelta(2))
    passed = acts.Passed("随县人力资源和社会保障局", note="请答复今年的比例")
    answered = acts.Answered(
        "免申即享,等名单公示;账户有变动的先到社保窗口改。", "鄂人社函〔2026〕1号"
    )
    applied = acts.Applied(today, case)
    steps: tuple[tuple[Act, ...], ...] = (
        (late,),
        (acts.Asked(inquiry(rig, 1)), passed),
        (acts.Asked(inquiry(rig, 2)), passed, answered),
        (acts.AnsweredAtOnce(inquiry(rig, 3), "已告知条件和申报方式", follow=True),),
        (acts.AnsweredAtOnce(inquiry(rig, 1), "已告知条件", satisfaction="very_good"),),
    )
    for each in steps:
        advising.open_line(desk, *each)
    number = advising.open_line(desk, acts.Asked(inquiry(rig, 0)), passed, answered).state.number
    carry_out(
        desk,
        number,
        acts.FollowedUp("phone", "正在准备花名册", rig.store.now_ms()),
        applied,
        acts.Granted("money", today, 1_230_000),
        acts.CalledBack("phone", "good", "钱到账了"),
    )


def of(rig: Rig) -> str:
    """Number of the question that went furthest, "" when there is none."""
    states = list(ledger_queries.every_state(rig.store, POLICY))
    return states[-1].number if states else ""
