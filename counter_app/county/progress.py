"""What a citizen reads behind a receipt's QR code: one case in plain words, names masked.

Nothing here can be enumerated: only a genuine token leads to a case (county/genuine.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from counter_app.county.genuine import Genuine
from counter_app.county.wording import STEPS, Words, words_for
from counter_app.models.acts import UnknownAct
from counter_app.models.acts.case import DisputeSettled
from counter_app.models.case import CaseState
from counter_app.models.reference import Place
from counter_app.protocol.fold import Recorded, step
from counter_app.protocol.journal import decode_act
from counter_app.rules.case_taking import inside
from counter_app.rules.masking import mask_name
from counter_app.rules.numbers import spoken
from counter_app.settings import LOCAL_ZONE


class Step(msgspec.Struct, frozen=True):
    """One line of the timeline: when, and what happened."""

    when: str
    what: str


class Progress(msgspec.Struct, frozen=True):
    """One case as the page shows it. Empty texts are left out of the page."""

    number: str
    words: Words
    item: str
    applicant: str
    place: Place | None
    place_code: str
    received: str
    due: str
    missing: tuple[tuple[str, str, str], ...]
    steps: tuple[Step, ...]


def progress(genuine: Genuine, state: CaseState, places: dict[str, Place]) -> Progress:
    """The page of a case that has arrived."""
    correction = state.correction
    where = state.ready_at or state.owner
    return Progress(
        number=spoken(genuine.number),
        words=words_for(state),
        item=state.item.name,
        applicant=mask_name(state.applicant.name),
        place=places.get(where),
        place_code=where,
        received=moment(state.received_ms),
        due=_due(state),
        missing=tuple(
            (point.material, point.problem, point.where)
            for point in (correction.points if correction is not None else ())
        ),
        steps=tuple(timeline(genuine.entries)),
    )


def timeline(entries: Iterable[Recorded]) -> Iterable[Step]:
    """What happened, oldest first; acts without effect on the case are left out."""
    state: CaseState | None = None
    for each in entries:
        before = state
        state = step(state, each)
        act = decode_act(each.entry)
        if state is None or isinstance(act, UnknownAct):
            continue
        if before is not None and len(state.disputes) > len(before.disputes):
            continue
        if isinstance(act, DisputeSettled):
            if before is None or act.choice != "take" or before.disputes == state.disputes:
                continue
            taken, _ = inside(act)
            act = taken or act
        what = STEPS.get(type(act))
        if what is not None:
            at_ms = state.received_ms if before is None else each.at_ms
            yield Step(moment(at_ms), what)


def moment(ms: int) -> str:
    """``2026年11月25日 09:10`` in China; "" for an instant that no calendar has."""
    try:
        at = datetime.fromtimestamp(ms / 1000, LOCAL_ZONE)
    except (ValueError, OverflowError, OSError):
        return ""
    return f"{day(at.date())} {at.hour:02d}:{at.minute:02d}"


def day(value: date | None) -> str:
    """``2026年11月25日``."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def _due(state: CaseState) -> str:
    if not state.open or state.suspension is not None or state.outcome is not None:
        return ""
    if state.correction is not None:
        return day(state.correction.due)
    return day(state.promise_due or state.legal_due or state.check_due)
