"""The web application: device API, public pages, and one way of saying no."""

from __future__ import annotations

import logging
import traceback
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from counter_app.county import openapi
from counter_app.county.api import MAX_BODY, api_router
from counter_app.county.devices import SIGNED_BY
from counter_app.county.express import Express
from counter_app.county.frame import Frame, shown_path
from counter_app.county.listener import Listener
from counter_app.county.lookup import Lookup
from counter_app.county.pages import page, page_handlers
from counter_app.county.rating_pages import rating_handlers
from counter_app.county.refusals import Refuse
from counter_app.county.server import CountyServer
from counter_app.errors import CounterError
from counter_app.protocol.wire import Refusal

_log = logging.getLogger(__name__)
_Request = Request[Any, Any, Any]

_WHY = {
    404: "没有这个地址",
    405: "这个地址不接受这种请求",
    413: "上传的内容过大",
}


def make_app(server: CountyServer) -> Frame:
    """The ASGI application of one county."""
    listener = Listener(server.database, server.hub)
    who = Lookup(server.database, SIGNED_BY)
    app = Litestar(
        route_handlers=[api_router(), *page_handlers(), *rating_handlers()],
        state=State({"server": server}),
        request_max_body_size=MAX_BODY,
        openapi_config=openapi.config(),
        logging_config=None,
        on_startup=[who.start, listener.start, server.twins.start, server.snapshots.start],
        on_shutdown=[who.stop, listener.stop, server.twins.stop, server.snapshots.stop],
        exception_handlers={
            Refuse: _refused,
            HTTPException: _http_error,
            Exception: _unexpected,
        },
    )
    return Frame(Express(app, MAX_BODY, _told, who))


def _told(path: str, error: Exception) -> tuple[int, bytes]:
    """Status and JSON by which a request of the device API is told what went wrong."""
    if isinstance(error, Refuse):
        return error.status, msgspec.json.encode(error.refusal)
    status, message = _fault(path, error)
    return status, msgspec.json.encode(Refusal("busy" if status == 503 else "fault", message))


def _refused(request: _Request, error: Exception) -> Response[Any]:
    assert isinstance(error, Refuse)
    if request.url.path.startswith("/r/"):
        return page("rate_refused.html", status=error.status)
    return _json(error.status, error.refusal)


def _http_error(request: _Request, error: Exception) -> Response[Any]:
    """What the framework refuses: unknown paths, wrong parameters, oversized bodies."""
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status >= 500:
        return _unexpected(request, error)
    path = request.url.path
    if path.startswith(("/api/", "/schema")):
        return _json(status, Refusal("bad_request", _WHY.get(status, "请求的写法不对")))
    rating = path.startswith("/r/")
    allowed = {"Allow": "GET, HEAD, POST" if rating else "GET, HEAD"} if status == 405 else {}
    told = "rate_refused.html" if rating and status != 404 else "no_page.html"
    return page(told, status=status, headers=allowed)


def _unexpected(request: _Request, error: Exception) -> Response[Any]:
    path = request.url.path
    if path.startswith("/api/"):
        status, body = _told(path, error)
        return Response(body, status_code=status, media_type=MediaType.JSON)
    status, _ = _fault(path, error)
    return page("trouble.html", status=status)


def _fault(path: str, error: Exception) -> tuple[int, str]:
    """A fault of ours or of the store: status and message. The log gets the place in the code,
    never the values."""
    frames = "".join(traceback.format_tb(error.__traceback__)[-12:])
    _log.error("%s at %s\n%s", type(error).__name__, shown_path(path), frames)
    if isinstance(error, CounterError):
        return 503, error.message
    return 500, "县平台出错，没有任何改动"


def _json(status: int, refusal: Refusal) -> Response[bytes]:
    return Response(msgspec.json.encode(refusal), status_code=status, media_type=MediaType.JSON)
