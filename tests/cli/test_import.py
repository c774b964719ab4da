"""``cases import`` through the real command: good lines in, bad ones named, nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cli_rig import Commands, person_id
from saying import Say

#: CI takes fewer; the full figure is 10,000.
LINES = int(os.environ.get("COUNTER_IMPORT_LINES", "200"))


def line(commands: Commands, index: int, **changes: Any) -> dict[str, Any]:
    return {
        "item": commands.item,
        "applicant": {
            "kind": "person",
            "name": f"王样{index}",
            "id_type": "resident_id",
            "id_number": person_id(index),
            "phone": "13800000000",
            "address": "厉山镇双寨村",
        },
        "agent": None,
        "materials": [{"name": "居民身份证", "form": "original", "count": 1}],
        "form": {"hukou_address": "厉山镇"},
        "received_at": "2026-11-20T09:10:00+08:00",
        "note": f"第{index}件",
    } | changes


def applicant(commands: Commands, index: int, **changes: Any) -> dict[str, Any]:
    return line(commands, index)["applicant"] | changes


def bad_lines(commands: Commands) -> list[tuple[dict[str, Any] | str, str]]:
    """(line, the field that must be named)."""
    wrong_digit = person_id(7)[:-1] + ("1" if person_id(7)[-1] != "1" else "2")
    return [
        (
            line(commands, 1, applicant=applicant(commands, 1, id_number=wrong_digit)),
            "applicant.id_number",
        ),
        (line(commands, 2, item="NO-SUCH-ITEM"), "item"),
        (line(commands, 3, received_at="2099-01-01T00:00:00+08:00"), "received_at"),
        (line(commands, 4, received_at="昨天"), "received_at"),
        (line(commands, 5, applicant=applicant(commands, 5, name="")), "applicant.name"),
        (line(commands, 6, applicant=applicant(commands, 6, name="   ")), "applicant.name"),
        (line(commands, 7, form={"hukou_address": "长" * 3_000_000}), "form.hukou_address"),
        (line(commands, 8, note="x" * 3_000_000), "note"),
        (line(commands, 9, applicant=applicant(commands, 9, name="王\u0000样")), "applicant.name"),
        (line(commands, 10, note="a\u0007b"), "note"),
        (line(commands, 11, materials=[{"name": "", "form": "original"}]), "materials[1].name"),
        (line(commands, 12, materials=[{"name": "表", "form": "hologram"}]), "materials[1].form"),
        (line(commands, 13, applicant=applicant(commands, 13, phone="12")), "applicant.phone"),
        (line(commands, 14, applicant=None), "applicant"),
        (
            line(commands, 15, applicant=applicant(commands, 15, id_type="spell")),
            "applicant.id_type",
        ),
        ("{not json", "line"),
        ("[1, 2]", "line"),
    ]


def write(path: Path, rows: list[Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            text = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
            file.write(text + "\n")


@pytest.mark.slow
def test_good_lines_in_bad_lines_named_nothing_twice(commands: Commands, tmp_path: Path) -> None:
    bad = bad_lines(commands)
    rows: list[Any] = [line(commands, index) for index in range(100, 100 + LINES)]
    expected = []
    for place, (row, _) in enumerate(bad, 1):
        at = place * (LINES // (len(bad) + 2))
        rows.insert(at, row)
    for number, row in enumerate(rows, 1):
        expected += [(number, field) for candidate, field in bad if candidate is row]
    source = tmp_path / "cases.jsonl"
    write(source, rows)

    done = commands.run("cases", "import", str(source), "--json", check=False)
    result = json.loads(done.stdout)
    assert done.returncode != 0  # something was refused, and a script must notice
    assert result["imported"] == LINES
    assert result["skipped"] == 0
    assert sorted((each["line"], each["field"]) for each in result["refused"]) == sorted(expected)
    assert all(each["why"] for each in result["refused"])

    again = commands.json("cases", "import", str(source))
    assert (again["imported"], again["skipped"]) == (0, LINES)
    health = commands.json("doctor")
    assert health["ok"]
    assert health["cases"] == health["unsent"] == LINES
    listed = commands.json("cases", "list", "--query", "王样100")
    assert "王样100" in [each["applicant"] for each in listed]


def good(say: Say, here: Commands, rows: list[Any], tmp_path: Path) -> dict[str, Any]:
    """Import these lines in this process; every one must be taken or refused, never stop it."""
    source = tmp_path / "lines.jsonl"
    write(source, rows)
    result: dict[str, Any] = say("cases", "import", str(source), "--json", on=here).json
    assert result["imported"] + len({each["line"] for each in result["refused"]}) == len(rows)
    return result


def test_lines_that_could_stop_an_import_only_refuse_themselves(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    fine = line(commands, 1)
    deep: list[Any] = ["[" * 100_000, '{"form":' * 5_000]
    odd: list[Any] = [
        json.dumps(fine).replace('"note": "', '"note": "\\ud800'),
        json.dumps(fine).replace("1", "9" * 6_000, 1),
        line(commands, 2, received_at="9999-12-31T23:59:59-23:59"),
        line(commands, 3, received_at="0001-01-01T00:00:00+23:59"),
        line(commands, 4, form={"sum": float("inf")}),
        line(commands, 5, materials=[{"name": "表", "count": 10**25}]),
        line(commands, 6, materials=[{"name": "表"}] * 3_000),
        line(commands, 7, form={f"field{n}": "x" for n in range(3_000)}),
        line(commands, 8, applicant=applicant(commands, 8, name="\u202e王")),
        line(commands, 9, agent=[]),
        "null",
        "\x00",
    ]
    result = good(say, commands, [*deep, *odd, fine], tmp_path)
    assert result["imported"] == 1
    assert len({each["line"] for each in result["refused"]}) == len(deep) + len(odd)
    assert say("doctor", "--json", on=commands).json["ok"]


def test_other_encodings_are_refused_line_by_line(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    source = tmp_path / "cases.jsonl"
    texts = [json.dumps(line(commands, index), ensure_ascii=False) for index in range(3)]
    lines = (b"\xef\xbb\xbf" + texts[0].encode(), texts[1].encode("gb18030"), texts[2].encode())
    source.write_bytes(b"\r\n".join(lines))
    result = say("cases", "import", str(source), "--json", on=commands).json
    assert result["imported"] == 2
    assert [(each["line"], each["field"]) for each in result["refused"]] == [(2, "line")]
    assert "UTF-8" in result["refused"][0]["why"]


def test_the_place_of_a_slip_is_told_in_chinese(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    source = tmp_path / "cases.jsonl"
    source.write_text('{"item": }\n{"item": "x"', encoding="utf-8")
    refused = say("cases", "import", str(source), "--json", on=commands).json["refused"]
    assert [each["why"] for each in refused] == [
        "不是有效的 JSON，第 10 个字节起写法不对",
        "不是有效的 JSON，没有写完",
    ]


def test_files_of_another_kind_are_one_line(say: Say, commands: Commands, tmp_path: Path) -> None:
    for name in ("a.csv", "a.xls", "a.PDF"):
        (tmp_path / name).write_bytes(b"x")
        told = say("cases", "import", str(tmp_path / name), "--json", on=commands).refused()
        assert "xlsx" in told
    wide = json.dumps(line(commands, 1)).encode("utf-16")
    for name, data in (("a.jsonl", wide), ("b", b"PK\x03\x04\0\0"), ("c.txt", bytes(9000))):
        (tmp_path / name).write_bytes(data)
        told = say("cases", "import", str(tmp_path / name), "--json", on=commands).refused()
        assert "UTF-8" in told


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that cannot be read")
def test_a_file_that_cannot_be_read_is_one_line(say: Say, commands: Commands) -> None:
    assert "读不出" in say("cases", "import", "/proc/self/mem", on=commands).refused()


def test_what_was_exported_can_be_taken_in_once(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    elsewhere = replace(commands, profile=tmp_path / "elsewhere")
    shutil.copytree(commands.profile, elsewhere.profile)
    rows = [line(commands, index) for index in range(1, 4)]
    rows[0]["agent"] = applicant(commands, 9) | {"relation": "子女"}
    good(say, commands, rows, tmp_path)
    first = tmp_path / "out.jsonl"
    assert say("cases", "export", str(first), on=commands).code == 0
    again = say("cases", "import", str(first), "--json", on=commands).json
    assert again == {"imported": 0, "skipped": 3, "refused": []}
    there = say("cases", "import", str(first), "--json", on=elsewhere).json
    assert there == {"imported": 3, "skipped": 0, "refused": []}
    # the lines from which it was made are the same matters
    there = say("cases", "import", str(tmp_path / "lines.jsonl"), "--json", on=elsewhere).json
    assert there == {"imported": 0, "skipped": 3, "refused": []}
    second = tmp_path / "second.jsonl"
    assert say("cases", "export", str(second), on=elsewhere).code == 0
    kept = ("applicant", "agent", "materials", "form", "note", "received_ms", "fingerprint")
    told = []
    for path in (first, second):
        states = [json.loads(text) for text in path.read_text("utf-8").splitlines()]
        told.append([{name: state.get(name) for name in kept} for state in states])
    assert told[0] == told[1]


HEADINGS = (
    "事项编码",
    "姓名",
    "证件类型",
    "证件号码",
    "联系电话",
    "地址",
    "收件时间",
    "备注",
    "其他",
)


def sheet(path: Path, rows: list[tuple[object, ...]]) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_spreadsheet_is_taken_in_like_lines(say: Say, commands: Commands, tmp_path: Path) -> None:
    item, when = commands.item, datetime(2026, 11, 20, 9, 10)
    rows: list[tuple[object, ...]] = [
        HEADINGS,
        (item, "王𬱖", "居民身份证", person_id(1), 13800000000, "厉山镇", when, "一", "随便"),
        (),
        (f" {item} ", "李㛃", None, person_id(2), None, None, when.date(), None),
        (item, "张䶮𠮷", "护照", "E12345678", None, None, "2026-11-20T09:10:00+08:00", None),
        (item, "甲", None, "421321199001010016", None, None, when, None),
        ("NO-SUCH-ITEM", "乙", None, person_id(3), None, None, when, None),
        (item, "", None, person_id(4), None, None, when, None),
        (item, "丙", "藏宝图", person_id(5), None, None, when, None),
        (item, "丁", None, person_id(6), None, None, None, None),
        (item, "戊", None, person_id(7), None, None, datetime(2099, 1, 1), None),
        (item, "己", None, 421321199001010015, None, None, when, None),  # a number lost digits
        (item, "庚", None, float(person_id(10)), None, None, when, None),
        (item, "辛", None, person_id(11), None, None, "2026年11月20日 9时10分", None),
        (item, "壬", None, person_id(12), None, None, "2026/11/20 9:10", None),
        (item, "癸", None, person_id(13), None, None, "2026.13.20", None),
    ]
    source = sheet(tmp_path / "补录.xlsx", rows)
    said = say("cases", "import", str(source), "--json", on=commands)
    assert said.code == 3
    assert said.json["imported"] == 5
    assert [(each["line"], each["field"]) for each in said.json["refused"]] == [
        (6, "applicant.id_number"),
        (7, "item"),
        (8, "applicant.name"),
        (9, "applicant.id_type"),
        (10, "received_at"),
        (11, "received_at"),
        (12, "applicant.id_number"),
        (13, "applicant.id_number"),
        (16, "received_at"),
    ]
    assert all("尾数" in each["why"] for each in said.json["refused"] if each["line"] in (12, 13))
    again = say("cases", "import", str(source), "--json", on=commands).json
    assert (again["imported"], again["skipped"]) == (0, 5)
    listed = say("cases", "list", "--json", on=commands).json
    assert {each["applicant"] for each in listed} == {"王𬱖", "李㛃", "张䶮𠮷", "辛", "壬"}
    nine = int(datetime(2026, 11, 20, 1, 10, tzinfo=UTC).timestamp() * 1000)
    assert {e["received_ms"] for e in listed if e["applicant"] in ("王𬱖", "辛", "壬")} == {nine}
    told = say("cases", "import", str(source), on=commands).out
    assert "第 7 行 item" in told


def test_a_spreadsheet_as_people_keep_it(say: Say, commands: Commands, tmp_path: Path) -> None:
    """A hidden sheet before it, a title above it, the item merged over several rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append((commands.item, "王隐", None, person_id(1), None, None, "2026-11-20"))
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("办件")
    shown.append(["2026 年补录表"])
    shown.merge_cells("A1:H1")
    shown.append([f"* {each}" for each in HEADINGS])
    for index in (2, 3):
        item = commands.item if index == 2 else None
        shown.append((item, f"王{index}", None, person_id(index), None, None, "2026-11-20"))
    shown.merge_cells("A3:A4")
    book.active = 1
    source = tmp_path / "补录.xlsx"
    book.save(source)
    result = say("cases", "import", str(source), "--json", on=commands).json
    assert result == {"imported": 2, "skipped": 0, "refused": []}
    listed = say("cases", "list", "--json", on=commands).json
    assert {each["applicant"] for each in listed} == {"王2", "王3"}


