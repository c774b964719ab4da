"""Backup and restore: one encrypted file, whole or refused; renewal before the next record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from case_samples import received
from sqlalchemy import text
from store_rig import actor, new_store

from counter_app.errors import Refused, Trouble
from counter_app.store import backup, checks, drafts, queries
from counter_app.store.engine import connect
from counter_app.store.profile import Profile
from counter_app.store.store import Store

KEY = bytes(range(32))
SUBJECT = "case:4213210001260000019"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A profile with a case, a draft and something that stands in for the keyring."""
    folder = tmp_path / "old"
    store = new_store(folder, key=KEY)
    with store.write() as tx:
        tx.record(SUBJECT, received(), actor(), None)
    drafts.save(store, "d1", "intake", "SX1", b"half typed")
    store.close()
    made = Profile(folder)
    made.keyring.write_bytes(b'{"format":1}')
    return made


def made(profile: Profile, target: Path, **options: bool) -> backup.Header:
    return backup.back_up(profile, KEY, target, 1_700_000_000_000, **options)


def test_everything_comes_back_elsewhere(profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "stick" / "b.backup"
    file.parent.mkdir()
    header = made(profile, file)
    assert (header.device, header.entries, header.unsent) == ("d0001", 1, 1)
    assert os.listdir(file.parent) == ["b.backup"]
    assert not list(profile.root.glob("*.new*"))
    assert backup.read_header(file) == header
    there = Profile(tmp_path / "new")
    with there.lock():
        backup.restore(file, there)
    assert there.keyring.read_bytes() == profile.keyring.read_bytes()
    store = Store.open(there.database, KEY)
    assert checks.examine(store).ok
    state = queries.case_state(store, SUBJECT)
    assert state is not None
    assert state.applicant.name == "王𬱖"
    assert [each.body for each in drafts.listed(store, "intake", "SX1")] == [b"half typed"]
    store.close()


def test_a_restored_device_records_nothing_under_its_old_number(
    profile: Profile, tmp_path: Path
) -> None:
    made(profile, tmp_path / "b")
    there = Profile(tmp_path / "new")
    with there.lock():
        backup.restore(tmp_path / "b", there)
    for _ in range(2):
        store = Store.open(there.database, KEY)
        before = store.head
        with pytest.raises(Trouble, match="换发设备编号"), store.write() as tx:
            tx.allocate("case", 2026)
        with pytest.raises(Trouble, match="换发设备编号"), store.write() as tx:
            tx.record("case:x", received(), actor(), None)
        assert store.head == before
        drafts.save(store, "d2", "intake", "SX1", b"still typing")
        store.close()
    original = Store.open(profile.database, KEY)
    with original.write() as tx:
        assert tx.allocate("case", 2026) == 1
    original.close()


def test_nothing_plain_is_in_the_file(profile: Profile, tmp_path: Path) -> None:
    made(profile, tmp_path / "b")
    data = (tmp_path / "b").read_bytes()
    for secret in ("王𬱖", "421321199001010015", "SQLite format", "half typed", KEY.hex()):
        assert secret.encode() not in data
    assert KEY not in data


@pytest.mark.parametrize("where", ["first", "header", "body", "end", "longer", "shorter", "empty"])
def test_a_foreign_cut_or_damaged_file_is_refused(
    profile: Profile, tmp_path: Path, where: str
) -> None:
    file = tmp_path / "b"
    made(profile, file)
    data = bytearray(file.read_bytes())
    match where:
        case "first" | "header" | "body":
            at = {"first": 3, "header": 40, "body": len(data) // 2}[where]
            data[at] ^= 1
        case "end":
            data[-1] ^= 1
        case "longer":
            data += b"x"
        case "shorter":
            del data[-1000:]
        case "empty":
            data.clear()
    file.write_bytes(data)
    there = Profile(tmp_path / "new")
    with there.lock(), pytest.raises(Refused) as refused:
        backup.restore(file, there)
    assert "没有恢复任何内容" in str(refused.value)
    assert sorted(os.listdir(there.root)) == ["profile.lock"]


def test_an_enrolled_profile_is_set_aside_never_deleted(profile: Profile, tmp_path: Path) -> None:
    made(profile, tmp_path / "b")
    store = Store.open(profile.database, KEY)
    with store.write() as tx:
        tx.record("case:4213210001260000027", received(), actor(), None)
    # As after a power cut: the log is not folded back.
    for ending in ("", "-wal"):
        path = profile.database.with_name(f"counter.db{ending}")
        (tmp_path / path.name).write_bytes(path.read_bytes())
    store.close()
    for ending in ("", "-wal"):
        path = profile.database.with_name(f"counter.db{ending}")
        path.write_bytes((tmp_path / path.name).read_bytes())
    with profile.lock():
        with pytest.raises(Refused, match="--replace"):
            backup.restore(tmp_path / "b", profile)
        backup.restore(tmp_path / "b", profile, replace_old=True)
    restored = Store.open(profile.database, KEY)
    assert restored.head.n == 1
    restored.close()
    (old,) = profile.root.glob("counter-*.db")
    assert list(profile.root.glob("keyring-*.json"))
    kept = Store.open(old, KEY)
    assert kept.head.n == 2
    assert checks.examine(kept).ok
    kept.close()


def test_a_log_left_by_a_cut_follows_its_database(profile: Profile) -> None:
    """Killed between two renames: the log joins the database that was renamed before it."""
    wal = profile.database.with_name("counter.db-wal")
    wal.write_bytes(b"log")
    profile.database.replace(profile.root / "counter-20260101-000000.db")
    profile.set_database_aside()
    assert (profile.root / "counter-20260101-000000.db-wal").read_bytes() == b"log"


def test_attachments_come_along_unless_left_out(profile: Profile, tmp_path: Path) -> None:
    files = connect(profile.root / "attachments.db", KEY)
    files.execute("CREATE TABLE f (x)")
    files.execute("INSERT INTO f VALUES ('scan')")
    files.close()
    assert len(made(profile, tmp_path / "with").parts) == 3
    assert len(made(profile, tmp_path / "without", attachments=False).parts) == 2
    there = Profile(tmp_path / "new")
    with there.lock():
        backup.restore(tmp_path / "with", there)
    copied = connect(there.root / "attachments.db", KEY)
    assert copied.execute("SELECT x FROM f").fetchall() == [("scan",)]
    copied.close()


def test_a_damaged_profile_gives_no_backup_and_keeps_the_last_one(
    profile: Profile, tmp_path: Path
) -> None:
    target = tmp_path / "b"
    made(profile, target)
    before = target.read_bytes()
    with profile.database.open("r+b") as file:
        file.seek(profile.database.stat().st_size // 2)
        file.write(bytes(64))
    with pytest.raises(Trouble, match="没有做成备份"):
        made(profile, target)
    assert target.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == ["b", "old"]


def test_the_copy_is_of_one_moment_while_somebody_saves(profile: Profile, tmp_path: Path) -> None:
    store = Store.open(profile.database, KEY)
    with store.write() as tx:
        tx.record("case:4213210001260000027", received(), actor(), None)
        header = made(profile, tmp_path / "b")
    assert header.entries == 1
    with store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM entry")).scalar() == 2
    store.close()


def test_damage_is_not_called_a_full_disk(profile: Profile, tmp_path: Path) -> None:
    whole = profile.database.read_bytes()
    for at in range(len(whole) // 20, len(whole), len(whole) // 10):
        flipped = bytearray(whole)
        flipped[at] ^= 4
        profile.database.write_bytes(flipped)
        with pytest.raises(Trouble, match="损坏"):
            made(profile, tmp_path / "b")
    assert os.listdir(tmp_path) == [profile.root.name]


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_a_full_disk_is_not_called_damage(profile: Profile, tmp_path: Path) -> None:
    import resource
    import signal

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, before[1]))
    try:
        with pytest.raises(Trouble, match="没有做成备份") as caught:
            made(profile, tmp_path / "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "损坏" not in str(caught.value)
    assert not (tmp_path / "b").exists()
    assert not list(profile.root.glob("*.new*"))
