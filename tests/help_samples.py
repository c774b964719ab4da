"""Sample acts and states of a line of help, for tests of the ledger."""

from __future__ import annotations

from datetime import date

import msgspec
from case_samples import PERSON, SAMPLES as CASE_SAMPLES

from counter_app.models.acts import Act, help as acts
from counter_app.models.case import Dispute, MaterialForm
from counter_app.models.help import (
    Ask,
    Authorisation,
    Custody,
    Handed,
    HelpState,
    HelpStatus,
)
from counter_app.models.stamp import Stamp

NUMBER = "B4213210001260000019"
ASK = Ask(PERSON, "agency", "elderly", "window", 1_790_000_000_000, wish="办高龄津贴")
ORIGINAL = Handed("身份证", MaterialForm.ORIGINAL, 1, date(2026, 11, 30))
AUTHORISATION = Authorisation(
    ("submit", "collect"), date(2026, 11, 23), date(2026, 12, 23), "screen"
)

SAMPLES: dict[type[Act], Act] = {
    type(act): act
    for act in (
        acts.Asked(ASK, date(2026, 11, 24)),
        acts.FinishedAtOnce(ASK, "已告知材料", 5, "very_good"),
        acts.Registered("SX1", "李敏", due=date(2026, 11, 25)),
        acts.SuitabilityChecked(True, due=date(2026, 11, 26)),
        acts.Authorised(AUTHORISATION, date(2026, 11, 27)),
        acts.MaterialsTaken((ORIGINAL,), "王𬱖", due=date(2026, 11, 27)),
        acts.MaterialsReturned((ORIGINAL,), "王𬱖"),
        acts.Submitted("4213210001260000019", due=date(2026, 12, 1)),
        acts.Visited("phone", 1_790_000_000_000, "材料齐了", due=date(2026, 12, 1)),
        acts.ResultHanded("高龄津贴证", "hand", "王𬱖", due=date(2026, 12, 4)),
        acts.CalledBack("very_good", "很方便", date(2026, 12, 5)),
        acts.Closed("办好了", 30),
        acts.Terminated("principal", "自己去办"),
        acts.Continued("材料补齐", date(2027, 1, 23), date(2026, 12, 1)),
        acts.Reassigned("SX2", "轮休", "张伟"),
        acts.Corrected("phone", "", "13800000000"),
        *(CASE_SAMPLES[kind] for kind in acts.SHARED),
    )
}


def stamp(n: int = 1, at_ms: int = 1_790_000_000_000, device: str = "d0001") -> Stamp:
    return Stamp(device, n, "SX1", "421321101000", f"help:{NUMBER}", at_ms)


def state(status: HelpStatus = HelpStatus.ASKED, **changes: object) -> HelpState:
    """A state as it might stand, with this status and one original in custody."""
    base = HelpState(
        number=NUMBER,
        status=status,
        ask=ASK,
        place="421321101000",
        owner="421321101000",
        places=("421321101000",),
        clerk="SX1",
        staff="SX1",
        staffs=("SX1",),
        custody=(Custody("身份证", MaterialForm.ORIGINAL, 1, 1_790_000_000_000),),
        disputes=(Dispute("d0002", 7, "help.closed", "已终止"),),
    )
    return msgspec.structs.replace(base, **changes)
