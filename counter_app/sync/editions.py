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
    """Fetch until nothing is newer; returns the number of rows that came or became void."""
    rows = 0
    while True:
        since = store.head.edition
        reply = line.get(f"/api/v1/editions?since={since}", wire.EditionsReply)
        went_back = reply.after is not None and reply.after < since
        void = take_in(store, reply, reply.after if went_back else None, until=None)
        rows += len(reply.rows) + void
        if not reply.more and store.head.edition >= reply.edition:
            break
    if rows:
        tell(store, admit)
    return rows


def take_in(
    store: Store, reply: wire.EditionsReply, after: int | None = None, *, until: int | None
) -> int:
    """Keep the rows and the edition they reach, in one transaction.

    ``after``: they are all there is after that edition, up to ``until`` (None: at all). Returns
    how many rows that were here became void by it. Where nothing is left of such a row, the
    device begins with edition 0 again: it may have had the newest version only.
    """
    if not reply.rows and reply.edition == store.head.edition:
        return 0
    void: list[tuple[str, str]] = []
    with store.write() as tx:
        if after is not None:
            void = catalogue.void_rows(tx.connection, reply.rows, after, until)
        catalogue.keep_rows(tx.connection, reply.rows)
        went_back = after is not None and until is None
        edition = reply.edition if went_back else max(reply.edition, tx.head.edition)
        if catalogue.without_version(tx.connection, void):
            edition = 0
        tx.head = replace(tx.head, edition=edition)
    return len(void)


def tell(store: Store, admit: Admit | None) -> None:
    """Hand the credentials to whoever keeps the keyring."""
    if admit is None:
        return
    with store.read() as connection:
        credentials = catalogue.load_credentials(connection)
    admit(credentials)
