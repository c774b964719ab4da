"""What the county holds of acts that a renewed device is about to send, from whichever device.

The feed of its place cannot tell that: the county may have given the device to another place
meanwhile, and another copy of the same disk may have sent the same acts under its own number.
Whoever asks names facts by their hashes, and learns of a subject only whether its number is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from counter_app.county.database import Database, one_of
from counter_app.county.refusals import bad_request
from counter_app.models.tables.county import device, enrol_code, entry
from counter_app.protocol.facts import fact_hash
from counter_app.protocol.fold import OPENING
from counter_app.protocol.journal import Entry, decode_entry
from counter_app.protocol.renewal import (
    HeldAnswer,
    HeldEntry,
    HeldReply,
    HeldRequest,
    HeldSubject,
    HeldTold,
    part_of,
)

#: Subjects and facts answered at once; the device asks again for the rest.
MAX_SUBJECTS = 2000
MAX_FACTS = 50_000
#: Subjects whose entries are read together.
_CHUNK = 200
#: Every way to enrol leaves a code; whoever has none took over from another device.
_RENEWED = select(device.c.id).where(
    device.c.id.not_in(select(enrol_code.c.device).where(enrol_code.c.device.is_not(None)))
)


def held(database: Database, request: HeldRequest) -> HeldReply:
    """Answer for each subject. Raises :class:`Refuse` (bad_request)."""
    asked = request.subjects[:MAX_SUBJECTS]
    if sum(len(each.facts) for each in asked) > MAX_FACTS:
        raise bad_request("一次核对的记录过多")
    if any("\0" in each.subject or not _fits(each.opened) for each in asked):
        raise bad_request("核对请求的内容不对")
    answers: list[HeldAnswer] = []
    with database.reading(snapshot=True) as connection:
        for start in range(0, len(asked), _CHUNK):
            answers += _answers(connection, asked[start : start + _CHUNK])
    return HeldReply(tuple(answers))


def told(database: Database, asked: Sequence[HeldSubject]) -> HeldTold:
    """All that a bundle asks, in as many parts as it takes. Raises :class:`Refuse`."""
    answers: list[HeldAnswer] = []
    while len(answers) < len(asked):
        answers += held(database, HeldRequest(part_of(asked, len(answers)))).subjects
    return HeldTold(tuple(asked), tuple(answers))


def _answers(connection: Connection, asked: Sequence[HeldSubject]) -> list[HeldAnswer]:
    there = _entries(connection, (each.subject for each in asked))
    first = [_answer(each, there.get(each.subject, ())) for each in asked]
    lost = [
        each for each, answer in zip(asked, first, strict=True) if each.opened and not answer[1]
    ]
    moved = _opened_elsewhere(connection, lost)
    under = _entries(connection, moved.values())
    answers = []
    for each, (taken, opened, known) in zip(asked, first, strict=True):
        other = "" if opened else moved.get(each.subject, "")
        if other:
            known = known + _answer(each, under.get(other, ()))[2]
        answers.append(HeldAnswer(taken, tuple(known), other))
    return answers


def _answer(asked: HeldSubject, entries: Iterable[Entry]) -> tuple[bool, bool, list[HeldEntry]]:
    """(opened by an act not asked for, opened by one asked for, what is known)."""
    places = {each: index for index, each in enumerate(asked.facts)}
    taken = opened = False
    known: list[HeldEntry] = []
    for each in entries:
        index = places.get(fact_hash(each))
        if index is not None:
            known.append(HeldEntry(index, each.device, each.n))
        if each.kind in OPENING:
            taken = taken or index is None
            opened = opened or index is not None
    return taken, opened, known


def _opened_elsewhere(connection: Connection, lost: Sequence[HeldSubject]) -> dict[str, str]:
    """Subject -> where the act that opens it stands after a copy gave the case another number.

    Reads the journals of renewed devices, which is why it is asked for these only.
    """
    if not lost:
        return {}
    rows = connection.execute(
        select(entry.c.data)
        .where(
            entry.c.device.in_(_RENEWED),
            entry.c.hlc.in_([each.opened for each in lost]),
            entry.c.kind.in_(OPENING),
        )
        .order_by(entry.c.device, entry.c.n)
    )
    found: dict[bytes, str] = {}
    for (data,) in rows:
        read = decode_entry(bytes(data))
        found.setdefault(fact_hash(read), read.subject)
    moved: dict[str, str] = {}
    for each in lost:
        others = [found[one] for one in each.facts if one in found]
        if others and others[0] != each.subject:
            moved[each.subject] = others[0]
    return moved


def _entries(connection: Connection, subjects: Iterable[str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    names = list(subjects)
    if names:
        rows = connection.execute(
            select(entry.c.data)
            .where(one_of(connection, entry.c.subject, names))
            .order_by(entry.c.received_ms, entry.c.device, entry.c.n)
        )
        for (data,) in rows:
            read = decode_entry(bytes(data))
            found.setdefault(read.subject, []).append(read)
    return found


def _fits(number: int) -> bool:
    return 0 <= number < 1 << 63
