"""Going on as another device: after a restored backup, and when the county tells a fork.

1. What the backup still owed is sent under the old identity: often its chain simply goes on.
2. The county is asked for a new identity. The new key is durable first, and the same key again
   gets the same answer, so a cut anywhere is repeated safely.
3. One transaction switches (store/renewal.py): what the county lacks is recorded again.
4. Before anything is sent the county is asked what it holds of that, from whichever device:
   the place may have changed, or another copy of the disk may have come first. What has arrived
   is not sent twice, and no number stands for two matters.
5. Everything is sent, and the feed taken in from its beginning: whatever was lost only here is
   no longer lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from counter_app import __version__
from counter_app.protocol.renewal import (
    HeldAnswer,
    HeldReply,
    HeldRequest,
    HeldSubject,
    RenewReply,
    RenewRequest,
    part_of,
)
from counter_app.store import held, renewal
from counter_app.store.held import Held
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected
from counter_app.sync.pull import pull_all
from counter_app.sync.push import Forked, push_all

_NO_SUCH_ADDRESS = 404
_STOPPED = frozenset({"revoked", "replaced", "lost"})


def before_push(store: Store, line: Line, cancelled: Callable[[], bool]) -> None:
    """Whatever has to be done before this device may send. Raises ``Offline``, ``Rejected``."""
    if store.standing.restored:
        common = store.head.n
        if store.standing.unsettled:
            common = 0  # nothing of it was sent here; what was sent elsewhere will be pulled
        else:
            try:
                push_all(store, line, cancelled)
            except Forked as fork:
                common = fork.common
        if cancelled():
            return
        _renew(store, line, common, forked=False)
    _settle(store, line, cancelled)


def after_fork(store: Store, line: Line, fork: Forked, cancelled: Callable[[], bool]) -> None:
    """The county has another history of this device: leave that one to whoever wrote it."""
    _renew(store, line, fork.common, forked=True)
    _settle(store, line, cancelled)


@contextmanager
def noting_whether_stopped(store: Store) -> Iterator[None]:
    """Remember it when the county stops this device, and when it no longer does."""
    try:
        yield
    except Rejected as error:
        if error.refusal.reason in _STOPPED:
            _note(store, error.refusal.reason)
        raise
    _note(store, "")


def _note(store: Store, reason: str) -> None:
    if store.standing.stopped != reason:
        with store.write() as tx:
            tx.standing = replace(tx.standing, stopped=reason)


def _renew(store: Store, line: Line, common: int, *, forked: bool) -> None:
    key = renewal.pending_key(store)
    public_key = key.public_key().public_bytes_raw()
    request = RenewRequest(public_key, __version__, line.protocol, forked)
    reply = line.post("/api/v1/renew", request, RenewReply)
    renewal.switch(store, reply, key, min(common, reply.kept))
    line.become(store.identity)


def _settle(store: Store, line: Line, cancelled: Callable[[], bool]) -> None:
    if not store.standing.unsettled:
        return
    told = _ask(store, line)
    if told is None:
        # An older county: what the feed of the place tells has to do.
        pull_all(store, line, cancelled)
        told = Held()
    if not cancelled():
        renewal.settle(store, told)


def _ask(store: Store, line: Line) -> Held | None:
    """What the county holds of what was recorded again; None = it cannot be asked."""
    asked = held.to_ask(store)
    answered: list[tuple[HeldSubject, HeldAnswer]] = []
    start = 0
    while start < len(asked):
        part = part_of(asked, start)
        try:
            reply = line.post("/api/v1/renew/held", HeldRequest(part), HeldReply)
        except Rejected as error:
            if error.status != _NO_SUCH_ADDRESS:
                raise
            return None
        answered += zip(part, reply.subjects, strict=False)
        start += max(len(reply.subjects), 1)
    return held.told(answered)
