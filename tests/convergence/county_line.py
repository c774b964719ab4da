"""The real county application called in-process, with crashes between any two statements.

Requests go through the whole ASGI application (routing, limits, signatures, handlers) on one
event loop and one thread, so that the same seed gives the same run.
"""

from __future__ import annotations

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from county_rig import COUNTY, NOW_MS, TOWN, VILLAGE
from litestar.concurrency import get_asyncio_executor, set_asyncio_executor
from sqlalchemy import Connection, Engine, event, insert, text

from counter_app.county import keys, schema, twins
from counter_app.county.app import make_app
from counter_app.county.database import Database
from counter_app.county.server import CountyServer
from counter_app.models.reference import (
    Level,
    Place,
    Window,
    WindowKind,
    encode_row,
    kind_of,
    row_key,
)
from counter_app.models.tables import county as tables

PLACES = (TOWN, VILLAGE, COUNTY, "421321101216")
#: Where files go that only live for one example: memory, where there is such a folder.
SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Crash(BaseException):
    """The process was killed here. Nothing that runs after it may touch what is on the disk."""


class Fuse:
    """Burns down with every statement; at zero it keeps what a kill would leave, and blows."""

    def __init__(self, keep: Callable[[], None]) -> None:
        self._keep = keep
        self.left = 0
        self.blown = False

    def light(self, statements: int) -> None:
        self.left = statements
        self.blown = False

    def put_out(self) -> None:
        self.left = 0
        self.blown = False

    def point(self) -> None:
        """One place where the power may go."""
        if self.blown:
            raise Crash
        if self.left:
            self.left -= 1
            if not self.left:
                self.blown = True
                self._keep()
                raise Crash


def copy_database(source: Path, target: Path) -> None:
    """File and write-ahead log as they are now: what the next process finds after a kill."""
    for ending in ("", "-wal"):
        path = Path(f"{source}{ending}")
        if path.exists():
            shutil.copyfile(path, f"{target}{ending}")


_SHARED: dict[str, Engine] = {}


def share(engine: Engine, kind: str) -> None:
    """Let engines of one kind compile each statement once a process, not once an example."""
    first = _SHARED.setdefault(kind, engine)
    engine.dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


class Inline(Executor):
    """Runs a handler where it is called from: no threads, so no chance in the order."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


def template_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="convergence-", dir=SCRATCH))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def publish(connection: Connection, kind: str, code: str, edition: int, body: bytes) -> None:
    """One row of reference data for everybody."""
    row = {"kind": kind, "code": code, "edition": edition, "withdrawn": False}
    connection.execute(insert(tables.reference), row | {"scope": "", "body": body})


_TEMPLATE: list[Path] = []
_APP: list[Any] = []
_LOOP: list[asyncio.AbstractEventLoop] = []


def _template() -> Path:
    if not _TEMPLATE:
        path = template_folder() / "county.db"
        database = Database.open(f"sqlite:///{path}", create=True)
        schema.upgrade(database)
        with database.writing() as connection:
            keys.make(connection)
            values = {"edition": 1, "loaded_ms": NOW_MS, "summary": "{}"}
            connection.execute(insert(tables.edition), values)
            for place in PLACES:
                for row in (
                    Place(place, place, Level.TOWN),
                    Window(place, 1, "综合窗口", WindowKind.GENERAL),
                ):
                    publish(connection, kind_of(row).name, row_key(row), 1, encode_row(row))
        database.close()
        _TEMPLATE.append(path)
    return _TEMPLATE[0]


class CountyLine:
    """One county on a file below ``folder``; its clock is ``now_ms``, which any rule may move."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = 0
        self.now_ms = NOW_MS
        self.crashes = 0
        path = self._next_file()
        shutil.copyfile(_template(), path)
        self.fuse = Fuse(self._keep)
        self._kept: Path | None = None
        self._open(path)

    def _next_file(self) -> Path:
        self._files += 1
        return self._folder / f"county-{self._files}.db"

    def _keep(self) -> None:
        self._kept = self._next_file()
        copy_database(self.path, self._kept)

    def _open(self, path: Path) -> None:
        self.path = path
        self.database = Database.open(f"sqlite:///{path}")
        for engine in (self.database._engine, self.database._reader):
            share(engine, "county")
            event.listen(engine, "before_cursor_execute", self._statement)
            event.listen(engine, "after_cursor_execute", self._statement)
            event.listen(engine, "commit", self._statement)
        self.server = CountyServer(self.database, public_url="http://county", now_ms=self._clock)
        # What a server does when it starts, in a thread there.
        twins.catch_up(self.database, self._clock, lambda: False)

    def _clock(self) -> int:
        return self.now_ms

    def _statement(self, *_: Any) -> None:
        self.fuse.point()

    def close(self) -> None:
        self.fuse.put_out()
        self.database.close()

    def restart(self) -> None:
        """Stop in an orderly way and start again on the same file."""
        self.close()
        self._open(self.path)

    def copy(self) -> Path:
        """A backup of the county as it is now."""
        target = self._next_file()
        copy_database(self.path, target)
        return target

    def restore(self, backup: Path) -> None:
        """Start from an earlier backup, as after the loss of a disk."""
        self.close()
        target = self._next_file()
        copy_database(backup, target)
        self._open(target)

    def standing(self) -> list[tuple[object, ...]]:
        """Which devices there are, where and how they stand."""
        with self.database.reading() as connection:
            rows = connection.execute(
                text("SELECT id, place, revoked_ms, replaced_by FROM device ORDER BY id")
            )
            return [tuple(row) for row in rows]

    def call(
        self, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> tuple[int, bytes]:
        """One request to the application. A crash inside starts the county anew and is raised."""
        self.now_ms += 1
        try:
            with _inline():
                return _loop().run_until_complete(
                    _asgi(_app(self.server), method, target, headers, body)
                )
        except Crash:
            self.crashes += 1
            assert self._kept is not None
            kept, self._kept = self._kept, None
            self.close()
            self._open(kept)
            raise


@contextmanager
def _inline() -> Iterator[None]:
    """Handlers run inline only here: servers of other tests in this process keep their threads."""
    before = get_asyncio_executor()
    set_asyncio_executor(Inline())  # type: ignore[arg-type]  # asks only for submit()
    try:
        yield
    finally:
        set_asyncio_executor(before)


def _loop() -> asyncio.AbstractEventLoop:
    if not _LOOP:
        loop = asyncio.new_event_loop()
        atexit.register(loop.close)
        _LOOP.append(loop)
    return _LOOP[0]


def _app(server: CountyServer) -> Any:
    """The application, made once a process; which county it serves is in its state."""
    if not _APP:
        _APP.append(make_app(server))
    _APP[0]._app.state.server = server
    return _APP[0]


async def _asgi(
    app: Any, method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes
) -> tuple[int, bytes]:
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("county", 80),
        "state": {},
    }
    sent: list[dict[str, Any]] = []
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status = next(each["status"] for each in sent if each["type"] == "http.response.start")
    parts = (each.get("body", b"") for each in sent if each["type"] == "http.response.body")
    return int(status), b"".join(parts)
