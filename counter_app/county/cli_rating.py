"""``county cards`` and ``county ratings``: the windows' own codes, and until when is rated."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from counter_app.errors import BadInput, Trouble
from counter_app.models.window_card import CardSize

if TYPE_CHECKING:
    from counter_app.county.database import Database


def add_card_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", required=True, metavar="CODE")
    parser.add_argument("--window", type=int, default=0, metavar="N", help="只要这一个窗口")
    parser.add_argument("--public-url", required=True, metavar="URL", help="印在二维码里的地址")
    sizes = "；".join(f"{size.value} {size.label}" for size in CardSize)
    parser.add_argument("--size", default=CardSize.SHEET.value, metavar="SIZE", help=sizes)
    parser.add_argument("--out", required=True, type=Path, metavar="F.pdf")


def make_cards(database: Database, arguments: argparse.Namespace, now_ms: int) -> int:
    """Write the cards; returns how many."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from counter_app.county import keys, rows
    from counter_app.documents.window_cards import cards_pdf
    from counter_app.protocol import window_tokens
    from counter_app.protocol.window_cards import Pen, cards_of
    from counter_app.store.files import write_durably

    url = arguments.public_url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise BadInput("--public-url", f"“{url}”不是网址", hint="例如 https://zw.example.cn")
    if arguments.size not in {size.value for size in CardSize}:
        choices = "、".join(size.value for size in CardSize)
        raise BadInput("--size", f"没有 {arguments.size} 这种规格", hint=f"可选：{choices}")
    if not arguments.out.parent.is_dir():
        raise Trouble(f"没有 {arguments.out.parent} 这个文件夹")
    with database.reading() as connection:
        county = keys.load(connection)
        place = rows.current(connection, "place", arguments.place)
        windows = rows.decoded(connection, "window").values()
    key = Ed25519PrivateKey.from_private_bytes(county.signing_key)
    pen = Pen(key, window_tokens.COUNTY, now_ms // 1000, url)
    cards = cards_of(place, windows, arguments.window, pen)
    write_durably(arguments.out, cards_pdf(cards, CardSize(arguments.size), cards[0].place))
    return len(cards)


def set_days(database: Database, days: int | None) -> int:
    """How long a stage may be rated, in days; sets it first where ``days`` is given."""
    from counter_app.county import rating_settings

    if days is not None and not 1 <= days <= rating_settings.LONGEST:
        raise BadInput("--days", f"天数应为 1 至 {rating_settings.LONGEST}")
    if days is not None:
        with database.writing() as connection:
            rating_settings.save(connection, rating_settings.RatingSettings(days))
    with database.reading() as connection:
        return rating_settings.load(connection).days
