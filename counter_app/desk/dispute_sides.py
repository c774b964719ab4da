"""Who met whom in a dispute: what came too late, and what stood when it came, from the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from counter_app.desk.ledger_work import work_of
from counter_app.models.acts import Act, UnknownAct, case as acts
from counter_app.models.ledger import AnyState
from counter_app.protocol import fold
from counter_app.protocol.journal import decode_act
from counter_app.protocol.ledgers import CASE, ledger_of, number_of

Named = tuple[str, int]
_COURSE = frozenset({"status", "owner"})
#: What an act of a case wants to change, where that is not its status or suspension.
_OF_CASES: Mapping[type[Act], frozenset[str]] = {
    acts.Forwarded: frozenset({"owner", "status", "suspension"}),
    acts.SentBack: frozenset({"owner", "status", "suspension"}),
    acts.Extended: frozenset({"status", "suspension", "extended_days"}),
    acts.TwinSettled: frozenset({"twins"}),
}


class Happened(msgspec.Struct, frozen=True):
    """One act of one side. Times in ms (UTC); ``received_ms`` None: not at the county yet."""

    device: str
    n: int
    staff: str
    place: str
    device_ms: int
    received_ms: int | None
    at_ms: int
    act: Act | UnknownAct


def happened(each: fold.Recorded) -> Happened:
    entry = each.entry
    return Happened(
        device=entry.device,
        n=entry.n,
        staff=entry.staff,
        place=entry.place,
        device_ms=entry.hlc >> 16,
        received_ms=each.received_ms,
        at_ms=each.at_ms,
        act=decode_act(entry),
    )


def split(
    recorded: Sequence[fold.Recorded], named: Sequence[Named]
) -> tuple[list[fold.Recorded], list[fold.Recorded]]:
    """(the named entries, the acts that stood when the first of them came), by folding."""
    wanted = set(named)
    late = [each for each in recorded if (each.entry.device, each.entry.n) in wanted]
    if not late:
        return [], []
    first = late[0]
    wants = _wanted(decode_act(first.entry), first.entry.subject)
    state: AnyState = None
    moving: list[fold.Recorded] = []
    for each in fold.ordered(recorded):
        if each is first:
            break
        after = fold.step(state, each)
        if _moved(state, after, wants):
            moving.append(each)
        state = after
    if ledger_of(first.entry.subject).opening & {first.entry.kind}:
        return late, moving[:1]
    return late, _of_one_go(moving)


def _wanted(act: Act | UnknownAct, subject: str) -> frozenset[str]:
    """What of a line's course an act wants to change."""
    if isinstance(act, acts.DisputeSettled):
        return frozenset({"settled"})
    if ledger_of(subject) is CASE:
        known, usual = _OF_CASES, frozenset({"status", "suspension"})
    else:
        known, usual = work_of(number_of(subject)).touches, _COURSE
    return usual if isinstance(act, UnknownAct) else known.get(type(act), usual)


def _moved(before: AnyState, after: AnyState, wants: frozenset[str]) -> bool:
    if before is None or after is None:
        return after is not None and bool(wants & _COURSE)
    return any(getattr(before, name) != getattr(after, name) for name in wants)


def _of_one_go(moving: Sequence[fold.Recorded]) -> list[fold.Recorded]:
    """The last of these, together with what the same person did there in the same go."""
    if not moving:
        return []
    last = moving[-1].entry
    opening = ledger_of(last.subject).opening
    stood: list[fold.Recorded] = []
    for each in reversed(moving):
        if (each.entry.device, each.entry.staff) != (last.device, last.staff):
            break
        if stood and each.entry.kind in opening:
            break
        stood.insert(0, each)
    return stood
