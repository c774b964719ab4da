"""Sample acts and states of a case, for tests of the ledger."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.models.acts import Act, case as acts, papers_moved as moved, priority as first
from counter_app.models.case import (
    Attachment,
    CaseState,
    CaseStatus,
    CorrectionPoint,
    ItemRef,
    MaterialForm,
    MaterialLine,
    Suspension,
)
from counter_app.models.party import Party, PartyKind
from counter_app.models.stamp import Stamp

ITEM = ItemRef(
    "I1", "最低生活保障审核确认", 1, "民政", "行政给付", False, 20, 30, result_name="确认书"
)
INSTANT = ItemRef(
    "I2", "社会保障卡申领", 1, "人社", "公共服务", True, 1, 5, result_name="社会保障卡"
)
PERSON = Party(PartyKind.PERSON, "王𬱖", "resident_id", "421321199001010015")
LINE = MaterialLine("户口簿", MaterialForm.COPY)
POINT = CorrectionPoint("户口簿", "未提交")


def received(item: ItemRef = ITEM, **changes: object) -> acts.Received:
    base = acts.Received(
        item,
        PERSON,
        received_ms=1_790_000_000_000,
        lookup_code="123456",
        window=1,
        materials=(
            MaterialLine("身份证", MaterialForm.CHECKED),
            MaterialLine("户口簿", MaterialForm.MISSING),
        ),
    )
    return msgspec.structs.replace(base, **changes)


SAMPLES: dict[type[Act], Act] = {
    type(act): act
    for act in (
        received(),
        acts.CorrectedOnSpot("phone", "", "13800000000"),
        acts.CorrectionAsked((POINT,), date(2026, 12, 1)),
        acts.CorrectionMade((MaterialLine("户口簿", MaterialForm.CHECKED),)),
        acts.Accepted(date(2026, 11, 23), promise_due=date(2026, 12, 21)),
        acts.Declined("not_eligible", "不符合条件"),
        acts.Forwarded("421321000000"),
        acts.SentBack("421321101000", "材料不清"),
        acts.Suspended("听证", "行政许可法第四十五条", date(2026, 11, 24), 10, "A"),
        acts.Resumed(date(2026, 12, 1), "已听证"),
        acts.Extended(10, "情况复杂", "A"),
        acts.Decided(True, "同意"),
        acts.Closed("确认书"),
        acts.Ready("421321101000"),
        acts.Delivered("hand", "王𬱖"),
        acts.Archived("1"),
        acts.Withdrawn("不办了"),
        acts.Terminated("逾期未补正"),
        acts.Voided("录入错误", "SX2"),
        acts.Linked("province", "X1"),
        acts.Revealed("phone"),
        acts.PaperIssued("receipt", "文1", "收件凭证", "A5", b""),
        acts.PaperReprinted("文1"),
        acts.Attached(Attachment("户口簿.jpg", bytes(32), 120_000, "image/jpeg", "户口簿")),
        acts.DisputeSettled("d0002", 7, "keep", "以镇里的为准"),
        acts.TwinFound("4213210002260000017", "421321102000", 1_790_000_000_000),
        acts.TwinSettled("4213210002260000017", "different"),
        first.Prioritised("elderly", "老年人"),
        first.PriorityProposed("urgent", "紧急事项", "明天出国"),
        first.PriorityTakenBack("选错了"),
        moved.PapersSent("421321101000", (LINE,), "王大伯", "U盘一并带去"),
        moved.PapersTaken("d0001", 3, ("户口簿",), "缺一份"),
    )
}


def stamp(n: int = 1, at_ms: int = 1_790_000_000_000, device: str = "d0001") -> Stamp:
    return Stamp(device, n, "SX1", "421321101000", "case:4213210001260000019", at_ms)


def state(status: CaseStatus = CaseStatus.RECEIVED, **changes: object) -> CaseState:
    """A state as it might stand, with this status."""
    base = CaseState(
        number="4213210001260000019",
        status=status,
        item=ITEM,
        applicant=PERSON,
        received_ms=1_790_000_000_000,
        place="421321101000",
        owner="421321101000",
        places=("421321101000",),
        window=1,
        clerk="SX1",
        lookup_code="123456",
        channel="window",
        materials=received().materials,
        check_due=date(2026, 11, 30),
    )
    return msgspec.structs.replace(base, **changes)


SUSPENSION = Suspension("听证", "第四十五条", date(2026, 11, 24), 10, "A")
