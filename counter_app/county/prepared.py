"""Statements of every request, compiled once: a thousand devices ask at the same instant.

SQLAlchemy still writes the SQL, from the same tables as everywhere; only the building of
statement and result objects at every call is spared, which costs more than the statement. They
run on the driver's connection, inside whatever transaction is open there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, Connection, Text, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY, psycopg as postgres
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement

if TYPE_CHECKING:
    from collections.abc import Iterator

_SQLITE = sqlite.dialect(paramstyle="named")
_POSTGRES = postgres.dialect()  # type: ignore[no-untyped-call]


class Prepared:
    """One statement for both stores. Values are given by name.

    ``postgres``: what PostgreSQL is asked instead, where its own words are needed.
    """

    def __init__(
        self,
        statement: ClauseElement,
        *,
        columns: Sequence[str] = (),
        postgres: ClauseElement | None = None,
    ) -> None:
        keys = list(columns) or None
        theirs = statement if postgres is None else postgres
        self._postgres, self._fixed = _compiled(theirs, _POSTGRES, keys)
        self._sqlite, self._fixed_sqlite = _compiled(statement, _SQLITE, keys)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The driver's cursor; inside :func:`sent_together` only to be fetched afterwards."""
        driver = connection.connection.driver_connection
        assert driver is not None
        with told_as_usual():
            if connection.dialect.name == "postgresql":
                return driver.execute(self._postgres, {**self._fixed, **values}, prepare=True)
            values = {name: _for_sqlite(value) for name, value in values.items()}
            return driver.execute(self._sqlite, {**self._fixed_sqlite, **values})

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row as a plain tuple, or None."""
        return self.run(connection, values).fetchone()


class OneOf(ColumnElement[bool]):
    """``column`` is one of the texts in the value ``name``: a list, of whatever length."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        self.column = column
        self.names = bindparam(name, type_=ARRAY(Text))
        self.type = Boolean()


@compiles(OneOf)
def _one_of(element: OneOf, compiler: Any, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    names = compiler.process(element.names, **options)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({names})"
    return f"{column} IN (SELECT value FROM json_each({names}))"


def _for_sqlite(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def _compiled(
    statement: ClauseElement, dialect: Any, keys: list[str] | None
) -> tuple[str, dict[str, Any]]:
    """The SQL, and the values that stand in the statement itself."""
    compiled = statement.compile(dialect=dialect, column_keys=keys)
    known = compiled.params or {}
    return str(compiled), {name: value for name, value in known.items() if value is not None}


def numbered(statement: ClauseElement) -> bytes:
    """The statement as PostgreSQL itself takes it, with $1 for its one value."""
    dialect = postgres.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
    compiled = statement.compile(dialect=dialect)
    assert len(compiled.params or ()) == 1
    return str(compiled).encode()


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """PostgreSQL: what is run inside goes out at once; one wait for all answers, at the end."""
    driver: Any = connection.connection.driver_connection
    together = driver.pipeline() if connection.dialect.name == "postgresql" else nullcontext()
    with told_as_usual(), together:
        yield


@contextmanager
def told_as_usual() -> Iterator[None]:
    """Errors of the driver as SQLAlchemy would have wrapped them, but never with any value."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("psycopg", "sqlite3"):
            raise
        wrapped = IntegrityError if "Integrity" in _names(error) else DBAPIError
        raise wrapped("", None, error, hide_parameters=True) from error


def _names(error: Exception) -> str:
    return " ".join(kind.__name__ for kind in type(error).__mro__)
