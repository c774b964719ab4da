"""Sticks and lines in any order: nothing lost, nothing twice, everybody equal in the end.

``COUNTER_BUNDLE_RUNS`` sets how many random histories are tried (CI: a few).
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from county_rig import CountyRig, NoPostgres, start_postgres
from sync_rig import TOWN, VILLAGE, Hall, Window, lose_answer, lose_request

from counter_app.county import admin
from counter_app.county.database import Database
from counter_app.county.server import wall_ms
from counter_app.desk import cases
from counter_app.errors import CounterError
from counter_app.models.acts.case import Forwarded, Withdrawn
from counter_app.protocol.bundle import BundleFault
from counter_app.store import queries
from counter_app.sync.bundle_in import import_bundle
from counter_app.sync.bundle_out import export_down, export_up

RUNS = int(os.environ.get("COUNTER_BUNDLE_RUNS", "2"))
SEED = int(os.environ.get("COUNTER_SEED", "20261126"))
STEPS = 60

pytestmark = pytest.mark.slow


class Play:
    """Two village windows and a town, a stick full of files, and chance."""

    def __init__(self, hall: Hall, stick: Path, chance: random.Random) -> None:
        self.hall, self.stick, self.chance = hall, stick, chance
        self.villages = [hall.window(VILLAGE), hall.window(VILLAGE)]
        self.town = hall.window(TOWN)
        self.everybody = [*self.villages, self.town]
        self.taken_in = 0
        self.done: dict[str, int] = {}

    def step(self) -> None:
        acts = (
            self.take_in, self.take_in, self.act, self.export, self.export, self.fetch,
            self.bring, self.bring, self.bring, self.bring, self.cut, self.line, self.town_line,
        )  # fmt: skip
        chosen = self.chance.choice(acts)
        self.done[chosen.__name__] = self.done.get(chosen.__name__, 0) + 1
        chosen()

    def take_in(self) -> None:
        self.chance.choice(self.everybody).take_in()
        self.taken_in += 1

    def act(self) -> None:
        """Something happens to a case, perhaps at two places at once."""
        window = self.chance.choice(self.everybody)
        known = queries.cases(window.workplace.store)
        if not known:
            return
        number = self.chance.choice(known).number
        acts = (Withdrawn(reason="不办了"), *[Forwarded(TOWN, purpose="report")] * 3)
        act = self.chance.choice(acts)
        try:
            cases.carry_out(window.workplace.desk, number, act)
        except CounterError:
            return  # the rules say no, which is theirs to say

    def export(self) -> None:
        window = self.chance.choice(self.villages)
        export_up(window.workplace.store, self.stick / f"{self.chance.randrange(10**9)}.sync")

    def fetch(self) -> None:
        path = self.stick / f"{self.chance.randrange(10**9)}.sync"
        export_down(self.town.workplace.store, path, VILLAGE, transport=self.town.line)

    def bring(self) -> None:
        files = sorted(self.stick.iterdir())
        if files:
            self.carry(self.chance.choice(self.everybody), self.chance.choice(files))

    def carry(self, window: Window, path: Path) -> None:
        place = window.workplace
        if self.chance.random() < 0.2:
            window.line.faults = [self.chance.choice((lose_request, lose_answer))]
        before = place.store.head
        try:
            import_bundle(place.store, path, transport=window.line)
        except CounterError:
            # Not for this one, cut, its own: each of these leaves everything as it was.
            assert place.store.head == before
        window.line.faults = []

    def cut(self) -> None:
        files = sorted(self.stick.iterdir())
        if not files:
            return
        data = self.chance.choice(files).read_bytes()
        path = self.stick / "cut.sync"
        path.write_bytes(data[: self.chance.randrange(len(data))])
        window = self.chance.choice(self.everybody)
        with pytest.raises(BundleFault):
            import_bundle(window.workplace.store, path, transport=window.line)
        path.unlink()

    def line(self) -> None:
        self.chance.choice(self.everybody).sync()

    def town_line(self) -> None:
        self.town.sync()

    def settle(self) -> None:
        """The stick goes round until nobody owes anything; the villages never touch a line."""
        for turn in range(3):
            self.town.sync()
            for index, village in enumerate(self.villages):
                up = self.stick / f"last-{turn}-{index}.sync"
                export_up(village.workplace.store, up)
                place = self.town.workplace
                answer = import_bundle(place.store, up, transport=self.town.line).answer
                assert answer is not None
                taken = import_bundle(village.workplace.store, Path(answer)).taken
                assert taken is not None
                assert not taken.ahead
        back = self.stick / "last.sync"
        export_down(self.town.workplace.store, back, VILLAGE, transport=self.town.line)
        for village in self.villages:
            taken = import_bundle(village.workplace.store, back).taken
            assert taken is not None
            assert (taken.unsent, taken.agreed, taken.ahead) == (0, True, False)
        assert self.town.sync().agreed

    def check(self) -> None:
        verdict = self.hall.verify()
        assert verdict.ok, verdict.findings
        assert verdict.cases == self.taken_in
        for window in self.everybody:
            place = window.workplace.store.identity.place
            assert window.unsent == 0
            assert window.digest == verdict.places.get(place, "0" * 64)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    if request.param == "sqlite":
        rig = CountyRig.sample(tmp_path)
        yield from served(Hall(rig, tmp_path))
        return
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        url = server.fresh_database()
        database = Database.open(url, create=True)
        people = admin.init(database, wall_ms(), sample=True).staff
        database.close()
        yield from served(Hall(CountyRig(url, people), tmp_path))
    finally:
        server.stop()


def served(hall: Hall) -> Iterator[Hall]:
    with hall.rig.serve() as server:
        hall.server = server
        try:
            yield hall
        finally:
            hall.close_all()


def test_any_history_of_sticks_and_lines_converges(hall: Hall, tmp_path: Path) -> None:
    total = 0
    for run in range(RUNS):
        stick = tmp_path / f"stick-{run}"
        stick.mkdir()
        play = Play(hall, stick, random.Random(SEED + run))
        play.taken_in = total
        for _ in range(STEPS):
            play.step()
        play.settle()
        play.check()
        total = play.taken_in
        print(f"\nrun {run}: {play.done}")
        hall.close_all()
