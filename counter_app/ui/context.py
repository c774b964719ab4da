"""What every page holds: the workplace, the task runner, and the way to other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from counter_app.ui.citizen.port import CitizenPort, NoCitizen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from counter_app.desk.attachments import Attaching
    from counter_app.desk.desk import Desk
    from counter_app.documents.paper import Paper
    from counter_app.models.case import Attachment, CaseState
    from counter_app.models.changes import Changes
    from counter_app.models.rating_state import RatingState
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.local_settings import LocalSettings
    from counter_app.store.store import Store
    from counter_app.sync.bundle_in import Imported
    from counter_app.sync.bundle_out import Exported
    from counter_app.sync.exchange import SyncResult
    from counter_app.ui.device_desk import DeviceDesk
    from counter_app.ui.look import Look
    from counter_app.ui.tasks import Tasks


class Workplace(Protocol):
    """A signed-in person on an opened profile (counter_app/workplace.py)."""

    store: Store
    desk: Desk
    settings: LocalSettings

    def catalogue(self) -> Catalogue:
        """Reference data of the newest edition held here."""

    def hang_up(self) -> None: ...

    def sync(self, cancelled: Callable[[], bool] = ...) -> SyncResult:
        """One exchange with the county; blocking."""

    def export_bundle(self, path: Path, place: str = "", *, attachments: bool = ...) -> Exported:
        """Write a USB bundle; blocking."""

    def import_bundle(self, path: Path) -> Imported:
        """Take in a USB bundle; blocking."""

    def attach(
        self, number: str, source: Path | bytes, *, name: str = ..., material: str = ...
    ) -> Attaching:
        """Put a scan or photo to a case or another line; blocking."""

    def export_ledger(self, name: str, path: Path, *, masked: bool = ...) -> int:
        """Write a ledger as .xlsx or .pdf; blocking."""

    def export_ratings(
        self,
        path: Path,
        *,
        since_ms: int = ...,
        until_ms: int | None = ...,
        takes: Callable[[RatingState], bool] = ...,
    ) -> int:
        """Write the ratings of a time as .xlsx or .pdf; blocking."""

    def print_window_cards(self, path: Path, size: str, place: str = ..., window: int = ...) -> int:
        """Write the cards with the windows' own codes as PDF; blocking."""

    def fetch_attachment(self, number: str, attachment: Attachment) -> bytes:
        """An attachment, from the county where it is not here; blocking."""

    def volume(self, state: CaseState, file_no: str) -> Paper:
        """What lies in the file of a case; blocking."""

    def advise(self, code: str, answers: Mapping[str, str], size: str) -> Paper:
        """What to tell somebody about an item before there is a case; blocking."""

    def change_password(self, old: str, new: str) -> None:
        """Lock the person's key by another password; blocking."""

    def close(self) -> None:
        """Give the profile back."""


def _knows_none(page_id: str) -> bool:
    return False


def _stay_as_you_are(look: Look) -> None:
    return None


@dataclass
class Counter:
    """Handed to every page. Pages never reach for the main window or for each other.

    ``go(page_id, **params)`` opens another page; ``notify(kind, text, …)`` shows the notice
    bar (kind: info, success, warning, error); ``changed`` tells every page what is new.
    ``citizen`` is the second screen, also where there is none.
    """

    workplace: Workplace
    tasks: Tasks
    go: Callable[..., Any]
    notify: Callable[..., Any]
    changed: Callable[[Changes], None]
    citizen: CitizenPort = field(default_factory=NoCitizen)
    #: what is plugged in at this window; None where nothing is watched
    devices: DeviceDesk | None = None
    #: whether there is a page of this id for this person
    knows: Callable[[str], bool] = _knows_none
    #: put on another look now
    wear: Callable[[Look], None] = _stay_as_you_are

    @property
    def desk(self) -> Desk:
        return self.workplace.desk

    @property
    def store(self) -> Store:
        return self.workplace.store

    @property
    def settings(self) -> LocalSettings:
        """What was chosen for this PC: look, printers, devices."""
        return self.workplace.settings
