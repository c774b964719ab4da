"""What a rating code opens (扫码评): one stage of a case, or a window; and until when.

Only what a device of this county, or the county itself, has signed is let in, so nothing can be
enumerated. A case that has not arrived yet is rated all the same: the rating is called after
the case's number and meets it when it comes.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from counter_app.county import rows
from counter_app.county.devices import by_serial
from counter_app.county.genuine import Genuine, look_up
from counter_app.county.rating_settings import RatingSettings
from counter_app.county.server import CountyServer
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.rating import RatingStage
from counter_app.models.reference import Place, Window
from counter_app.protocol import window_tokens
from counter_app.protocol.ledgers import RATING
from counter_app.protocol.tokens import RATED
from counter_app.rules.case_context import local_day
from counter_app.rules.rating_numbers import of_case, sent_in

_KEY_BYTES = 32


class Ticket(msgspec.Struct, frozen=True):
    """A thing that may be rated. ``stage`` and ``number`` are of a case, None and "" of a window.

    ``state`` is None until the case arrives. ``until``: last day on which it may be rated,
    None = no end. ``standing``: False for a window that was given up or a case that was void.
    """

    place: str
    window: int
    number: str = ""
    stage: RatingStage | None = None
    state: CaseState | None = None
    issued_s: int = 0
    until: date | None = None
    standing: bool = True

    def subject(self, fingerprint: str) -> str:
        """The rating's subject in the journal. Each form (``fingerprint``) rates a window once;
        a case is rated once at each stage, whatever the form."""
        if self.stage is None:
            return RATING.subject(sent_in(fingerprint.encode()))
        return RATING.subject(of_case(self.number, self.stage))

    def over(self, today: date) -> bool:
        """Whether its time has passed."""
        return self.until is not None and today > self.until


def open_ticket(server: CountyServer, text: str, settings: RatingSettings) -> Ticket | None:
    """What the text of a token opens; None when nobody of this county issued it."""
    if window_tokens.read(text) is not None:
        return _of_window(server, text)
    genuine = look_up(server, text, RATED)
    if genuine is None or genuine.issuer.stopped == "lost":
        return None  # a thief's: he would speak for everybody whose number he can count up to
    return _of_case(genuine, settings)


def _of_case(genuine: Genuine, settings: RatingSettings) -> Ticket:
    state = genuine.state
    stage = RATED[genuine.purpose]
    began = _began(state, stage) or _printed(genuine.issued_s)
    return Ticket(
        place=state.place if state is not None else genuine.issuer.place,
        window=state.window if state is not None else genuine.issuer.window,
        number=genuine.number,
        stage=stage,
        state=state,
        issued_s=genuine.issued_s,
        until=_after(began, settings.days),
        standing=state is None or state.status is not CaseStatus.VOID,
    )


def _began(state: CaseState | None, stage: RatingStage) -> date | None:
    """The day on which the stage was reached, as far as the county knows."""
    if state is None:
        return None
    if stage is RatingStage.ACCEPTED:
        return state.accepted_on
    delivered = state.delivery.delivered_ms if state.delivery is not None else 0
    finished = max(state.closed_ms, delivered)
    return local_day(finished) if finished else None


def _printed(issued_s: int) -> date:
    """The day on a paper; a clock far ahead prints days that no calendar has."""
    try:
        return local_day(issued_s * 1000)
    except (ValueError, OverflowError, OSError):
        return date.max


def _after(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def _of_window(server: CountyServer, text: str) -> Ticket | None:
    found = window_tokens.read(text)
    if found is None:
        return None
    token, payload, signature = found
    key = _card_key(server, token.issuer)
    if key is None or not window_tokens.verify(key, payload, signature):
        return None
    with server.database.reading() as connection:
        row: Window | None = rows.current(connection, "window", f"{token.place}/{token.window}")
    place: Place | None = server.places().get(token.place)
    standing = row is not None and row.active and place is not None and place.active
    return Ticket(token.place, token.window, issued_s=token.issued_s, standing=standing)


def _card_key(server: CountyServer, issuer: int) -> bytes | None:
    """The Ed25519 public key that vouches for a card; a lost device's is believed no more."""
    if issuer == window_tokens.COUNTY:
        return server.county.public_keys[:_KEY_BYTES]
    device = by_serial(server.database, issuer)
    return None if device is None or device.stopped == "lost" else device.public_key
