"""Other ledgers between places: to older programs, to new devices, and with a lost number."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from county_rig import TOWN, VILLAGE, TestDevice, enrol_directly
from help_samples import ASK, SAMPLES
from msgspec.structs import replace
from PIL import Image
from replica_rig import fill
from sqlalchemy import select
from sync_rig import Hall
from watch_rig import lead

from counter_app.county import snapshots
from counter_app.county.push import push
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.desk import help as helping
from counter_app.errors import Trouble
from counter_app.models.acts import HELP_ACTS, REGISTRY, help as acts
from counter_app.models.help import HelpStatus
from counter_app.models.tables.device import entry
from counter_app.protocol import journal
from counter_app.protocol.fold import folded_now
from counter_app.protocol.ledgers import HELP, number_of
from counter_app.rules import numbers
from counter_app.store import checks, ledger_queries

pytestmark = pytest.mark.slow


def helped(hall: Hall, place: str = TOWN) -> tuple[TestDevice, str]:
    """A device that has helped somebody and passed it on to the village; its line's subject."""
    with hall.rig.opened() as database:
        author = enrol_directly(database, place, 9)
        author.now_ms = wall_ms()
        number = numbers.ledger_number("B", "421321", author.serial, 2026, 1)
        subject = HELP.subject(number)
        for act in (acts.Asked(ASK), SAMPLES[acts.Registered]):
            author.record(subject, act)
        author.record(subject, acts.Reassigned("SX2", "住得近", to_place=VILLAGE))
        push(database, author.id, author.push(), wall_ms)
    return author, subject


def test_it_reaches_every_place_that_it_concerns(hall: Hall) -> None:
    town, village = hall.window(TOWN), hall.window(VILLAGE)
    _, subject = helped(hall)
    for window in (town, village):
        assert window.workplace.sync().agreed is True
    one, other = (
        ledger_queries.state_of(each.workplace.store, subject) for each in (town, village)
    )
    assert one == other
    assert (one.owner, one.staff, one.status) == (VILLAGE, "SX2", HelpStatus.REGISTERED)
    # and back: the village carries it on, the town sees it
    helping.carry_out(
        village.workplace.desk, number_of(subject), acts.Terminated("principal", "不办了")
    )
    assert village.workplace.sync().agreed is True
    assert town.workplace.sync().agreed is True
    assert ledger_queries.state_of(town.workplace.store, subject).status is HelpStatus.STOPPED
    assert hall.verify().ok


def test_a_photo_goes_after_its_line_and_opens_where_it_was_passed_on(hall: Hall) -> None:
    town, village = hall.window(TOWN), hall.window(VILLAGE)
    desk = town.workplace.desk
    ask = replace(ASK, asked_ms=wall_ms())
    number = helping.open_line(desk, acts.Asked(ask), acts.Registered("", "李敏")).state.number
    page = Image.new("RGB", (900, 1200), "white")
    out = io.BytesIO()
    page.save(out, "JPEG")
    made = town.workplace.attach(number, out.getvalue(), name="走访照片").attachment
    assert town.workplace.sync().agreed is True
    assert town.workplace.store.attachments.totals().owed == 0
    assert village.workplace.sync().agreed is True
    with pytest.raises(Trouble):
        village.workplace.fetch_attachment(number, made)
    helping.carry_out(desk, number, acts.Reassigned("SX2", "住得近", to_place=VILLAGE))
    assert town.workplace.sync().agreed is True
    assert village.workplace.sync().agreed is True
    kept = town.workplace.store.attachments.read(made.hash)
    assert village.workplace.fetch_attachment(number, made) == kept
    assert village.workplace.store.attachments.has(made.hash)


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Programs that do not know the ledger yet; ``undo()`` is the upgrade."""
    known = dict(REGISTRY)
    for act in HELP_ACTS:
        key = (act.KIND, act.VERSION)
        monkeypatch.delitem(REGISTRY, key)
        monkeypatch.delitem(journal._act_decoders, key)
    folded_now.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    # Put back at the end of it, the acts would stand in another order for whoever lists them.
    REGISTRY.clear()
    REGISTRY.update(known)
    folded_now.cache_clear()


def test_a_program_without_this_ledger_keeps_and_passes_it_on(
    older: pytest.MonkeyPatch, hall: Hall
) -> None:
    root = hall.enrol(TOWN)
    town = hall.open(root)
    author, subject = helped(hall)
    result = town.workplace.sync()
    assert (result.pulled, result.agreed) == (3, True)
    assert ledger_queries.state_of(town.workplace.store, subject) is None
    with town.workplace.store.read() as connection:
        kept = connection.execute(
            select(entry.c.data).where(entry.c.device == author.id).order_by(entry.c.n)
        ).scalars()
        assert [bytes(data) for data in kept] == author.entries
    assert checks.examine(town.workplace.store).ok
    assert hall.server is not None
    hall.server.stop()
    hall.close(town)

    older.undo()
    folded_now.cache_clear()
    town = hall.open(root)
    state = ledger_queries.state_of(town.workplace.store, subject)
    assert (state.owner, state.acts) == (VILLAGE, 3)
    with run_in_thread(hall.rig.database_url) as server:
        assert lead(town, server.url).sync().agreed is True
    assert hall.verify().ok


def test_a_new_device_has_it_from_the_snapshot(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    _, subject = helped(hall)
    with hall.rig.opened() as database:
        fill(database, enrol_directly(database, TOWN, 8), 300)
    monkeypatch.setattr(snapshots, "FEWEST_CASES", 100)
    town = hall.window(TOWN)
    assert town.workplace.sync().agreed is True
    store = town.workplace.store
    assert ledger_queries.state_of(store, subject).status is HelpStatus.REGISTERED
    health = checks.examine(store)
    assert health.ok, health.problems
    assert (health.cases, health.others) == (300, 1)
