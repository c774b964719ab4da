"""A village PC put back from a backup goes on by stick alone: asked, relayed, taken home."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from county_rig import CountyRig, NoPostgres, start_postgres
from msgspec.structs import replace
from sqlalchemy import event
from stick_rig import (
    PEOPLE,
    agree,
    backed_up,
    bring,
    devices,
    export,
    export_for,
    image_of,
    names,
    restored,
    take_home,
    why,
)
from sync_rig import TOWN, VILLAGE, Hall, Window, lose_answer, lose_request

from counter_app.county import admin, devices as county_devices, relay as county_relay
from counter_app.county.database import Database
from counter_app.county.moving import move
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.errors import Trouble
from counter_app.protocol import bundle
from counter_app.store import outbox, queries
from counter_app.sync import bundle_out
from counter_app.sync.bundle_down import Taken
from counter_app.sync.bundle_in import Imported
from counter_app.sync.line import Rejected

pytestmark = pytest.mark.slow


def device(window: Window) -> str:
    return window.workplace.store.identity.device


def round_trip(village: Window, town: Window, stick: Path) -> tuple[Imported, Taken]:
    """Out, through the town, and back."""
    file = stick / f"{len(list(stick.iterdir()))}.sync"
    export(village, file)
    relayed = bring(town, file)
    return relayed, take_home(village, relayed)


def village_put_back(hall: Hall, folder: Path) -> tuple[Window, Path]:
    """A village PC that owes a case, restored elsewhere; the old one is gone. And its backup."""
    old = hall.window(VILLAGE)
    old.take_in(PEOPLE["a"], "甲", papers=True)
    old.sync()
    old.take_in(PEOPLE["b"], "乙")
    file = backed_up(hall, old, folder / "backup")
    hall.close(old)
    return restored(hall, file, "put-back"), file


def test_a_village_goes_on_from_a_backup_by_stick_alone(hall: Hall, stick: Path) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    with pytest.raises(Trouble, match="换发设备编号"):
        village.take_in(PEOPLE["c"], "丙")
    exported = export(village, stick / "up.sync")
    assert (exported.entries, exported.renewing, exported.device) == (1, True, "d0001")
    relayed = bring(town, stick / "up.sync")
    assert (relayed.device, relayed.renewed, relayed.entries) == ("d0001", "d0003", 1)
    taken = take_home(village, relayed)
    assert taken.renewed is not None
    assert (taken.renewed.old, taken.renewed.new, taken.renewed.reissued) == ("d0001", "d0003", 0)
    assert (taken.unsent, taken.agreed, taken.waits, taken.asks) == (0, True, False, False)
    made = village.take_in(PEOPLE["c"], "丙", papers=True)
    assert made.number[6:10] == "0003"
    assert take_home(village, relayed).changed is False
    _, taken = round_trip(village, town, stick)
    assert (taken.acked > 0, taken.agreed, taken.renewed) == (True, True, None)
    assert village.line.sent == []
    assert names(village) == sorted(["甲", "乙", "丙"])
    assert devices(hall) == {"d0001": "replaced", "d0002": "", "d0003": ""}
    agree(hall, village)
    assert village.sync().agreed


def test_relayed_twice_and_answers_in_any_order(hall: Hall, stick: Path) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    export(village, stick / "1.sync")
    export(village, stick / "2.sync")  # the first stick was thought lost
    town.line.faults = [lose_answer]
    assert bring(town, stick / "1.sync").relayed is False
    answers = [bring(town, stick / f"{name}.sync") for name in (1, 1, 2)]
    assert {each.renewed for each in answers} == {"d0003"}
    taken = take_home(village, answers[2])
    assert taken.renewed is not None
    village.take_in(PEOPLE["c"], "丙")
    for each in answers:
        taken = take_home(village, each)
        assert (taken.changed, taken.renewed) == (False, None)
    # And the request once more, after the new device has gone on.
    late = bring(town, stick / "1.sync")
    assert late.renewed == "d0003"
    assert take_home(village, late).renewed is None
    round_trip(village, town, stick)
    assert len(devices(hall)) == 3
    agree(hall, village)


def test_what_the_town_took_in_without_a_line_is_answered_when_brought_again(
    hall: Hall, stick: Path
) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    export(village, stick / "up.sync")
    town.line.faults = [lose_request]
    assert bring(town, stick / "up.sync").relayed is False
    assert town.sync().relayed == 1
    # What is fetched for the place afterwards is not the answer, and changes nothing.
    export_for(town, stick / "place.sync", VILLAGE)
    assert "not_for_us" in why(village, stick / "place.sync")
    with pytest.raises(Trouble, match="换发设备编号"):
        village.take_in(PEOPLE["c"], "丙")
    taken = take_home(village, bring(town, stick / "up.sync"))
    assert taken.renewed is not None
    village.take_in(PEOPLE["c"], "丙")
    round_trip(village, town, stick)
    agree(hall, village)


def test_each_copy_of_the_backup_becomes_a_device_of_its_own(hall: Hall, stick: Path) -> None:
    one, file = village_put_back(hall, hall.folder)
    two, town = restored(hall, file, "second"), hall.window(TOWN)
    export(one, stick / "one.sync")
    export(two, stick / "two.sync")
    first, second = (bring(town, stick / name) for name in ("one.sync", "two.sync"))
    assert (first.renewed, second.renewed) == ("d0003", "d0004")
    assert first.answer != second.answer
    assert why(one, Path(str(second.answer))) == "not_for_us"
    assert why(two, Path(str(first.answer))) == "not_for_us"
    assert take_home(one, first).renewed is not None
    assert take_home(two, second).renewed is not None
    for window, name in ((one, "丙"), (two, "丁")):
        window.take_in(PEOPLE["c"], name)
        round_trip(window, town, stick)
    for window in (one, two):
        round_trip(window, town, stick)
    assert names(one) == names(two) == sorted(["甲", "乙", "丙", "丁"])
    agree(hall, one, two)


def test_a_backup_restored_over_again_asks_anew(hall: Hall, stick: Path) -> None:
    """The answer for the first time it was put back opens nothing the second time."""
    first, file = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    export(first, stick / "1.sync")
    early = bring(town, stick / "1.sync")
    hall.close(first)
    again = restored(hall, file, "again")
    assert why(again, Path(str(early.answer))) == "not_for_us"
    _, taken = round_trip(again, town, stick)
    assert taken.renewed is not None
    assert taken.renewed.new == "d0004"
    agree(hall, again)


def test_the_county_knows_more_than_the_backup(hall: Hall, stick: Path) -> None:
    """Sent after the backup was made: it comes back with the answer."""
    old, town = hall.window(VILLAGE), hall.window(TOWN)
    old.take_in(PEOPLE["a"], "甲")
    file = backed_up(hall, old, hall.folder / "backup")
    lost = old.take_in(PEOPLE["b"], "乙")
    old.sync()
    hall.close(old)
    village = restored(hall, file, "put-back")
    _, taken = round_trip(village, town, stick)
    assert taken.renewed is not None
    assert (taken.renewed.reissued, taken.agreed) == (0, True)
    assert queries.by_number(village.workplace.store, lost.number) is not None
    agree(hall, village)


def parted_backup(hall: Hall) -> Path:
    """A backup of a disk image that had gone another way than what was sent meanwhile."""
    first = hall.window(VILLAGE)
    first.take_in(PEOPLE["a"], "甲")
    first.sync()
    image = image_of(hall, first)
    first = hall.open(first.workplace.profile.root)
    first.take_in(PEOPLE["b"], "乙")
    first.sync()
    hall.close(first)
    second = hall.open(image)
    second.take_in(PEOPLE["c"], "丙", papers=True)  # under the number of 乙
    file = backed_up(hall, second, hall.folder / "backup")
    hall.close(second)
    return file


def test_another_history_at_the_county_is_settled_with_the_same_answer(
    hall: Hall, stick: Path
) -> None:
    village, town = restored(hall, parted_backup(hall), "put-back"), hall.window(TOWN)
    relayed, taken = round_trip(village, town, stick)
    assert relayed.entries == 0
    assert taken.renewed is not None
    assert (taken.renewed.reissued, len(taken.renewed.renumbered), taken.asks) == (2, 1, False)
    assert not village.workplace.store.standing.unsettled
    village.take_in(PEOPLE["a"], "丁")
    relayed, taken = round_trip(village, town, stick)
    assert (relayed.entries > 1, taken.agreed) == (True, True)
    assert names(village) == sorted(["甲", "乙", "丙", "丁"])
    ((before, now),) = village.workplace.store.standing.last.renumbered  # type: ignore[union-attr]
    moved = queries.by_number(village.workplace.store, now)
    assert moved is not None
    assert moved.links == {"formerly": before}
    agree(hall, village)


def test_what_the_answer_does_not_tell_is_asked_with_the_next_stick(
    hall: Hall, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work goes on meanwhile; what was recorded again is sent only when it is settled."""
    village, town = restored(hall, parted_backup(hall), "put-back"), hall.window(TOWN)
    asked = bundle_out.bundle_renewal.held.to_ask
    monkeypatch.setattr(bundle_out.bundle_renewal.held, "to_ask", lambda store, after: [])
    _, taken = round_trip(village, town, stick)
    monkeypatch.setattr(bundle_out.bundle_renewal.held, "to_ask", asked)
    assert (taken.asks, taken.unsent) == (True, 2)
    village.take_in(PEOPLE["a"], "丁")
    file = stick / "asks.sync"
    told = export(village, file)
    assert (told.entries, told.renewing, told.left) == (0, True, 0)
    village.take_in(PEOPLE["a"], "戊")  # after the question was written
    relayed = bring(town, file)
    assert (relayed.entries, relayed.renewed) == (0, "")
    taken = take_home(village, relayed)
    assert (taken.asks, taken.unsent > 0) == (False, True)
    assert take_home(village, relayed).changed is False
    _, taken = round_trip(village, town, stick)
    assert (taken.unsent, taken.agreed) == (0, True)
    assert names(village) == sorted(["甲", "乙", "丙", "丁", "戊"])
    agree(hall, village)


