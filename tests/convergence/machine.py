"""Random counters, random lines, one county, all of it the real code (see test_machine.py)."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from convergence import ratings, truth
from convergence.county_line import PLACES, CountyLine, publish
from convergence.devices import MATTER, Counter, Fact, new_folder
from convergence.faults import Fault, Network, Planned
from county_rig import NOW_MS
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import insert

from counter_app.county.devices import revoke
from counter_app.county.editions import following, newest
from counter_app.county.moving import move
from counter_app.errors import BadInput, CounterError, Refused, Trouble
from counter_app.models.tables import county as county_tables
from counter_app.store.standing import MayNotRecord
from counter_app.sync.bundle_in import import_bundle
from counter_app.sync.bundle_out import export_down, export_up
from counter_app.sync.exchange import SyncResult, sync_once
from counter_app.sync.line import Rejected

MOST_DEVICES = 6
#: Copied disks of counters and a restored county in one course too.
EVERYTHING = os.environ.get("COUNTER_MACHINE_ALL", "") == "1"
MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS
YEAR_MS = 365 * DAY_MS
#: Rounds in which everybody syncs once: more means that it does not come to rest.
ROUNDS = 8

jumps = st.one_of(
    st.integers(-5 * MINUTE_MS, 5 * MINUTE_MS),
    st.integers(-40, 40).map(lambda days: days * DAY_MS),
    st.integers(-10, 10).map(lambda years: years * YEAR_MS),
)
#: How the program says no; nothing is recorded then.
SAYS_NO = (Refused, BadInput, MayNotRecord)
who = st.integers(0, MOST_DEVICES - 1)
#: … or nobody
carriers = st.integers(0, 2 * MOST_DEVICES - 1)
small = st.integers(0, 39)
dies = st.one_of(st.just(0), st.just(0), st.integers(1, 60))
#: a case, what to try first, another place, with papers or without
wishes = st.tuples(small, small, small, st.booleans())
faults = st.tuples(st.sampled_from(list(Fault)), st.integers(1, 39))
plans = st.lists(faults, max_size=4)


class Convergence(RuleBasedStateMachine):
    """Devices of four places work, sync over bad lines, die and start again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = new_folder()
        self.county = CountyLine(self.folder)
        self.network = Network(self.county)
        self.now_ms = NOW_MS
        self.counters: list[Counter] = []
        self.editions = 1
        self.matters = 0
        self.destroyed: set[Fact] = set()
        self.arrived: set[Fact] = set()
        self.stick = self.folder / "stick"
        self.stick.mkdir()
        self.backups: list[tuple[Path, list[tuple[object, ...]]]] = []
        self.restored = False
        self.disks = self.county_disk = False

    # ------------------------------------------------------------ the county and its counters

    @initialize(
        places=st.lists(st.integers(0, len(PLACES) - 1), min_size=2, max_size=4),
        disks=st.booleans(),
    )
    def begin(self, places: list[int], disks: bool = True) -> None:
        """``disks``: whose disks are copied and put back in this course, counters' or county's.

        Both in one course are tried with ``COUNTER_MACHINE_ALL=1`` only: an act that neither of
        the disks that are left has cannot come back, and what is left to guarantee then is not
        known exactly enough to be asserted.
        """
        self.disks, self.county_disk = disks or EVERYTHING, not disks or EVERYTHING
        for place in places:
            self._open_counter(place)

    @precondition(lambda self: len(self.counters) < MOST_DEVICES)
    @rule(place=st.integers(0, len(PLACES) - 1))
    def open_counter(self, place: int) -> None:
        """One more device is set up in the middle of everything."""
        self._open_counter(place)

    def _open_counter(self, place: int) -> None:
        folder = self.folder / str(len(self.counters))
        self.counters.append(
            Counter.enrolled(folder, self.county, PLACES[place], lambda: self.now_ms)
        )

    def _counter(self, which: int) -> Counter:
        self.now_ms += 1000
        return self.counters[which % len(self.counters)]

    # ------------------------------------------------------------ work

    @rule(which=who, instant=st.booleans(), papers=st.booleans(), dies=dies)
    def receive(self, which: int, instant: bool, papers: bool, dies: int) -> None:
        counter = self._counter(which)
        self._receive(counter, instant, papers, dies)

    def _receive(self, counter: Counter, instant: bool, papers: bool, dies: int = 0) -> None:
        self.matters += 1
        with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
            counter.receive(f"{MATTER}{self.matters}", instant, papers)

    @rule(which=who, acts=st.lists(wishes, min_size=1, max_size=4), dies=dies)
    def work(self, which: int, acts: list[tuple[int, int, int, bool]], dies: int) -> None:
        """The clerk carries on with cases that are here."""
        counter = self._counter(which)
        numbers = counter.case_numbers()
        if numbers:
            with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
                for case, wish, place, papers in acts:
                    counter.act(numbers[case % len(numbers)], wish, _place(place), papers)

    @rule(which=who, at_once=st.booleans(), dies=dies)
    def help(self, which: int, at_once: bool, dies: int) -> None:
        """Somebody is helped at a counter, perhaps in one go."""
        counter = self._counter(which)
        self.matters += 1
        with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
            counter.help(f"{MATTER}{self.matters}", at_once)

    @rule(which=who, line=small, acts=st.lists(small, min_size=1, max_size=4), place=small)
    def go_on_helping(self, which: int, line: int, acts: list[int], place: int) -> None:
        """Any helper who has the line here carries it on."""
        counter = self._counter(which)
        numbers = counter.line_numbers("help")
        if numbers:
            with counter.recording(), suppress(*SAYS_NO):
                for wish in acts:
                    counter.go_on_helping(numbers[line % len(numbers)], wish, _place(place))

    @rule(which=who, at_once=st.booleans(), dies=dies)
    def ask_policy(self, which: int, at_once: bool, dies: int) -> None:
        """An enterprise asks about a policy, and is perhaps answered at once."""
        counter = self._counter(which)
        self.matters += 1
        with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
            counter.ask_policy(f"{MATTER}{self.matters}", at_once)

    @rule(which=who, line=small, acts=st.lists(small, min_size=1, max_size=4), place=small)
    def go_on_advising(self, which: int, line: int, acts: list[int], place: int) -> None:
        """Whoever has the question here carries it on, also at the place it went to."""
        counter = self._counter(which)
        numbers = counter.line_numbers("policy")
        if numbers:
            with counter.recording(), suppress(*SAYS_NO):
                for wish in acts:
                    counter.go_on_advising(numbers[line % len(numbers)], wish, _place(place))

    @rule(which=who, at_once=st.booleans(), dies=dies)
    def report_trouble(self, which: int, at_once: bool, dies: int) -> None:
        """Somebody could not get something done, and it is perhaps settled at once."""
        counter = self._counter(which)
        self.matters += 1
        with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
            counter.report_trouble(f"{MATTER}{self.matters}", at_once)

    @rule(which=who, line=small, acts=st.lists(small, min_size=1, max_size=4), place=small)
    def go_on_with_trouble(self, which: int, line: int, acts: list[int], place: int) -> None:
        """Whoever has the matter here carries it on, also where it was given to."""
        counter = self._counter(which)
        numbers = counter.line_numbers("trouble")
        if numbers:
            with counter.recording(), suppress(*SAYS_NO):
                for wish in acts:
                    counter.go_on_with_trouble(numbers[line % len(numbers)], wish, _place(place))

    @rule(which=who, other=who, case=small, grade=small, stage=small, dies=dies)
    def rate(self, which: int, other: int, case: int, grade: int, stage: int, dies: int) -> None:
        """Somebody rates a case at one counter; elsewhere the same stage is rated too, perhaps
        at another place that does not have the case."""
        first, second = self._counter(which), self._counter(other)
        numbers = first.case_numbers()
        if not numbers:
            return
        number = numbers[case % len(numbers)]
        with first.recording(), first.may_die(dies), suppress(*SAYS_NO):
            ratings.rate_case(first, number, grade, stage)
        with second.recording(), suppress(*SAYS_NO):
            ratings.rate_case(second, number, grade + 1, stage)

    @rule(which=who, case=small, grade=small)
    def rate_by_phone(self, which: int, case: int, grade: int) -> None:
        """Somebody rates his case on the county's own page, whether it knows the case or not."""
        counter = self._counter(which)
        numbers = counter.case_numbers()
        if numbers:
            ratings.rate_by_phone(self.county, counter, numbers[case % len(numbers)], grade)

    @rule(which=who, grade=small, row=small)
    def rate_window(self, which: int, grade: int, row: int) -> None:
        counter = self._counter(which)
        self.matters += 1
        with counter.recording(), suppress(*SAYS_NO):
            ratings.rate_window(counter, f"{MATTER}{self.matters}", grade, row)

    @rule(
        which=who, line=small, acts=st.lists(small, min_size=1, max_size=5), place=small, dies=dies
    )
    def rectify(self, which: int, line: int, acts: list[int], place: int, dies: int) -> None:
        """Anybody whom the rules let sees to a rating that is here."""
        counter = self._counter(which)
        numbers = counter.line_numbers("rating")
        if numbers:
            with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
                for wish in acts:
                    ratings.go_on(counter, numbers[line % len(numbers)], wish, _place(place))

    @rule(which=who, other=who, case=small, kind=small, place=small)
    def strange(self, which: int, other: int, case: int, kind: int, place: int) -> None:
        """Entries that do not fit or that nobody can read, also about cases of others."""
        numbers = self._counter(other).case_numbers()
        if numbers:
            counter = self._counter(which)
            with counter.recording(), suppress(*SAYS_NO):
                counter.strange(kind, numbers[case % len(numbers)], _place(place))

    @rule(which=who, task=small, choice=small, dies=dies)
    def settle(self, which: int, task: int, choice: int, dies: int) -> None:
        """Somebody decides about an act that did not fit, or about a possible duplicate."""
        counter = self._counter(which)
        with counter.recording(), counter.may_die(dies), suppress(*SAYS_NO):
            counter.settle(task, choice)

    # ------------------------------------------------------------ lines

    @rule(which=who, plan=plans, dies=dies)
    def sync(self, which: int, plan: list[Planned], dies: int) -> None:
        counter = self._counter(which)
        with counter.may_die(dies), suppress(Trouble):
            self._sync(counter, plan)

    @rule(which=who)
    def sync_well(self, which: int) -> None:
        """With a good line nothing may go wrong, whatever went before."""
        counter = self._counter(which)
        result = self._sync(counter, [])
        assert counter.store.head.unsent == 0
        assert result is None or result.unsent == 0

    # ------------------------------------------------------------ disks that are put back

    @precondition(lambda self: self.disks)
    @rule(which=who)
    def image(self, which: int) -> None:
        """Somebody keeps an image of a disk, or makes a backup."""
        counter = self._counter(which)
        if counter.copyable:
            counter.image()

    @precondition(lambda self: self.disks)
    @rule(which=who, image=small, declared=st.booleans(), carrier=carriers)
    def put_back(self, which: int, image: int, declared: bool, carrier: int = MOST_DEVICES) -> None:
        """A disk is overwritten with an old image, and work goes on from there."""
        counter = self._counter(which)
        if not counter.images:
            return
        # A restore takes longer than a request lives (five minutes).
        self.network.held.clear()
        gone = counter.put_back(image, declared=declared)
        facts, former = truth.facts_at(self.county)
        elsewhere = {fact for fact in gone if truth.as_recorded(fact, former) in set(facts)}
        elsewhere |= {fact for other in self.counters for fact in other.facts}
        self.destroyed |= gone - elsewhere
        # What did reach the county is not lost, whoever remembers it.
        self.arrived |= gone & elsewhere
        self._ask_by_stick(counter, carrier)
        self._receive(counter, False, False)

    @precondition(lambda self: self.disks and len(self.counters) < MOST_DEVICES)
    @rule(which=who, declared=st.booleans(), carrier=carriers)
    def clone(self, which: int, declared: bool, carrier: int = MOST_DEVICES) -> None:
        """Another machine goes on from a copy of this one's disk."""
        counter = self._counter(which)
        if not counter.copyable:
            return
        twin = counter.clone(self.folder / str(len(self.counters)), declared=declared)
        self.counters.append(twin)
        self._ask_by_stick(twin, carrier)
        for each in (counter, twin):
            self._receive(each, False, False)

    # ------------------------------------------------------------ what the county decides

    @rule(which=who, place=st.integers(0, len(PLACES) - 1))
    def move(self, which: int, place: int) -> None:
        """The county gives a PC to another place."""
        counter = self._counter(which)
        with suppress(Refused):
            move(self.county.database, counter.id, PLACES[place], 1)

    @rule(which=who)
    def revoke(self, which: int) -> None:
        """The county stops a PC; what it still owes is taken in all the same.

        Not one whose disk has been copied: a stopped device cannot go on under another name.
        """
        counter = self._counter(which)
        if len(self.counters) > 2 and not (counter.machines > 1 or counter.images):
            counter.copyable = False
            with suppress(Refused):
                revoke(self.county.database, counter.id, self.county.now_ms)

    @precondition(lambda self: self.county_disk)
    @rule()
    def back_up_county(self) -> None:
        self.backups.append((self.county.copy(), self.county.standing()))

    @precondition(lambda self: self.backups)
    @rule(which=small)
    def restore_county(self, which: int) -> None:
        """The county's disk is lost; it starts from an earlier backup.

        Only to a point at which it knew the same devices: what it has to be told by people
        again is no matter of synchronisation.
        """
        standing = self.county.standing()
        backups = [path for path, then in self.backups if then == standing]
        if not backups:
            return
        before, former = truth.facts_at(self.county)
        self.county.restore(backups[which % len(backups)])
        self.restored = True
        after = set(truth.facts_at(self.county)[0])
        # Whatever is still on the disk where it was recorded comes back, also from a device that
        # stands elsewhere by now or was stopped. What only neighbours hold is passed on by them
        # where it fits, but not guaranteed: a disk that was put back may have used its numbers.
        held = {
            truth.as_recorded(fact, former) for counter in self.counters for fact in counter.facts
        }
        gone = set(before) - after - held
        self.destroyed |= gone
        for facts in (self.arrived, *(counter.facts for counter in self.counters)):
            facts -= {fact for fact in facts if truth.as_recorded(fact, former) in gone}

    # ------------------------------------------------------------ sticks

    @rule(which=who, place=st.integers(0, len(PLACES) - 1), up=st.booleans())
    def write_stick(self, which: int, place: int, up: bool) -> None:
        """A counter writes what it owes, or fetches what the county has for a place."""
        counter = self._counter(which)
        path = self.stick / f"{len(list(self.stick.iterdir()))}.sync"
        with suppress(CounterError):
            if up:
                export_up(counter.store, path)
            else:
                export_down(counter.store, path, PLACES[place], transport=self.network.line())

    @rule(which=who, file=small, cut=st.integers(0, 60), plan=plans, dies=dies)
    def read_stick(self, which: int, file: int, cut: int, plan: list[Planned], dies: int) -> None:
        """Any file is brought to any counter, in any order, now and then cut off."""
        files = sorted(self.stick.iterdir())
        if not files:
            return
        path = files[file % len(files)]
        if 0 < cut < 10:
            data = path.read_bytes()
            path = self.folder / "cut.sync"
            path.write_bytes(data[: len(data) * cut // 10])
        counter = self._counter(which)
        with counter.may_die(dies), suppress(CounterError):
            import_bundle(counter.store, path, transport=self.network.line(plan))

    @precondition(lambda self: any(map(_unlike_itself, self.counters)))
    @rule(which=who, carrier=who, plan=plans, dies=dies, lost=st.integers(0, 9))
    def renew_by_stick(
        self, which: int, carrier: int, plan: list[Planned], dies: int, lost: int
    ) -> None:
        """A counter that came out of a backup asks by stick, and mostly gets its answer."""
        waiting = [each for each in self.counters if _unlike_itself(each)]
        self._ask_by_stick(waiting[which % len(waiting)], carrier, plan, dies, lost)

    def _ask_by_stick(
        self,
        counter: Counter,
        carrier: int,
        plan: Iterable[Planned] = (),
        dies: int = 0,
        lost: int = 1,
    ) -> None:
        """``carrier``: who passes it on, ``MOST_DEVICES`` and more = nobody goes anywhere."""
        if carrier >= MOST_DEVICES or not _unlike_itself(counter):
            return
        # Its own file is refused by whoever goes under the same name, as copies of a disk do.
        others = [each for each in self.counters if each.id != counter.id]
        path = self.stick / f"{len(list(self.stick.iterdir()))}.sync"
        with counter.may_die(dies), suppress(CounterError):
            export_up(counter.store, path)
        if not path.exists() or not others:
            return
        other = others[carrier % len(others)]
        self.now_ms += 1000
        answer: str | None = None
        with suppress(CounterError):
            answer = import_bundle(other.store, path, transport=self.network.line(plan)).answer
        if answer is not None and lost:
            with counter.may_die(dies and lost), suppress(CounterError):
                import_bundle(counter.store, Path(answer))

    # ------------------------------------------------------------ late requests

    @precondition(lambda self: self.network.held)
    @rule(which=small)
    def arrive_late(self, which: int) -> None:
        self.network.deliver_late(which)

    def _sync(self, counter: Counter, plan: list[Planned]) -> SyncResult | None:
        """One sync; None when the county has given the window to another machine."""
        line = self.network.line(plan, self._meanwhile(counter))
        try:
            result = sync_once(counter.store, transport=line)
        except Rejected as error:
            if error.refusal.reason not in ("replaced", "revoked"):
                raise
            assert counter.stopped
            return None
        assert result.agreed is not False or self.restored, (counter.id, "digests differ")
        return result

    def _meanwhile(self, busy: Counter) -> Callable[[int], None]:
        """What others, and the clerk at the same desk, do while a request is on its way."""

        def happens(k: int) -> None:
            other = self.counters[k % len(self.counters)]
            self._receive(other, k % 2 == 0, False)
            if other is not busy:
                self._sync(other, [])

        return happens

    # ------------------------------------------------------------ time and the county

    @rule(which=who, what=st.integers(0, 4), by=jumps)
    def weather(self, which: int, what: int, by: int) -> None:
        """Clocks, new editions and restarts: what nobody at a window has asked for."""
        match what:
            case 0:  # somebody or a flat battery sets the clock of a PC
                self._counter(which).offset_ms = by
            case 1:
                self.now_ms += abs(by) % (3 * DAY_MS)
                self.county.now_ms += abs(by) % (3 * DAY_MS)
            case 2:
                self.county.now_ms = self.now_ms + by
            case 3:
                self._publish(1 + abs(by) % 3)
            case _:
                self.county.restart()

    def _publish(self, codes: int) -> None:
        """A new edition of reference data.

        Whoever restored the county lets a machine call that had the newest one before.
        """
        with self.county.database.reading() as connection:
            top = newest(connection)
        for counter in self.counters:
            if counter.store.head.edition > top:
                self._sync(counter, [])
        with self.county.database.writing() as connection:
            number = following(connection)
            if number <= self.editions:
                return  # only a disk image or a stick may know it
            self.editions = number
            values = {"edition": number, "loaded_ms": self.county.now_ms, "summary": "{}"}
            connection.execute(insert(county_tables.edition), values)
            for code in range(codes):
                publish(connection, "zz", str(code), number, f"{number} of {codes}".encode())

    # ------------------------------------------------------------ quiescence

    def teardown(self) -> None:
        try:
            # After a failed step there is nothing to prove, and its own error is what matters.
            if self.counters and sys.exc_info()[0] is None:
                self._come_to_rest()
                truth.check(
                    self.county,
                    self.counters,
                    self.arrived,
                    self.destroyed,
                    stamps=not self.restored,
                    twice=any(each.machines + bool(each.images) > 2 for each in self.counters),
                )
        finally:
            for counter in self.counters:
                counter.close()
            self.county.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _come_to_rest(self) -> None:
        """All faults are lifted, clocks stay wrong; everybody syncs until nothing moves."""
        while self.network.held:
            self.network.deliver_late()
        for _ in range(ROUNDS):
            # A difference that stayed is looked into again only after some hours.
            self.now_ms += DAY_MS
            self.county.now_ms += DAY_MS
            before = truth.county_entries(self.county).keys()
            results = [self._sync(counter, []) for counter in self.counters]
            told = [each for each in results if each is not None]
            # A stopped device tells nothing; what it sent shows at the county.
            still = before == truth.county_entries(self.county).keys()
            if still and not any(map(_moved, told)):
                unlike = [
                    (counter.id, counter.place, result.agreed, result.unsent)
                    for counter, result in zip(self.counters, results, strict=True)
                    if result is not None and not result.agreed
                ]
                assert unlike == [], "digests stay different"
                return
        raise AssertionError("does not come to rest")


def _moved(result: SyncResult) -> bool:
    return bool(
        result.pushed
        or result.pulled
        or result.rows
        or result.relayed
        or result.repaired
        or result.renewed
    )


def _unlike_itself(counter: Counter) -> bool:
    """Whether it still has to become another device, or to settle what it recorded again."""
    standing = counter.store.standing
    return standing.restored or standing.unsettled


def _place(which: int) -> str:
    return PLACES[which % len(PLACES)]
