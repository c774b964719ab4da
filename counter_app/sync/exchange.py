"""One sync: push what is owed, pull what is new, compare digests (design §3).

Every step is durable before the next begins and may be cut anywhere: an entry that arrives
twice is stored once, a lost acknowledgement is asked for again, a cursor only moves together
with the entries before it.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import msgspec
from msgspec.structs import replace

from counter_app.models.changes import Changes, of_ledgers
from counter_app.store.standing import Renewed
from counter_app.store.store import Store
from counter_app.sync import renew
from counter_app.sync.attachments import FILES_FOR_S, send_files
from counter_app.sync.editions import Admit, fetch_editions
from counter_app.sync.line import Line, Rejected
from counter_app.sync.pull import Pulled, pull_all
from counter_app.sync.push import Forked, Pushed, push_all
from counter_app.sync.relay import relay_waiting
from counter_app.sync.repair import Repaired, compare_and_repair

#: The time of the last contact is written at most so often when nothing else is, in ms.
KEEP_CONTACT_MS = 60_000


class SyncResult(msgspec.Struct, frozen=True):
    """What one sync did. ``agreed``: both sides hold the same cases; None = not compared."""

    pushed: int
    pulled: int
    rows: int
    unsent: int
    agreed: bool | None
    drift_ms: int
    changes: Changes
    #: bundles of other devices that were passed on
    relayed: int = 0
    #: the device got another identity in this sync
    renewed: Renewed | None = None
    #: attachments that the county has now, and those it still lacks
    files_sent: int = 0
    files_owed: int = 0
    #: some stood back only to let entries pass: go on soon
    files_more: bool = False
    #: cases (and other subjects) that were mended on either side because they differed
    repaired: int = 0


def sync_once(
    store: Store,
    *,
    admit: Admit | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    line: Line | None = None,
    transport: httpx.BaseTransport | None = None,
    files_for_s: float | None = FILES_FOR_S,
) -> SyncResult:
    """Push, pull reference data and the feed, compare; then attachments. Blocking.

    ``admit`` is called with everybody's credentials when they may have changed; ``line`` is
    one that is kept open, ``transport`` carries the requests in place of the network;
    ``files_for_s``: how long attachments are sent before the next exchange may begin, None =
    until all are there. Raises ``Offline`` (nothing lost), ``Rejected`` (the county says no).
    """
    if line is None:
        with Line(store.identity, drift_ms=store.head.drift_ms, transport=transport) as opened:
            return sync_once(
                store, admit=admit, cancelled=cancelled, line=opened, files_for_s=files_for_s
            )
    before = store.standing.last
    with renew.noting_whether_stopped(store):
        renew.before_push(store, line, cancelled)
        try:
            pushed = push_all(store, line, cancelled)
        except Forked as fork:
            renew.after_fork(store, line, fork, cancelled)
            pushed = push_all(store, line, cancelled)
        try:
            pulled = _pull(store, line, cancelled)
            if _parted(store, pulled):
                raise Forked(0)
            if pulled.acked is not None and pulled.acked < store.head.acked:
                pushed, pulled = _send_again(store, line, pushed, pulled, cancelled)
            repaired = compare_and_repair(store, line, pushed, pulled, cancelled)
            restored = pushed.went_back or pulled.went_back
        except Forked as fork:
            renew.after_fork(store, line, fork, cancelled)
            again = push_all(store, line, cancelled)
            pushed = msgspec.structs.replace(pushed, entries=pushed.entries + again.entries)
            repaired = Repaired(pull_all(store, line, cancelled))
            # Only a county that has forgotten one of the histories learns of a fork so late.
            restored = True
        pulled = repaired.pulled
        # A lower one too: a county that was restored has lost what this device knows.
        other = pulled.edition != store.head.edition
        rows = fetch_editions(store, line, admit) if other else 0
        relayed = relay_waiting(store, line, cancelled)
        _note_contact(store, line, bool(pushed.entries or pulled.entries or rows or relayed))
        files = send_files(store, line, cancelled, seconds=files_for_s, restored=restored)
    last = store.standing.last
    renewed = last if last is not None and last != before else None
    moved = bool(pulled.entries or pushed.moved or renewed or repaired.subjects)
    return SyncResult(
        pushed=pushed.entries,
        pulled=pulled.entries,
        rows=rows,
        unsent=store.head.unsent,
        agreed=pulled.agreed,
        drift_ms=line.drift_ms,
        changes=Changes(cases=moved, reference=bool(rows), sync=True) | of_ledgers(moved),
        relayed=relayed,
        renewed=renewed,
        files_sent=files.sent,
        files_owed=files.owed,
        files_more=files.more,
        repaired=repaired.subjects,
    )


def _pull(store: Store, line: Line, cancelled: Callable[[], bool]) -> Pulled:
    """Take in the feed; a stopped device, which gets none, still sends what is wanted of it.

    A county that was restored says with its refusal from where it lacks what it had
    acknowledged. Raises ``Offline``, ``Rejected``, ``Forked``.
    """
    try:
        return pull_all(store, line, cancelled)
    except Rejected as error:
        refusal = error.refusal
        stopped = refusal.reason in ("revoked", "replaced")
        if stopped and 0 < refusal.expected <= store.head.acked:
            push_all(store, line, cancelled, after=refusal.expected - 1)
        raise


def _parted(store: Store, pulled: Pulled) -> bool:
    """Whether the county has another history of this device, though nothing is owed: another
    copy of the disk was first after the county was restored.
    """
    head = store.head
    if pulled.acked is None or not pulled.chain:
        return False
    return pulled.acked > head.n or (pulled.acked == head.n and pulled.chain != head.chain)


def _send_again(
    store: Store, line: Line, pushed: Pushed, pulled: Pulled, cancelled: Callable[[], bool]
) -> tuple[Pushed, Pulled]:
    """The county was restored and lacks what it had acknowledged to this device.

    The comparison would not find it where it is outside the device's scope, as after a move, and
    what nobody else holds there would wait for the next act at this window. Raises ``Forked``.
    """
    again = push_all(store, line, cancelled, after=pulled.acked)
    pushed = Pushed(pushed.entries + again.entries, pushed.moved + again.moved, went_back=True)
    before = pulled.entries
    pulled = pull_all(store, line, cancelled)
    return pushed, msgspec.structs.replace(pulled, entries=before + pulled.entries)


def _note_contact(store: Store, line: Line, something: bool) -> None:
    """When the county was last spoken to. Finding nothing new is not worth a disk write each."""
    now = store.now_ms()
    if not something and 0 <= now - store.durable.synced_ms < KEEP_CONTACT_MS:
        store.note_contact(now, line.drift_ms)
        return
    with store.write() as tx:
        tx.head = replace(tx.head, synced_ms=now, drift_ms=line.drift_ms)
