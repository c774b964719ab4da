"""The county gave this device to another place or window (调整服务点): its scope is another one.

Nothing is deleted but projections. Every subject is outside until the feed of the new place,
taken in from its beginning and with the device's own entries, brings it.
"""

from __future__ import annotations

from msgspec.structs import replace
from sqlalchemy import delete, text

from counter_app.models.tables.device import case_row, ledger_row
from counter_app.protocol.digest import EMPTY
from counter_app.store import outside
from counter_app.store.store import Store, Tx


def move(store: Store, place: str, window: int) -> bool:
    """Stand at this place and window from now on; False: not yet, something is unsent.

    What is owed belongs to the old place and is sent first.
    """
    with store.write() as tx:
        old = tx.identity
        if old.place != place:
            if tx.head.unsent or tx.standing.unsettled:
                return False
            _empty_scope(tx)
        tx.identity = replace(old, place=place, window=window)
    return True


def whole_taken_in(store: Store) -> None:
    """The feed of the new place was taken in to its end."""
    if store.standing.whole:
        with store.write() as tx:
            tx.standing = replace(tx.standing, whole=False)


def _empty_scope(tx: Tx) -> None:
    outside.leave_all(tx.driver)
    tx.connection.execute(delete(case_row))
    tx.connection.execute(delete(ledger_row))
    for index in ("case_search", "ledger_search"):
        tx.connection.execute(text(f"INSERT INTO {index} ({index}) VALUES ('delete-all')"))
    # Editions from the beginning: the people of the new place were not told to the old one.
    tx.head = replace(tx.head, cursor=0, edition=0, digest=EMPTY, cases=0, indexed=0)
    tx.standing = replace(tx.standing, whole=True)
