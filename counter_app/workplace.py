"""Composition root without a window: an opened profile with everything wired together.

The command line, the demo and the window all work on a :class:`Workplace`. Importing this
module loads the database stack; the sign-in page is shown before that happens (app.py).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.errors import Trouble
from counter_app.models.stamp import Actor
from counter_app.protocol.ledgers import numbered
from counter_app.store import storage_limits
from counter_app.store.catalogue import Catalogue, load_catalogue
from counter_app.store.keyring import Keyring, KeyringFile
from counter_app.store.local_settings import LocalSettings
from counter_app.store.profile import Profile
from counter_app.store.profile_lock import ProfileLock
from counter_app.store.store import Store, wall_ms
from counter_app.sync.attachments import FILES_FOR_S
from counter_app.sync.exchange import SyncResult, sync_once
from counter_app.sync.line import Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from counter_app.desk.attachments import Attaching
    from counter_app.documents.paper import Paper
    from counter_app.models.case import Attachment, CaseState
    from counter_app.models.rating_state import RatingState
    from counter_app.sync.bundle_in import Imported
    from counter_app.sync.bundle_out import Exported


class Workplace:
    """One signed-in person on one profile. Close it to let others use the profile."""

    def __init__(
        self, profile: Profile, lock: ProfileLock, store: Store, work_no: str, data_key: bytes
    ) -> None:
        self.profile = profile
        self.store = store
        self.settings = LocalSettings(profile.settings)
        self.keyring = Keyring(profile.keyring, profile.attempts)
        storage_limits.apply(self.settings, store)
        self._lock = lock
        self._data_key = data_key
        self._syncing = threading.Lock()
        self._line: Line | None = None
        self._catalogue: Catalogue | None = None
        self._catalogue_of = -1  # edition held here when it was read
        self.desk = Desk(store, self._actor(work_no), self.catalogue, self.make_paper)

    @classmethod
    def open(
        cls,
        root: Path,
        work_no: str | None,
        password: str,
        *,
        now_ms: Callable[[], int] = wall_ms,
    ) -> Workplace:
        """Sign in on a profile. ``work_no`` None: whoever signed in last.

        Raises the errors of :meth:`Keyring.unlock`, and :class:`Trouble` when another
        process holds the profile.
        """
        profile, lock, who, data_key = _enter(root, work_no, password)
        try:
            store = Store.open(profile.database, data_key, now_ms)
            # left by an enrolment that was cut at its very end: the keyring is the door now
            profile.enrolling.unlink(missing_ok=True)
            return cls(profile, lock, store, who, data_key)
        except BaseException:
            lock.release()
            raise

    def catalogue(self) -> Catalogue:
        """Reference data of the newest edition held here, decoded once."""
        held = self.store.head.edition
        # Lower ones count too: a county that was restored takes back what it has lost.
        if self._catalogue is None or self._catalogue_of != held:
            with self.store.read() as connection:
                self._catalogue = load_catalogue(connection)
            self._catalogue_of = held
        return self._catalogue

    def make_paper(self, request: PaperRequest) -> MadePaper:
        """A frozen document, made by the room that knows how."""
        from counter_app.papers import make_paper

        return make_paper(request, self.catalogue(), self.store.identity)

    def volume(self, state: CaseState, file_no: str) -> Paper:
        """What lies in the file of a case (卷内目录)."""
        from counter_app.papers import make_volume

        who, now = self.desk.actor, self.store.now_ms()
        return make_volume(self.catalogue(), self.store.identity, who, state, file_no, now)

    def advise(self, code: str, answers: Mapping[str, str], size: str) -> Paper:
        """What to tell somebody about an item before there is a case (一次性告知单)."""
        from counter_app.papers import make_advice

        who, now = self.desk.actor, self.store.now_ms()
        return make_advice(self.catalogue(), self.store.identity, who, code, answers, size, now)

    def sync(
        self,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        files_for_s: float | None = FILES_FOR_S,
    ) -> SyncResult:
        """One exchange with the county. Two at once would only wait for each other.

        ``files_for_s``: how long attachments are sent, None = until all are there.
        """
        with self._syncing:
            try:
                return sync_once(
                    self.store,
                    admit=lambda people: self.keyring.admit(people, self._data_key),
                    cancelled=cancelled,
                    line=self._kept_line(),
                    files_for_s=files_for_s,
                )
            finally:
                self.follow_move()

    def follow_move(self) -> None:
        """The person works where the device stands, also after the county moved it."""
        here, actor = self.store.identity, self.desk.actor
        if (actor.place, actor.window) != (here.place, here.window):
            self.desk.actor = replace(actor, place=here.place, window=here.window)

    def attach(
        self,
        number: str,
        source: Path | bytes,
        *,
        name: str = "",
        material: str = "",
        note: str = "",
    ) -> Attaching:
        """Put a scan or photo to a line. Blocking; see :func:`desk.attachments.attach`."""
        from counter_app.desk.attachments import attach
        from counter_app.documents.scans import squeeze

        return attach(self.desk, number, source, squeeze, name=name, material=material, note=note)

    def export_ledger(self, name: str, path: Path, *, masked: bool = True) -> int:
        """Write a ledger (``help``, ``policy`` …): .pdf as sheets on their side, else a
        spreadsheet; returns the number of lines. Blocking."""
        from counter_app.ledger_files import export_ledger

        return export_ledger(self.desk, name, path, masked=masked)

    def export_ratings(
        self,
        path: Path,
        *,
        since_ms: int = 0,
        until_ms: int | None = None,
        takes: Callable[[RatingState], bool] = lambda state: True,
    ) -> int:
        """Write the ratings of a time: .pdf as sheets on their side, else a spreadsheet; returns
        the number of lines. Blocking."""
        from counter_app.rating_papers import write_ratings

        return write_ratings(self.desk, path, since_ms=since_ms, until_ms=until_ms, takes=takes)

    def print_window_cards(self, path: Path, size: str, place: str = "", window: int = 0) -> int:
        """Write the cards with the windows' own codes as PDF; returns how many. Blocking.

        ``size``: a value of ``CardSize``; ``place`` "" = this one, ``window`` 0 = all.
        """
        from counter_app.models.window_card import CardSize
        from counter_app.window_cards import write_cards

        return write_cards(self.desk, path, CardSize(size), place, window)

    def fetch_attachment(
        self,
        number: str,
        attachment: Attachment,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> bytes:
        """The bytes of an attachment, from the county where they are not here. Blocking."""
        from counter_app.sync.attachments import fetch

        subject = numbered(number).subject(number)
        return fetch(self.store, attachment, subject, cancelled=cancelled)

    def export_bundle(self, path: Path, place: str = "", *, attachments: bool = True) -> Exported:
        """Write a USB bundle: what this device owes, or what the county holds for a place."""
        from counter_app.sync.bundle_out import export_down, export_up

        if place:
            return export_down(self.store, path, place)
        standing = self.store.standing
        # What goes on as another device is not written down halfway between the two.
        with self._syncing if standing.restored or standing.unsettled else nullcontext():
            return export_up(self.store, path, attachments=attachments)

    def import_bundle(self, path: Path) -> Imported:
        """Take in a USB bundle of either kind; never beside an exchange by line."""
        from counter_app.sync.bundle_in import import_bundle

        with self._syncing:
            return import_bundle(
                self.store,
                path,
                admit=lambda people: self.keyring.admit(people, self._data_key),
            )

    def _kept_line(self) -> Line:
        """The connection that stays open from one exchange to the next."""
        identity = self.store.identity
        if self._line is None or self._line.identity != identity:
            if self._line is not None:
                self._line.close()
            self._line = Line(identity, drift_ms=self.store.head.drift_ms)
        return self._line

    def change_password(self, old: str, new: str) -> None:
        """Another password for whoever is signed in, on this machine. Blocking."""
        self.keyring.change_password(self.desk.actor.work_no, old, new)

    def hang_up(self) -> None:
        """Let go of the connection that was kept open: it may lead nowhere now."""
        with self._syncing:
            if self._line is not None:
                self._line.close()
                self._line = None

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
        self.store.close()
        self._lock.release()

    def __enter__(self) -> Workplace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _actor(self, work_no: str) -> Actor:
        person = self.catalogue().staff.get(work_no)
        if person is None or not person.active:
            raise Trouble(f"工号 {work_no} 已停用或未下发", hint="请联网同步或联系县平台")
        identity = self.store.identity
        return Actor(
            work_no=work_no,
            name=person.name,
            place=identity.place,
            window=identity.window,
            roles=frozenset(role.value for role in person.roles),
        )


@contextmanager
def opened_store(root: Path, work_no: str | None, password: str) -> Iterator[tuple[Profile, Store]]:
    """Only the database, for whoever examines it: it may be too damaged to work with.

    Raises the same errors as :meth:`Workplace.open`.
    """
    profile, lock, _, data_key = _enter(root, work_no, password)
    try:
        store = Store.open(profile.database, data_key)
        try:
            yield profile, store
        finally:
            store.close()
    finally:
        lock.release()


@contextmanager
def unlocked(root: Path, work_no: str | None, password: str) -> Iterator[tuple[Profile, bytes]]:
    """The profile, held, and the key of its data: for copying it as it lies there.

    Raises the same errors as :meth:`Workplace.open`.
    """
    profile, lock, _, data_key = _enter(root, work_no, password)
    with lock:
        yield profile, data_key


def _enter(
    root: Path, work_no: str | None, password: str
) -> tuple[Profile, ProfileLock, str, bytes]:
    """The profile, held; who it is, and the key of the data."""
    profile = Profile(root)
    keyring = Keyring(profile.keyring, profile.attempts)
    # Read before anything is locked: a folder that is no profile stays as it is.
    ring = keyring.read()
    who = work_no or default_person(ring)
    lock = profile.lock()
    try:
        return profile, lock, who, keyring.unlock(who, password)
    except BaseException:
        lock.release()
        raise


def default_person(ring: KeyringFile) -> str:
    """Whoever signed in last, or the only person there is."""
    if ring.last:
        return ring.last
    if len(ring.people) == 1:
        return next(iter(ring.people))
    raise Trouble("请用 --staff 指明工号", hint="可用工号：" + "、".join(sorted(ring.people)[:10]))
