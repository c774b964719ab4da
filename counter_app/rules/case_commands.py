"""What a person may ask for on a case. A command says the wish; ``decide`` makes the acts.

Commands exist only where the act carries more than the wish (computed days, composed acts).
Everywhere else the act itself is the command.
"""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.models.case import CorrectionPoint, ItemRef, MaterialLine
from counter_app.models.party import Agent, Party


class Receive(msgspec.Struct, frozen=True):
    """Take materials in (收件)."""

    item: ItemRef
    applicant: Party
    lookup_code: str
    agent: Agent | None = None
    materials: tuple[MaterialLine, ...] = ()
    form: dict[str, str] = {}
    channel: str = "window"
    note: str = ""
    received_ms: int | None = None
    fingerprint: str = ""


class Accept(msgspec.Struct, frozen=True):
    """Take the case on (受理). ``tolerated``: materials that may follow (容缺), by name."""

    tolerated: tuple[str, ...] = ()


class AskCorrection(msgspec.Struct, frozen=True):
    """Tell everything that is missing at once (一次性告知). ``days``: working days to bring it."""

    points: tuple[CorrectionPoint, ...]
    days: int | None = None
    reason: str = ""
    approver: str = ""


class MakeCorrection(msgspec.Struct, frozen=True):
    """Note what the applicant brought (补正)."""

    materials: tuple[MaterialLine, ...]
    note: str = ""


class Suspend(msgspec.Struct, frozen=True):
    """Start a special procedure (特别程序). ``expected_days`` in working days."""

    procedure: str
    ground: str
    expected_days: int
    approver: str
    since: date | None = None


class Resume(msgspec.Struct, frozen=True):
    """End the special procedure."""

    result: str
    on: date | None = None


class Extend(msgspec.Struct, frozen=True):
    """Extend the limit once. ``days`` in working days."""

    days: int
    reason: str
    approver: str


class CloseInstant(msgspec.Struct, frozen=True):
    """Accept, decide and close an instant item in one go (即办件当场办结)."""

    opinion: str = "符合条件,当场办结"
    result_no: str = ""


CaseCommand = (
    Receive | Accept | AskCorrection | MakeCorrection | Suspend | Resume | Extend | CloseInstant
)


class Prioritise(msgspec.Struct, frozen=True):
    """Let it go first (绿色通道). ``reason``: code of the county's table."""

    reason: str
    note: str = ""


class TakePapers(msgspec.Struct, frozen=True):
    """Sign for the paper materials that are on their way to here (材料接收), by those that were
    really there."""

    received: tuple[str, ...]
    note: str = ""
