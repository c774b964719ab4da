"""Pinyin initials of items, computed at the county so that a counter never loads the tables."""

from __future__ import annotations

from counter_app.models.reference import Item


def initials_of(item: Item) -> tuple[str, ...]:
    """Initials by which an item is found: of its name, then of its keywords."""
    from counter_app.rules.pinyin import initials

    every = [initials(item.name), *(initials(word, limit=2) for word in item.keywords)]
    return tuple(dict.fromkeys(spelling for spellings in every for spelling in spellings))
