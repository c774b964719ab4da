"""A village without any line: its bundle out, the town relays, the answer back."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import msgspec
import pytest
from county_rig import CountyRig, NoPostgres, start_postgres
from sqlalchemy import delete
from stick_rig import agree, bring, export, export_for, take_home, why
from sync_rig import (
    OTHER_TOWN,
    TOWN,
    VILLAGE,
    Hall,
    Window,
    lose_answer,
    lose_request,
    pass_on,
)

from counter_app.county import admin, devices, down, keys, pull
from counter_app.county.admin import Person
from counter_app.county.attachments import Shelf
from counter_app.county.database import Database
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.desk import cases
from counter_app.errors import CounterError, Refused
from counter_app.models.acts.case import Attached, Forwarded
from counter_app.models.case import Attachment
from counter_app.models.tables.county import meta as county_meta
from counter_app.protocol import bundle
from counter_app.protocol.wire import Refusal
from counter_app.rules import case_commands as commands
from counter_app.store import outbox, queries, relays, scope
from counter_app.sync import bundle_out
from counter_app.sync.bundle_out import export_up
from counter_app.sync.line import Rejected

pytestmark = pytest.mark.slow


def test_a_village_lives_on_the_stick_alone(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    numbers = [village.take_in().number for _ in range(3)]
    cases.carry_out(village.workplace.desk, numbers[0], Forwarded(TOWN, purpose="report"))
    file = stick / "up.sync"
    exported = export(village, file)
    assert (exported.entries, exported.left) == (4, 0)
    assert village.unsent == 4  # nothing counts as sent before the answer is back

    relayed = bring(town, file)
    assert (relayed.relayed, relayed.entries, relayed.device) == (True, 4, exported.device)
    assert town.sync().agreed
    arrived = queries.by_number(town.workplace.store, numbers[0])
    assert arrived is not None
    done = cases.carry_out(town.workplace.desk, numbers[0], commands.Accept())
    assert town.sync().agreed
    person = load_edition(hall)

    taken = take_home(village, relayed)
    assert (taken.acked, taken.unsent, taken.agreed) == (4, 0, True)
    assert take_home(village, relayed).changed is False
    # What the town decided afterwards comes with the next stick, on nobody's asking.
    back = stick / "back.sync"
    export_for(town, back, VILLAGE)
    taken = bring(village, back).taken
    assert taken is not None
    assert (taken.cases, taken.rows > 0, taken.ahead, taken.agreed) == (1, True, False, True)
    accepted = queries.by_number(village.workplace.store, numbers[0])
    assert accepted is not None
    assert accepted.status is done.state.status
    assert village.line.sent == []
    agree(hall, village, town)
    keyring = village.workplace.keyring
    assert keyring.unlock(person.work_no, person.password) == village.workplace._data_key
    assert village.sync().pushed == 0
    agree(hall, village, town)


def load_edition(hall: Hall) -> Person:
    """A new password for the village's clerk: an edition with a credential."""
    with hall.rig.opened() as database:
        return admin.reset_password(database, hall.rig.person_at(VILLAGE).work_no, wall_ms())


