"""Statements of the save path, compiled once: a save must cost little more than its disk write.

SQLAlchemy still writes the SQL, from the same tables as everywhere; only the building of
statement and result objects at every call is spared. They run on the driver's connection,
inside the transaction that the store began there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

_DIALECT = sqlite.dialect(paramstyle="qmark")


class Prepared:
    """One statement; ``run`` takes its values by name and returns the driver's cursor.

    Values that stand in the statement itself need not be given.
    """

    def __init__(self, statement: ClauseElement, *, columns: tuple[str, ...] | None = None) -> None:
        compiled = statement.compile(
            dialect=_DIALECT, column_keys=list(columns) if columns else None
        )
        self.sql = str(compiled)
        self._names: tuple[str, ...] = tuple(getattr(compiled, "positiontup", None) or ())
        known = compiled.params or {}
        self._fixed = {name: value for name, value in known.items() if value is not None}

    def run(self, driver: Any, values: Mapping[str, Any]) -> Any:
        if self._fixed:
            values = {**self._fixed, **values}
        return driver.execute(self.sql, [values[name] for name in self._names])

    def first(self, driver: Any, values: Mapping[str, Any]) -> Any:
        """The first row as a plain tuple, or None."""
        return self.run(driver, values).fetchone()


def driver_of(connection: Connection) -> Any:
    """The driver's connection under this one, in whatever transaction it is."""
    return connection.connection.driver_connection
