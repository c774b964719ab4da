"""``cases priority`` through the real command."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from cli_rig import Commands


def test_told_and_written(commands: Commands, tmp_path: Path) -> None:
    told = json.loads(commands.run("cases", "priority", "--json").stdout)
    assert told == {"reasons": [], "cases": []}
    out = tmp_path / "优先.xlsx"
    said = commands.run("cases", "priority", "--since", "2026-01-01", "--out", str(out))
    assert said.stdout == "共 0 件\n"
    assert openpyxl.load_workbook(out).sheetnames == ["绿色通道办件", "按事由统计"]
    wrong = commands.run("cases", "priority", "--out", str(tmp_path / "x.csv"), check=False)
    assert (wrong.returncode, wrong.stderr) == (1, "counter-app: 清单只能写成 .xlsx 表格\n")
    late = commands.run("cases", "priority", "--since", "2099-01-01", check=False)
    assert (late.returncode, late.stderr.count("\n")) == (1, 1)
