"""Finding an item (事项) by whatever the citizen calls it: the type-ahead behind the window."""

from __future__ import annotations

import csv

from counter_app.models.reference import Item, Level
from counter_app.rules.item_search import ItemIndex, SearchDoc
from counter_app.rules.search_words import SearchWords, words_from_rows
from counter_app.settings import resource
from counter_app.store.catalogue import Catalogue

#: Added to the weight of items that this place's own level handles.
_OWN_LEVEL = 100


def everyday_words() -> SearchWords:
    """What people say and what forms say instead, as shipped."""
    with resource("reference/search_words.csv").open(encoding="utf-8", newline="") as file:
        return words_from_rows((row["said"], row["means"]) for row in csv.DictReader(file))


class ItemFinder:
    """An index over the current items, favouring those of this place's level."""

    def __init__(self, catalogue: Catalogue, place: str) -> None:
        self._items = catalogue.items
        here = catalogue.places.get(place)
        level = here.level if here else Level.TOWN
        self._index = ItemIndex(
            [
                SearchDoc(
                    code=item.code,
                    name=item.name,
                    initials=item.initials,
                    keywords=item.keywords,
                    level=item.level.value,
                    department=item.department,
                    weight=_OWN_LEVEL if item.level is level else 0,
                )
                for item in self._items.values()
            ],
            everyday_words(),
        )

    def search(self, text: str, limit: int = 20) -> list[Item]:
        """Best first; nothing for an empty query."""
        return [self._items[hit.code] for hit in self._index.search(text, limit=limit)]


def finder_of(catalogue: Catalogue, place: str) -> ItemFinder:
    """The index over this catalogue, built once for everybody who asks. Blocking; asked on
    the reader only."""
    key = id(catalogue), place
    if _built.get("key") != key:
        _built.update(key=key, catalogue=catalogue, finder=ItemFinder(catalogue, place))
    finder = _built["finder"]
    assert isinstance(finder, ItemFinder)
    return finder


#: The newest index only; the catalogue is held so that its id stays its own.
_built: dict[str, object] = {}
