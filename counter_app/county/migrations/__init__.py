"""Alembic revisions of the county store, run by county/schema.py."""
