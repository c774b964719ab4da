"""SQLAlchemy tables: device cache and county store. Imported by store and county only."""
