"""Cases that left the scope, entries of a number that was renewed, and possible twins.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("outside", sa.Column("subject", sa.Text, primary_key=True))
    op.create_table(
        "superseded",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.add_column(
        "case_row", sa.Column("twins", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.create_index("case_twins", "case_row", ["changed_ms"], sqlite_where=sa.text("twins > 0"))
