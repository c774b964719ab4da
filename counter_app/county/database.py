"""The county's store: one code path for a SQLite file and for PostgreSQL.

Where a row must be locked, PostgreSQL takes it by SELECT … FOR UPDATE; on SQLite a writing
transaction begins IMMEDIATE and is alone from the start, so the same statements suffice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Table,
    any_,
    create_engine,
    event,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.types import BigInteger, Boolean, Integer, Text

from counter_app.county.notices import KEY, TELLS, Notice
from counter_app.errors import Trouble

if TYPE_CHECKING:
    import psycopg

_Result = TypeVar("_Result")

#: How long a writer waits for another one, in seconds (SQLite).
_BUSY_S = 30
#: Connections kept and allowed beyond; not more threads than these serve requests at once.
POOL_SIZE = 12
_POOL_EXTRA = 4
#: So many rows cost less one by one, sent together, than by COPY.
FEW = 50
#: A transaction that met another one is run again, so many times.
_TRIES = 8
#: PostgreSQL: a connection that only listens notices by itself that the other side is gone.
_KEEP_ALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
#: PostgreSQL: serialization failure, deadlock, unique violation by a concurrent insert.
_CONFLICTS = frozenset({"40001", "40P01", "23505"})


class Moved(Exception):
    """What a transaction had read is no longer so; it must be run again."""


class Database:
    """An opened county store. ``close()`` when done."""

    def __init__(self, writer: Engine, reader: Engine) -> None:
        self._engine = writer
        # Single statements that read need no transaction around them, and cost half without.
        self._reader = reader
        self.is_postgres = writer.dialect.name == "postgresql"
        # SQLite's own waiting is by polling and unfair; within one process a lock is both.
        self._writer = threading.Lock()
        #: told what a transaction noted (county/notices.py), once it is committed
        self.on_commit: Callable[[Notice], None] | None = None

    @classmethod
    def open(cls, url: str, *, create: bool = False) -> Database:
        """Open ``sqlite:///FILE`` or ``postgresql+psycopg://…``.

        Raises :class:`Trouble` for another kind of URL, for a SQLite file that is not there
        (unless ``create``) and for a server that does not answer.
        """
        parsed = _parse(url)
        if parsed.get_backend_name() == "sqlite":
            _check_path(parsed, create)
            database = cls(_sqlite(parsed, begin=True), _sqlite(parsed, begin=False))
        else:
            database = cls(_postgres(parsed), _postgres(parsed, isolation_level="AUTOCOMMIT"))
        try:
            with database.reading() as connection:
                connection.execute(select(literal(1))).scalar()
        except BaseException:
            database.close()
            raise
        return database

    def close(self) -> None:
        self._engine.dispose()
        self._reader.dispose()

    @contextmanager
    def reading(self, *, snapshot: bool = False) -> Iterator[Connection]:
        """For statements that read; with ``snapshot`` all of them see one moment."""
        if not snapshot:
            with _troubles(), self._reader.connect() as connection:
                yield connection
            return
        options: dict[str, Any] = {"begin_mode": "DEFERRED"}
        if self.is_postgres:
            options = {"isolation_level": "REPEATABLE READ"}
        with _troubles(), self._engine.connect() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One durable transaction: all of it or nothing."""
        with _troubles(), self._alone(), self._engine.connect() as connection:
            connection = connection.execution_options(begin_mode="IMMEDIATE")
            connection.info.pop(KEY, None)  # of a transaction that was undone
            connection.info[TELLS] = self.on_commit is None
            with connection.begin():
                yield connection
            noted: Notice | None = connection.info.pop(KEY, None)
        if noted is not None and self.on_commit is not None:
            self.on_commit(noted)

    @contextmanager
    def listening(self, channel: str) -> Iterator[psycopg.Connection]:
        """PostgreSQL: a connection of its own that hears this channel."""
        with _away(), self._apart() as connection:
            connection.execute(f"LISTEN {channel}")
            yield connection

    def apart(self, name: bytes, statement: bytes) -> psycopg.Connection:
        """PostgreSQL: a connection of its own, on which this statement is prepared by this name.

        Whoever has it closes it. Raises :class:`Trouble` when the server does not answer.
        """
        from psycopg import Error
        from psycopg.pq import ExecStatus

        with _away():
            connection = self._apart()
            told = connection.pgconn.prepare(name, statement)
            if told.status != ExecStatus.COMMAND_OK:
                connection.close()
                raise Error
            return connection

    def _apart(self) -> psycopg.Connection:
        import psycopg

        _, known = self._engine.dialect.create_connect_args(self._engine.url)
        options: dict[str, Any] = {**known, **_KEEP_ALIVE}
        return psycopg.connect(autocommit=True, **options)

    def transact(self, work: Callable[[Connection], _Result]) -> _Result:
        """Run ``work`` in a writing transaction, again if it met another transaction."""
        met: Exception | None = None
        for _ in range(_TRIES):
            try:
                with self.writing() as connection:
                    return work(connection)
            except (Moved, Conflict) as error:
                met = error
        raise Conflict("县库正忙，这一次没有保存", hint="请稍后重试") from met

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self.is_postgres:
            yield
            return
        with self._writer:
            yield


class Conflict(Trouble):
    """Two transactions met; the loser's work was undone and may be repeated."""


