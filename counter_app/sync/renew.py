"""Going on as another device: after a restored backup, and when the county tells a fork.

1. What the backup still owed is sent under the old identity: often its chain simply goes on.
2. The county is asked for a new identity. The new key is durable first, and the same key again
   gets the same answer, so a cut anywhere is repeated safely.
3. One transaction switches (store/renewal.py): what the county lacks is recorded again.
4. The feed is taken in from its beginning before anything is sent: it brings what was issued
   after the backup. Whatever was lost only here is no longer lost; a number that went to
   another matter meanwhile is not given twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from counter_app import __version__
from counter_app.protocol.renewal import RenewReply, RenewRequest
from counter_app.store import renewal
from counter_app.store.store import Store
from counter_app.sync.line import Line, Rejected
from counter_app.sync.pull import pull_all
from counter_app.sync.push import Forked, push_all

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
    pull_all(store, line, cancelled)
    if not cancelled():
        renewal.settle(store)
