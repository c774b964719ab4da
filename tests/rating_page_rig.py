"""What tests of the rating page need: cases at their stages, codes for them, forms to send."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import httpx
from county_rig import TestDevice

from counter_app.county.database import Database
from counter_app.county.push import push
from counter_app.county.server import wall_ms
from counter_app.models.acts import Act, case as acts
from counter_app.models.party import Party, PartyKind
from counter_app.protocol import tokens, window_tokens
from counter_app.protocol.tokens import Purpose, Token
from counter_app.protocol.window_tokens import WindowToken
from counter_app.rules.case_context import local_day

PERSON = Party(
    PartyKind.PERSON, "欧阳建国", "resident_id", "421321195505120034", "13812345678", "随县厉山镇"
)
TODAY = local_day(wall_ms())


def accepted(on: date = TODAY) -> acts.Accepted:
    return acts.Accepted(accepted_on=on)


CLOSED = (accepted(), acts.Decided(granted=True, opinion="符合条件"), acts.Closed(result="通知书"))


def code(
    device: TestDevice,
    running: int = 1,
    purpose: Purpose = Purpose.RATING,
    issued_ms: int | None = None,
) -> str:
    """What a paper of this device's case carries."""
    issued = (device.now_ms if issued_ms is None else issued_ms) // 1000
    return tokens.issue(device.key, Token(purpose, device.serial, 26, running, issued))


def card(device: TestDevice, window: int = 1) -> str:
    """What the card of a window of this device's place carries."""
    token = WindowToken(device.place, window, device.serial, device.now_ms // 1000)
    return window_tokens.issue(device.key, token)


def case(database: Database, device: TestDevice, *more: Act, running: int = 1) -> None:
    """A case of this device with these acts, known to the county."""
    subject = device.receive(running, applicant=PERSON)
    for act in more:
        device.record(subject, act)
    push(database, device.id, device.push(), wall_ms)


def form_in(answer: httpx.Response) -> str:
    """The token in the form on a page."""
    found = re.search(r'name="form" value="([A-Za-z0-9_-]+)"', answer.text)
    assert found is not None, answer.text
    return found[1]


def told(answer: httpx.Response) -> str:
    """The words of a page."""
    assert answer.headers["content-type"].startswith("text/html")
    text = re.sub(r"<(style|title|head).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
