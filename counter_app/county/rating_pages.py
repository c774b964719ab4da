"""The public rating page ``/r/…`` (扫码评): plain HTML, one form, no login and no scripts."""

from __future__ import annotations

import logging
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, route
from litestar.handlers import HTTPRouteHandler

from counter_app.county import rating_settings
from counter_app.county.pages import page
from counter_app.county.progress import day, moment
from counter_app.county.rating_asked import Asked, ask, judge
from counter_app.county.rating_form import MAX_FORM, Problem, Typed, read_typed
from counter_app.county.rating_record import Kept, record, standing
from counter_app.county.rating_tickets import Ticket, open_ticket
from counter_app.county.server import CountyServer
from counter_app.errors import Trouble
from counter_app.rules.case_context import local_day
from counter_app.rules.masking import mask_name
from counter_app.rules.numbers import spoken

_log = logging.getLogger(__name__)
_Request = Request[Any, Any, Any]
_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_FORM_TYPE = "application/x-www-form-urlencoded"
#: What a browser says of a form that stands on somebody else's page.
_FOREIGN = ("cross-site", "same-site")
_STALE = Problem("form", "这一页打开得太久了。您填的都还在，请再点一次“提交评价”。")
_BUSY = Problem("form", "系统正忙，评价还没有记下。您填的都还在，请过一会儿再点一次“提交评价”。")
_RETRY = {"Retry-After": "60"}


class _Visit(msgspec.Struct, frozen=True):
    """One opening of a code: what it opens, and what is asked."""

    code: str
    ticket: Ticket
    asked: Asked
    rated: bool


@route(
    "/r/{code:str}",
    http_method=[HttpMethod.GET, HttpMethod.POST],
    sync_to_thread=True,
    include_in_schema=False,
    status_code=200,
    request_max_body_size=MAX_FORM,
)
def rating(request: _Request, code: str, body: bytes) -> Response[str]:
    """The page of a rating code, and what is sent from it."""
    # One handler for both: of two on one path the framework runs neither in a thread rightly.
    server: CountyServer = request.app.state.server
    try:
        if request.method == HttpMethod.POST:
            return _sent(server, request, code, body)
        return _opened(server, request, code)
    except Trouble as error:
        _log.warning("the rating page cannot be shown: %s", type(error).__name__)
        return page("rate_trouble.html", status=503, headers=_RETRY)


def _opened(server: CountyServer, request: _Request, code: str) -> Response[str]:
    """The form, or why there is none (any more)."""
    if not server.rating_limits.may_open(_address(request), code):
        return _too_often()
    visit = _visit(server, code)
    if isinstance(visit, Response):
        return visit
    return page("rate_done.html", ticket=visit.ticket) if visit.rated else _form(server, visit)


def _sent(server: CountyServer, request: _Request, code: str, body: bytes) -> Response[str]:
    """Keep a rating; thanks only once it is kept."""
    if not server.rating_limits.may_send(_address(request), code):
        return _too_often()
    if request.headers.get("sec-fetch-site", "") in _FOREIGN or not _is_form(request):
        return page("rate_refused.html", status=400)
    visit = _visit(server, code)
    if isinstance(visit, Response):
        return visit
    typed = read_typed(body)
    now_ms = server.now_ms()
    fingerprint = server.rating_forms.fingerprint(code, typed.form, now_ms)
    try:
        with server.database.reading() as connection:
            made = judge(connection, visit.asked, typed, fingerprint or "", now_ms)
        if fingerprint is None:
            wrong = made if isinstance(made, tuple) else ()
            return _form(server, visit, typed, (_STALE, *wrong), 422)
        if isinstance(made, tuple):
            return _form(server, visit, typed, made, 422)
        kept = record(server, visit.ticket.subject(fingerprint), made)
    except Trouble as error:
        _log.warning("a rating was not kept: %s", type(error).__name__)
        return _form(server, visit, typed, (_BUSY,), 503)
    if kept is Kept.RATED_BEFORE:
        return page("rate_done.html", status=409, ticket=visit.ticket)
    return page("rate_thanks.html", grade=made.grade, called=made.rater is not None)


def rating_handlers() -> list[HTTPRouteHandler]:
    """The routes of this module."""
    return [rating]


def _visit(server: CountyServer, code: str) -> _Visit | Response[str]:
    """What this code opens now, or the page that says why nothing."""
    with server.database.reading() as connection:
        settings = rating_settings.load(connection)
    ticket = open_ticket(server, code, settings)
    if ticket is None:
        return page("not_ours.html", status=404)
    places = server.places()
    place = places.get(ticket.place)
    if not ticket.standing:
        return page("rate_closed.html", status=410, ticket=ticket, place=place)
    with server.database.reading() as connection:
        rated = ticket.stage is not None and standing(connection, ticket.subject("")) is not None
        asked = ask(connection, ticket, places)
    if ticket.over(local_day(server.now_ms())):
        until = day(ticket.until)
        return page("rate_over.html", status=410, ticket=ticket, place=place, until=until)
    return _Visit(code, ticket, asked, rated)


def _form(
    server: CountyServer,
    visit: _Visit,
    typed: Typed | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> Response[str]:
    """The form, with everything that was typed before and what is wrong with it."""
    ticket, about = visit.ticket, visit.asked.about
    state = ticket.state
    place = server.places().get(ticket.place)
    return page(
        "rate.html",
        status=status,
        headers={"Content-Security-Policy": _POLICY} | (_RETRY if status == 503 else {}),
        code=visit.code,
        form=server.rating_forms.new(visit.code, server.now_ms()),
        choices=visit.asked.choices,
        longest=visit.asked.rules.longest_text,
        typed=typed or Typed(),
        problems=problems,
        wrong={each.field: each.words for each in problems},
        ticket=ticket,
        stage=ticket.stage.label if ticket.stage is not None else "",
        item=about.item_name,
        applicant=mask_name(state.applicant.name) if state is not None else "",
        number=spoken(ticket.number) if ticket.number else "",
        place=place.name if place is not None else "",
        window=_window(about.window, about.window_name),
        issued=moment(ticket.issued_s * 1000),
        arrived=state is not None or ticket.stage is None,
    )


def _window(number: int, name: str) -> str:
    """``3 号窗口（综合窗口）``."""
    if not number:
        return name
    return f"{number} 号窗口" + (f"（{name}）" if name and name != f"{number} 号窗口" else "")


def _too_often() -> Response[str]:
    return page("rate_often.html", status=429, headers={"Retry-After": "300"})


def _is_form(request: _Request) -> bool:
    kind = request.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower() == _FORM_TYPE


def _address(request: _Request) -> str:
    return request.client.host if request.client is not None else ""
