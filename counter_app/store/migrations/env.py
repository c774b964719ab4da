"""Alembic environment: runs on the connection handed in by store/migrate.py."""

from alembic import context

from counter_app.models.tables.device import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller holds the one transaction around everything
)
context.run_migrations()
