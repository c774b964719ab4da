"""The device becomes another one (换发设备编号): its journal goes on under a new key.

What the county holds under the old number stays as it is, as entries of another device. What
it does not hold is recorded again under the new one: the same acts by the same people at the
same places and times, in the same order. The bytes as first written are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from sqlalchemy import delete, func, insert, select, update

from counter_app.models.acts.case import DisputeSettled, Linked
from counter_app.models.tables.device import entry, superseded
from counter_app.protocol import clock, journal
from counter_app.protocol.facts import fact_hash
from counter_app.protocol.fold import OPENING
from counter_app.protocol.journal import Entry
from counter_app.protocol.ledgers import ledger_of, number_of
from counter_app.protocol.renewal import RenewReply
from counter_app.rules.numbers import case_number, parse_case_number
from counter_app.store import outside, receipts
from counter_app.store.held import Fact, Held
from counter_app.store.standing import FORMERLY, Renewed, Standing
from counter_app.store.store import Store, Tx

_Name = tuple[str, int]


def pending_key(store: Store) -> Ed25519PrivateKey:
    """The key of the device it is about to become; durable before anybody hears of it."""
    pending = store.standing.pending
    if pending is None:
        # Looked at again inside: a stick and a line may ask at the same time.
        with store.write() as tx:
            pending = tx.standing.pending or Ed25519PrivateKey.generate().private_bytes_raw()
            tx.standing = replace(tx.standing, pending=pending)
    return Ed25519PrivateKey.from_private_bytes(pending)


def switch(store: Store, reply: RenewReply, key: Ed25519PrivateKey, common: int) -> Renewed:
    """Become the new device, in one transaction.

    ``common``: own entries up to this number are the county's. Those after it are recorded
    again; they are not sent before :func:`settle`.
    """
    with store.write() as tx:
        return _switch(tx, reply, key, common)


def switch_and_settle(
    store: Store,
    reply: RenewReply,
    key: Ed25519PrivateKey,
    common: int,
    answered: Held,
    asked: frozenset[Fact],
) -> None:
    """The same, in one transaction with :func:`settle_asked`: what a stick brought."""
    with store.write() as tx:
        _switch(tx, reply, key, common)
        _settle_asked(tx, answered, asked)


def settle_asked(store: Store, answered: Held, asked: frozenset[Fact]) -> None:
    """:func:`settle`, if all that was recorded again is among what the county was ``asked``.

    What was recorded since is the device's own and known to nobody else. Otherwise it stays
    unsettled, and the county is asked again.
    """
    with store.write() as tx:
        _settle_asked(tx, answered, asked)


def _settle_asked(tx: Tx, answered: Held, asked: frozenset[Fact]) -> None:
    last = tx.standing.last
    if not tx.standing.unsettled or last is None:
        return
    if all(_fact(each) in asked for each in _own(tx)[: last.reissued]):
        _settle(tx, answered)


def _switch(tx: Tx, reply: RenewReply, key: Ed25519PrivateKey, common: int) -> Renewed:
    old = tx.identity
    tx.receipts = receipts.settle(tx.driver, tx.receipts)
    again = _take_out(tx, common)
    _make_foreign(tx, common)
    tx.identity = replace(
        old,
        # Place and window stay: where the county moved it is learned from the feed.
        device=reply.device,
        serial=reply.serial,
        public_url=reply.public_url.rstrip("/"),
        county_key=reply.county_key,
        public_key=key.public_key().public_bytes_raw(),
        private_key=key.private_bytes_raw(),
    )
    tx.head = replace(tx.head, cursor=0, counters={})
    _record_again(tx, again)
    for subject in {each.subject for each in again}:
        tx.refold(subject)
    told = Renewed(old.device, reply.device, tx.store.now_ms(), len(again))
    tx.standing = Standing(unsettled=bool(again), whole=tx.standing.whole, last=told)
    return told


def settle(store: Store, held: Held) -> Renewed | None:
    """What was recorded again meets what the county holds, from whomever it came.

    An act that had reached the county after all is not sent twice. A case that had not gets a
    new number, for the old one is another device's to give; it is found under the old one too.
    """
    with store.write() as tx:
        return _settle(tx, held)


def _settle(tx: Tx, held: Held) -> Renewed | None:
    own = _own(tx)
    foreign = _foreign(tx, {each.subject for each in own})
    known = {_fact(each): (each.device, each.n) for each in foreign} | held.known
    rest = [each for each in own if _fact(each) not in known]
    taken = {each.subject for each in foreign if each.kind in OPENING} | held.taken
    elsewhere = {
        each.subject: held.elsewhere[each.subject]
        for each in own
        if each.kind in OPENING and each.subject in held.elsewhere
    }
    new = _new_numbers(tx, rest, taken)
    new |= _following(rest, new | elsewhere)
    if new or elsewhere or len(rest) < len(own):
        there = {(each.device, each.n): known[_fact(each)] for each in own if _fact(each) in known}
        tx.connection.execute(delete(entry).where(entry.c.id > 0))
        moving = new | elsewhere
        _record_again(tx, [_moved(each, moving) for each in rest], there)
        for subject, moved in moving.items():
            outside.follow(tx.driver, subject, moved)
        for subject, moved in new.items():
            _note_former(tx, rest, subject, moved)
        for subject in {each.subject for each in own} | set(moving.values()):
            tx.refold(subject)
    last = tx.standing.last
    if last is not None and (new or elsewhere):
        changed = (new | elsewhere).items()
        numbers = tuple((number_of(before), number_of(after)) for before, after in changed)
        last = replace(last, renumbered=(*last.renumbered, *numbers))
    tx.standing = replace(tx.standing, unsettled=False, last=last)
    return last


def _own(tx: Tx, after: int = 0) -> list[Entry]:
    rows = tx.connection.execute(
        select(entry.c.data).where(entry.c.id > after).order_by(entry.c.id)
    )
    return [journal.decode_entry(data) for (data,) in rows]


def _foreign(tx: Tx, subjects: set[str]) -> list[Entry]:
    found: list[Entry] = []
    for subject in subjects:
        rows = tx.connection.execute(
            select(entry.c.data).where(entry.c.subject == subject, entry.c.id < 0)
        )
        found += [journal.decode_entry(data) for (data,) in rows]
    return found


def _take_out(tx: Tx, common: int) -> list[Entry]:
    """Own entries after ``common``, kept as they are in ``superseded``."""
    rows = tx.connection.execute(
        select(entry.c.device, entry.c.n, entry.c.data)
        .where(entry.c.id > common)
        .order_by(entry.c.id)
    ).all()
    now = tx.store.now_ms()
    if rows:
        tx.connection.execute(
            insert(superseded),
            [{"device": row.device, "n": row.n, "at_ms": now, "data": row.data} for row in rows],
        )
        tx.connection.execute(delete(entry).where(entry.c.id > common))
    return [journal.decode_entry(row.data) for row in rows]


def _make_foreign(tx: Tx, common: int) -> None:
    least = tx.connection.execute(select(func.min(entry.c.id))).scalar() or 0
    below = min(least, 0)
    tx.connection.execute(
        update(entry).where(entry.c.id.between(1, common)).values(id=below - entry.c.id)
    )


def _record_again(
    tx: Tx, entries: Sequence[Entry], there: dict[_Name, _Name] | None = None
) -> None:
    """Begin the journal of the present identity with these. ``there``: entries that are left
    out because the county has them under another name."""
    device = tx.identity.device
    names = {(each.device, each.n): (device, n) for n, each in enumerate(entries, 1)}
    names |= there or {}
    tx.head = replace(tx.head, n=0, acked=0, chain=journal.genesis(tx.identity.public_key))
    for n, each in enumerate(entries, 1):
        tx.append(msgspec.structs.replace(_renamed(each, names), device=device, n=n))


def _renamed(each: Entry, names: dict[_Name, _Name]) -> Entry:
    """An act that names another entry names it by its new device and number."""
    if (each.kind, each.version) != (DisputeSettled.KIND, DisputeSettled.VERSION):
        return each
    act = journal.decode_act(each)
    if not isinstance(act, DisputeSettled) or (act.device, act.n) not in names:
        return each
    device, n = names[act.device, act.n]
    raw = msgspec.Raw(journal.encode_act(replace(act, device=device, n=n)))
    return replace(each, act=raw)


def _fact(each: Entry) -> Fact:
    return each.subject, fact_hash(each)


def _new_numbers(tx: Tx, entries: Iterable[Entry], taken: set[str]) -> dict[str, str]:
    """Subject -> new subject of the cases opened here whose number is taken, or may be: another
    copy of the disk goes on counting under the old serial, or has done so without a line.
    """
    new: dict[str, str] = {}
    identity = tx.identity
    for each in entries:
        if each.kind not in OPENING or each.subject in new:
            continue
        ledger = ledger_of(each.subject)
        parsed = parse_case_number(number_of(each.subject).removeprefix(ledger.letter))
        if parsed is None:
            continue  # not a number of ours: the two stay together, told as a dispute
        if each.subject not in taken and parsed.device_serial == identity.serial:
            continue
        running = tx.count_up(ledger.name, parsed.year)
        number = case_number(identity.county_code, identity.serial, parsed.year, running)
        new[each.subject] = ledger.subject(ledger.letter + number)
    return new


def _following(entries: Iterable[Entry], moving: dict[str, str]) -> dict[str, str]:
    """Subject -> new subject of what was opened here and is called after a case that moves."""
    follow: dict[str, str] = {}
    for each in entries:
        renamed = ledger_of(each.subject).renamed
        if renamed is None or each.kind not in OPENING or each.subject in moving:
            continue
        before = number_of(each.subject)
        for old, new in moving.items():
            after = renamed(before, number_of(old), number_of(new))
            if after != before:
                follow[each.subject] = ledger_of(each.subject).subject(after)
    return follow


def _moved(each: Entry, new: dict[str, str]) -> Entry:
    return replace(each, subject=new.get(each.subject, each.subject))


def _note_former(tx: Tx, entries: Iterable[Entry], subject: str, moved: str) -> None:
    """The number that the citizen holds in his hands keeps finding the case."""
    mine = [each for each in entries if each.subject == subject]
    acts = [journal.decode_act(each) for each in mine]
    before = sum(isinstance(act, Linked) and act.system.startswith(FORMERLY) for act in acts)
    act = Linked(f"{FORMERLY}-{before + 1}" if before else FORMERLY, number_of(subject))
    head = tx.head
    tx.append(
        Entry(
            device=tx.identity.device,
            n=head.n + 1,
            hlc=clock.tick(head.clock, tx.store.now_ms()),
            staff=mine[0].staff,
            place=mine[0].place,
            subject=moved,
            kind=act.KIND,
            version=act.VERSION,
            act=msgspec.Raw(journal.encode_act(act)),
        )
    )
