"""Migrations of the local cache, run in-process by store/migrate.py."""
