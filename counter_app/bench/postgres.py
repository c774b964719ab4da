"""A throw-away PostgreSQL of one's own: started on a free port, gone afterwards.

Used for measuring, where what is written must really reach the disk, and by the tests, where
it need not.
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path


class NoPostgres(Exception):
    """Why there is no PostgreSQL to work with."""


@dataclass
class Postgres:
    """A running private server. ``url``: of its maintenance database, without driver."""

    host: str
    port: int
    process: subprocess.Popen[bytes]
    folder: Path

    def stop(self) -> None:
        # fast shutdown: does not wait for connections that somebody left open
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh_database(self) -> str:
        """URL of a new, empty database."""
        return fresh_database(self.host, self.port)


def start_postgres(*, durable: bool = False) -> Postgres:
    """Start a private server on a free port. Raises :class:`NoPostgres` with the reason.

    ``durable``: commits wait for the disk, as in production.
    """
    binaries = _postgres_binaries()
    user = _postgres_user()
    # Not below the caller's own temporary folder: that one is closed to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="county-pg-"))
    folder.chmod(0o755)
    data = folder / "data"
    who: dict[str, object] = {}
    if user is not None:
        shutil.chown(folder, user, user)
        who = {"user": user, "group": user, "extra_groups": []}
    made = subprocess.run(
        [
            binaries / "initdb",
            "--pgdata", data,
            "--username", "postgres",
            "--auth", "trust",
            "--encoding", "UTF8",
            "--locale", "C",
            "--no-sync",
        ],
        cwd="/",
        capture_output=True,
        **who,  # type: ignore[call-overload]
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgres(f"initdb failed: {made.stderr.decode(errors='replace')[-300:]}")
    port = free_port()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        [
            binaries / "postgres",
            "-D", data,
            "-p", str(port),
            "-k", folder,
            "-c", "listen_addresses=127.0.0.1",
            "-c", f"fsync={'on' if durable else 'off'}",
            "-c", "max_connections=60",
        ],
        cwd="/",
        stdout=log,
        stderr=subprocess.STDOUT,
        **who,  # type: ignore[call-overload]
    )  # fmt: skip
    log.close()
    server = Postgres("127.0.0.1", port, process, folder)
    deadline = time.monotonic() + 30
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            said = (folder / "log").read_text(errors="replace")[-300:]
            server.stop()
            raise NoPostgres(f"postgres did not start: {said}")
        time.sleep(0.05)
    return server


def fresh_database(host: str, port: int) -> str:
    """Make an empty database on this server and return its SQLAlchemy URL."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    address = f"host={host} port={port} user=postgres dbname=postgres"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return f"postgresql+psycopg://postgres@{host}:{port}/{name}"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_binaries() -> Path:
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[-2])
    )
    with contextlib.suppress(OSError):
        said = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        found += [said.stdout.strip()] if said.returncode == 0 else []
    for folder in reversed(found):
        if (Path(folder) / "initdb").exists():
            return Path(folder)
    raise NoPostgres("no PostgreSQL programs (initdb, postgres) on this machine")


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root: the user to run it as, or None for ourselves."""
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise NoPostgres("running as root, and there is no user postgres to start it as")


def _answers(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(
            f"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=2"
        ).close()
    except psycopg.OperationalError:
        return False
    return True
