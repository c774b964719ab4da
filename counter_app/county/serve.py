"""Running the server: on a terminal (``county serve``) or in a thread beside a demo or test."""

from __future__ import annotations

import gc
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import uvicorn

from counter_app.county.app import make_app
from counter_app.county.database import Database
from counter_app.county.server import CountyServer
from counter_app.errors import BadInput, Trouble, os_words

_BACKLOG = 2048
_KEEP_ALIVE_S = 60
_START_S = 30.0
#: Values made while folding are many, short-lived and without cycles: look for cycles seldom.
_GC_THRESHOLD = (200_000, 50, 100)


class ServerThread:
    """A county served from a thread of this process. ``stop()`` or leave the ``with`` block."""

    def __init__(self, database_url: str, host: str, port: int, public_url: str) -> None:
        self._database = Database.open(database_url)
        try:
            self.county = server = CountyServer(self._database, public_url=public_url)
            self._socket = _listen(host, port)
        except BaseException:
            self._database.close()
            raise
        self.url = f"http://{_address(self._socket)}"
        if not public_url:
            server.public_url = self.url
        self._uvicorn = _Server(server)
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([self._socket],), name="county", daemon=True
        )

    def start(self) -> ServerThread:
        """Serve; returns when requests are answered."""
        self._thread.start()
        waited = threading.Event()
        for _ in range(int(_START_S / 0.01)):
            if self._uvicorn.started:
                return self
            if not self._thread.is_alive():
                break
            waited.wait(0.01)
        self.stop()
        raise Trouble("县平台没有启动")

    def stop(self) -> None:
        """Finish running requests, then let go of port and store. May be called twice."""
        self._uvicorn.should_exit = True
        if self._thread.is_alive():
            self._thread.join(10)
        self._socket.close()
        self._database.close()

    def __enter__(self) -> ServerThread:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def run_in_thread(
    database_url: str, host: str = "127.0.0.1", port: int = 0, *, public_url: str = ""
) -> ServerThread:
    """Serve an initialised county from a thread; port 0 takes a free one. ``.url`` tells it.

    Raises :class:`Trouble` when the store is not initialised or the port is taken.
    """
    return ServerThread(database_url, host, port, public_url).start()


def serve(
    database_url: str,
    listen: str,
    *,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    public_url: str = "",
    ready: Callable[[str], None],
) -> None:
    """Serve until interrupted. ``ready`` is called with the address once requests are answered.

    Raises :class:`BadInput` for a wrong address and :class:`Trouble` for store, port and
    certificate faults.
    """
    host, port = _host_and_port(listen)
    if (tls_cert is None) != (tls_key is None):
        raise BadInput("tls", "证书和私钥要一起给出")
    database = Database.open(database_url)
    try:
        server = CountyServer(database, public_url=public_url)
        running = _Server(server, lambda: ready(address))
        if tls_cert is not None:
            _check_certificate(tls_cert, tls_key)
            running.config.ssl_certfile = str(tls_cert)
            running.config.ssl_keyfile = str(tls_key)
        listening = _listen(host, port)
        scheme = "https" if tls_cert is not None else "http"
        address = f"{scheme}://{_address(listening)}"
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        _allow_files()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GC_THRESHOLD)
        running.run([listening])
    finally:
        database.close()


class _Server(uvicorn.Server):
    """Says when it is ready, and does not wait for those who wait for news when it stops."""

    def __init__(self, server: CountyServer, ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(_config(server))
        self._hub = server.hub
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._hub.close()
        await super().shutdown(sockets)


def _config(server: CountyServer) -> uvicorn.Config:
    # uvicorn's own access log would write tokens; county/frame.py keeps one without.
    logging.getLogger("uvicorn.access").disabled = True
    return uvicorn.Config(
        make_app(server),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=5,
        backlog=_BACKLOG,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # With the protocol named, asyncio turns off Nagle's waiting: else 40 ms an answer.
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise Trouble(f"地址 {host} 不能用", hint=os_words(error)) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise Trouble(
            f"不能在 {host}:{port} 上提供服务", hint="端口可能已被占用，请换一个"
        ) from error
    return listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _host_and_port(listen: str) -> tuple[str, int]:
    host, colon, port = listen.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise BadInput("listen", f"“{listen}”应为 地址:端口", hint="例如 0.0.0.0:8443")
    return host.strip("[]"), int(port)


def _allow_files() -> None:
    """As many open files as the system lets us: every device that waits holds one."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _check_certificate(cert: Path, key: Path | None) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
    except ssl.SSLError as error:
        raise Trouble("证书或私钥不能用", hint="应为 PEM 格式、未加密码、彼此成对") from error
    except OSError as error:
        raise Trouble("证书或私钥打不开", hint=os_words(error)) from error
