"""What was taken from the palette lately: it is offered first the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from counter_app.store.local_settings import LocalSettings
from counter_app.ui.frame.palette_entries import Entry, Group

#: So many are shown, and so many are kept.
SHOWN, MOST = 6, 20
_SECTION = "palette"


class _Kept(msgspec.Struct, frozen=True):
    """Keys of actions and items, the newest first. Nothing of a person is ever in a file."""

    recent: tuple[str, ...] = ()


class Recent:
    """Newest first. Persons and cases are forgotten when somebody signs out."""

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        self._keys: list[str] = list(settings.get(_SECTION, _Kept).recent)
        self._personal: dict[str, Entry] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self._keys)

    def used(self, entry: Entry) -> Callable[[], None] | None:
        """Remember it; what must be written down for that, for the writer."""
        if entry.key in self._keys:
            self._keys.remove(entry.key)
        self._keys.insert(0, entry.key)
        del self._keys[MOST:]
        if entry.personal:
            self._personal[entry.key] = entry
            return None
        kept = tuple(key for key in self._keys if key not in self._personal)
        return lambda: self._settings.put(_SECTION, _Kept(kept))

    def entries(self, known: Iterable[Entry]) -> list[Entry]:
        """The recent ones among what can be done now, under their own heading."""
        by_key = self._personal | {each.key: each for each in known}
        found = [by_key[key] for key in self._keys if key in by_key]
        return [msgspec.structs.replace(each, group=Group.RECENT) for each in found[:SHOWN]]

    def first(self, entries: Iterable[Entry]) -> list[Entry]:
        """The same entries, those used lately before the others."""
        place = {key: number for number, key in enumerate(self._keys)}
        return sorted(entries, key=lambda each: place.get(each.key, MOST))
