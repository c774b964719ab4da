"""A rating that a person gave on the county's own page, kept for good.

The county records it as an entry of its own (protocol/derived.py), sealed with its key, and
feeds it to the places concerned in the same transaction. Of two that arrive at one instant, at
whichever servers, the second meets the first: it is told so and nothing is recorded.
"""

from __future__ import annotations

import hashlib
from enum import Enum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from counter_app.county import feeds, intake
from counter_app.county.links import Link, is_code
from counter_app.county.server import CountyServer
from counter_app.models.acts.rating import Given
from counter_app.models.rating_state import RatingState
from counter_app.models.tables.county import entry
from counter_app.protocol import derived
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import decode_entry, encode_entry


class Kept(Enum):
    """What became of a rating: it is the one that counts, or there was one before it."""

    COUNTED = "counted"
    RATED_BEFORE = "rated_before"


def standing(connection: Connection, subject: str) -> RatingState | None:
    """The rating of this subject as it stands; None while nobody has rated it."""
    rows = connection.execute(
        select(entry.c.data, entry.c.received_ms).where(entry.c.subject == subject)
    ).all()
    state = fold(Recorded(decode_entry(bytes(row.data)), row.received_ms) for row in rows)
    return state if isinstance(state, RatingState) else None


def record(server: CountyServer, subject: str, act: Given) -> Kept:
    """Keep the rating durably unless there is one; the same form sent again counts as kept.

    Raises :class:`Trouble` when the store is busy or away: nothing is kept then.
    """
    key = Ed25519PrivateKey.from_private_bytes(server.county.signing_key)
    now_ms = server.now_ms()
    made = derived.rating_given(key, subject, act.about.place, now_ms, act)
    link = Link(1, encode_entry(made), made)
    about = act.about
    places = {place for place in (about.place, about.supervisor, about.holder) if is_code(place)}

    def work(connection: Connection) -> Kept:
        # Before looking: whoever gets past here second finds what the first has recorded.
        feeds.lock(connection, places)
        before = standing(connection, subject)
        if before is not None:
            again = before.fingerprint == act.fingerprint
            return Kept.COUNTED if again else Kept.RATED_BEFORE
        intake.store(connection, [link], [hashlib.sha256(link.data).digest()], now_ms, places)
        return Kept.COUNTED

    return server.database.transact(work)
