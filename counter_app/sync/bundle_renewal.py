"""Going on as another device by stick alone: what is asked, and what the answer makes of it.

The same as sync/renew.py does by line, carried there and back. The new key is durable before
the file is written, so any number of files may be written, lost, or brought twice; the switch
is one transaction, and an answer that comes later again finds it done.
"""

from __future__ import annotations

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from counter_app import __version__
from counter_app.protocol import bundle
from counter_app.protocol.bundle_messages import Ack, Down
from counter_app.protocol.curve import agreement_private
from counter_app.protocol.renewal import HeldSubject, RenewRequest
from counter_app.protocol.version import PROTOCOL
from counter_app.store import held, renewal
from counter_app.store.standing import Renewed
from counter_app.store.store import Store


def request(store: Store) -> tuple[RenewRequest | None, tuple[HeldSubject, ...]]:
    """What a bundle asks besides: to be renewed, and what is held of what is not known to be."""
    standing = store.standing
    if standing.restored:
        public_key = renewal.pending_key(store).public_key().public_bytes_raw()
        after = 0 if standing.unsettled else store.head.acked
        asked = held.to_ask(store, after)
        return RenewRequest(public_key, __version__, PROTOCOL), tuple(asked)
    return None, tuple(held.to_ask(store)) if standing.unsettled else ()


def opened(store: Store, parsed: bundle.Parsed) -> Down:
    """What is inside a verified bundle of the county. Raises ``BundleFault`` if not for us."""
    own, header = store.identity, parsed.header
    names = {each.recipient for each in header.keys}
    for seed in _keys(store):
        public_key = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
        if (name := bundle.machine(public_key)) in names:
            return bundle.open_body(parsed, name, agreement_private(seed), Down)
    if any(bundle.is_machine(name) for name in names):
        raise bundle.other_machine()
    if header.sender != own.place and not (store.standing.restored and own.device in names):
        raise bundle.moved() if own.device in names else bundle.not_for_us()
    return bundle.open_body(parsed, own.device, agreement_private(own.private_key), Down)


def _keys(store: Store) -> Iterator[bytes]:
    """The key it is about to go on under, and the one it has."""
    if store.standing.pending is not None:
        yield store.standing.pending
    yield store.identity.private_key


def go_on(store: Store, down: Down) -> Renewed | None:
    """Become the device that the answer tells of, if this one still waits for that.

    What was recorded again is settled with it, as far as the answer tells of that.
    """
    told, answered = down.renewal, down.held
    pairs = zip(answered.asked, answered.answers, strict=False) if answered else ()
    heard = held.told(pairs)
    asked = held.facts_in(answered.asked) if answered else frozenset()
    standing = store.standing
    if standing.restored and told is not None and told.reply is not None:
        # Nothing of what is unsettled was sent here; what a copy sent comes with the feed.
        common = 0 if standing.unsettled else min(told.common, told.reply.kept)
        key = renewal.pending_key(store)
        renewal.switch_and_settle(store, told.reply, key, common, heard, asked)
        return store.standing.last
    if standing.unsettled and not standing.restored and answered is not None:
        renewal.settle_asked(store, heard, asked)
    return None


def note_before(store: Store, ack: Ack) -> None:
    """What an answer without a renewal tells a restored device: from where to send again.

    The county's word counts, whatever its history says: the next bundle shows where they part.
    """
    with store.write() as tx:
        if ack.stopped in ("revoked", "lost"):
            tx.standing = replace(tx.standing, stopped=ack.stopped)
        if 0 < ack.wanted <= tx.head.acked:
            tx.head = replace(tx.head, acked=ack.wanted - 1)