def one_of(
    connection: Connection, column: ColumnElement[str], values: Iterable[str]
) -> ColumnElement[bool]:
    """``column IN values`` for thousands of values in one parameter."""
    listed = list(values)
    if connection.dialect.name == "postgresql":
        return column == any_(literal(listed, ARRAY(Text)))
    import json

    each = func.json_each(json.dumps(listed)).table_valued("value")
    return column.in_(select(each.c.value))


def insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows in one go: COPY on PostgreSQL, executemany on SQLite.

    Inside :func:`prepared.sent_together` COPY is not possible: few rows only.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({names}) VALUES ({marks})",
            list(rows),
        )
        return
    import psycopg

    driver: Any = connection.connection.driver_connection
    if driver.pgconn.pipeline_status:
        marks = ", ".join(["%s"] * len(columns))
        one = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})"
        for row in rows:
            driver.execute(one, row, prepare=True)
        return
    types = [_COPY_TYPES[type(table.c[name].type)] for name in columns]
    statement = f"COPY {table.name} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            write = copy.write_row
            for row in rows:
                write(row)
    except psycopg.Error as error:
        # As SQLAlchemy would have wrapped it, but never with the row that was refused.
        wrapped = IntegrityError if isinstance(error, psycopg.IntegrityError) else DBAPIError
        raise wrapped(statement, None, error, hide_parameters=True) from error


_COPY_TYPES = {
    Text: "text",
    BigInteger: "int8",
    Integer: "int4",
    LargeBinary: "bytea",
    Boolean: "bool",
}


def insert_new(
    connection: Connection, table: Table, key: str, rows: Sequence[dict[str, Any]]
) -> None:
    """Insert the rows whose key is not there yet; waits for others who insert the same."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as upsert

        connection.execute(upsert(table).on_conflict_do_nothing(index_elements=[key]), rows)
    else:
        connection.execute(insert(table).prefix_with("OR IGNORE"), rows)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Trouble(
            "数据库地址写法不对", hint="例如 sqlite:///county.db 或 postgresql+psycopg://…"
        ) from None
    name = parsed.get_backend_name()
    if name == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if name == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed
    raise Trouble("不支持这种数据库地址", hint="请用 sqlite:///文件 或 postgresql+psycopg://…")


def _check_path(url: URL, create: bool) -> None:
    path = Path(str(url.database))
    if not create and not path.exists():
        raise Trouble(f"没有县库文件 {path}", hint="请先运行 county init")
    if not path.absolute().parent.is_dir():
        raise Trouble(f"没有文件夹 {path.absolute().parent}")


def _sqlite(url: URL, *, begin: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=_POOL_EXTRA,
        pool_reset_on_return="rollback" if begin else None,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": _BUSY_S},
    )

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: Any) -> None:
        # Transactions are begun explicitly: the driver's own idea of them comes too late.
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_S * 1000}")
        cursor.execute("PRAGMA cache_size = -32000")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.close()

    if begin:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            mode = connection.get_execution_options().get("begin_mode", "DEFERRED")
            connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgres(url: URL, **options: Any) -> Engine:
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=_POOL_EXTRA,
        hide_parameters=True,
        connect_args={"connect_timeout": 10},
        **options,
    )


@contextmanager
def _away() -> Iterator[None]:
    """Errors of a connection that is not of the pool, told alike."""
    import psycopg

    try:
        yield
    except psycopg.Error as error:
        raise Trouble("县库暂时不能用", hint=type(error).__name__) from error


@contextmanager
def _troubles() -> Iterator[None]:
    """Database errors as one Chinese line. Only the kind of error is told, never a value."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in _CONFLICTS or (isinstance(error, IntegrityError) and not state):
            raise Conflict("县库正忙，这一次没有保存", hint="请稍后重试") from error
        raise Trouble("县库暂时不能用，没有任何改动", hint=_words(error, state)) from error
    except SQLAlchemyError as error:
        raise Trouble("县库暂时不能用，没有任何改动", hint=type(error).__name__) from error


#: PostgreSQL's codes, or what the messages of SQLite and of connecting begin or go on with.
_WORDS = {
    "3D000": "数据库服务器上没有这个数据库",
    "28": "用户名或密码不对",
    "42501": "数据库用户没有权限",
    "53100": "数据库服务器的磁盘已满",
    "53300": "数据库服务器的连接已用完",
    "57P": "数据库服务器正在启动或关闭",
    "does not exist": "数据库服务器上没有这个数据库或用户",
    "password": "用户名或密码不对",
    "resolve": "找不到数据库服务器的地址",
    "connection": "数据库服务器没有应答，请核对地址、端口和服务是否在运行",
    "file is not a database": "这个文件不是县库，或已损坏",
    "malformed": "县库文件已损坏，请从备份恢复",
    "readonly": "县库文件只能读不能写",
    "unable to open": "县库文件打不开，请核对路径和权限",
    "disk is full": "磁盘已满",
    "locked": "县库正被别的程序使用",
}


def _words(error: DBAPIError, state: str) -> str:
    """Why, in Chinese, without any value of the statement; else the kind of error."""
    said = str(error.orig).lower()
    for key, words in _WORDS.items():
        if state.startswith(key) if key[0].isdigit() else not state and key in said:
            return words
    return f"{type(error.orig).__name__} {state}".strip()
