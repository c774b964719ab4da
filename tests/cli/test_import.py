"""``cases import`` through the real command: good lines in, bad ones named, nothing twice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from cli_rig import Commands, person_id

#: CI takes fewer; the full figure is 10,000.
LINES = int(os.environ.get("COUNTER_IMPORT_LINES", "600"))


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


def test_a_wrong_password_and_a_second_process_are_told(commands: Commands) -> None:
    commands.environment["COUNTER_PASSWORD"] = "wrong"
    told = commands.run("doctor", check=False)
    assert told.returncode == 1
    assert "密码不对" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
