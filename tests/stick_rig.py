"""What is done with sticks and with backups at the windows of a hall, for the tests of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_rig import person_id
from sync_rig import Hall, Window

from counter_app.county.devices import all_devices
from counter_app.errors import CounterError
from counter_app.store import backup, queries
from counter_app.store.profile import Profile
from counter_app.sync.bundle_down import Taken
from counter_app.sync.bundle_in import Imported, import_bundle
from counter_app.sync.bundle_out import Exported, export_down, export_up

PEOPLE = {letter: person_id(index) for index, letter in enumerate("abc")}


def export(window: Window, path: Path) -> Exported:
    return export_up(window.workplace.store, path)


def export_for(window: Window, path: Path, place: str) -> Exported:
    return export_down(window.workplace.store, path, place, transport=window.line)


def bring(window: Window, path: Path) -> Imported:
    place = window.workplace
    return import_bundle(
        place.store,
        path,
        admit=lambda people: place.keyring.admit(people, place._data_key),
        transport=window.line,
    )


def take_home(window: Window, relayed: Imported) -> Taken:
    assert relayed.answer is not None
    taken = bring(window, Path(relayed.answer)).taken
    assert taken is not None
    return taken


def why(window: Window, path: Path) -> str:
    """The reason why an import is refused; nothing may have changed then."""
    before = window.workplace.store.head
    with pytest.raises(CounterError) as caught:
        bring(window, path)
    assert window.workplace.store.head == before
    return getattr(caught.value, "reason", "") or caught.value.message


def agree(hall: Hall, *windows: Window) -> None:
    """Everything is everywhere where it belongs."""
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        place = window.workplace.store.identity.place
        assert window.unsent == 0
        assert window.digest == verdict.places.get(place, "0" * 64)


def names(window: Window) -> list[str]:
    return sorted(each.applicant for each in queries.cases(window.workplace.store))


def backed_up(hall: Hall, window: Window, folder: Path) -> Path:
    """A backup of a window that stays open."""
    place = window.workplace
    folder.mkdir(exist_ok=True)
    backup.back_up(place.profile, place._data_key, folder / "b", place.store.now_ms())
    return folder / "b"


def restored(hall: Hall, file: Path, name: str) -> Window:
    profile = Profile(hall.folder / name)
    with profile.lock():
        backup.restore(file, profile)
    return hall.open(profile.root)


def devices(hall: Hall) -> dict[str, str]:
    with hall.rig.opened() as database:
        return {each.id: each.stopped for each in all_devices(database)}


def image_of(hall: Hall, window: Window) -> Path:
    """The profile as a disk image keeps it; the window is opened again by the caller."""
    root = window.workplace.profile.root
    hall.close(window)
    return hall.copy(root)
