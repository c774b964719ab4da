"""``cases attach`` and ``cases files``: in words, in JSON, and what they refuse."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cli_rig import Commands, person_id
from PIL import Image
from saying import Say

MATERIAL = "居民身份证"


def one_case(commands: Commands, say: Say, tmp_path: Path) -> str:
    source = tmp_path / "case.jsonl"
    row = {
        "item": commands.item,
        "applicant": {"name": "王样一", "id_number": person_id(1)},
        "materials": [{"name": MATERIAL, "form": "original"}],
        "received_at": "2026-11-20T09:10:00+08:00",
    }
    source.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    profile = ("--profile", str(commands.profile), "--staff", commands.staff, "--json")
    assert say("cases", "import", str(source), *profile).json["imported"] == 1
    return str(say("cases", "list", *profile).json[0]["number"])


def test_attach_list_and_save(commands: Commands, say: Say, tmp_path: Path) -> None:
    number = one_case(commands, say, tmp_path)
    profile = ("--profile", str(commands.profile), "--staff", commands.staff)
    photo, wrong = tmp_path / "张三身份证.jpg", tmp_path / "程序.pdf"
    Image.linear_gradient("L").resize((900, 1200)).save(photo, quality=95)
    wrong.write_bytes(b"MZ" + bytes(100))
    words = ("cases", "attach", number, str(photo), str(wrong), "--material", MATERIAL)
    told = say(*words, *profile, "--json")
    assert told.code == 3
    (made,) = told.json["attached"]
    assert (made["name"], made["material"], made["pages"], made["new"]) == (
        MATERIAL, MATERIAL, 1, True,
    )  # fmt: skip
    assert made["size"] <= 200_000
    assert "不是图片或 PDF" in told.json["refused"][0]["why"]

    again = say("cases", "attach", number, str(photo), *profile, "--json")
    assert (again.code, again.json["attached"][0]["new"]) == (0, False)

    listed = say("cases", "files", number, *profile, "--json").json
    assert [(each["here"], each["at_county"]) for each in listed] == [(True, False)]
    out = tmp_path / "out"
    (saved,) = say("cases", "files", number, "--out", str(out), *profile, "--json").json
    path = Path(saved["file"])
    assert hashlib.sha256(path.read_bytes()).hexdigest() == made["hash"]
    assert path.suffix == ".webp"
    assert "张三" not in path.name
    said = say("cases", "files", number, *profile)
    assert "待上传" in said.out
    assert "共 1 个附件" in said.out

    shown = say("cases", "show", number, *profile, "--json").json
    assert [each["name"] for each in shown["attachments"]] == [MATERIAL]
    health = say("doctor", *profile, "--json").json
    assert (health["ok"], health["attachments"], health["attachments_unsent"]) == (True, 1, 1)


def test_doctor_tells_of_a_file_of_attachments_that_is_damaged_or_gone(
    commands: Commands, say: Say, tmp_path: Path
) -> None:
    number = one_case(commands, say, tmp_path)
    photo, kept = tmp_path / "a.jpg", commands.profile / "attachments.db"
    Image.linear_gradient("L").resize((900, 1200)).save(photo)
    assert say("cases", "attach", number, str(photo), on=commands).code == 0
    kept.write_bytes(b"x" * 8192)
    told = say("doctor", "--json", on=commands)
    assert (told.code, told.json["ok"], told.json["attachments_ok"]) == (1, False, False)
    assert "附件打不开" in told.json["problems"][0]
    refused = say("backup", str(tmp_path / "b"), on=commands).refused()
    assert "--without-attachments" in refused
    words = ("backup", str(tmp_path / "b"), "--without-attachments")
    assert say(*words, on=commands).code == 0
    kept.unlink()
    told = say("doctor", "--json", on=commands)
    assert (told.code, told.json["attachments_gone"]) == (0, 1)
    assert "重新添加" in told.json["warnings"][0]
    assert say("cases", "attach", number, str(photo), on=commands).code == 0
    assert say("cases", "show", number, "--json", on=commands).code == 0


def test_what_is_refused(commands: Commands, say: Say, tmp_path: Path) -> None:
    number = one_case(commands, say, tmp_path)
    profile = ("--profile", str(commands.profile), "--staff", commands.staff)
    photo = tmp_path / "a.png"
    Image.new("L", (50, 50)).save(photo)
    told = say("cases", "attach", "421321-0017-26-000042-7", str(photo), *profile)
    assert told.code == 1
    assert "没有编号" in told.err
    told = say("cases", "attach", number, str(tmp_path / "none.jpg"), *profile)
    assert told.code == 3
    assert "读不出来" in told.out
    told = say("cases", "attach", number, str(photo), "--material", "驾驶证", *profile)
    assert told.code == 3
    assert "驾驶证" in told.out
    told = say("cases", "attach", number, str(photo), "--name", "a\0b", *profile)
    assert told.code == 3
    assert say("cases", "files", number, *profile, "--json").json == []
