"""What the county sent for this place, taken in as if it had come over the line.

Everything is stored before the cursor that stands behind it moves, and nothing of it can do
harm when it comes twice, late or in another order.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from counter_app.errors import Trouble
from counter_app.models.changes import Changes, of_ledgers
from counter_app.protocol import bundle, journal, wire
from counter_app.protocol.bundle_messages import Ack, Down
from counter_app.store import attachment_outbox, outbox, scope
from counter_app.store.standing import Renewed
from counter_app.store.store import Store
from counter_app.sync import bundle_renewal
from counter_app.sync.editions import Admit, take_in as take_in_rows, tell
from counter_app.sync.pull import CHUNK


class Taken(msgspec.Struct, frozen=True):
    """``changed``: anything is different now. ``cases``: how many were touched. ``ahead``: an
    earlier bundle is missing, so the position stays where it is. ``wanted``: the county asked
    again for entries from this number on, 0 = no. ``more``: not all had room. ``agreed``: both
    sides hold the same cases; None = cannot be compared now. ``renewed``: the device goes on as
    another one; ``waits``: it still has to, and this bundle did not bring it; ``asks``: what was
    recorded again goes with the bundle after the next. ``moved``: the county has given the device
    to another place, whose feed this is. ``stopped``: it will not renew the device.
    """

    changed: bool
    cases: int
    acked: int
    rows: int
    unsent: int
    ahead: bool
    wanted: int
    more: bool
    agreed: bool | None
    changes: Changes
    renewed: Renewed | None = None
    waits: bool = False
    asks: bool = False
    moved: bool = False
    stopped: bool = False


def take_down(store: Store, down: Down, admit: Admit | None) -> Taken:
    """Take in acknowledgements, feed and reference data of a verified bundle.

    A device that came out of a backup goes on as another one first, if the bundle brings that.
    Raises ``BundleFault`` when it is for another place or the county knows another history of
    this device; nothing is changed then.
    """
    renewed = bundle_renewal.go_on(store, down)
    ack = next((each for each in down.acks if each.device == store.identity.device), None)
    if store.standing.restored:
        return _wait(store, down, ack)
    if down.place != store.identity.place:
        if renewed is None:
            raise bundle.not_for_us()
        return _only_told(store, renewed)
    if ack is not None:
        _check_history(store, ack)
    # Not the whole head: somebody may be taking in a case meanwhile.
    before = store.head
    touched, ahead = _take_feed(store, down)
    moved = _acknowledge(store, ack) if ack is not None else 0
    files = _acknowledge_files(store, ack) if ack is not None else 0
    if ack is not None and ack.stopped != store.standing.stopped:
        with store.write() as tx:
            tx.standing = replace(tx.standing, stopped=ack.stopped)
    rows = 0
    if down.since_edition > store.head.edition:
        ahead = True
    else:
        rows = _take_rows(store, down)
        if down.rows:
            # Also when all of it was here: the program may have been killed before this step.
            tell(store, admit)
    head = store.head
    agreed: bool | None = None
    if down.complete and not head.unsent and head.cursor == down.cursor:
        agreed = (head.digest, head.cases) == (down.digest, down.cases)
    return Taken(
        changed=bool(touched or files or renewed)
        or (head.acked, head.cursor, head.edition) != (before.acked, before.cursor, before.edition),
        cases=touched,
        acked=max(0, head.acked - before.acked),
        rows=rows,
        unsent=head.unsent,
        ahead=ahead,
        wanted=ack.wanted if ack is not None else 0,
        more=not down.complete,
        agreed=agreed,
        changes=Changes(
            cases=bool(touched or moved or renewed or head.acked != before.acked),
            reference=head.edition != before.edition,
            sync=True,
        )
        | of_ledgers(touched or moved or renewed),
        renewed=renewed,
        asks=store.standing.unsettled,
    )


def _wait(store: Store, down: Down, ack: Ack | None) -> Taken:
    """A restored device takes nothing in before it was renewed, but hears what is missing."""
    if ack is None and down.place != store.identity.place:
        raise bundle.not_for_us()
    before = store.head.acked
    moved = files = 0
    if ack is not None:
        bundle_renewal.note_before(store, ack)
        # What had no room in one bundle follows in the next, under the old numbers still.
        if not ack.wanted and _is_known(store, ack):
            moved = _acknowledge(store, ack)
        files = _acknowledge_files(store, ack)
    acked = max(0, store.head.acked - before)
    changed = bool(files) or store.head.acked != before
    changes = Changes(cases=bool(moved or acked), sync=True) | of_ledgers(moved)
    wanted = ack.wanted if ack is not None else 0
    told = Taken(
        changed, 0, acked, 0, store.head.unsent, False, wanted, False, None, changes, waits=True
    )
    if store.standing.stopped:
        return replace(told, stopped=True)
    # An older county renews nobody by stick; one that does says so even when it is too early.
    return replace(told, more=down.renewal is not None and not wanted)


def _only_told(store: Store, renewed: Renewed) -> Taken:
    """Renewed, and given to another place meanwhile: its feed is for later."""
    changes = Changes(cases=True, sync=True) | of_ledgers(True)
    return Taken(
        True, 0, 0, 0, store.head.unsent, False, 0, False, None, changes,
        renewed=renewed, asks=store.standing.unsettled, moved=True,
    )  # fmt: skip


def _check_history(store: Store, ack: Ack) -> None:
    """The county must know this device as it is now, not as it was before a restored backup."""
    if not _is_known(store, ack):
        raise bundle.forked()


def _is_known(store: Store, ack: Ack) -> bool:
    if ack.acked > store.head.n:
        return False
    return not ack.acked or outbox.chain_at(store, ack.acked, []) == ack.head


def _take_feed(store: Store, down: Down) -> tuple[int, bool]:
    """(cases with new entries, whether an earlier part of the feed is missing)."""
    own = store.identity.device
    # After a move to another place its own entries come back with the feed of that place: one
    # without them is not what stands before its end.
    whole = store.standing.whole
    ahead = down.since > store.head.cursor or (whole and down.without == own)
    entries = [(e.received_ms, e.data) for e in down.entries if whole or not _is_of(e, own)]
    touched: set[str] = set()
    for first in range(0, len(entries), CHUNK):
        with store.write() as tx:
            touched |= tx.take_in(entries[first : first + CHUNK])
    if ahead:
        return len(touched), True
    # A county that was restored starts its feed again: then the cursor must go back.
    cursor = down.cursor if down.restored else max(store.head.cursor, down.cursor)
    if cursor != store.head.cursor:
        with store.write() as tx:
            tx.head = replace(tx.head, cursor=cursor)
    if down.complete and cursor == down.cursor:
        scope.whole_taken_in(store)
    return len(touched), False


def _acknowledge(store: Store, ack: Ack) -> int:
    """Own entries that are at the county are not owed any more; returns what moved."""
    head = store.head
    if ack.wanted:
        if ack.wanted <= head.acked:
            with store.write() as tx:
                tx.head = replace(tx.head, acked=ack.wanted - 1)
        return 0
    runs = [(r.first, r.last, r.received_ms) for r in ack.received if r.last > head.acked]
    if ack.acked <= head.acked or not runs or runs[0][0] > head.acked + 1:
        return 0
    with store.write() as tx:
        return len(tx.acknowledge(ack.acked, runs))


def _acknowledge_files(store: Store, ack: Ack) -> int:
    """Attachments that are at the county are not owed any more; returns how many were."""
    arrived = {each.hash: each.held for each in ack.files if each.complete}
    known = store.attachments.standings(arrived)
    owed = [each for each, one in known.items() if one.here and not one.at_county]
    for each in owed:
        attachment_outbox.acknowledge(store.attachments, each, arrived[each], complete=True)
    return len(owed)


def _take_rows(store: Store, down: Down) -> int:
    before = store.head.edition
    if down.edition <= before:
        return 0
    reply = wire.EditionsReply(down.edition, False, down.rows)
    # Whole editions: of those between, what is not in it the county has lost.
    take_in_rows(store, reply, down.since_edition, until=down.edition)
    return sum(row.edition > before for row in down.rows)


def _is_of(each: wire.FeedEntry, device: str) -> bool:
    """Whether an entry is the device's own: those it has, and only it numbers them."""
    try:
        return journal.decode_entry(each.data).device == device
    except Trouble:
        return False