def test_files_that_are_no_spreadsheets_are_one_line(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    source = tmp_path / "补录.xlsx"
    source.write_text("事项编码,姓名\n")
    assert "不是有效的 xlsx" in say("cases", "import", str(source), on=commands).refused()
    sheet(source, [("日期", "天气")])
    assert "表头" in say("cases", "import", str(source), on=commands).refused()
    sheet(source, [])
    assert "空的" in say("cases", "import", str(source), on=commands).refused()
    whole = sheet(source, [HEADINGS]).read_bytes()
    for cut in (len(whole) // 2, len(whole) - 30):
        source.write_bytes(whole[:cut])
        assert "xlsx" in say("cases", "import", str(source), on=commands).refused()
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("[Content_Types].xml", "<broken")
    assert "xlsx" in say("cases", "import", str(source), on=commands).refused()
    assert say("doctor", "--json", on=commands).json["entries"] == 0


def test_progress_tells_each_line_when_it_is_durable(
    say: Say, commands: Commands, tmp_path: Path
) -> None:
    source = tmp_path / "cases.jsonl"
    write(source, [line(commands, 1), "{", line(commands, 2)])
    said = say("cases", "import", str(source), "--progress", on=commands)
    assert said.out.splitlines()[:3] == ["1", "2", "3"]
    assert "补录 2 件" in said.out
