"""``helps import|list|export`` and printing, through the real commands."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from cli_rig import Commands

ROWS = (
    ("日期", "姓名", "电话", "帮办方式", "对象类别", "办理事项", "办理结果"),
    ("2025-03-14", "王𬱖", "13800000000", "上门", "老年人", "高龄津贴", "已办结"),
    ("2025-03-15", "李四", "12", "代办", "残疾人", "残疾证", "办理中"),
    ("2025-03-16", "张三", "", "代办", "残疾人", "残疾证", "办理中"),
)


def sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def test_a_ledger_comes_in_once_and_goes_out(commands: Commands, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    done = commands.run("helps", "import", str(path), "--json", check=False)
    told = json.loads(done.stdout)
    assert (told["imported"], told["skipped"]) == (2, 0)
    assert [(each["line"], each["field"]) for each in told["refused"]] == [(3, "C 列“电话”")]
    again = json.loads(commands.run("helps", "import", str(path), "--json", check=False).stdout)
    assert (again["imported"], again["skipped"]) == (0, 2)

    listed = json.loads(commands.run("helps", "list", "--open", "--json").stdout)
    assert [each["person"] for each in listed] == ["张三"]
    for name in ("出.xlsx", "出.pdf"):
        out = commands.run("helps", "export", str(tmp_path / name), "--json")
        assert json.loads(out.stdout) == {"exported": 2}
        assert (tmp_path / name).stat().st_size > 1000
    number = listed[0]["number"]
    printed = commands.run(
        "print", number, "--document", "登记表", "--out", str(tmp_path / "表.pdf"), "--json",
        check=False,
    )  # fmt: skip
    assert printed.returncode == 1
    printed = commands.run(
        "print", number, "--document", "help_registration", "--out", str(tmp_path / "表.pdf"),
        "--json",
    )  # fmt: skip
    assert json.loads(printed.stdout)["title"] == "帮办代办登记表"
    for document in ("help_registration", "receipt"):
        unknown = commands.run(
            "print", number[:-1] + "?", "--document", document, "--out", str(tmp_path / "无.pdf"),
            check=False,
        )  # fmt: skip
        assert unknown.returncode != 0
        assert unknown.stderr.strip() == f"counter-app: 本机没有编号 {number[:-1]}? 的帮代办记录"
    wrong = commands.run(
        "print", number, "--document", "receipt", "--out", str(tmp_path / "无.pdf"), check=False
    )
    assert "可选：help_registration（帮办代办登记表）" in wrong.stderr
    health = json.loads(commands.run("doctor", "--json").stdout)
    assert (health["ok"], health["cases"], health["others"]) == (True, 0, 2)
