"""A save writes fewer pages: own entries by their number, one row of counts, fewer indexes.

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    head = _value("head")
    own = _value("identity").get("device", "")
    _entries(own)
    _head(head)
    for name in ("case_person", "case_received", "case_open_due", "case_disputed"):
        op.drop_index(name, "case_row")
    op.create_index(
        "case_open",
        "case_row",
        ["owner", "status", "next_due", "received_ms", "is_open"],
        sqlite_where=sa.text("is_open = 1"),
    )
    op.create_index(
        "case_disputed", "case_row", ["changed_ms"], sqlite_where=sa.text("disputed > 0")
    )
    # Made anew from the cases when the store is opened: head.indexed is 0 now.
    op.execute("DROP TABLE case_search")
    op.execute(
        "CREATE VIRTUAL TABLE case_search USING fts5(tokens, content='', contentless_delete=1, "
        "tokenize='ascii', detail=full, prefix='2 3 4 5 6 7 8 9 10 11 12 13 14')"
    )


def _entries(own: str) -> None:
    op.create_table(
        "entry_new",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("hlc", sa.BigInteger, nullable=False),
        sa.Column("received_ms", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    columns = "device, n, subject, hlc, received_ms, kind, data"
    for number, whose, order in (("n", "=", "n"), ("-rowid", "<>", "rowid DESC")):
        op.get_bind().execute(
            sa.text(
                f"INSERT INTO entry_new (id, {columns}) SELECT {number}, {columns} FROM entry"
                f" WHERE device {whose} :own ORDER BY {order}"
            ),
            {"own": own},
        )
    op.drop_table("entry")
    op.rename_table("entry_new", "entry")
    op.create_index("entry_subject", "entry", ["subject"])
    op.create_index(
        "entry_foreign", "entry", ["device", "n"], unique=True, sqlite_where=sa.text("id < 0")
    )


def _head(head: dict[str, Any]) -> None:
    """Running numbers move into the head."""
    if head:
        rows = op.get_bind().execute(sa.text("SELECT name, year, value FROM counter"))
        head["counters"] = {f"{name}/{year}": value for name, year, value in rows}
        op.get_bind().execute(
            sa.text("UPDATE meta SET value = :value WHERE key = 'head'"),
            {"value": msgspec.msgpack.encode(head)},
        )
    op.drop_table("counter")


def _value(key: str) -> dict[str, Any]:
    found = op.get_bind().execute(sa.text("SELECT value FROM meta WHERE key = :k"), {"k": key})
    row = found.first()
    return {} if row is None else msgspec.msgpack.decode(row[0])
