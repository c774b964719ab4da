"""Cases that go first (绿色通道), and what is disputed in other ledgers: known in lists, and found
without reading everything.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_row", sa.Column("priority", sa.Text))
    op.add_column(
        "case_row",
        sa.Column("prioritised", sa.Boolean, nullable=False, server_default=sa.text("0")),
    )
    op.create_index(
        "case_priority",
        "case_row",
        ["is_open", "received_ms"],
        sqlite_where=sa.text("priority IS NOT NULL"),
    )
    op.create_index(
        "ledger_disputed", "ledger_row", ["changed_ms"], sqlite_where=sa.text("disputed > 0")
    )
