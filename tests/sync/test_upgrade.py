"""Acts of a newer program pass through older ones untouched, and count after the upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_rig import person_id
from county_rig import TOWN, VILLAGE, TestDevice, enrol_directly
from sqlalchemy import select
from sync_rig import Hall, Window, opened_hall
from watch_rig import lead

from counter_app.county.push import push
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.models.acts import REGISTRY
from counter_app.models.acts.case import Forwarded
from counter_app.models.tables.device import entry
from counter_app.protocol import fold, journal
from counter_app.protocol.fold import Folded, folded_now
from counter_app.store import queries, refold
from counter_app.store.identity import load
from counter_app.sync import pull

pytestmark = pytest.mark.slow

KEY = (Forwarded.KIND, Forwarded.VERSION)


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A program that does not know forwarding yet; ``undo()`` is the upgrade."""
    monkeypatch.delitem(REGISTRY, KEY)
    monkeypatch.delitem(journal._act_decoders, KEY)
    folded_now.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    folded_now.cache_clear()


@pytest.fixture
def hall(tmp_path: Path, older: pytest.MonkeyPatch) -> Iterator[Hall]:
    with opened_hall(tmp_path) as opened:
        yield opened


def upgrade(older: pytest.MonkeyPatch) -> None:
    older.undo()
    folded_now.cache_clear()


def from_the_future(hall: Hall) -> tuple[TestDevice, str]:
    """A device with a newer program forwards a case; its journal and the case's number."""
    with hall.rig.opened() as database:
        author = enrol_directly(database, TOWN, 9)
        author.now_ms = wall_ms()
        subject = author.receive(1)
        author.record(subject, Forwarded(VILLAGE, purpose="report", note="请村里核实"))
        push(database, author.id, author.push(), wall_ms)
    return author, subject.removeprefix("case:")


def journal_of(window: Window, device: str) -> list[bytes]:
    with window.workplace.store.read() as connection:
        wanted = select(entry.c.data).where(entry.c.device == device).order_by(entry.c.n)
        return [bytes(data) for (data,) in connection.execute(wanted)]


def test_an_unknown_act_is_kept_and_counts_after_the_upgrade(
    hall: Hall, older: pytest.MonkeyPatch
) -> None:
    root = hall.enrol(TOWN)
    town, village = hall.open(root), hall.window(VILLAGE)
    author, number = from_the_future(hall)
    result = town.workplace.sync()
    assert (result.pulled, result.agreed) == (2, True)
    assert journal_of(town, author.id) == author.entries
    before = queries.by_number(town.workplace.store, number)
    assert before is not None
    assert (before.unknown_acts, before.owner) == (1, TOWN)
    village.workplace.sync()
    assert queries.by_number(village.workplace.store, number) is None

    # Offline work waits, and the program is upgraded on both sides.
    assert hall.server is not None
    hall.server.stop()
    own = [town.take_in(person_id(index)).number for index in (1, 2)]
    device = town.workplace.store.identity.device
    waiting, head = journal_of(town, device), town.workplace.store.head
    assert head.unsent
    hall.close(town)
    upgrade(older)
    town = hall.open(root)
    assert journal_of(town, device) == waiting
    after = town.workplace.store.head
    assert (after.n, after.chain, after.unsent) == (head.n, head.chain, head.unsent)
    now = queries.by_number(town.workplace.store, number)
    assert now is not None
    assert (now.unknown_acts, now.owner) == (0, VILLAGE)
    assert refold.catch_up(town.workplace.store) == 0, "once is enough"

    with run_in_thread(hall.rig.database_url) as server:
        result = lead(town, server.url).sync()
        assert (result.unsent, result.agreed) == (0, True)
        # The county, too, understands now, and tells the village the whole story.
        assert lead(village, server.url).sync().agreed
        there = queries.by_number(village.workplace.store, number)
        assert there is not None
        assert there == now
        assert journal_of(village, author.id) == author.entries
    verdict = hall.verify()
    assert verdict.ok
    assert verdict.cases == 1 + len(own)


def test_digests_of_different_programs_are_not_compared(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = hall.window(TOWN)
    assert town.workplace.sync().agreed
    other = Folded(fold.FOLD_VERSION, ("case.received/1",))
    monkeypatch.setattr(pull, "folded_now", lambda: other)
    assert town.workplace.sync().agreed is None


def test_other_rules_fold_everything_again(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, older: pytest.MonkeyPatch
) -> None:
    root = hall.enrol(TOWN)
    town = hall.open(root)
    town.take_in()
    town.take_in(person_id(3))
    digest = town.digest
    hall.close(town)
    newer = Folded(fold.FOLD_VERSION + 1, folded_now().acts)
    monkeypatch.setattr(refold, "folded_now", lambda: newer)
    town = hall.open(root)
    assert town.digest == digest
    with town.workplace.store.read() as connection:
        assert load(connection, refold.KEY, Folded) == newer


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        (Folded(1, ("a/1", "b/1")), Folded(1, ("a/1", "b/1")), ()),
        (Folded(1, ("a/1",)), Folded(1, ("a/1", "a/2", "b/1")), ("a", "b")),
        (Folded(1, ("a/1", "b/1")), Folded(1, ("a/1",)), ("b",)),
        (Folded(1, ("a/1",)), Folded(2, ("a/1",)), None),
        (Folded(), Folded(1, ("a/1",)), None),
    ],
)
def test_what_has_to_be_folded_again(
    before: Folded, after: Folded, kinds: tuple[str, ...] | None
) -> None:
    assert before.differing(after) == kinds
    assert (before.mark == after.mark) is (before == after)
