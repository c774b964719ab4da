"""``policies import|list|export`` and printing, through the real commands."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from cli_rig import Commands

ROWS = (
    ("日期", "企业名称", "联系电话", "咨询政策", "咨询内容", "答复情况"),
    ("2025-03-14", "甲公司", "13800000000", "稳岗返还", "怎么领", "免申即享"),
    ("2025-03-15", "乙公司", "12", "贷款贴息", "条件", "已答复"),
    ("2025-03-16", "丙公司", "", "贷款贴息", "条件", ""),
)


def test_a_ledger_comes_in_once_and_goes_out(commands: Commands, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    path = tmp_path / "台账.xlsx"
    book.save(path)
    told = json.loads(commands.run("policies", "import", str(path), "--json", check=False).stdout)
    assert (told["imported"], told["skipped"]) == (2, 0)
    assert [(each["line"], each["field"]) for each in told["refused"]] == [(3, "C 列“联系电话”")]
    again = commands.run("policies", "import", str(path), check=False)
    assert again.returncode == 3
    assert again.stdout.startswith("补录 0 条，已有 2 条，未收 1 处")
    listed = json.loads(commands.run("policies", "list", "--open", "--json").stdout)
    assert [each["person"] for each in listed] == ["丙公司"]
    assert "待答复" in commands.run("policies", "list").stdout
    for name in ("出.xlsx", "出.pdf"):
        out = commands.run("policies", "export", str(tmp_path / name), "--json")
        assert json.loads(out.stdout) == {"exported": 2}
    number = listed[0]["number"]
    out = str(tmp_path / "单.pdf")
    early = commands.run("print", number, "--document", "policy_answer", "--out", out, check=False)
    assert early.returncode == 1
    assert early.stderr == "counter-app: 还没有答复，不能出具答复单\n"
    closed = json.loads(commands.run("policies", "list", "--query", "甲公司", "--json").stdout)
    printed = commands.run(
        "print", closed[0]["number"], "--document", "惠企政策咨询答复单", "--out", out, "--json"
    )
    assert json.loads(printed.stdout)["pages"] == 1
