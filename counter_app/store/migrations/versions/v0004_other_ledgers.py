"""One table for the lists of every ledger but the cases.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_row",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, unique=True),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("opened_ms", sa.BigInteger, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
        sa.Column("next_due", sa.Text),
        sa.Column("disputed", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )
    op.create_index("ledger_opened", "ledger_row", ["ledger", "opened_ms"])
    op.create_index(
        "ledger_open", "ledger_row", ["ledger", "next_due"], sqlite_where=sa.text("is_open = 1")
    )
    op.create_index(
        "ledger_fingerprint",
        "ledger_row",
        ["fingerprint"],
        sqlite_where=sa.text("fingerprint IS NOT NULL"),
    )
    op.execute(
        "CREATE VIRTUAL TABLE ledger_search USING fts5(tokens, content='', "
        "contentless_delete=1, tokenize='ascii', detail=full)"
    )
