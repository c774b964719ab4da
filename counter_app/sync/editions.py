"""Reference data: whole editions that are newer than what the device has."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from counter_app.models.reference import Credential
from counter_app.protocol import wire
from counter_app.store import catalogue
from counter_app.store.store import Store
from counter_app.sync.line import Line

#: Told everybody's credentials when they may have changed.
Admit = Callable[[list[Credential]], object]


def fetch_editions(store: Store, line: Line, admit: Admit | None) -> int:
    """Fetch until nothing is newer; returns the number of rows."""
    rows = 0
    while True:
        since = store.head.edition
        reply = line.get(f"/api/v1/editions?since={since}", wire.EditionsReply)
        take_in(store, reply)
        rows += len(reply.rows)
        if not reply.more:
            break
    if rows:
        tell(store, admit)
    return rows


def take_in(store: Store, reply: wire.EditionsReply) -> None:
    """Keep the rows and the edition they reach, in one transaction."""
    if not reply.rows and reply.edition == store.head.edition:
        return
    with store.write() as tx:
        catalogue.keep_rows(tx.connection, reply.rows)
        tx.head = replace(tx.head, edition=max(reply.edition, tx.head.edition))


def tell(store: Store, admit: Admit | None) -> None:
    """Hand the credentials to whoever keeps the keyring."""
    if admit is None:
        return
    with store.read() as connection:
        credentials = catalogue.load_credentials(connection)
    admit(credentials)