def test_more_than_one_bundle_holds(
    hall: Hall, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways go on where the last bundle ended, and say that something is left."""
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    sister = hall.window(VILLAGE)
    for _ in range(3):
        village.take_in()
        sister.take_in()
    assert sister.sync().pushed == 3
    monkeypatch.setattr(bundle_out, "ENTRY_BYTES", 1)
    monkeypatch.setattr(outbox, "next_batch", partial(outbox.next_batch, entries=2))
    monkeypatch.setattr(down, "ENTRY_BYTES", 1)
    monkeypatch.setattr(pull, "MAX_ENTRIES", 2)
    told = []
    for turn in range(3):
        exported = export(village, stick / f"{turn}.sync")
        taken = take_home(village, bring(town, stick / f"{turn}.sync"))
        told.append((exported.entries, exported.left, taken.unsent, taken.more))
    assert told == [(2, 1, 1, True), (1, 0, 0, True), (0, 0, 0, False)]
    agree(hall, village)


def test_attachments_come_along(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    store = village.workplace.store
    scans = [attach(village, os.urandom(size)) for size in (10, 700_000)]
    assert export(village, stick / "up.sync").files == 2
    assert export_up(store, stick / "bare.sync", attachments=False).files == 0
    town.line.faults = [lose_request]
    bring(town, stick / "up.sync")
    assert town.sync().relayed == 1
    with hall.rig.opened() as database:
        held = Shelf(database, wall_ms).have(scans)
    assert [(each.held, each.complete) for each in sorted(held, key=lambda e: e.held)] == [
        (10, True),
        (700_000, True),
    ]
    export_for(town, stick / "back.sync", VILLAGE)
    assert store.attachments.totals().owed == 2
    assert bring(village, stick / "back.sync").taken is not None
    assert store.attachments.totals().owed == 0
    again = bring(town, stick / "up.sync")  # twice: kept once
    assert take_home(village, again).changed is False
    agree(hall, village)


def attach(window: Window, data: bytes) -> bytes:
    store = window.workplace.store
    kept = store.attachments.put(data, "image/jpeg")
    subject = f"case:{window.take_in().number}"
    act = Attached(Attachment("申请表", kept.hash, kept.size, kept.media))
    with store.write() as tx:
        tx.record(subject, act, window.workplace.desk.actor, tx.state(subject))
    store.attachments.note_named(kept.hash)
    return kept.hash


def test_relayed_later_when_the_town_is_offline_now(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    export(village, stick / "up.sync")
    town.line.faults = [lose_request]
    kept = bring(town, stick / "up.sync")
    assert (kept.relayed, kept.answer) == (False, None)
    (stick / "up.sync").unlink()  # the stick may go at once
    assert relays.counts(town.workplace.store) == (1, 0)
    assert town.sync().relayed == 1
    assert relays.counts(town.workplace.store) == (0, 0)
    export_for(town, stick / "back.sync", VILLAGE)
    taken = bring(village, stick / "back.sync").taken
    assert taken is not None
    assert (taken.unsent, taken.agreed) == (0, True)
    agree(hall, village, town)


def test_one_that_does_not_come_through_holds_nobody_up(hall: Hall, stick: Path) -> None:
    """The county's own exchange goes on, the other bundles too; it is tried again later."""
    town = hall.window(TOWN)
    villages = [hall.window(VILLAGE), hall.window(VILLAGE)]
    for index, village in enumerate(villages):
        village.take_in()
        export(village, stick / f"{index}.sync")
        town.line.faults = [lose_request]
        assert bring(town, stick / f"{index}.sync").relayed is False
    town.line.faults = [pass_on, older_county]  # the pull, then the first of the two
    assert town.sync().relayed == 1
    assert relays.counts(town.workplace.store) == (1, 0)
    assert town.sync().relayed == 0  # not at once again
    assert bring(town, stick / "0.sync").entries == 1  # a person need not wait
    assert relays.counts(town.workplace.store) == (0, 0)
    agree(hall)


def older_county(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
    """A county from before there were bundles."""
    assert request.url.path == "/api/v1/relay"
    body = msgspec.json.encode(Refusal("bad_request", "没有这个地址"))
    return httpx.Response(404, content=body)


def test_a_lost_answer_is_asked_for_again(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    export(village, stick / "up.sync")
    town.line.faults = [lose_answer]
    assert bring(town, stick / "up.sync").relayed is False
    again = bring(town, stick / "up.sync")
    assert (again.relayed, again.entries) == (True, 0)
    assert town.sync().relayed == 0
    assert take_home(village, again).unsent == 0
    agree(hall, village, town)


def test_two_exports_in_either_order(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    export(village, stick / "1.sync")
    village.take_in()
    export(village, stick / "2.sync")
    second = bring(town, stick / "2.sync")
    first = bring(town, stick / "1.sync")
    assert (second.entries, first.entries) == (2, 0)
    assert first.answer != second.answer
    assert take_home(village, first).unsent == 0
    assert take_home(village, second).changed is False
    agree(hall, village, town)


def test_a_newer_answer_before_an_older_one(hall: Hall, stick: Path) -> None:
    """Its entries are kept, its position is not taken: the earlier part is still to come."""
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    number = village.take_in().number
    cases.carry_out(village.workplace.desk, number, Forwarded(TOWN, purpose="report"))
    export(village, stick / "1.sync")
    early = bring(town, stick / "1.sync")
    assert early.answer is not None
    town.sync()
    cases.carry_out(town.workplace.desk, number, commands.Accept())
    town.sync()
    # A copy of the village's position from later on, as another device of the place has it.
    sister = hall.window(VILLAGE)
    sister.sync()
    sister.take_in()
    export(sister, stick / "2.sync")
    late = bring(town, stick / "2.sync")
    assert late.answer is not None
    cursor = village.workplace.store.head.cursor
    taken = take_home(village, late)
    assert (taken.ahead, village.workplace.store.head.cursor) == (True, cursor)
    taken = take_home(village, early)
    assert (taken.ahead, taken.unsent) == (False, 0)
    assert village.sync().agreed
    agree(hall, village)


def test_every_fault_has_its_own_sentence(
    hall: Hall, stick: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    village, town, other = hall.window(VILLAGE), hall.window(TOWN), hall.window(OTHER_TOWN)
    village.take_in()
    up = stick / "up.sync"
    export(village, up)
    data = up.read_bytes()
    spoiled = stick / "spoiled.sync"

    def spoil(changed: bytes) -> Path:
        spoiled.write_bytes(changed)
        return spoiled

    for window in (village, town):
        assert why(window, spoil(data[: len(data) // 2])) == "cut"
        assert why(window, spoil(data[:-1])) == "cut"
        assert why(window, spoil(b"")) == "cut"
        assert why(window, spoil(b"hello")) == "no_bundle"
        middle = len(data) // 2
        changed = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        assert why(window, spoil(changed)) == "damaged"
        assert why(window, spoil(data[:8] + b"\x09" + data[9:])) == "newer_format"
        assert "没有这个文件" in why(window, stick / "nothing.sync")
    assert "本机自己" in why(village, up)

    answer = bring(town, up).answer
    assert answer is not None
    assert why(town, Path(answer)) == "not_for_us"
    assert why(other, Path(answer)) == "not_for_us"
    late_comer = hall.window(VILLAGE)  # enrolled after the answer was sealed
    assert why(late_comer, Path(answer)) == "not_for_us"

    elsewhere = Hall(CountyRig.sample(tmp_path_factory.mktemp("elsewhere")), stick)
    with elsewhere.rig.opened() as database, database.writing() as connection:
        connection.execute(delete(county_meta).where(county_meta.c.key == "county"))
        keys.make(connection)
    with elsewhere.rig.serve() as elsewhere.server:
        stranger = elsewhere.window(VILLAGE)
        assert why(stranger, up) == "other_county"
        assert why(stranger, Path(answer)) == "other_county"
        foreign = stick / "foreign.sync"
        export(stranger, foreign)
        assert why(town, foreign) == "other_county"
        elsewhere.close_all()
    agree(hall, town)


def test_a_forged_bundle_is_refused_by_the_county(hall: Hall, stick: Path) -> None:
    """Somebody who knows the county's public key still cannot speak for a device."""
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    own = village.workplace.store.identity
    export(village, stick / "up.sync")
    forger = town.workplace.store.identity
    forged = bundle.make(
        {"device": own.device},
        way="up",
        county_key=own.county_key,
        sender=own.device,
        made_ms=1,
        number=1,
        recipients=[(bundle.COUNTY, own.county_key[32:])],
        signing_key=forger.signing_key,
    )
    (stick / "forged.sync").write_bytes(forged)
    with pytest.raises(Rejected) as caught:
        bring(town, stick / "forged.sync")
    assert caught.value.refusal.reason == "bad_signature"
    assert relays.counts(town.workplace.store) == (0, 0)
    # Taken in while offline, it is found out at the sync and holds nobody up.
    town.line.faults = [lose_request]
    assert bring(town, stick / "forged.sync").relayed is False
    town.line.faults = [lose_request]
    assert bring(town, stick / "up.sync").relayed is False
    assert town.sync().relayed == 1
    assert relays.counts(town.workplace.store) == (0, 1)


def test_nobody_else_s_file_is_overwritten(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    file = stick / "up.sync"
    export(village, file)
    first = file.read_bytes()
    export(village, file)
    assert file.read_bytes() != first
    with pytest.raises(Refused, match=village.workplace.store.identity.device):
        export(town, file)
    letter = stick / "letter.txt"
    letter.write_text("dear county")
    with pytest.raises(Refused, match="没有覆盖"):
        export(village, letter)
    assert letter.read_text() == "dear county"
    with pytest.raises(CounterError, match="U盘"):
        export(village, stick / "no such folder" / "up.sync")
    assert sorted(each.name for each in stick.iterdir()) == ["letter.txt", "up.sync"]


def test_only_for_places_below(hall: Hall, stick: Path) -> None:
    town = hall.window(TOWN)
    county = hall.window("421321000000")
    hall.window(VILLAGE)
    for window, place in ((town, TOWN), (town, VILLAGE), (county, VILLAGE), (county, OTHER_TOWN)):
        assert export_for(window, stick / f"{place}.sync", place).place == place
    for place, reason in ((OTHER_TOWN, "other_place"), ("421321", "unknown_place")):
        with pytest.raises(Rejected) as caught:
            export_for(town, stick / "x.sync", place)
        assert caught.value.refusal.reason == reason
    assert not (stick / "x.sync").exists()


def test_a_county_that_was_restored_asks_again_by_stick(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    assert village.sync().agreed
    device = village.workplace.store.identity.device
    port = int(hall.url.rpartition(":")[2])
    assert hall.server is not None
    hall.server.stop()
    database = Path(hall.rig.database_url.removeprefix("sqlite:///"))
    saved = database.read_bytes()
    with run_in_thread(hall.rig.database_url, port=port):
        village.take_in()
        assert village.sync().agreed
    database.write_bytes(saved)
    with run_in_thread(hall.rig.database_url, port=port):
        village.take_in()
        export(village, stick / "1.sync")
        relayed = bring(town, stick / "1.sync")
        assert (relayed.device, relayed.entries, relayed.wanted) == (device, 0, 2)
        taken = take_home(village, relayed)
        assert (taken.wanted, taken.unsent) == (2, 2)
        assert take_home(village, relayed).changed is False
        export(village, stick / "2.sync")
        relayed = bring(town, stick / "2.sync")
        assert (relayed.entries, relayed.wanted) == (2, 0)
        assert take_home(village, relayed).unsent == 0
        agree(hall, village)


def test_a_stopped_device_still_hands_in_but_reads_no_more(hall: Hall, stick: Path) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    export(village, stick / "up.sync")
    device = village.workplace.store.identity.device
    with hall.rig.opened() as database:
        devices.revoke(database, device, wall_ms())
    relayed = bring(town, stick / "up.sync")
    assert relayed.entries == 1
    taken = take_home(village, relayed)
    assert (taken.unsent, taken.cases, taken.rows) == (0, 0, 0)
    assert village.workplace.store.standing.stopped == "revoked"
    assert take_home(village, relayed).changed is False
    with hall.rig.opened() as database:
        devices.revoke(database, device, wall_ms(), lost=True)
    with pytest.raises(Rejected) as caught:
        bring(town, stick / "up.sync")
    assert caught.value.refusal.reason == "lost"
    agree(hall, village)


def test_a_scope_that_is_taken_in_anew_comes_by_stick_as_well(hall: Hall, stick: Path) -> None:
    """After a move the feed comes from its beginning, with what the device wrote itself."""
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    village.take_in()
    assert village.sync().agreed
    before = village.digest
    with village.workplace.store.write() as tx:
        scope._empty_scope(tx)
    assert village.digest != before
    export_for(town, stick / "without.sync", VILLAGE)
    taken = bring(village, stick / "without.sync").taken
    assert taken is not None
    assert (taken.ahead, village.workplace.store.head.cursor) == (True, 0)
    export(village, stick / "up.sync")
    taken = take_home(village, bring(town, stick / "up.sync"))
    assert (taken.ahead, taken.agreed, village.digest) == (False, True, before)
    assert not village.workplace.store.standing.whole
    agree(hall, village)


def test_an_old_copy_of_a_profile_is_noticed(hall: Hall, stick: Path) -> None:
    """Two histories of one device: the county takes the first, both carriers are told."""
    root, town = hall.enrol(VILLAGE), hall.window(TOWN)
    copy = hall.copy(root)
    first = hall.open(root)
    first.take_in()
    first.take_in()
    export(first, stick / "first.sync")
    answer = bring(town, stick / "first.sync").answer
    assert answer is not None
    second = hall.open(copy)
    assert why(second, Path(answer)) == "forked"
    second.take_in()
    assert why(second, Path(answer)) == "forked"
    export(second, stick / "second.sync")
    with pytest.raises(Rejected) as caught:
        bring(town, stick / "second.sync")
    assert caught.value.refusal.reason == "fork"
    assert take_home(first, bring(town, stick / "first.sync")).unsent == 0
    agree(hall, first)


def test_on_postgres(tmp_path: Path, stick: Path) -> None:
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        url = server.fresh_database()
        database = Database.open(url, create=True)
        people = admin.init(database, wall_ms(), sample=True).staff
        database.close()
        hall = Hall(CountyRig(url, people), tmp_path)
        with hall.rig.serve() as hall.server:
            test_a_village_lives_on_the_stick_alone(hall, stick)
            hall.close_all()
    finally:
        server.stop()
