"""What the intake page reads when it is opened: items, the way to find them, drafts."""

from __future__ import annotations

import msgspec

from counter_app.desk.item_finder import ItemFinder, finder_of
from counter_app.models.reference import Level
from counter_app.store.catalogue import Catalogue
from counter_app.ui.context import Counter
from counter_app.ui.draft_list import DraftView, draft_views

#: How a case came in, by the level of the place where it is typed.
_CHANNELS = {Level.VILLAGE: "village"}


class Loaded(msgspec.Struct, frozen=True):
    """``channel``: what a case that is typed here says of how it came in."""

    catalogue: Catalogue
    finder: ItemFinder
    drafts: list[DraftView]
    channel: str


def load(counter: Counter) -> Loaded:
    """Read everything; blocking. The search is built anew only for a new edition."""
    desk = counter.desk
    catalogue = counter.workplace.catalogue()
    place = catalogue.places.get(desk.actor.place)
    return Loaded(
        catalogue=catalogue,
        finder=finder_of(catalogue, desk.actor.place),
        drafts=draft_views(desk, catalogue, desk.today),
        channel=_CHANNELS.get(place.level, "window") if place is not None else "window",
    )


def restored_words(views: list[DraftView]) -> str:
    """What is said when the newest of these drafts came back by itself."""
    more = f"另有 {len(views) - 1} 件暂存，按 F4 查看。" if len(views) > 1 else ""
    return f"已恢复 {views[0].when} 没有办完的收件，按 Ctrl+N 另办一件。{more}"
