"""What the commands say when it cannot be done: one clear line, no trace, nothing changed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cli_rig import PROGRAM, Commands, person_id
from saying import Say

from counter_app.store.queries import by_number, every_case
from counter_app.workplace import Workplace


@pytest.fixture(scope="module")
def one_case(enrolled: Commands, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """A counter with a single case."""
    folder = tmp_path_factory.mktemp("one")
    here = replace(enrolled, profile=folder / "profile")
    shutil.copytree(enrolled.profile, here.profile)
    line = {
        "item": here.item,
        "applicant": {"name": "王𬱖", "id_number": person_id(1)},
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    (folder / "one.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with opened(here) as place:
        from counter_app.desk.backfill import import_file

        assert import_file(place.desk, folder / "one.jsonl").imported == 1
    return here


def opened(here: Commands) -> Workplace:
    return Workplace.open(here.profile, here.staff, here.password)


@pytest.fixture(scope="module")
def number(one_case: Commands) -> str:
    with opened(one_case) as place:
        return next(iter(every_case(place.store))).number


def test_offline_is_one_line(say: Say, commands: Commands) -> None:
    for words in (("sync", "--once"), ("sync", "--once", "--json"), ("sync",)):
        assert "离线" in say(*words, on=commands).refused()
    assert say("doctor", "--json", on=commands).json["ok"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("cases", "show", "4213210001260000999"), "没有编号"),
        (("cases", "show", "nonsense"), "没有编号 nonsense"),
        (("cases", "export", "/no/such/folder/x"), "写不进"),
        (("cases", "export", "/"), "写不进"),
        (("cases", "import", "/no/such/file.jsonl"), "找不到文件"),
        (("cases", "import", "/"), "找不到文件"),
        (("print", "{number}", "--document", "licence", "--out", "{folder}/x.pdf"), "receipt"),
        (
            ("print", "{number}", "--document", "acceptance", "--out", "{folder}/x.pdf"),
            "还没有受理",
        ),
        (("print", "{number}", "--document", "refusal", "--out", "{folder}/x.pdf"), "不予受理"),
        (("print", "{number}", "--document", "correction", "--out", "{folder}/x.pdf"), "补正"),
        (("print", "0", "--document", "receipt", "--out", "{folder}/x.pdf"), "没有编号"),
        (("print", "{number}", "--document", "receipt", "--out", "{folder}/no/x.pdf"), "文件夹"),
        (("print", "{number}", "--document", "receipt", "--out", "{folder}"), "文件夹"),
        (("print", "{number}", "--document", "receipt", "--out", "/proc/x.pdf"), "不能写入"),
        (("print", "{number}", "--out", "x.pdf"), "--document"),
        (
            [
                "print",
                "{number}",
                "--document",
                "acceptance",
                "--size",
                "SLIP80",
                "--out",
                "{folder}/x.pdf",
            ],
            "SLIP80",
        ),
        (("cases",), "请写明要做什么"),
        (("cases", "list", "--limit", "many"), "many"),
        (("fly",), "fly"),
        (("bench", "nonsense"), "nonsense"),
        (("sync", "--once", "--watch"), "--watch"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    say: Say, one_case: Commands, number: str, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    asked = [word.format(number=number, folder=tmp_path) for word in words]
    on = None if words[0] in ("cases", "fly", "bench") and len(words) < 3 else one_case
    assert told in say(*asked, on=on).refused()
    assert list(tmp_path.iterdir()) == []
    with opened(one_case) as place:
        state = by_number(place.store, number)
    assert state is not None
    # a paper that nobody could have got is not counted as made out
    assert state.papers == ()


def test_who_may_not_sign_in_is_told_why(
    say: Say, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = replace(commands, staff="NOBODY")
    assert "NOBODY" in say("doctor", on=stranger).refused()
    monkeypatch.delenv("COUNTER_PASSWORD")
    assert "COUNTER_PASSWORD" in say("doctor", on=commands).refused()


def test_five_wrong_passwords_lock_out_even_the_right_one(
    say: Say, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    for left in (4, 3, 2, 1):
        monkeypatch.setenv("COUNTER_PASSWORD", f"wrong-{left}")
        told = say("cases", "list", on=commands).refused()
        assert f"还可以试 {left} 次" in told
        assert f"wrong-{left}" not in told
    assert "5 次" in say("cases", "list", on=commands).refused()
    monkeypatch.setenv("COUNTER_PASSWORD", commands.password)
    assert "以后再试" in say("cases", "list", on=commands).refused()
    # another person at the same counter is not shut out by that
    kept = json.loads((commands.profile / "attempts.json").read_bytes())
    assert list(kept) == [commands.staff]
    kept[commands.staff]["until_ms"] = 1  # ten minutes later
    (commands.profile / "attempts.json").write_text(json.dumps(kept))
    assert say("cases", "list", on=commands).code == 0


def test_a_folder_that_is_no_profile_is_left_alone(
    say: Say, enrolled: Commands, tmp_path: Path
) -> None:
    for folder in (tmp_path / "never", tmp_path):
        nobody = replace(enrolled, profile=folder)
        for words in (("doctor",), ("cases", "list", "--json"), ("sync",)):
            assert "counter-app enrol" in say(*words, on=nobody).refused()
    (tmp_path / "file").write_text("x")
    assert say("doctor", on=replace(enrolled, profile=tmp_path / "file")).refused()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def _heeds_ctrl_c() -> None:
    """A shell lets what it starts in the background ignore Ctrl+C, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def watching(commands: Commands) -> Iterator[subprocess.Popen[str]]:
    """Another process at work on the profile."""
    process = subprocess.Popen(
        [
            *PROGRAM,
            "sync",
            "--watch",
            "--profile",
            str(commands.profile),
            "--staff",
            commands.staff,
        ],
        env=commands.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_heeds_ctrl_c if os.name == "posix" else None,
    )
    assert process.stdout is not None
    assert "离线" in process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_a_second_process_is_told_who_holds_the_profile(
    say: Say, commands: Commands, watching: subprocess.Popen[str]
) -> None:
    for words in (("doctor",), ("cases", "list"), ("sync", "--once")):
        told = say(*words, on=commands).refused()
        assert str(watching.pid) in told
        assert "sync" in told
    watching.send_signal(signal.SIGINT)
    _, told = watching.communicate(timeout=60)
    assert watching.returncode == 130
    assert len(told.splitlines()) == 1
    assert "中断" in told
    assert say("doctor", on=commands).code == 0


