"""Attachments in the store: once, durable, never dropped before the county has them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from case_samples import received
from store_rig import actor, new_store

from counter_app.errors import Refused, Trouble
from counter_app.models.acts.case import Attached
from counter_app.models.case import Attachment
from counter_app.store import attachment_care as care, attachment_outbox as outbox, drafts
from counter_app.store.attachment_file import PART
from counter_app.store.attachments import Kept
from counter_app.store.store import Store

DAY_MS = 86_400_000


class Clock:
    def __init__(self) -> None:
        self.ms = 1_795_569_000_000

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return new_store(tmp_path, now_ms=clock)


def attach(store: Store, data: bytes, subject: str = "case:1") -> Kept:
    """What the desk does: the file, then the entry, then the note."""
    kept = store.attachments.put(data, "image/jpeg")
    record(store, kept, subject)
    store.attachments.note_named(kept.hash)
    return kept


def record(store: Store, kept: Kept, subject: str = "case:1") -> None:
    act = Attached(Attachment("申请表", kept.hash, kept.size, kept.media))
    with store.write() as tx:
        tx.record(subject, act, actor(), tx.state(subject))


def file_pages(store: Store) -> int:
    with store.attachments.file.reading() as driver:
        return int(driver.execute("PRAGMA page_count").fetchone()[0])


def test_nothing_is_opened_before_the_first_file(store: Store, tmp_path: Path) -> None:
    assert not store.attachments.paused
    assert store.attachments.totals().files == 0
    assert outbox.owed(store.attachments) == []
    care.settle(store)
    assert not (tmp_path / "attachments.db").exists()


@pytest.mark.parametrize("size", [1, PART - 1, PART, PART + 1, 3 * PART + 17])
def test_bytes_come_back_and_lie_there_once(store: Store, size: int) -> None:
    data = os.urandom(size)
    kept = store.attachments.put(data, "image/jpeg")
    assert store.attachments.put(data, "image/jpeg") == kept
    assert store.attachments.read(kept.hash) == data
    assert store.attachments.has(kept.hash)
    assert store.attachments.totals().files == 1
    assert outbox.piece(store.attachments, kept.hash, 0, size) == data
    assert outbox.piece(store.attachments, kept.hash, size - 1, 10) == data[-1:]


def test_pieces_from_anywhere(store: Store) -> None:
    data = os.urandom(5 * PART + 9)
    kept = store.attachments.put(data, "image/jpeg")
    for offset, size in [(0, 7), (PART - 3, 9), (2 * PART, PART), (5 * PART, 100), (1, 4 * PART)]:
        assert outbox.piece(store.attachments, kept.hash, offset, size) == data[offset:][:size]


def test_the_file_survives_a_restart_and_is_not_plain(tmp_path: Path) -> None:
    key = os.urandom(32)
    store = new_store(tmp_path, key=key)
    data = b"scan of a page " * 4000
    kept = attach(store, data)
    store.close()
    plain = (tmp_path / "attachments.db").read_bytes()
    assert b"scan of a page" not in plain
    assert b"SQLite format" not in plain
    store = Store.open(tmp_path / "counter.db", key)
    assert store.attachments.read(kept.hash) == data
    assert [each.hash for each in outbox.owed(store.attachments)] == [kept.hash]
    store.close()


def test_another_key_is_told_and_entries_go_on(tmp_path: Path) -> None:
    store = new_store(tmp_path / "a")
    store.attachments.put(b"x", "image/jpeg")
    store.close()
    other = new_store(tmp_path / "b")
    (tmp_path / "a" / "attachments.db").rename(tmp_path / "b" / "attachments.db")
    with pytest.raises(Trouble, match="钥匙不符"):
        other.attachments.totals()
    with other.write() as tx:
        tx.record("case:1", received(), actor(), None)
    assert other.head.n == 1
    other.close()


def test_only_named_files_are_owed_and_a_cut_is_made_good(store: Store) -> None:
    kept = store.attachments.put(b"picture", "image/jpeg")
    assert outbox.owed(store.attachments) == []
    care.settle(store)
    assert outbox.owed(store.attachments) == []
    record(store, kept)  # the note was cut off
    care.settle(store)
    assert [each.hash for each in outbox.owed(store.attachments)] == [kept.hash]


def test_orphans_go_after_a_week_and_drafts_keep_theirs(store: Store, clock: Clock) -> None:
    orphan = store.attachments.put(b"orphan" * 20_000, "image/jpeg")
    drafted = store.attachments.put(b"drafted", "image/jpeg")
    named = store.attachments.put(b"named", "image/jpeg")
    record(store, named)
    drafts.save(store, "d1", "intake", "SX1", b"..." + drafted.hash + b"...")
    store.attachments.fresh.clear()  # as after a restart
    clock.ms += 6 * DAY_MS
    care.settle(store)
    assert store.attachments.has(orphan.hash)
    clock.ms += 2 * DAY_MS
    before = file_pages(store)
    care.settle(store)
    assert not store.attachments.has(orphan.hash)
    assert store.attachments.has(drafted.hash)
    assert store.attachments.has(named.hash)
    assert file_pages(store) < before - 20


def test_a_file_just_put_is_no_orphan_though_the_clock_jumps(store: Store, clock: Clock) -> None:
    kept = store.attachments.put(b"just now", "image/jpeg")
    clock.ms += 400 * DAY_MS
    care.settle(store)
    assert store.attachments.has(kept.hash)


def test_what_the_county_lacks_is_never_dropped(store: Store, clock: Clock) -> None:
    owed = attach(store, b"owed" * 1000)
    sent = attach(store, b"sent" * 1000)
    outbox.acknowledge(store.attachments, sent.hash, sent.size, complete=True)
    assert care.droppable(store.attachments) == []
    clock.ms += 91 * DAY_MS
    assert care.droppable(store.attachments) == [sent.hash]
    care.let_go(store.attachments, [owed.hash, sent.hash])
    assert store.attachments.read(owed.hash) == b"owed" * 1000
    assert not store.attachments.has(sent.hash)
    standing = store.attachments.standings([sent.hash])[sent.hash]
    assert (standing.here, standing.at_county) == (False, True)
    with pytest.raises(Trouble, match="不在本机"):
        store.attachments.read(sent.hash)


def test_quota_says_what_is_safe(store: Store, clock: Clock) -> None:
    store.attachments.quota = 1024**2
    first = attach(store, os.urandom(500_000))
    attach(store, os.urandom(500_000))
    with pytest.raises(Refused, match=r"2 个（共 1 MB）还没有上传，都在本机"):
        store.attachments.put(os.urandom(100_000), "image/jpeg")
    outbox.acknowledge(store.attachments, first.hash, first.size, complete=True)
    assert care.droppable(store.attachments) == [first.hash], "the quota is nearly full"
    care.let_go(store.attachments, [first.hash])
    attach(store, os.urandom(100_000))


def test_damage_is_noticed(store: Store) -> None:
    owed = attach(store, b"owed" * 1000)
    sent = attach(store, b"sent" * 1000)
    outbox.acknowledge(store.attachments, sent.hash, sent.size, complete=True)
    assert care.soundness(store.attachments) == care.Soundness(2, 0, 0)
    with store.attachments.file.writing() as driver:
        driver.execute("UPDATE part SET data = x'00'")
    assert care.soundness(store.attachments) == care.Soundness(2, 2, 1)
    with pytest.raises(Trouble, match="重新取回"):
        store.attachments.read(sent.hash)
    assert not store.attachments.has(sent.hash), "let go, to be fetched again"
    with pytest.raises(Trouble, match="重新扫描"):
        store.attachments.read(owed.hash)
    assert store.attachments.has(owed.hash)


def test_one_that_fails_waits_longer_each_time(store: Store, clock: Clock) -> None:
    bad, good = attach(store, b"bad"), attach(store, b"good")
    for pause in (60_000, 120_000, 240_000):
        outbox.put_off(store.attachments, bad.hash, "why not")
        assert [each.hash for each in outbox.owed(store.attachments)] == [good.hash]
        clock.ms += pause - 1
        assert [each.hash for each in outbox.owed(store.attachments)] == [good.hash]
        clock.ms += 1
        assert len(outbox.owed(store.attachments)) == 2
    assert store.attachments.totals().failed == 1
    outbox.put_off(store.attachments, bad.hash, "why not")
    outbox.try_again_now(store.attachments)
    assert len(outbox.owed(store.attachments)) == 2
    for _ in range(30):
        outbox.put_off(store.attachments, bad.hash, "why not")
    clock.ms -= 10 * 365 * DAY_MS  # the clock was ten years ahead
    assert len(outbox.owed(store.attachments)) == 2


def test_small_before_large_then_old_before_new(store: Store, clock: Clock) -> None:
    sizes = [600_000, 1000, 300_000, 200_000, 50]
    for size in sizes:
        attach(store, os.urandom(size))
        clock.ms += 1
    assert [each.size for each in outbox.owed(store.attachments)] == [
        1000, 200_000, 50, 300_000, 600_000,
    ]  # fmt: skip


def test_pausing_survives_a_restart(tmp_path: Path) -> None:
    key = os.urandom(32)
    store = new_store(tmp_path, key=key)
    store.attachments.paused = True
    store.close()
    store = Store.open(tmp_path / "counter.db", key)
    assert store.attachments.paused
    store.attachments.paused = False
    assert not store.attachments.paused
    store.close()


def test_fetching_goes_on_where_it_was_cut(store: Store) -> None:
    data = os.urandom(3 * PART + 5)
    kept = Kept(store.attachments.put(data, "").hash, len(data), "image/jpeg")
    with store.attachments.file.writing() as driver:
        driver.execute("DELETE FROM part")
        driver.execute("DELETE FROM file")
    files = store.attachments
    assert files.begin_fetch(kept) == 0
    assert files.take(kept.hash, 0, data[: PART + 100]) == PART, "only full pieces"
    assert not files.has(kept.hash)
    assert files.begin_fetch(kept) == PART
    assert files.take(kept.hash, 0, data) == PART, "a repetition changes nothing"
    assert files.take(kept.hash, PART, data[PART:]) == len(data)
    assert files.read(kept.hash) == data
    assert outbox.owed(files) == []


def test_another_file_than_asked_for_is_not_kept(store: Store) -> None:
    kept = Kept(b"h" * 32, 10, "image/jpeg")
    store.attachments.begin_fetch(kept)
    with pytest.raises(Trouble, match="不完整"):
        store.attachments.take(kept.hash, 0, b"0123456789")
    assert store.attachments.begin_fetch(kept) == 0


def test_a_full_disk_is_one_sentence_and_keeps_what_is_there(store: Store) -> None:
    kept = attach(store, b"first")
    with store.attachments.file.reading() as driver:
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(Trouble, match="磁盘已满"):
        store.attachments.put(os.urandom(200_000), "image/jpeg")
    assert store.attachments.read(kept.hash) == b"first"
    assert store.attachments.totals().files == 1


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    key = os.urandom(32)
    store = new_store(tmp_path, key=key)
    store.attachments.put(b"x", "image/jpeg")
    with store.attachments.file.reading() as driver:
        driver.execute("PRAGMA user_version = 99")
    store.close()
    store = Store.open(tmp_path / "counter.db", key)
    with pytest.raises(Trouble, match="更新版本"):
        store.attachments.put(b"y", "image/jpeg")
    store.close()
