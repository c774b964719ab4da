"""Sample acts and states of a rating, for tests of the ledger."""

from __future__ import annotations

from datetime import date

import msgspec
from case_samples import SAMPLES as CASE_SAMPLES

from counter_app.models.acts import Act, rating as acts
from counter_app.models.case import Dispute
from counter_app.models.rating import Grade, Rated, Rater, RatingStage
from counter_app.models.rating_state import Assignment, RatingState, RatingStatus
from counter_app.models.stamp import Stamp
from counter_app.rules.rating_numbers import of_case

CASE = "4213210001260000015"
NUMBER = of_case(CASE, RatingStage.FINISHED)
TOWN, COUNTY = "421321101000", "421321000000"
ABOUT = Rated(TOWN, COUNTY, 1, "T-ZH", "综合窗口", "SX1", "李敏", "0114", "高龄津贴", "民政")
BAD = acts.Given(
    Grade.DISSATISFIED,
    "window",
    ABOUT,
    ("late", "other"),
    "等了三个星期",
    Rater("王𬱖", "13800000000"),
    1_790_000_000_000,
    due=date(2026, 9, 22),
)
GOOD = acts.Given(Grade.VERY_SATISFIED, "qr", ABOUT, ("warm_quick",))

SAMPLES: dict[type[Act], Act] = {
    type(act): act
    for act in (
        BAD,
        acts.Assigned("SX2", "张伟", TOWN, "请今天联系", date(2026, 9, 23)),
        acts.CalledBack("phone", True, "说没有人告知", date(2026, 9, 28)),
        acts.Found("true", "窗口漏了告知", date(2026, 9, 29)),
        acts.Planned("in_time", "窗口整改,当面道歉", due=date(2026, 10, 20)),
        acts.Extended(date(2026, 11, 3), "要改系统", "SX9"),
        acts.Done("已经改好", date(2026, 10, 23)),
        acts.Explained("已经解释", "第三十二条", date(2026, 10, 23)),
        acts.Revisited("content", "满意了", Grade.SATISFIED, date(2026, 10, 30)),
        acts.SentBack("还没有改好", date(2026, 11, 6)),
        acts.Reviewed(True, "同意"),
        acts.Appealed("malicious", "评价的人没有来过", date(2026, 9, 29)),
        acts.AppealDecided(True, "查过监控"),
        acts.Withdrawn("点错了"),
        *(CASE_SAMPLES[kind] for kind in acts.SHARED),
    )
}


def stamp(
    n: int = 1,
    at_ms: int = 1_790_000_000_000,
    device: str = "d0001",
    staff: str = "SX2",
    place: str = TOWN,
) -> Stamp:
    return Stamp(device, n, staff, place, f"rating:{NUMBER}", at_ms)


def state(status: RatingStatus = RatingStatus.GIVEN, **changes: object) -> RatingState:
    """A state as it might stand: a bad rating with this status, given to SX2."""
    base = RatingState(
        number=NUMBER,
        status=status,
        about=ABOUT,
        grade=Grade.DISSATISFIED,
        channel="window",
        given_ms=1_790_000_000_000,
        place=TOWN,
        owner=TOWN,
        places=(TOWN, COUNTY),
        clerk="SX1",
        staff="SX2",
        case=CASE,
        stage="finished",
        assigned=None if status is RatingStatus.GIVEN else Assignment("SX2", 1, "SX9"),
        disputes=(Dispute("d0002", 7, "rating.done", "已经改好"),),
    )
    return msgspec.structs.replace(base, **changes)
