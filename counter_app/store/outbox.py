"""What this device still owes the county: own entries after the last acknowledged one."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from counter_app.models.tables.device import entry
from counter_app.protocol import journal, wire
from counter_app.store.prepared import Prepared, driver_of
from counter_app.store.store import Store

#: One batch: at most so many entries and so many bytes, so that a slow line makes progress.
BATCH_ENTRIES = 2000
BATCH_BYTES = 2 * 1024 * 1024

_NEXT = Prepared(
    select(entry.c.data)
    .where(entry.c.id > bindparam("after_"))
    .order_by(entry.c.id)
    .limit(bindparam("most_"))
)


def next_batch(
    store: Store, after: int, *, entries: int = BATCH_ENTRIES, size: int = BATCH_BYTES
) -> wire.PushRequest | None:
    """The next entries after number ``after``, signed at their end; None when nothing is owed.

    Nothing goes before what was recorded again is settled: a sent number stays what it is.
    """
    if store.standing.unsettled or after >= store.head.n:
        return None
    own = store.identity.device
    taken: list[bytes] = []
    weight = 0
    with store.read() as connection:
        # On the driver, whose rows come as they are needed and as they are.
        rows = _NEXT.run(driver_of(connection), {"after_": after, "most_": entries})
        for (data,) in rows:
            if taken and weight + len(data) > size:
                break
            taken.append(data)
            weight += len(data)
        rows.close()
        if not taken:
            return None
        head = chain_at(store, after, taken)
    last = after + len(taken)
    signature = journal.sign_head(store.identity.signing_key, own, last, head)
    return wire.PushRequest(after + 1, tuple(taken), head, signature)


def chain_at(store: Store, after: int, then: list[bytes]) -> bytes:
    """Chain hash after own entry ``after`` and these that follow it."""
    head = store.head
    if after + len(then) == head.n:
        return head.chain
    known = store.acked_chain
    if known is None or known[0] != after:
        start = journal.genesis(store.identity.public_key)
        with store.read() as connection:
            rows = connection.execute(
                select(entry.c.data).where(entry.c.id.between(1, after)).order_by(entry.c.id)
            )
            start = journal.chain_all(start, (data for (data,) in rows))
    else:
        start = known[1]
    result = journal.chain_all(start, then)
    store.acked_chain = (after + len(then), result)
    return result
