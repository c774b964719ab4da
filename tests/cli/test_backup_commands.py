"""``backup`` and ``restore`` as people run them, in processes of their own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from cli_rig import Commands, person_id
from saying import Say


def test_backup_and_restore_as_processes(commands: Commands, tmp_path: Path) -> None:
    source = tmp_path / "cases.jsonl"
    row = {
        "item": commands.item,
        "applicant": {"name": "王𬱖", "id_number": person_id(0)},
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source.write_text(json.dumps(row), encoding="utf-8")
    assert commands.json("cases", "import", str(source))["imported"] == 1
    file = tmp_path / "b.backup"
    facts = commands.json("backup", str(file))
    assert facts["unsent"] == 1
    assert facts["parts"] == ["keyring.json", "counter.db"]
    assert file.stat().st_size == facts["bytes"]

    new = replace(commands, profile=tmp_path / "new")
    restored = new.json("restore", str(file))
    assert restored["device"] == facts["device"]
    assert new.json("doctor")["digest"] == commands.json("doctor")["digest"]
    assert len(new.json("cases", "list")) == 1
    told = new.run("cases", "import", str(source), check=False)
    assert told.returncode == 0, "the same line again is no new act"
    source.write_text(json.dumps(row | {"note": "另一件"}), encoding="utf-8")
    told = new.run("cases", "import", str(source), check=False)
    assert told.returncode == 1
    assert "换发设备编号" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    again = new.run("restore", str(file), check=False)
    assert again.returncode == 1
    assert "--replace" in again.stderr
    assert new.run("restore", str(file), "--replace").returncode == 0


def test_what_backup_and_restore_refuse(say: Say, commands: Commands, tmp_path: Path) -> None:
    assert "文件夹" in say("backup", str(tmp_path), on=commands).refused()
    assert say("backup", str(tmp_path / "no" / "b"), on=commands).refused()
    new = replace(commands, profile=tmp_path / "new")
    assert "读不了" in say("restore", str(tmp_path / "none"), on=new).refused()
    (tmp_path / "other").write_bytes(b"something else")
    assert "不是柜台的备份" in say("restore", str(tmp_path / "other"), on=new).refused()