def damage(path: Path, at: int, junk: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(junk)


def test_damaged_files_are_told_and_not_written_to(say: Say, commands: Commands) -> None:
    database, keyring = commands.profile / "counter.db", commands.profile / "keyring.json"
    whole, keys = database.read_bytes(), keyring.read_bytes()

    told = []
    for eighth in range(1, 8):  # wherever it happens, it is noticed
        database.write_bytes(whole)
        damage(database, len(whole) * eighth // 8, b"a disk that forgets")
        said = say("doctor", "--json", on=commands)
        assert said.code == 1
        if said.out:
            assert (said.json["ok"], said.json["integrity_ok"]) == (False, False)
            told.append(said)
        else:  # what even signing in needs was hit
            assert "损坏" in said.refused()
    assert told

    for at, junk in ((0, bytes(64)), (100, b"x" * 64)):
        database.write_bytes(whole)
        damage(database, at, junk)
        assert "损坏" in say("doctor", "--json", on=commands).refused()
    database.write_bytes(whole[: len(whole) // 2])
    assert say("doctor", "--json", on=commands).refused()
    database.unlink()
    assert "不见了" in say("doctor", "--json", on=commands).refused()
    assert not database.exists()

    database.write_bytes(whole)
    keyring.unlink()
    for words in (("doctor", "--json"), ("cases", "list"), ("sync",)):
        told = say(*words, on=commands).refused()
        assert "keyring.json 不见了" in told
        assert "备份" in told
    for junk in (b"", b"{", b"[]", b'{"people": {"x": 1}}', keys.replace(b'"ops":2', b'"ops":0')):
        keyring.write_bytes(junk)
        assert say("doctor", "--json", on=commands).refused()
    keyring.write_bytes(keys)
    assert say("doctor", "--json", on=commands).json["ok"]


def test_a_real_process_ends_as_cleanly(commands: Commands) -> None:
    """The same through the operating system: exit code, one line, nothing on standard output."""
    done = commands.run("cases", "show", "nonsense", "--json", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
