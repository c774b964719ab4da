"""Tables of the county store (SQLite or PostgreSQL). Only county/ may import this module.

The journal (``entry`` and what was ``set_aside``) is the truth. ``case_state`` and
the digests are projections that can be folded again; ``feed`` is the order in which each place
receives entries. Instants are ms since the epoch (UTC).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    false,
    text,
)

metadata = MetaData()

#: Single values: the county's keys, its code, the format of this store.
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

#: Enrolled devices (已登记设备). ``acked_n``/``head``: newest entry held and its chain hash.
device = Table(
    "device",
    metadata,
    Column("id", Text, primary_key=True),
    Column("serial", Integer, nullable=False, unique=True),
    Column("place", Text, nullable=False),
    Column("window_no", Integer, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("acked_n", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("enrolled_ms", BigInteger, nullable=False),
    Column("last_seen_ms", BigInteger, nullable=False),
    Column("program", Text, nullable=False),
    Column("revoked_ms", BigInteger),
    #: how far it has taken in the feed of its place and reference data, as it last said
    Column("cursor", BigInteger, nullable=False, server_default="0"),
    Column("edition", Integer, nullable=False, server_default="0"),
    #: the device that goes on in its stead (a restored backup, another PC)
    Column("replaced_by", Text),
    #: stolen or lost: revoked, and not even what it still owes is taken in
    Column("lost", Boolean, nullable=False, server_default=false()),
)

#: One-time enrolment codes (登记码); only their SHA-256 is kept.
enrol_code = Table(
    "enrol_code",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("place", Text, nullable=False),
    Column("window_no", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("device", Text),
)

#: The journals of all devices, bytes as they came. ``hash``: chain hash after this entry.
entry = Table(
    "entry",
    metadata,
    Column("device", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("entry_subject", "subject"),
)

#: Links of a chain that could not be read as an entry: kept, in no feed, in nobody's way.
set_aside = Table(
    "set_aside",
    metadata,
    Column("device", Text, primary_key=True),
    Column("n", BigInteger, primary_key=True),
    Column("received_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

#: Head of each place's feed; its row is the lock under which positions are allotted.
place_feed = Table(
    "place_feed",
    metadata,
    Column("place", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    #: stamp of the newest receipt in this feed
    Column("received_ms", BigInteger, nullable=False),
    #: sum of the digests of the place's cases, and how many there are
    Column("digest", LargeBinary, nullable=False),
    Column("cases", BigInteger, nullable=False),
)

#: What a place is told, in order: positions 1, 2, 3 … without gaps. One row is a run of
#: ``count`` entries of one device, numbers ``n``, ``n + 1`` …, from ``position`` on.
feed = Table(
    "feed",
    metadata,
    Column("place", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("device", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)

#: Projection of each subject, without the state itself: that is folded when it is read. A
#: subject whose receipt has not arrived has no digest yet.
case_state = Table(
    "case_state",
    metadata,
    Column("subject", Text, primary_key=True),
    #: how many entries are folded in
    Column("entries", BigInteger, nullable=False),
    #: codes of the places it concerns, with a blank between; what was told cannot be untold,
    #: so this only grows
    Column("places", Text, nullable=False),
    Column("digest", LargeBinary),
    Column("number", Text),
    Column("status", Text),
    Column("owner", Text),
    Column("changed_ms", BigInteger, nullable=False),
    #: of an open case: SHA-256 of item and applicant, to find the same matter at two places
    Column("matter", LargeBinary),
    Index(
        "case_matter",
        "matter",
        sqlite_where=text("matter IS NOT NULL"),
        postgresql_where=text("matter IS NOT NULL"),
    ),
)

#: Prebuilt files for new devices of a place, up to a position of its feed. ``body``: what the
#: device is told about it (msgpack); the file itself lies in parts.
snapshot = Table(
    "snapshot",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("snapshot_place", "place", "made_ms"),
)
snapshot_part = Table(
    "snapshot_part",
    metadata,
    Column("snapshot", Text, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

#: Attachments (附件) by SHA-256 of their bytes. ``held``: bytes that have arrived, from the
#: start; only a complete one whose hash was checked is given out. ``device``: who sends it.
attachment = Table(
    "attachment",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("held", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("complete", Boolean, nullable=False),
)
attachment_part = Table(
    "attachment_part",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

#: Reference data, every version ever loaded. ``scope``: the one place that may read it, or "".
reference = Table(
    "reference",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("withdrawn", Boolean, nullable=False),
    Column("scope", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("reference_edition", "edition"),
)

#: Numbered loads of reference data. ``summary``: JSON of counts by kind.
edition = Table(
    "edition",
    metadata,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("loaded_ms", BigInteger, nullable=False),
    Column("summary", Text, nullable=False),
)
