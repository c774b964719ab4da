"""Where a case can go: the places that are open, as hits of a search."""

from __future__ import annotations

from counter_app.store.catalogue import Catalogue
from counter_app.ui.widgets.hit_list import Hit


def destinations(catalogue: Catalogue, here: str, *, stay: bool) -> list[Hit]:
    """``here``: where the case is; ``stay``: that place counts too."""
    return [
        Hit(place.code, place.name, place.level.label, value=place.code)
        for place in catalogue.places.values()
        if place.active and (stay or place.code != here)
    ]
