"""The subjects that one push touches: what is known of them, and what folding makes of them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from counter_app.county.database import Moved, insert_many
from counter_app.county.links import Link, is_code
from counter_app.county.prepared import OneOf, Prepared
from counter_app.models.ledger import AnyState
from counter_app.models.tables.county import case_state, entry
from counter_app.protocol.digest import case_digest, encode_state
from counter_app.protocol.fold import Recorded, fold, step
from counter_app.protocol.journal import Entry, decode_entry
from counter_app.rules.matters import matter_of

_log = logging.getLogger(__name__)


class Subject(msgspec.Struct):
    """One touched subject: what the store knows of it, what is new, and what comes out."""

    name: str
    fresh: list[Entry]
    #: entries folded so far and digest, as stored; None = the subject is new here
    known_entries: int | None = None
    known_digest: bytes | None = None
    known_places: list[str] = []
    history: list[Recorded] = []
    state: AnyState = None
    digest: bytes | None = None
    places: list[str] = []
    matter: bytes | None = None


def gather(fresh: Sequence[Link]) -> dict[str, Subject]:
    """The subjects of these links, each with its entries in order."""
    subjects: dict[str, Subject] = {}
    for link in fresh:
        read = link.entry
        if read is None:
            continue
        known = subjects.get(read.subject)
        if known is not None:
            known.fresh.append(read)
        else:
            subjects[read.subject] = Subject(read.subject, [read])
    return subjects


def ask_known(connection: Connection, names: Iterable[str]) -> Any:
    """Ask what is stored of these subjects; :func:`read_known` takes the answer."""
    return _KNOWN.run(connection, {"names": list(names)})


def read_known(connection: Connection, subjects: dict[str, Subject], known: Any) -> None:
    """Fill in what is stored: counts, digests, places and whole histories.

    ``known``: the answer to :func:`ask_known`, perhaps of more subjects than these. Raises
    :class:`Moved` when another push committed between the statements.
    """
    old = []
    for subject, count, digest, places in known:
        each = subjects.get(subject)
        if each is not None:
            each.known_entries = count
            each.known_digest = None if digest is None else bytes(digest)
            each.known_places = places.split()
            old.append(subject)
    if not old:
        return
    for subject, data, received_ms in _PAST.run(connection, {"old": old}):
        recorded = Recorded(decode_entry(bytes(data)), received_ms)
        subjects[subject].history.append(recorded)
    if any(len(each.history) != (each.known_entries or 0) for each in subjects.values()):
        raise Moved


def check_unmoved(connection: Connection, subjects: dict[str, Subject]) -> None:
    """Lock the known subjects; :class:`Moved` when somebody folded anything into them meanwhile.

    Of two that insert the same new subject, the second collides on its key.
    """
    old = [name for name, each in subjects.items() if each.known_entries is not None]
    if not old:
        return
    rows = _LOCKED.run(connection, {"old": old})
    if any(count != subjects[subject].known_entries for subject, count in rows):
        raise Moved


def fold_all(subjects: Iterable[Subject], stamp: int) -> None:
    """The state, digest and places of each subject if the new entries are received at stamp."""
    for each in subjects:
        state = _fold(each, stamp)
        each.state = state
        each.digest = None if state is None else case_digest(encode_state(state))
        told = each.known_places
        new = [place for place in concerned(state, each.fresh) if place not in told]
        each.places = [*told, *new]


def concerned(state: AnyState, entries: Sequence[Entry]) -> Sequence[str]:
    """The places of a subject: where it was recorded and where its state says it belongs.

    A place in an act that cannot be a code is left out.
    """
    first = entries[0].place if entries else ""
    if len(entries) == 1 and (state is None or state.places == (first,)):
        return (first,)  # by far the most: a receipt, told to the place that took it in
    places = dict.fromkeys(state.places if state is not None else ())
    places.update(dict.fromkeys(each.place for each in entries))
    return [place for place in places if is_code(place)]


def write_projection(connection: Connection, subjects: Iterable[Subject], stamp: int) -> None:
    """Store what folding made. New subjects are inserted in order, so that no two pushes wait
    for each other."""
    columns = tuple(each.name for each in case_state.c)
    new: list[tuple[Any, ...]] = []
    changed: list[dict[str, Any]] = []
    for each in sorted(subjects, key=lambda one: one.name):
        state = each.state
        each.matter = matter_of(state)
        row = (
            each.name,
            (each.known_entries or 0) + len(each.fresh),
            " ".join(each.places),
            each.digest,
            state.number if state is not None else None,
            state.status.value if state is not None else None,
            state.owner if state is not None else None,
            stamp,
            each.matter,
        )
        if each.known_entries is None:
            new.append(row)
        else:
            values = dict(zip(columns[1:], row[1:], strict=True))
            changed.append(values | {"subject_": each.name})
    insert_many(connection, case_state, columns, new)
    for values in changed:
        _UPDATE.run(connection, values)


_KNOWN = Prepared(
    select(
        case_state.c.subject, case_state.c.entries, case_state.c.digest, case_state.c.places
    ).where(OneOf(case_state.c.subject, "names"))
)
_PAST = Prepared(
    select(entry.c.subject, entry.c.data, entry.c.received_ms)
    .where(OneOf(entry.c.subject, "old"))
    .order_by(entry.c.received_ms, entry.c.device, entry.c.n)
)
_LOCKED = Prepared(
    select(case_state.c.subject, case_state.c.entries)
    .where(OneOf(case_state.c.subject, "old"))
    .order_by(case_state.c.subject)
    .with_for_update()
)
_UPDATE = Prepared(
    update(case_state)
    .where(case_state.c.subject == bindparam("subject_"))
    .values({each.name: bindparam(each.name) for each in case_state.c if not each.primary_key})
)


def _fold(subject: Subject, stamp: int) -> AnyState:
    try:
        if len(subject.fresh) == 1 and not subject.history:
            return step(None, Recorded(subject.fresh[0], stamp))
        fresh = [Recorded(one, stamp) for one in subject.fresh]
        return fold(subject.history + fresh)
    except Exception as error:
        # A fault of ours in one case must not stop everybody's push: the entries are kept
        # and fed, the projection waits for a mended program (county verify tells).
        _log.error("a subject could not be folded: %s", type(error).__name__)
        return None
