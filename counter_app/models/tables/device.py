"""Tables of a device's local cache (SQLCipher). Only store/ may import this module.

The journal (``entry``) is the truth; ``case_row``, ``ledger_row`` and their search indexes are
projections that can be thrown away and folded again. Instants are ms since the epoch (UTC),
days ISO text.

Every index is one more page to encrypt and sync in each save: there is one only where a
screen would otherwise read a whole table (tests/store/test_plans.py).
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
    text as sql_text,
)

metadata = MetaData()

#: Single values: identity of the device; journal head with running numbers and sync cursor.
meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

#: The journal: own entries and those of other devices that concern this place.
entry = Table(
    "entry",
    metadata,
    #: own entries: their number ``n``; those of others: -1, -2 … as they came
    Column("id", Integer, primary_key=True),
    Column("device", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("received_ms", BigInteger),
    Column("kind", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("entry_subject", "subject"),
    Index("entry_foreign", "device", "n", unique=True, sqlite_where=sql_text("id < 0")),
)

#: Bytes that came and could not be read as an entry: kept, never in anybody's way.
set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("came_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: Projection of cases, with the columns that lists and searches need.
case_row = Table(
    "case_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False, unique=True),
    Column("number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("place", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    #: the day that matters next: check, correction or promise (for worklists and lamps)
    Column("next_due", Text),
    Column("suspended", Boolean, nullable=False),
    Column("disputed", Integer, nullable=False),
    #: possible duplicates of this matter at other places that nobody has settled yet
    Column("twins", Integer, nullable=False, server_default=sql_text("0")),
    Column("fingerprint", Text),
    Column("state", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    #: why it goes first, or was proposed to; NULL as most
    Column("priority", Text),
    Column("prioritised", Boolean, nullable=False, server_default=sql_text("0")),
    Index("case_status", "status", "received_ms"),
    Index(
        "case_open",
        "owner",
        "status",
        "next_due",
        "received_ms",
        "is_open",
        sqlite_where=sql_text("is_open = 1"),
    ),
    Index("case_fingerprint", "fingerprint", sqlite_where=sql_text("fingerprint IS NOT NULL")),
    Index("case_disputed", "changed_ms", sqlite_where=sql_text("disputed > 0")),
    Index("case_twins", "changed_ms", sqlite_where=sql_text("twins > 0")),
    Index(
        "case_priority",
        "is_open",
        "received_ms",
        sqlite_where=sql_text("priority IS NOT NULL"),
    ),
)

#: Projection of the subjects of all other ledgers, with the columns that their lists need. Found
#: by the words in ``ledger_search`` (FTS5, by the same id), which is written with the row.
ledger_row = Table(
    "ledger_row",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False, unique=True),
    Column("ledger", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("place", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("person", Text, nullable=False),
    #: work number of who has it now
    Column("staff", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("next_due", Text),
    Column("disputed", Integer, nullable=False),
    Column("fingerprint", Text),
    Column("state", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("ledger_opened", "ledger", "opened_ms"),
    Index("ledger_open", "ledger", "next_due", sqlite_where=sql_text("is_open = 1")),
    Index("ledger_disputed", "changed_ms", sqlite_where=sql_text("disputed > 0")),
    Index("ledger_fingerprint", "fingerprint", sqlite_where=sql_text("fingerprint IS NOT NULL")),
)

#: Subjects whose entries are kept although they no longer concern this place: not shown, not
#: part of the digest. Filled when the county gives the device to another place.
outside = Table("outside", metadata, Column("subject", Text, primary_key=True))

#: Own entries that were recorded again under a renewed device, as first written (a fork).
superseded = Table(
    "superseded",
    metadata,
    Column("device", Text, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

#: Half-typed work, saved as it is typed.
draft = Table(
    "draft",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("work_no", Text, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

#: Reference data, every version ever loaded (a case keeps the edition it was received under).
reference = Table(
    "reference",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("withdrawn", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