def test_the_line_was_quicker_than_the_stick(hall: Hall, stick: Path) -> None:
    village, town = restored(hall, parted_backup(hall), "put-back"), hall.window(TOWN)
    export(village, stick / "up.sync")
    relayed = bring(town, stick / "up.sync")
    done = village.sync().renewed
    assert done is not None
    assert done.new == relayed.renewed
    village.take_in(PEOPLE["a"], "丁")
    assert take_home(village, relayed).renewed is None
    assert village.sync().agreed
    agree(hall, village)


def test_more_than_one_bundle_holds_is_sent_under_the_old_numbers(
    hall: Hall, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, town = hall.window(VILLAGE), hall.window(TOWN)
    for letter in "abc":
        old.take_in(PEOPLE[letter])
    file = backed_up(hall, old, hall.folder / "backup")
    hall.close(old)
    village = restored(hall, file, "put-back")
    monkeypatch.setattr(bundle_out, "ENTRY_BYTES", 1)
    monkeypatch.setattr(outbox, "next_batch", partial(outbox.next_batch, entries=2))
    _, taken = round_trip(village, town, stick)
    assert (taken.waits, taken.more, taken.acked, taken.renewed) == (True, True, 2, None)
    _, taken = round_trip(village, town, stick)
    assert taken.renewed is not None
    assert (taken.renewed.reissued, taken.agreed) == (0, True)
    agree(hall, village)


def test_a_county_that_was_restored_gets_what_it_lacks_first(hall: Hall, stick: Path) -> None:
    old, town = hall.window(VILLAGE), hall.window(TOWN)
    old.take_in(PEOPLE["a"], "甲")
    old.sync()
    port = int(hall.url.rpartition(":")[2])
    assert hall.server is not None
    hall.server.stop()
    database = Path(hall.rig.database_url.removeprefix("sqlite:///"))
    saved = database.read_bytes()
    with run_in_thread(hall.rig.database_url, port=port):
        old.take_in(PEOPLE["b"], "乙")
        old.sync()
        old.take_in(PEOPLE["c"], "丙")
        village = restored(hall, backed_up(hall, old, hall.folder / "backup"), "put-back")
        hall.close(old)
    database.write_bytes(saved)
    with run_in_thread(hall.rig.database_url, port=port):
        relayed, taken = round_trip(village, town, stick)
        assert (relayed.wanted, relayed.renewed) == (2, "")
        assert (taken.waits, taken.wanted, taken.renewed) == (True, 2, None)
        relayed, taken = round_trip(village, town, stick)
        assert (relayed.entries, relayed.wanted) == (2, 0)
        assert taken.renewed is not None
        assert (taken.renewed.reissued, taken.agreed) == (0, True)
        agree(hall, village)


def test_an_older_county_renews_nobody_and_loses_nothing(
    hall: Hall, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    with monkeypatch.context() as older:
        # What an older program reads of the message: it does not know the new fields.
        up = county_relay.Up
        older.setattr(
            county_relay.bundle,
            "open_body",
            lambda *what: replace(bundle_open(*what), renew=None, held=()),
        )
        assert county_relay.Up is up
        relayed = bring(town, _exported(village, stick))
    assert (relayed.renewed, relayed.entries) == ("", 1)
    taken = take_home(village, relayed)
    assert (taken.waits, taken.more, taken.renewed, taken.unsent) == (True, False, None, 0)
    with pytest.raises(Trouble, match="换发设备编号"):
        village.take_in(PEOPLE["c"], "丙")
    _, taken = round_trip(village, town, stick)  # the county was upgraded
    assert taken.renewed is not None
    agree(hall, village)


bundle_open = bundle.open_body


def _exported(village: Window, stick: Path) -> Path:
    export(village, stick / "older.sync")
    return stick / "older.sync"


def test_new_fields_are_the_last_ones_and_may_be_missing() -> None:
    from counter_app.protocol.bundle_messages import Down, RelayReply, Up

    for kind, new in ((Up, ("renew", "held")), (Down, ("renewal", "held"))):
        assert kind.__struct_fields__[-2:] == new
    assert RelayReply.__struct_fields__[-1] == "renewed"
    old = {"device": "d1", "place": "1", "entries": 1, "acked": 1, "wanted": 0, "answer": b""}
    assert msgspec.convert(old, RelayReply).renewed == ""


def test_a_stopped_device_is_told_so_and_not_renewed(hall: Hall, stick: Path) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    with hall.rig.opened() as database:
        county_devices.revoke(database, device(village), wall_ms())
    relayed, taken = round_trip(village, town, stick)
    assert (relayed.entries, relayed.renewed) == (1, "")
    assert (taken.renewed, taken.stopped, taken.unsent) == (None, True, 0)
    assert village.workplace.store.standing.stopped == "revoked"
    with pytest.raises(Trouble, match="停用"):
        village.take_in(PEOPLE["c"], "丙")
    with hall.rig.opened() as database:
        county_devices.revoke(database, device(village), wall_ms(), lost=True)
    with pytest.raises(Rejected, match="挂失"):
        round_trip(village, town, stick)


def test_a_device_that_was_moved_meanwhile_is_renewed_all_the_same(hall: Hall, stick: Path) -> None:
    village, _ = village_put_back(hall, hall.folder)
    town = hall.window(TOWN)
    with hall.rig.opened() as database:
        move(database, device(village), TOWN, 1)
    _, taken = round_trip(village, town, stick)
    assert taken.renewed is not None
    assert taken.moved
    village.take_in(PEOPLE["c"], "丙")
    assert village.sync().agreed is not False
    assert village.sync().agreed
    agree(hall, village)


def test_only_that_machine_can_open_the_answer(hall: Hall, stick: Path) -> None:
    village, file = village_put_back(hall, hall.folder)
    town, sister = hall.window(TOWN), hall.window(VILLAGE)
    export(village, stick / "up.sync")
    answer = Path(str(bring(town, stick / "up.sync").answer))
    header = bundle.parse(answer.read_bytes()).header
    key = village.workplace.store.standing.pending
    assert key is not None
    assert [bundle.is_machine(each.recipient) for each in header.keys] == [True]
    for other in (town, sister, restored(hall, file, "other")):
        assert why(other, answer) == "not_for_us"
    assert take_home(village, bring(town, stick / "up.sync")).renewed is not None


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("parted", [False, True])
def test_killed_between_any_two_statements(hall: Hall, stick: Path, parted: bool) -> None:
    """Writing the file and taking the answer in, both cut at every statement that writes."""
    backup = parted_backup(hall) if parted else None
    if backup is None:
        village, _ = village_put_back(hall, hall.folder)
    else:
        village = restored(hall, backup, "put-back")
    town = hall.window(TOWN)
    root = village.workplace.profile.root
    met: set[tuple[str, str, bool]] = set()
    for work in ("export", "import"):
        relayed = bring(town, stick / "up.sync") if work == "import" else None
        for left in range(1, 400, 1 if work == "export" else 4):
            kept = root.with_name(f"kept-{work}-{left}")
            if _cut(village, left, kept, partial(_do, village, work, stick, relayed)):
                break
            hall.close(village)
            shutil.rmtree(root)
            kept.rename(root)
            village = hall.open(root)
            asked = village.workplace.store.standing.pending is not None
            met.add((work, device(village), asked))
        else:
            pytest.fail("never came to an end")
    before_and_after = {("export", "d0001", False), ("export", "d0001", True)}
    assert met == before_and_after | {("import", "d0001", True), ("import", "d0003", False)}
    village.take_in(PEOPLE["a"], "丁")
    round_trip(village, town, stick)
    assert len(devices(hall)) == 3
    agree(hall, village)


def _do(village: Window, work: str, stick: Path, relayed: Imported | None) -> None:
    if work == "export":
        export(village, stick / "up.sync")
    else:
        assert relayed is not None
        take_home(village, relayed)


def _cut(village: Window, left: int, kept: Path, work: Callable[[], None]) -> bool:
    """Do the work, killed at its ``left``-th statement; True when it came to its end."""
    store = village.workplace.store
    root = village.workplace.profile.root
    driver = store._driver
    fuse = store._driver = _Fuse(driver, left, partial(shutil.copytree, root, kept))
    event.listen(store._engine, "before_cursor_execute", fuse.burn)
    try:
        work()
        return True
    except Killed:
        return False
    finally:
        event.remove(store._engine, "before_cursor_execute", fuse.burn)
        store._driver = driver


class _Fuse:
    """The driver with a fuse: at its end it keeps what a kill would leave, and dies."""

    def __init__(self, driver: Any, left: int, keep: Callable[[], object]) -> None:
        self._driver, self._left, self._keep = driver, left, keep

    def burn(self, *_: Any) -> None:
        self._left -= 1
        if not self._left:
            self._keep()
            raise Killed

    def execute(self, *words: Any) -> Any:
        self.burn()
        return self._driver.execute(*words)

    @property
    def in_transaction(self) -> bool:
        return self._left > 0 and bool(self._driver.in_transaction)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


def test_on_postgres(tmp_path: Path, stick: Path) -> None:
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        for test in (
            test_a_village_goes_on_from_a_backup_by_stick_alone,
            test_another_history_at_the_county_is_settled_with_the_same_answer,
        ):
            url = server.fresh_database()
            database = Database.open(url, create=True)
            people = admin.init(database, wall_ms(), sample=True).staff
            database.close()
            folder = tmp_path / test.__name__
            folder.mkdir()
            hall = Hall(CountyRig(url, people), folder)
            with hall.rig.serve() as hall.server:
                test(hall, stick)
                hall.close_all()
    finally:
        server.stop()
