"""Real counters on one real county, in one process: enrolled profiles, a line that can be bad.

``BadLine`` stands in place of the network under ``sync_once``: requests really go to the
server, and what a bad line does to them is done on purpose (lost answers, lost requests,
things that happen while a request is under way).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from county_rig import COUNTY, TOWN, VILLAGE, CountyRig

from counter_app.county.serve import ServerThread
from counter_app.county.verify import Verdict, verify
from counter_app.desk import intake
from counter_app.desk.intake_check import Intake, IntakeMaterial, IntakeParty, check_intake
from counter_app.models.case import CaseState
from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol
from counter_app.sync.exchange import SyncResult, sync_once
from counter_app.workplace import Workplace

#: 高龄津贴申领 of the towns: an item that a village and a town meet every week.
ITEM = "11421321MB9026282R5000511004000"
OTHER_TOWN = "421321102000"

__all__ = ["COUNTY", "ITEM", "OTHER_TOWN", "TOWN", "VILLAGE", "BadLine", "Hall", "Window"]


class BadLine(httpx.BaseTransport):
    """The network, with faults. Each of ``faults`` is asked once for the next request.

    A fault gets the request and a function that really sends it; it returns the response or
    raises what the network would raise.
    """

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        self.faults: list[Callable[[httpx.Request, Callable[[], httpx.Response]], httpx.Response]]
        self.faults = []
        self.sent: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.sent.append(f"{request.method} {request.url.path}")

        def really() -> httpx.Response:
            # Over a connection of its own: a kept one would share what a fault does to it.
            with httpx.Client(transport=httpx.HTTPTransport()) as http:
                return http.send(
                    httpx.Request(
                        request.method, request.url, headers=request.headers, content=request.read()
                    )
                )

        answer = self.faults.pop(0)(request, really) if self.faults else really()
        headers = [(k, v) for k, v in answer.headers.items() if k.lower() != "content-encoding"]
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)


def lose_request(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
    """The line goes dead before anything arrives."""
    raise httpx.ConnectError("lost")


def lose_answer(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
    """The county did it; nobody hears of it."""
    send()
    raise httpx.ReadError("lost")


def pass_on(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
    """Nothing goes wrong this time."""
    return send()


@dataclass
class Window:
    """One signed-in person at one window."""

    workplace: Workplace
    line: BadLine = field(default_factory=BadLine)

    def take_in(
        self,
        id_number: str = "421321199001010015",
        name: str = "王建国",
        *,
        outcome: intake.Outcome = intake.RECEIVE_ONLY,
        papers: bool = False,
    ) -> CaseState:
        """A case as the intake page saves it."""
        desk = self.workplace.desk
        wish = Intake(
            item_code=ITEM,
            applicant=IntakeParty(name=name, id_number=id_number, phone="13800000000"),
            materials=(IntakeMaterial(name="居民身份证", form="original"),),
        )
        checked, problems = check_intake(wish, desk.catalogue(), desk.today, whole_form=False)
        assert checked is not None, problems
        return intake.take_in(desk, checked, outcome, papers=papers).state

    def sync(self) -> SyncResult:
        """Over the bad line."""
        place = self.workplace
        return sync_once(
            place.store,
            admit=lambda people: place.keyring.admit(people, place._data_key),
            transport=self.line,
        )

    @property
    def unsent(self) -> int:
        return self.workplace.store.head.unsent

    @property
    def digest(self) -> str:
        return self.workplace.store.head.digest.hex()


class Hall:
    """A county with its server, and windows that can be opened at its places."""

    def __init__(self, rig: CountyRig, folder: Path) -> None:
        self.rig = rig
        self.folder = folder
        self.server: ServerThread | None = None
        self._windows: list[Window] = []
        self._profiles = 0

    @property
    def url(self) -> str:
        """Where the county answers."""
        assert self.server is not None
        return self.server.url

    def enrol(self, place: str = TOWN) -> Path:
        """A new profile at this place; returns its folder."""
        self._profiles += 1
        root = self.folder / f"profile-{self._profiles}"
        enrol(Profile(root), self.url, self.rig.enrol_code(place))
        return root

    def open(self, root: Path) -> Window:
        """Sign the place's clerk in."""
        people = [person for person in self.rig.staff if "intake" in person.roles]
        from counter_app.store.keyring import Keyring

        profile = Profile(root)
        known = Keyring(profile.keyring, profile.attempts).read().people
        person = next(each for each in people if each.work_no in known)
        window = Window(Workplace.open(root, person.work_no, person.password))
        self._windows.append(window)
        return window

    def window(self, place: str = TOWN) -> Window:
        """A newly enrolled window with its clerk."""
        return self.open(self.enrol(place))

    def close(self, window: Window) -> None:
        self._windows.remove(window)
        window.workplace.close()

    def copy(self, root: Path) -> Path:
        """The profile's folder as a disk image would keep it; the profile must be closed."""
        self._profiles += 1
        made = self.folder / f"profile-{self._profiles}"
        shutil.copytree(root, made)
        return made

    def verify(self) -> Verdict:
        with self.rig.opened() as database:
            return verify(database)

    def close_all(self) -> None:
        for window in self._windows:
            window.workplace.close()
        self._windows = []


@contextmanager
def opened_hall(folder: Path) -> Iterator[Hall]:
    """A sample county that serves until the block is left."""
    hall = Hall(CountyRig.sample(folder), folder)
    with hall.rig.serve() as server:
        hall.server = server
        try:
            yield hall
        finally:
            hall.close_all()
