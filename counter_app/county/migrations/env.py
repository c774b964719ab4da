"""Alembic environment: runs on the connection handed in by county/schema.py."""

from alembic import context

from counter_app.models.tables.county import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the caller holds the one transaction around everything
)
context.run_migrations()
