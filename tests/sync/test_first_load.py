"""A new device's first load: by snapshot, cut anywhere, damaged in any way; never half."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from county_rig import TOWN, CountyRig, ServerThread, enrol_directly
from msgspec.structs import replace
from replica_rig import fill
from sqlalchemy import func, select

from counter_app.county import snapshot_build, snapshots
from counter_app.county.serve import run_in_thread
from counter_app.county.server import wall_ms
from counter_app.models.case import CaseState
from counter_app.models.tables.county import snapshot, snapshot_part
from counter_app.protocol.fold import folded_now
from counter_app.protocol.snapshot import SnapshotReply
from counter_app.store import checks, first_load, queries
from counter_app.store.door import NotEnrolled
from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol
from counter_app.sync.line import Offline, Rejected
from counter_app.workplace import Workplace

CASES = 400


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CountyRig:
    """A sample county with a busy town, and many parts of its snapshot."""
    monkeypatch.setattr(snapshot_build, "PART_BYTES", 8 * 1024)
    monkeypatch.setattr(snapshot_build, "VOLUME_CASES", 150)
    rig = CountyRig.sample(tmp_path)
    with rig.opened() as database:
        fill(database, enrol_directly(database, TOWN), CASES)
    return rig


@pytest.fixture
def served(county: CountyRig) -> Iterator[ServerThread]:
    with county.serve() as server:
        yield server


def looked_at(county: CountyRig, folder: Path) -> checks.Health:
    person = county.person_at(TOWN)
    with Workplace.open(folder, person.work_no, person.password) as place:
        result = place.sync()
        assert result.agreed
        assert len(queries.cases(place.store, limit=1000)) == CASES
        return checks.examine(place.store)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("counter.db-"))


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("step", ["part 1", "loading", "loaded"])
def test_a_killed_first_load_goes_on_with_the_same_code(
    county: CountyRig, served: ServerThread, tmp_path: Path, step: str
) -> None:
    profile = tmp_path / "p"
    code = county.enrol_code(TOWN)
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(
        [
            *(sys.executable, str(Path(__file__).with_name("enrolling.py"))),
            *(str(profile), served.url, code, step),
        ],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": f"{tests.parent}"},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"there\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert not Profile(profile).enrolled
    person = county.person_at(TOWN)
    with pytest.raises(NotEnrolled):
        Workplace.open(profile, person.work_no, person.password)
    plain = "样17".encode()
    assert all(plain not in path.read_bytes() for path in profile.iterdir() if path.is_file())
    with pytest.raises(Rejected, match="已经用过"):
        enrol(Profile(tmp_path / "q"), served.url, code)

    asked: list[int] = []
    part = snapshots.part
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "part", lambda *words: (asked.append(words[3]), part(*words))[1])
        enrol(Profile(profile), served.url, code.lower())
    with county.opened() as database, database.reading() as connection:
        parts = connection.execute(select(func.count()).select_from(snapshot_part)).scalar_one()
    assert asked == (list(range(2, parts)) if step == "part 1" else [])
    assert files(profile) == ["counter.db", "keyring.json", "profile.lock"]
    health = looked_at(county, profile)
    assert health.ok, health
    assert (health.cases, health.entries) == (CASES, 2 * CASES)


def test_a_line_that_fails_is_taken_up_again(
    county: CountyRig, served: ServerThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(tmp_path / "p")
    code = county.enrol_code(TOWN)
    part = snapshots.part

    def broken(*words: object) -> bytes:
        if words[3] == 2:
            served._uvicorn.force_exit = True  # the county goes away in the middle
            served.stop()
        return part(*words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "part", broken)
        with pytest.raises(Offline):
            enrol(profile, served.url, code)
    assert not profile.enrolled
    port = int(served.url.rsplit(":", 1)[1])
    with run_in_thread(county.database_url, port=port) as again:
        assert again.url == served.url
        enrol(profile, served.url, code)
        assert looked_at(county, profile.root).ok


def test_another_code_begins_anew(
    county: CountyRig, served: ServerThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = Profile(tmp_path / "p")

    def full(*_: object) -> None:
        raise first_load.Trouble("磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(first_load, "take_in", full)
        with pytest.raises(first_load.Trouble, match="磁盘已满"):
            enrol(profile, served.url, county.enrol_code(TOWN))
    assert profile.first_parts.exists()
    enrol(profile, served.url, county.enrol_code(TOWN))
    assert looked_at(county, profile.root).ok
    assert not profile.first_parts.exists()


@pytest.mark.parametrize("damage", ["part", "missing", "digest"])
def test_a_damaged_snapshot_is_not_used(
    county: CountyRig, served: ServerThread, tmp_path: Path, damage: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    with county.opened() as database:
        assert snapshots.prepare(database, TOWN, wall_ms)
        with database.writing() as connection:
            if damage == "digest":
                told = msgspec.msgpack.decode(
                    connection.execute(select(snapshot.c.body)).scalar_one(), type=SnapshotReply
                )
                told = replace(told, digest=bytes(31) + b"\1")
                connection.execute(snapshot.update().values(body=msgspec.msgpack.encode(told)))
            where = snapshot_part.c.part == 1
            if damage == "part":
                cut = connection.execute(select(snapshot_part.c.data).where(where)).scalar_one()
                spoilt = bytes(cut[:100]) + b"\0\0\0\0" + bytes(cut[104:])
                connection.execute(snapshot_part.update().where(where).values(data=spoilt))
            elif damage == "missing":
                connection.execute(snapshot_part.delete().where(where))
    enrol(Profile(tmp_path / "p"), served.url, county.enrol_code(TOWN))
    assert "snapshot not used" in caplog.text
    assert files(tmp_path / "p") == ["counter.db", "keyring.json", "profile.lock"]
    assert looked_at(county, tmp_path / "p").ok


def test_a_county_that_folds_otherwise_is_not_followed(
    county: CountyRig, served: ServerThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    folded = snapshot_build.row_of

    def otherwise(subject: str, state: CaseState) -> dict[str, object]:
        return folded(subject, replace(state, note="另一版程序"))

    with monkeypatch.context() as patch, county.opened() as database:
        patch.setattr(snapshot_build, "row_of", otherwise)
        patch.setattr(snapshot_build, "differs", lambda *_: False)  # as its own program says
        assert snapshots.prepare(database, TOWN, wall_ms)
    enrol(Profile(tmp_path / "p"), served.url, county.enrol_code(TOWN))
    assert "folds otherwise" in caplog.text
    health = looked_at(county, tmp_path / "p")
    assert health.ok, health


def test_rows_by_other_rules_are_folded_here_without_looking(
    county: CountyRig, served: ServerThread, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with county.opened() as database:
        assert snapshots.prepare(database, TOWN, wall_ms)
    profile = Profile(tmp_path / "p")
    newer = replace(folded_now(), version=folded_now().version + 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_load.fold, "folded_now", lambda: newer)
        patch.setattr(first_load, "_agrees", lambda _: pytest.fail("rows were looked at"))
        enrol(profile, served.url, county.enrol_code(TOWN))
    assert "snapshot not used" not in caplog.text
    assert looked_at(county, profile.root).ok


def test_rows_of_another_format_are_folded_here(
    county: CountyRig, served: ServerThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tuple(name for name in snapshot_build.COLUMNS if name != "twins")
    monkeypatch.setattr(snapshot_build, "COLUMNS", older)
    enrol(Profile(tmp_path / "p"), served.url, county.enrol_code(TOWN))
    assert looked_at(county, tmp_path / "p").ok


def test_the_word_index_follows_in_idle_moments(
    county: CountyRig, served: ServerThread, tmp_path: Path
) -> None:
    enrol(Profile(tmp_path / "p"), served.url, county.enrol_code(TOWN))
    person = county.person_at(TOWN)
    with Workplace.open(tmp_path / "p", person.work_no, person.password) as place:
        assert place.store.head.indexed == CASES
        assert [each.applicant for each in queries.cases(place.store, query="样399")] == ["样399"]
