"""Where the wish for the cards of windows meets the room that draws them."""

from __future__ import annotations

from pathlib import Path

from counter_app.desk.desk import Desk
from counter_app.desk.window_cards import window_cards
from counter_app.documents.window_cards import cards_pdf
from counter_app.models.window_card import CardSize
from counter_app.store.files import write_durably


def write_cards(desk: Desk, path: Path, size: CardSize, place: str = "", window: int = 0) -> int:
    """Write the cards as PDF; returns how many. Raises what :func:`window_cards` raises, and
    :class:`Trouble` where the file cannot be written."""
    cards = window_cards(desk, place, window)
    write_durably(path, cards_pdf(cards, size, cards[0].place))
    return len(cards)
