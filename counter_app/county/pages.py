"""The public pages: home, service guide ``/g/…``, progress ``/q/…``. No login, no scripts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from litestar import MediaType, Request, Response, get
from litestar.handlers import HTTPRouteHandler

from counter_app.county.genuine import look_up
from counter_app.county.progress import moment, progress
from counter_app.county.server import CountyServer
from counter_app.forms.situations import condition_words
from counter_app.models.reference import Item, Level, Place
from counter_app.protocol.tokens import Purpose
from counter_app.settings import COUNTY_NAME, resource

_Request = Request[Any, Any, Any]
_PUBLIC = "public, max-age=600"


@get("/", sync_to_thread=True, include_in_schema=False)
def home(request: _Request) -> Response[str]:
    """What this address is for."""
    return page("home.html", cache=_PUBLIC)


@get("/page.css", sync_to_thread=True, include_in_schema=False)
def style(request: _Request) -> Response[bytes]:
    """The one style sheet of all pages."""
    return Response(_style(), media_type="text/css", headers={"Cache-Control": _PUBLIC})


@get("/robots.txt", sync_to_thread=False, include_in_schema=False)
def robots(request: _Request) -> Response[str]:
    """Receipts are nobody's search results."""
    return Response("User-agent: *\nDisallow: /\n", media_type=MediaType.TEXT)


@get("/g/{code:str}", sync_to_thread=True, include_in_schema=False)
def guide(request: _Request, code: str) -> Response[str]:
    """The service guide of one item (一码告知)."""
    server: CountyServer = request.app.state.server
    item: Item | None = server.item(code)
    if item is None:
        return page("no_item.html", status=404)
    places = _places_for(item, server.places())
    return page("guide.html", cache=_PUBLIC, item=item, places=places, when=condition_words)


@get("/q/{token:str}", sync_to_thread=True, include_in_schema=False)
def query(request: _Request, token: str) -> Response[str]:
    """The progress of one case."""
    server: CountyServer = request.app.state.server
    genuine = look_up(server, token, (Purpose.PROGRESS,))
    if genuine is None:
        return page("not_ours.html", status=404)
    places = server.places()
    if genuine.state is None:
        place = places.get(genuine.issuer.place)
        issued = moment(genuine.issued_s * 1000)
        return page("on_its_way.html", place=place, issued=issued)
    return page("progress.html", case=progress(genuine, genuine.state, places))


def page(
    template: str,
    *,
    status: int = 200,
    cache: str = "",
    headers: Mapping[str, str] | None = None,
    **values: object,
) -> Response[str]:
    """A rendered page. Everything in it is escaped; without ``cache`` it is never stored."""
    told = {"Cache-Control": cache} if cache else {}
    text = _environment().get_template(template).render(county=COUNTY_NAME, **values)
    return Response(
        text,
        media_type=MediaType.HTML,
        status_code=status,
        headers={**told, **(headers or {})},
    )


def page_handlers() -> list[HTTPRouteHandler]:
    """The routes of this module."""
    return [home, style, robots, guide, query]


def _places_for(item: Item, places: dict[str, Place]) -> list[Place]:
    """Where the item is taken in, county and towns by code; villages are too many to list."""
    if item.level is Level.VILLAGE:
        return []
    fitting = (place for place in places.values() if place.level is item.level and place.active)
    return sorted(fitting, key=lambda place: place.code)


@cache
def _environment() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("pages")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    made.filters["wide"] = _wide
    return made


def _wide(text: str) -> str:
    """With the comma that belongs into running Chinese text; the desk's own words are shorter."""
    return text.replace(",", "，")


@cache
def _style() -> bytes:
    return resource("pages/page.css").read_bytes()
