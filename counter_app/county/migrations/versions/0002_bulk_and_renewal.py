"""Snapshots, attachments, renewed devices, and the matter a case is about.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("cursor", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("edition", sa.Integer, nullable=False, server_default="0"),
        sa.Column("replaced_by", sa.Text),
        sa.Column("lost", sa.Boolean, nullable=False, server_default=sa.false()),
    ):
        op.add_column("device", column)
    op.add_column("case_state", sa.Column("matter", sa.LargeBinary))
    op.create_index(
        "case_matter",
        "case_state",
        ["matter"],
        sqlite_where=sa.text("matter IS NOT NULL"),
        postgresql_where=sa.text("matter IS NOT NULL"),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("made_ms", sa.BigInteger, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("snapshot_place", "snapshot", ["place", "made_ms"])
    op.create_table(
        "snapshot_part",
        sa.Column("snapshot", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "attachment",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("held", sa.BigInteger, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("changed_ms", sa.BigInteger, nullable=False),
        sa.Column("complete", sa.Boolean, nullable=False),
    )
    op.create_table(
        "attachment_part",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
