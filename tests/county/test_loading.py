"""Loads of reference data: one edition each, all or nothing; keys follow their people."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, CountyRig

from counter_app.county import admin, loading, rows
from counter_app.county.database import Database
from counter_app.county.editions import editions
from counter_app.county.loading import load_files
from counter_app.county.reference_batch import BadRows
from counter_app.models.reference import decode_row
from counter_app.protocol.credentials import WrongPassword, unlock
from counter_app.protocol.wire import EditionsReply

COUNTY = "421321000000"
STAFF = "工号,姓名,场所编码,岗位\n"


@pytest.fixture
def county(tmp_path: Path) -> CountyRig:
    return CountyRig.sample(tmp_path)


def written(folder: Path, text: str) -> Path:
    path = folder / "人员.csv"
    path.write_text(text, encoding="utf-8")
    return path


def named(reply: EditionsReply, kind: str) -> dict[str, bool]:
    return {row.code: row.withdrawn for row in reply.rows if row.kind == kind}


def test_the_sample_is_there_and_opens(county: CountyRig) -> None:
    assert len(county.staff) == 60
    person = county.person_at(TOWN)
    with county.opened() as database:
        told = editions(database, TOWN, 0)
        assert told.edition == 2
        assert not told.more
        kinds = {row.kind for row in told.rows}
        assert kinds >= {"place", "window", "staff", "item", "calendar_day", "credential"}
        body = next(
            row.body for row in told.rows if (row.kind, row.code) == ("credential", person.work_no)
        )
        unlock(decode_row("credential", body), person.password)
        with pytest.raises(WrongPassword):
            unlock(decode_row("credential", body), "guessed")
        # Run again it changes nothing and makes nobody a new password.
        again = admin.init(database, NOW_MS, sample=True)
        assert (again.created, again.edition, again.staff) == (False, None, ())


def test_keys_are_read_by_devices_of_the_place_only(county: CountyRig) -> None:
    with county.opened() as database:
        for place in (TOWN, VILLAGE, COUNTY):
            mine = {each.work_no for each in county.staff if each.place == place}
            assert set(named(editions(database, place, 0), "credential")) == mine
            assert set(named(editions(database, place, 1), "credential")) == mine


def test_a_load_is_one_edition_with_what_differs(county: CountyRig, tmp_path: Path) -> None:
    with county.opened() as database:
        path = written(tmp_path, f"{STAFF}SX9001,新来,{TOWN},受理\n")
        tried = load_files(database, [path], NOW_MS, dry_run=True)
        assert (len(tried.difference.added), tried.edition) == (1, None)
        done = load_files(database, [path], NOW_MS)
        assert (len(done.difference.added), done.edition) == (1, 3)
        told = editions(database, TOWN, 2)
        assert (told.edition, named(told, "staff"), len(told.rows)) == (3, {"SX9001": False}, 1)
        same = load_files(database, [path], NOW_MS)
        assert (same.difference.unchanged, same.edition) == (1, None)
        assert editions(database, TOWN, 3) == EditionsReply(3, False, (), 3)


def test_one_bad_row_and_nothing_is_changed(county: CountyRig, tmp_path: Path) -> None:
    with county.opened() as database:
        path = written(tmp_path, f"{STAFF}SX9001,新来,{TOWN},受理\nSX9002,乱写,火星,受理\n")
        with pytest.raises(BadRows) as bad:
            load_files(database, [path], NOW_MS)
        assert "第 3 行" in bad.value.message
        assert editions(database, TOWN, 2).edition == 2


def test_the_key_goes_along_when_somebody_moves(county: CountyRig, tmp_path: Path) -> None:
    person = county.person_at(TOWN)
    with county.opened() as database:
        moved = f"{person.work_no},{person.name},{VILLAGE},受理\n"
        load_files(database, [written(tmp_path, STAFF + moved)], NOW_MS)
        assert person.work_no in named(editions(database, VILLAGE, 2), "credential")
        assert person.work_no not in named(editions(database, TOWN, 0), "credential")
        with database.reading() as connection:
            key = rows.newest(connection, "credential")["credential", person.work_no]
        unlock(decode_row("credential", key.body), person.password)


def test_who_leaves_loses_the_key(county: CountyRig, tmp_path: Path) -> None:
    person = county.person_at(TOWN)
    with county.opened() as database:
        gone = written(tmp_path, f"工号,姓名,状态\n{person.work_no},,撤销\n")
        done = load_files(database, [gone], NOW_MS)
        assert len(done.difference.withdrawn) == 1
        assert named(editions(database, TOWN, 2), "credential") == {person.work_no: True}


def test_a_reset_gives_a_new_password(county: CountyRig) -> None:
    person = county.person_at(TOWN)
    with county.opened() as database:
        fresh = admin.reset_password(database, person.work_no, NOW_MS)
        assert fresh.password != person.password
        told = editions(database, TOWN, 2)
        assert named(told, "credential") == {person.work_no: False}
        unlock(decode_row("credential", told.rows[0].body), fresh.password)
        with pytest.raises(WrongPassword):
            unlock(decode_row("credential", told.rows[0].body), person.password)


def test_a_new_device_gets_old_item_versions_but_not_old_keys(
    county: CountyRig, tmp_path: Path
) -> None:
    person = county.person_at(TOWN)
    with county.opened() as database:
        with database.reading() as connection:
            item = next(iter(rows.decoded(connection, "item").values()))
        path = tmp_path / "items.csv"
        path.write_text(
            "实施编码,事项名称,行使层级,实施主体,事项类型,办件类型,法定时限,承诺时限,受理窗口\n"
            f"{item.code},{item.name}改,{item.level.label},{item.department},行政给付,承诺件,"
            "30,20,综合\n",
            encoding="utf-8",
        )
        assert load_files(database, [path], NOW_MS).edition == 3
        admin.reset_password(database, person.work_no, NOW_MS)
        told = editions(database, TOWN, 0)
        versions = [row.edition for row in told.rows if row.code == item.code]
        assert versions == [1, 3]
        keys = [row.edition for row in told.rows if row.code == person.work_no]
        assert keys == [1, 4]
        assert [row.edition for row in told.rows] == sorted(row.edition for row in told.rows)
        # A device that was away longer does not get the key that was replaced either.
        away = [row.edition for row in editions(database, TOWN, 1).rows if row.kind == "credential"]
        assert sorted(set(away)) == [2, 4]
        assert away.count(4) == 1


def test_a_very_large_load_is_cut_into_editions(
    county: CountyRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_EDITION_BYTES", 300)
    with county.opened() as database:
        lines = "".join(f"SX9{n:03d},新来{n},{TOWN},受理\n" for n in range(20))
        done = load_files(database, [written(tmp_path, STAFF + lines)], NOW_MS)
        assert done.edition is not None
        assert done.edition > 4
        told = editions(database, TOWN, 2)
        assert (told.edition, len(told.rows)) == (done.edition, 20)


def test_two_loads_at_once_are_two_editions(county: CountyRig, tmp_path: Path) -> None:
    paths = []
    for number in range(4):
        path = tmp_path / f"p{number}.csv"
        path.write_text(f"{STAFF}SX800{number},新来,{TOWN},受理\n", encoding="utf-8")
        paths.append(path)
    with county.opened() as database:
        done: list[int | None] = []

        def load(path: Path) -> None:
            done.append(load_files(database, [path], NOW_MS).edition)

        threads = [threading.Thread(target=load, args=(path,)) for path in paths]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert sorted(edition or 0 for edition in done) == [3, 4, 5, 6]


def test_sample_on_postgresql_too(database: Database) -> None:
    done = admin.init(database, NOW_MS, sample=True)
    assert done.edition == 1
    assert len(done.staff) == 60
    assert len(named(editions(database, TOWN, 0), "place")) > 400
